"""What was removed for good or hidden, recognised when it comes back: in another import, or in an older backup.

Of removed words and hidden names nothing is kept but keyed hashes, from which neither can be read back.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter, itemgetter
from sqlite3 import Connection

from bot.archive.ids import MOST_POSTS, former_keys, is_title, without_name
from bot.archive.model import Mark, MarkKind, ParsedPost, ParsedThread, Passage, PassageKind
from bot.store import columns
from bot.store.archive.recognition import recognised_name, recognised_text

Passages = Sequence[tuple[Passage, ...]]
Parts = tuple[str, ...]

_HELD = f"""
    SELECT coalesce(p.ref, p.id & {MOST_POSTS}), a.name, iif(p.ref IS NULL, p.body, '')
    FROM threads t CROSS JOIN posts p ON p.id BETWEEN t.id << {columns.NUMBER_BITS}
    AND (t.id + 1 << {columns.NUMBER_BITS}) - 1 JOIN authors a ON a.id = p.author_id
    WHERE (t.key = ?1 OR (?1 IS NULL AND t.key IS NULL AND t.fingerprint = ?2)) AND +t.guild_id IS ?3"""

REMOVED = "\ue000removed"
"""The poster of a post that was removed for good, in a place that keeps its number."""


class Hashes:
    """Who was hidden in an archive, and what was removed from it: a guild's, or the one everybody reads."""

    def __init__(self, db: Connection, guild_id: int | None) -> None:
        self._db = db
        self.scope = guild_id or 0  # 0: what holds for every guild
        # Archives of different origin brought their salts; the first is for what comes.
        self._salts = [salt for (salt,) in db.execute("SELECT salt FROM privacy_salts ORDER BY salt")]
        self.any_removed, self._any_hidden = db.execute(
            "SELECT EXISTS (SELECT 1 FROM tombstones), EXISTS (SELECT 1 FROM hidings)"
        ).fetchone()

    def every(self, *parts: str) -> list[bytes]:
        """Return each hash that may stand for `parts` here, first the one to keep."""
        text = "\0".join(parts).encode("utf-8", "surrogatepass")
        return [hashlib.blake2b(text, key=salt, digest_size=16).digest() for salt in self._salts]

    def bury(self, *removed: Parts) -> None:
        """Keep the hashes of what is removed, in the parts that functions of this module tell."""
        self._db.executemany(
            "INSERT OR IGNORE INTO tombstones VALUES (?, ?)",
            [(self.scope, self.every(*parts)[0]) for parts in removed],
        )

    def buried(self, *candidates: Parts) -> bool:
        """Tell whether any of `candidates` was removed, here or everywhere."""
        return any(
            self._db.execute(
                "SELECT 1 FROM tombstones WHERE scope IN (0, ?) AND hash = ?", (self.scope, hashed)
            ).fetchone()
            for parts in candidates
            for hashed in self.every(*parts)
        )

    def hidden(self, name: str) -> tuple[bool, str | None]:
        """Tell whether somebody called `name` is hidden or disguised, and under which pseudonym."""
        sql = "SELECT scope, pseudonym FROM hidings WHERE scope IN (0, ?) AND name = ?"
        hashes = self.every(*name_parts(name)) if self._any_hidden else ()
        found = [row for hashed in hashes for row in self._db.execute(sql, (self.scope, hashed))]
        # What a guild decided goes before what holds everywhere.
        return (True, max(found, key=itemgetter(0))[1]) if found else (False, None)


def name_parts(name: str) -> tuple[str, str]:
    """Return what a hidden person is recognised by."""
    return "name", recognised_name(name)


def thread_parts(key: str | None, fingerprint: str, ref: str | None, posted_at: str | None) -> list[Parts]:
    """Return what a thread is recognised by: how it opens, its identity, and its first post's."""
    return [("opening", fingerprint), *_identities("thread", key, ref, posted_at)]


def ref_parts(key: str | None, ref: str | None, posted_at: str | None) -> list[Parts]:
    """Return what a post of a thread with an identity is recognised by, whatever that is called since."""
    return [] if ref is None else _identities("ref", key, ref, posted_at)


def _identities(kind: str, key: str | None, ref: str | None, posted_at: str | None) -> list[Parts]:
    """Return what tells a thread, or a post in it; a number that tells no site only with the post's id and moment."""
    if key is None or (kind == "thread" and is_title(key)):
        return []
    whole = (kind, key) if kind == "thread" or ref is None else (kind, key, ref)
    number = without_name(key)
    if number is None or ref is None or posted_at is None:
        return [whole]
    told = (kind, number, ref, posted_at)
    return [told] if number == key else [whole, told]


def former_parts(key: str | None, ref: str | None = None) -> list[Parts]:
    """Return what a thread, or its post `ref`, was recognised by when a number alone, or its name, told it."""
    kind, *post = ("thread",) if ref is None else ("ref", ref)
    return [(kind, former, *post) for former in former_keys(key or "")]


def word_parts(author: str, body: str, own: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Return what a post is recognised by anywhere: who wrote it, and its words at `own`, or all it has."""
    texts = (recognised_text(body[start:stop]) for start, stop in own)
    return (
        "words",
        recognised_name(columns.clean(author)),
        " ".join(filter(None, texts)) or recognised_text(body),
    )


def quoted_parts(names: Iterable[str | None], text: str) -> list[Parts]:
    """Return what a quotation is recognised by anywhere: whom it is credited to, and its words; both must be known."""
    words = recognised_text(text)
    return [("quoted", recognised_name(columns.clean(name)), words) for name in names if name and words]


def quotation_parts(
    key: str | None,
    boxes: Sequence[Mark],
    place: tuple[int, int],
    names: tuple[str | None, str | None],
    text: str,
) -> list[Parts]:
    """Return what a quotation is recognised by whose source is not at hand: the post that its box names, too.

    `names` are who is credited, and whom the box declares.
    """
    return ref_parts(key, boxed(boxes, place, names[1]), None) + quoted_parts(names, columns.clean(text))


def boxes_of(marks: Iterable[Mark]) -> list[Mark]:
    """Return the boxes around the quotations of a post, in order, each before those in it."""
    return sorted(
        (mark for mark in marks if mark.kind is MarkKind.QUOTE), key=lambda box: (box.start, -box.end)
    )


def boxed(boxes: Sequence[Mark], place: tuple[int, int], declared: str | None) -> str | None:
    """Return the id of the post that the box around a quotation names; `declared` is whom it declares."""
    # Boxes side by side may be one quotation by now: a box around both, of somebody else, tells nothing.
    return next(
        (
            box.ref
            for box in reversed(boxes[: bisect_right(boxes, place[0], key=attrgetter("start"))])
            if place[1] <= box.end and box.author == declared
        ),
        None,
    )


def without_removed(
    db: Connection, parsed: ParsedThread, passages: Passages, guild_id: int | None, fingerprint: str
) -> tuple[ParsedThread, Passages] | None:
    """Return the incoming thread without what was removed for good; None where that is all of it.

    Removed posts keep their place, empty; where others quote them, their words are blacked out.
    """
    graves = Hashes(db, guild_id)
    if not graves.any_removed:
        return parsed, passages
    opening = parsed.posts[0]
    if graves.buried(
        *thread_parts(parsed.key, fingerprint, opening.ref, columns.time_text(opening.posted_at)),
        *former_parts(parsed.key),
    ):
        return None
    gone = {
        number
        for number, post in enumerate(parsed.posts, 1)
        if graves.buried(
            *ref_parts(parsed.key, post.ref, columns.time_text(post.posted_at)),
            *(former_parts(parsed.key, post.ref) if post.ref else ()),
        )
    }
    alike = {
        number: (post.ref or number, columns.clean(post.author), "" if post.ref else columns.clean(post.body))
        for number, (post, tiles) in enumerate(zip(parsed.posts, passages, strict=True), 1)
        if number not in gone
        and graves.buried(
            word_parts(
                post.author,
                columns.clean(post.body),
                ((tile.start, tile.end) for tile in tiles if tile.kind is PassageKind.OWN),
            )
        )
    }
    # What stands in the archive was not removed, although another post of theirs said the same.
    held = set(db.execute(_HELD, (parsed.key, fingerprint, guild_id))) if alike else set()
    gone.update(number for number, told in alike.items() if told not in held)
    if len(gone) == len(parsed.posts):
        return None
    refs = {ref for number in gone if (ref := parsed.posts[number - 1].ref) is not None}
    left: list[tuple[ParsedPost, tuple[Passage, ...]]] = []
    for number, (post, tiles) in enumerate(zip(parsed.posts, passages, strict=True), 1):
        if number in gone:
            left.append((ParsedPost(REMOVED, ""), ()))
            continue
        boxes = boxes_of(post.marks)
        taken = {
            tile
            for tile in tiles
            if tile.number in gone
            or (
                tile.kind is PassageKind.QUOTE
                and tile.number is None
                and graves.buried(
                    *quotation_parts(
                        parsed.key,
                        boxes,
                        (tile.start, tile.end),
                        (tile.author, tile.declared),
                        post.body[tile.start : tile.end],
                    )
                )
            )
        }
        forgotten = post.parent_ref in refs or graves.buried(*ref_parts(parsed.key, post.parent_ref, None))
        left.append(
            (
                replace(
                    post,
                    body=blacked(post.body, [(tile.start, tile.end) for tile in taken]),
                    parent_ref=None if forgotten else post.parent_ref,
                ),
                tuple(emptied(tile) if tile in taken else tile for tile in tiles),
            )
        )
    return replace(parsed, posts=tuple(post for post, _ in left)), [tiles for _, tiles in left]


def emptied(tile: Passage) -> Passage:
    """Return a quotation of a removed post: a gap that tells no name."""
    return replace(
        tile, author=REMOVED, declared=None, source_start=None, source_end=None, via=(), confidence=1.0
    )


def blacked(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Cover every sign at some places of `text` but its white space; the length stays."""
    covered, at = [], 0
    for start, end in sorted(places):
        covered += [text[at:start], "".join(c if c.isspace() else "█" for c in text[max(at, start) : end])]
        at = max(at, end)
    return "".join([*covered, text[at:]])
