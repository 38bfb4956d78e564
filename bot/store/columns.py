"""How domain values are written in columns, and read back."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.archive.ids import MOST_POSTS, PostId
from bot.archive.model import Mark, MarkKind, ParsedPost, Passage, PassageKind
from bot.store.values import Viewer

Row = tuple[Any, ...]
"""What a statement returns or writes."""
NUMBER_BITS = MOST_POSTS.bit_length()
LAST_KEY = (1 << 63) - 1
"""The highest id a post may have in the database."""

TRAITS = {"quote": 1, "link": 2, "image": 4, "code": 8, "list": 16}
"""Bits of `posts.traits`, by what marks and `has:` call them."""

# The one rule of visibility; its parameters come from `seen`. Alias `t` is threads. Shared threads are for servers:
# whoever asks from none sees only what belongs to none.
VISIBLE = "(? OR t.guild_id IS NULL OR CASE t.guild_id = ? WHEN 1 THEN 1 WHEN 0 THEN t.shared ELSE 0 END)"
# Its parameters come from `seen_named`.
VISIBLE_NAMED = VISIBLE.replace("?", ":everything", 1).replace("?", ":guild", 1)
# The same of authors, whose alias is `x`: somebody is seen where a thread is that they wrote in. Parameters: `seen`.
AUTHOR_VISIBLE = f"""EXISTS (
    SELECT 1 FROM author_threads w JOIN threads t ON t.id = w.thread_id WHERE w.author_id = x.id AND {VISIBLE})"""

_LIST_LINE = re.compile(r"\n[ \t]*(?:[-*•]|[0-9]{1,3}[.)])[ \t]+\S")
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).toordinal()


def seen(viewer: Viewer) -> tuple[bool, int | None]:
    """Return the parameters of VISIBLE."""
    return viewer.everything, viewer.guild_id


def seen_named(viewer: Viewer) -> dict[str, object]:
    """Return the parameters of VISIBLE_NAMED."""
    return {"everything": viewer.everything, "guild": viewer.guild_id}


def post_key(thread_id: int, number: int) -> int:
    """Return the id a post has in the database."""
    return thread_id << NUMBER_BITS | number


def thread_span(thread_id: int) -> tuple[int, int]:
    """Return the first and last post id a thread may have."""
    return thread_id << NUMBER_BITS, thread_id << NUMBER_BITS | MOST_POSTS


def split_key(key: int) -> tuple[int, int]:
    """Return thread id and number of a post's id in the database."""
    return key >> NUMBER_BITS, key & MOST_POSTS


def clean(text: str) -> str:
    """Return `text` with what UTF-8 cannot carry (lone surrogates) replaced, length unchanged."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def time_text(time: datetime | None) -> str | None:
    """Write a time; the zone stays as it was known."""
    return time.isoformat() if time else None


def read_time(text: str | None) -> datetime | None:
    """Read what `time_text` wrote."""
    return datetime.fromisoformat(text) if text else None


def day_of(time: datetime | None) -> int | None:
    """Return the calendar day as the archive shows it, in days since 1970-01-01."""
    return time.toordinal() - _EPOCH if time else None


def marks_text(marks: Sequence[Mark]) -> str | None:
    """Write marks as JSON, trailing None left out."""
    rows = []
    for mark in marks:
        row = [mark.start, mark.end, mark.kind.value, mark.author, mark.ref, mark.number, mark.url]
        while row[-1] is None:
            row.pop()
        rows.append(row)
    return _json(rows) if rows else None


def read_marks(text: str | None) -> tuple[Mark, ...]:
    """Read what `marks_text` wrote."""
    return tuple(Mark(row[0], row[1], MarkKind(row[2]), *row[3:]) for row in json.loads(text)) if text else ()


def traits(post: ParsedPost, body: str, passages: Sequence[Passage]) -> int:
    """Return the bits `has:` asks for."""
    # Most posts have no colon, which is found out at once.
    found = TRAITS["link"] if ":" in body and ("http://" in body or "https://" in body) else 0
    if "\n" in body and len(_LIST_LINE.findall(f"\n{body}")) > 1:
        found |= TRAITS["list"]
    for mark in post.marks:
        found |= TRAITS.get(mark.kind, 0)
    for passage in passages:
        if passage.kind is PassageKind.QUOTE:
            found |= TRAITS["quote"]
    return found


def post_id(slug: str, key: int) -> PostId:
    """Return the name people know a post by."""
    return PostId(slug, key & MOST_POSTS)
