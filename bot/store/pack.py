"""A pack: some thousands of posts as arrays, and how it is built from what is stored.

Built from the very words that would stand in the full-text index (`index.entries`).
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.search.words import spaced_text
from bot.store.index import post_words
from bot.store.lexicon import Lexicon, write
from bot.store.numbering import Numbering

Ints = npt.NDArray[np.int64]
Ordinals = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

MOST = 1 << 16
"""Posts a pack may hold: places in it take 16 bits."""
UNDATED = -(1 << 31)
FARTHEST = (1 << 16) - 1  # what stands farther from the beginning of a post's words is said to stand here
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

    @classmethod
    def joined(cls, parts: "Sequence[Columns]") -> "Columns":
        """Return the columns of several packs one after another."""
        roles: dict[str, int] = {"": 0}
        role = []
        for part in parts:
            codes = np.array([roles.setdefault(title, len(roles)) for title in part.roles], dtype=np.int32)
            role.append(codes[part.role])
        return cls(
            keys=np.concatenate([part.keys for part in parts]),
            author=np.concatenate([part.author for part in parts]),
            day=np.concatenate([part.day for part in parts]),
            words=np.concatenate([part.words for part in parts]),
            size=np.concatenate([part.size for part in parts]),
            role=np.concatenate(role),
            traits=np.concatenate([part.traits for part in parts]),
            roles=tuple(roles),
        )


@dataclass(frozen=True)
class Pack:
    """Columns, and where each word stands."""

    columns: Columns
    words: Lexicon


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


def build(connection: sqlite3.Connection, keys: Sequence[int], full: float = inf) -> Pack:
    """Pack those of the posts `keys` (ascending, at most MOST) that there are.

    With so many words it is `full`: the batch of posts that makes it so is its last.
    """
    numbering = Numbering()
    found: list[Ints] = []
    sizes: list[Ints] = []
    table: list[tuple[int, ...]] = []
    titles: dict[str, int] = {"": 0}
    posts = _stored(connection, keys)
    while sum(map(len, found)) < full and (batch := list(islice(posts, BATCH))):
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
        write(numbering.words, found),
    )


def _stored(
    connection: sqlite3.Connection, keys: Sequence[int]
) -> Iterator[tuple[tuple[Any, ...], post_words.Entry]]:
    wanted = set(keys)
    for first, last in spans(keys):
        posts = connection.execute(_POSTS, (first, last))
        for post, entry in zip(posts, post_words.entries(connection, first, last, spaced_text), strict=True):
            if post[0] in wanted:
                yield post, entry


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
