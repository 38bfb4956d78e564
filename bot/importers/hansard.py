"""Hansard's own export: one post a line, with the passages it was found to hold, taken as they are."""

from collections.abc import Iterator
from typing import Any

from bot.archive.model import Notice, ParsedPost, ParsedThread, Passage, PassageKind
from bot.errors import BadArchive
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.html.moments import moment
from bot.importers.jsonic import Object, has_keys, load_lines, objects, text, whole
from bot.importers.source import Source
from bot.languages import Text

_NEEDED = ("thread", "number", "author", "body", "passages")


class HansardReader:
    """Reads `hansard export --format jsonl`."""

    name = "hansard"

    def recognises(self, source: Source) -> bool:
        """Tell by the fields only our export has together."""
        return has_keys(Source(source.name, source.data.partition(b"\n")[0]), *_NEEDED)

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield one thread per slug, in the order they come.

        Raises BadArchive, with the line, for a line that is no post of such an export.
        """
        threads: dict[str, list[ParsedPost]] = {}
        titles: dict[str, str] = {}
        notices: dict[str, list[Notice]] = {}
        for line, value in load_lines(source):
            if (
                not isinstance(value, dict)
                or not isinstance(value.get("body"), str)
                or not text(value, "thread")
            ):
                raise BadArchive("This line is no post of a Hansard export.", file=source.name, line=line)
            slug = text(value, "thread")
            passages, fine = _passages(value)
            threads.setdefault(slug, []).append(_post(value, passages, line))
            titles.setdefault(slug, text(value, "title") or slug)
            if not fine:
                note = Text("Passages that do not fit their post were passed over; they will be found anew.")
                notices.setdefault(slug, []).append(Notice(source.name, line, note))
        if not threads:
            raise BadArchive("This export holds no posts.", file=source.name)
        for slug, posts in threads.items():
            yield fit_thread(
                ParsedThread(
                    title=titles[slug],
                    posts=tuple(posts),
                    source=source.name,
                    format=self.name,
                    key=f"{self.name}:thread:{slug}",
                    notices=tuple(notices.get(slug, ())),
                    slug=slug,
                )
            )


def _post(value: Object, passages: tuple[Passage, ...], line: int) -> ParsedPost:
    number = whole(value, "number")
    author, title = value.get("author"), value.get("author_title")
    return ParsedPost(
        author=author if isinstance(author, str) and author else NOBODY,
        body=value["body"],
        author_title=title if isinstance(title, str) else None,
        posted_at=moment(text(value, "posted_at")),
        edited_at=moment(text(value, "edited_at")),
        ref=text(value, "ref") or None,
        url=text(value, "url") or None,
        line=line,
        number=number,
        passages=passages,
    )


def _passages(value: Object) -> tuple[tuple[Passage, ...], bool]:
    """Return the passages, with OWN ones where the export leaves gaps, and whether all of them fit the body."""
    length = len(value["body"])
    tiles: list[Passage] = []
    at = 0
    for item in objects(value, "passages"):
        passage = _passage(item)
        if passage is None or not at <= passage.start < passage.end <= length:
            return (), False
        if at < passage.start:
            tiles.append(Passage(at, passage.start))
        tiles.append(passage)
        at = passage.end
    if at < length:
        tiles.append(Passage(at, length))
    return tuple(tiles), isinstance(value.get("passages"), list)


def _passage(item: Object) -> Passage | None:
    start, end = item.get("start"), item.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    kind = item.get("kind", PassageKind.QUOTE)
    if kind not in set(PassageKind):
        return None
    via = item.get("via")
    return Passage(
        start,
        end,
        PassageKind(kind),
        author=_maybe(item, "author", str),
        number=_maybe(item, "number", int),
        source_start=_maybe(item, "source_start", int),
        source_end=_maybe(item, "source_end", int),
        confidence=float(_maybe(item, "confidence", int, float) or 0) if "confidence" in item else 1.0,
        via=tuple(one for one in via if isinstance(one, int)) if isinstance(via, list) else (),
        declared=_maybe(item, "declared", str),
    )


def _maybe(item: Object, name: str, *kinds: type) -> Any:
    found = item.get(name)
    return found if isinstance(found, kinds) and not isinstance(found, bool) else None


reader = HansardReader()
