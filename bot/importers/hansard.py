"""Hansard's own export: one post a line, with the passages it was found to hold.

Nothing in a line is trusted: its fields are checked here, its passages against the whole thread in `claims.py`.
"""

from collections.abc import Iterator
from typing import Any, TypeGuard

from bot.archive.model import Mark, MarkKind, Notice, ParsedPost, ParsedThread, Passage, PassageKind
from bot.errors import BadArchive
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.html.fragment import only_absolute
from bot.importers.html.moments import moment
from bot.importers.jsonic import Object, has_keys, load_lines, objects, text, whole
from bot.importers.source import Source
from bot.languages import Text

_NEEDED = ("thread", "number", "author", "body", "passages")
_THREAD = ("thread", "source", "format")
"""What is the same in all lines of a thread: its name in the archive, and what it was first read from."""
_LAST_NUMBER = 1_048_575
_OTHERS = frozenset({MarkKind.QUOTE, MarkKind.HEADER, MarkKind.SIGNATURE, MarkKind.FURNITURE})
_PASSAGES = {kind.value: kind for kind in PassageKind}
_MARKS = {kind.value: kind for kind in MarkKind if kind not in _OTHERS}

Key = tuple[str, ...]


class HansardReader:
    """Reads `hansard export --format jsonl`, whole or in part, its lines in any order."""

    name = "hansard"

    def recognises(self, source: Source) -> bool:
        """Tell by the fields only our export has together."""
        return has_keys(Source(source.name, source.data.lstrip().partition(b"\n")[0]), *_NEEDED)

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield one thread per slug, in the order they come.

        Raises BadArchive, with the line, for a line that is no post of such an export, and for a post that comes twice.
        """
        threads: dict[Key, list[ParsedPost]] = {}
        about: dict[Key, tuple[str, str]] = {}
        notices: dict[Key, list[Notice]] = {}
        lines: dict[tuple[Key, object], int] = {}
        for line, value in load_lines(source):
            post = _post(value, line)
            if post is None:
                raise BadArchive("This line is no post of a Hansard export.", file=source.name, line=line)
            key = tuple(text(value, name) for name in _THREAD)
            for told in filter(None, (post.number, post.ref)):
                other = lines.setdefault((key, told), line)
                if other != line:
                    raise BadArchive(
                        "This line is the same post as line {other}: {told}.",
                        file=source.name,
                        line=line,
                        other=other,
                        told=told,
                    )
            threads.setdefault(key, []).append(post)
            about.setdefault(key, (text(value, "title"), text(value, "thread_url")))
            noted = notices.setdefault(key, [])
            noted += (Notice(source.name, line, note) for note in _doubts(value, post))
        if not threads:
            raise BadArchive("This export holds no posts.", file=source.name)
        for key, posts in threads.items():
            slug, origin, form = key
            title, url = about[key]
            yield fit_thread(
                ParsedThread(
                    title=title or slug,
                    posts=tuple(posts),
                    source=source.name,
                    # Who is who depends on the format and the site: people stay the same people.
                    format=form or self.name,
                    key=":".join(filter(None, (self.name, "thread", slug, origin))),
                    url=only_absolute(url),
                    notices=tuple(notices[key]),
                    slug=slug,
                    origin=origin or None,
                )
            )


def _post(value: Any, line: int) -> ParsedPost | None:
    if not isinstance(value, dict) or not text(value, "thread"):
        return None
    number, body, author = (value.get(name) for name in ("number", "body", "author"))
    if not _is_whole(number) or not 0 < number <= _LAST_NUMBER:
        return None
    if not isinstance(body, str) or not isinstance(author, str):
        return None
    answered = whole(value, "answers")
    return ParsedPost(
        author=author or NOBODY,
        body=body,
        author_ref=text(value, "author_ref") or None,
        author_title=_text(value, "author_title"),
        posted_at=moment(text(value, "posted_at")),
        edited_at=moment(text(value, "edited_at")),
        ref=text(value, "ref") or None,
        parent_ref=f"#{answered}" if answered and answered != number else None,
        url=only_absolute(text(value, "url")),
        marks=tuple(_marks(value, body)),
        line=line,
        number=number,
        passages=_passages(value, body) or (),
    )


def _doubts(value: Object, post: ParsedPost) -> Iterator[Text]:
    """Say what of a line was passed over."""
    if post.body and not post.passages:
        yield Text("Passages that do not fit their post were passed over; they will be found anew.")
    for name, read in (("posted_at", post.posted_at), ("edited_at", post.edited_at)):
        if value.get(name) and read is None:
            yield Text("{name} tells no moment; passed over.", name=name)


def _passages(value: Object, body: str) -> tuple[Passage, ...] | None:
    """Return the passages, with OWN ones where the export leaves gaps; None where one does not fit the body."""
    told = value.get("passages")
    if not isinstance(told, list):
        return None
    tiles: list[Passage] = []
    at = 0
    for item in told:
        passage = _passage(item) if isinstance(item, dict) else None
        if passage is None or not at <= passage.start < passage.end <= len(body):
            return None
        if at < passage.start:
            tiles.append(Passage(at, passage.start))
        tiles.append(passage)
        at = passage.end
    if at < len(body):
        tiles.append(Passage(at, len(body)))
    return tuple(tiles)


def _passage(item: Object) -> Passage | None:
    start, end, via = item.get("start"), item.get("end"), item.get("via", [])
    kind, sure = item.get("kind", "quote"), item.get("confidence", 1.0)
    places = [item.get(name) for name in ("number", "source_start", "source_end")]
    names = [item.get(name) for name in ("author", "declared")]
    if not (
        _is_whole(start)
        and _is_whole(end)
        and isinstance(kind, str)
        and kind in _PASSAGES
        and all(place is None or _is_whole(place) for place in places)
        and all(name is None or isinstance(name, str) for name in names)
        and isinstance(via, list)
        and all(map(_is_whole, via))
        and isinstance(sure, int | float)
        and not isinstance(sure, bool)
        and 0 <= sure <= 1
    ):
        return None
    return Passage(
        start,
        end,
        _PASSAGES[kind],
        author=names[0] or None,
        number=places[0],
        source_start=places[1],
        source_end=places[2],
        confidence=float(sure),
        via=tuple(via),
        declared=names[1] or None,
    )


def _marks(value: Object, body: str) -> Iterator[Mark]:
    """Yield the marks that lie in the body; the others, and those of kinds passages tell of, are passed over."""
    for item in objects(value, "marks"):
        start, end, kind = item.get("start"), item.get("end"), item.get("kind")
        if not (_is_whole(start) and _is_whole(end) and isinstance(kind, str) and kind in _MARKS):
            continue
        if 0 <= start < end <= len(body):
            yield Mark(start, end, _MARKS[kind], url=only_absolute(text(item, "url")))


def _text(value: Object, name: str) -> str | None:
    found = value.get(name)
    return found if isinstance(found, str) else None


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


reader = HansardReader()
