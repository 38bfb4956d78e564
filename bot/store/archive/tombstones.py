"""What was removed for good, recognised when it comes back: in another import, or in an older backup."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from sqlite3 import Connection

from bot.archive.ids import is_title
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.store import columns
from bot.store.archive.hashes import EVERYWHERE, Hashes
from bot.store.archive.identities import REMOVED
from bot.store.archive.recognition import recognised_name, recognised_text

Passages = Sequence[tuple[Passage, ...]]


class Tombstones:
    """The graves of one archive: a guild's, or the one everybody reads."""

    def __init__(self, db: Connection, guild_id: int | None) -> None:
        self._connection = db
        self._guild_id = guild_id
        self._hashes = Hashes(db)
        self.any = db.execute("SELECT 1 FROM tombstones LIMIT 1").fetchone() is not None

    def bury(self, *removed: tuple[str, ...] | None) -> None:
        """Keep the hashes of what is removed, in the parts that functions of this module tell."""
        scope = EVERYWHERE if self._guild_id is None else self._guild_id
        self._connection.executemany(
            "INSERT OR IGNORE INTO tombstones VALUES (?, ?)",
            [(scope, self._hashes.new(*parts)) for parts in removed if parts is not None],
        )

    def buried(self, *candidates: tuple[str, ...] | None) -> bool:
        """Tell whether any of `candidates` was removed."""
        return self.any and any(
            parts is not None and self._hashes.buried(self._guild_id, *parts) for parts in candidates
        )


def thread_parts(key: str | None, fingerprint: str) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Return what a thread is recognised by: its original identity, and how it opens."""
    return (None if key is None or is_title(key) else ("thread", key)), ("opening", fingerprint)


def ref_parts(key: str | None, ref: str | None) -> tuple[str, ...] | None:
    """Return what a post of a thread with an original identity is recognised by."""
    return ("ref", key, ref) if key is not None and ref is not None else None


def word_parts(author: str, body: str, own: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Return what a post is recognised by anywhere: who wrote it, and its words at `own`, or all it has."""
    texts = (recognised_text(body[start:stop]) for start, stop in own)
    return (
        "words",
        recognised_name(columns.clean(author)),
        " ".join(filter(None, texts)) or recognised_text(body),
    )


def without_removed(
    db: Connection, parsed: ParsedThread, passages: Passages, guild_id: int | None, fingerprint: str
) -> tuple[ParsedThread, Passages] | None:
    """Return the incoming thread without what was removed for good; None where that is all of it.

    Removed posts keep their place, empty; where others quote them, their words are blacked out.
    """
    graves = Tombstones(db, guild_id)
    if not graves.any:
        return parsed, passages
    if graves.buried(*thread_parts(parsed.key, fingerprint)):
        return None
    gone = {
        number
        for number, (post, tiles) in enumerate(zip(parsed.posts, passages, strict=True), 1)
        if graves.buried(
            ref_parts(parsed.key, post.ref),
            word_parts(post.author, columns.clean(post.body), own_stretches(tiles)),
        )
    }
    if not gone:
        return parsed, passages
    if len(gone) == len(parsed.posts):
        return None
    refs = {ref for number in gone if (ref := parsed.posts[number - 1].ref) is not None}
    posts: list[ParsedPost] = []
    tiled: list[tuple[Passage, ...]] = []
    for number, (post, tiles) in enumerate(zip(parsed.posts, passages, strict=True), 1):
        if number in gone:
            posts.append(ParsedPost(REMOVED, ""))
            tiled.append(())
            continue
        body = post.body
        for tile in tiles:
            if tile.kind is PassageKind.QUOTE and tile.number in gone:
                body = body[: tile.start] + blacked(body[tile.start : tile.end]) + body[tile.end :]
        parent = None if post.parent_ref in refs else post.parent_ref
        posts.append(replace(post, body=body, parent_ref=parent))
        tiled.append(tuple(emptied(tile) if tile.number in gone else tile for tile in tiles))
    return replace(parsed, posts=tuple(posts)), tiled


def emptied(tile: Passage) -> Passage:
    """Return a quotation of a removed post: a gap that tells no name."""
    return replace(
        tile, author=None, declared=None, source_start=None, source_end=None, via=(), confidence=1.0
    )


def blacked(text: str) -> str:
    """Cover every sign of `text` but its white space; the length stays."""
    return "".join(c if c.isspace() else "█" for c in text)


def own_stretches(tiles: Iterable[Passage]) -> list[tuple[int, int]]:
    """Return where a post's own words stand."""
    return [(tile.start, tile.end) for tile in tiles if tile.kind is PassageKind.OWN]
