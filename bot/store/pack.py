"""A pack: some thousands of posts as arrays, and how it is built from what is stored.

Built from the very texts that stand in the full-text index (`index.entries`), so both hold the same words.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.store import index
from bot.store.numbering import Numbering

Ints = npt.NDArray[np.int64]
Ordinals = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

MOST = 1 << 16
"""Posts a pack may hold: places in it take 16 bits."""
UNDATED = -(1 << 31)
OFTEN = 255  # a word is counted up to here in one post
FARTHEST = (1 << 16) - 1  # what stands farther from the beginning of a post's words is said to stand here
SPOTTED = 8  # posts of a pack a word stands in, from which on its positions are kept
BATCH = 2_000  # posts whose words are numbered at once
NEAR = 64  # ids of posts to be packed that lie this close are read in one go

_POSTS = (
    "SELECT id, author_id, day, words, traits, author_title FROM posts WHERE id BETWEEN ? AND ? ORDER BY id"
)
# Name and type of each column, in the order they are written in.
_LAYOUT: tuple[tuple[str, str], ...] = (
    ("keys", "<i8"),
    ("author", "<i4"),
    ("day", "<i4"),
    ("words", "<i4"),
    ("size", "<i4"),
    ("role", "<i4"),
    ("traits", "<u1"),
)


class Places(NamedTuple):
    """Where a word stands: `own` of the places are of own words, the rest of quoted ones.

    `positions` is empty for words rarer than SPOTTED. Own and quoted words are counted each from 0.
    """

    own: int
    blob: bytes
    positions: bytes = b""


@dataclass(frozen=True)
class Columns:
    """Arrays with a value for each post.

    `day` is UNDATED for none, `words` counts own words, `size` all words in the index, `role` is a place in `roles`,
    whose first is no title.
    """

    keys: Ints
    author: Ordinals
    day: Ordinals
    words: Ordinals
    size: Ordinals
    role: Ordinals
    traits: npt.NDArray[np.uint8]
    roles: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.keys)

    def pack(self) -> bytes:
        """Write the arrays down."""
        return b"".join(getattr(self, name).astype(kind).tobytes() for name, kind in _LAYOUT)

    @classmethod
    def unpack(cls, posts: int, blob: bytes, roles: str) -> "Columns":
        """Read what `pack` wrote."""
        arrays: dict[str, Any] = {}
        at = 0
        for name, kind in _LAYOUT:
            arrays[name] = np.frombuffer(blob, kind, posts, at)
            at += arrays[name].nbytes
        return cls(**arrays, roles=tuple(json.loads(roles)))


@dataclass(frozen=True)
class Pack:
    """Columns, and the words in ascending order with their places."""

    columns: Columns
    words: dict[str, Places]


def spans(keys: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of stretches that hold all of the ascending `keys`, and little else."""
    first = last = None
    for key in keys:
        if first is None or last is None:
            first = last = key
        elif key - last > NEAR:
            yield first, last
            first = key
        last = key
    if first is not None and last is not None:
        yield first, last


def build(connection: sqlite3.Connection, keys: Sequence[int]) -> Pack:
    """Pack those of the posts `keys` (ascending, at most MOST) that there are."""
    numbering = Numbering()
    found: list[Ints] = []
    sizes: list[Ints] = []
    table: list[tuple[int, ...]] = []
    titles: dict[str, int] = {"": 0}
    posts = _stored(connection, keys)
    while batch := list(islice(posts, BATCH)):
        numbers, counts = numbering.of([side for _, entry in batch for side in (entry.own, entry.quoted)])
        sides = np.arange(2 * len(table), 2 * (len(table) + len(batch)))
        side = (sides & 1) << 16 | sides >> 1  # own before quoted, then the place
        numbers <<= 33
        numbers |= np.repeat(side << 16, counts)
        numbers |= np.minimum(
            np.arange(len(numbers)) - np.repeat(np.cumsum(counts) - counts, counts), FARTHEST
        )
        found.append(numbers)
        sizes.append(counts[::2] + counts[1::2])
        for (key, author, day, words, traits, title), _ in batch:
            role = titles.setdefault(title or "", len(titles))
            table.append((key, author, UNDATED if day is None else day, words, role, traits))
    columns = np.array(table, dtype=np.int64).reshape(-1, 6)
    return Pack(
        Columns(
            keys=np.ascontiguousarray(columns[:, 0]),
            author=columns[:, 1].astype(np.int32),
            day=columns[:, 2].astype(np.int32),
            words=columns[:, 3].astype(np.int32),
            size=_joined(sizes).astype(np.int32),
            role=columns[:, 4].astype(np.int32),
            traits=columns[:, 5].astype(np.uint8),
            roles=tuple(titles),
        ),
        _places(numbering.words, found),
    )


def _stored(
    connection: sqlite3.Connection, keys: Sequence[int]
) -> Iterator[tuple[tuple[Any, ...], index.Entry]]:
    wanted = set(keys)
    for first, last in spans(keys):
        posts = connection.execute(_POSTS, (first, last))
        for post, entry in zip(posts, index.entries(connection, first, last), strict=True):
            if post[0] in wanted:
                yield post, entry


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _places(words: Sequence[str], parts: list[Ints]) -> dict[str, Places]:
    """Sort what was found by word, own before quoted, post and position; write down where each word stands."""
    if not words:
        return {}
    found = np.empty(sum(map(len, parts)), dtype="<i8")
    tokens = 0
    while parts:
        part = parts.pop(0)
        found[tokens : tokens + len(part)] = part
        tokens += len(part)
    found.sort()
    positions = found.view("<u2")[::4].tobytes()  # the lowest 16 bits
    found >>= 16
    first = np.empty(tokens, dtype=np.bool_)
    first[:1] = True
    np.not_equal(found[1:], found[:-1], out=first[1:])
    starts = np.append(np.flatnonzero(first), tokens).astype(np.int32)
    found = found[first]
    really = np.diff(starts)
    often = np.minimum(really, OFTEN).astype(np.uint8).tobytes()
    many = really >= OFTEN
    any_many = bool(many.any())
    places = found.view("<u2")[::4].tobytes()
    bounds = np.searchsorted(found, np.arange(len(words) + 1) << 17)
    middles = np.searchsorted(found, np.arange(len(words)) << 17 | 1 << 16).tolist()
    tokens_to = starts[bounds].tolist()
    bounds = bounds.tolist()
    made = {}
    for at in sorted(range(len(words)), key=words.__getitem__):
        a, b = bounds[at], bounds[at + 1]
        spots = b""
        if b - a >= SPOTTED:
            spots = positions[2 * tokens_to[at] : 2 * tokens_to[at + 1]]
            if any_many:
                spots += really[a:b][many[a:b]].astype("<u4").tobytes()
        made[words[at]] = Places(middles[at] - a, places[2 * a : 2 * b] + often[a:b], spots)
    return made
