"""Questions of Stack Exchange as its API answers (`/questions/…?filter=withbody`), with answers and comments."""

from collections.abc import Iterator
from html import unescape

from bot.archive.model import Notice, ParsedPost, ParsedThread, QuoteKeeping
from bot.errors import BadArchive
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.html.fragment import only_absolute, rendered
from bot.importers.html.moments import moment
from bot.importers.html.page import host_of
from bot.importers.jsonic import Object, fields, has_keys, load_all, objects, text
from bot.importers.source import Source
from bot.languages import counted

_KINDS = ("comment", "answer", "question")
"""What a thing is, by the id that only it and what hangs on it have."""


class StackExchangeReader:
    """Reads questions, each a thread: the question, then every answer, with its comments below it."""

    name = "stackexchange"

    def recognises(self, source: Source) -> bool:
        """Tell by the API's frame and what every question and answer has."""
        return has_keys(source, "items", "question_id", "owner", "creation_date")

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the questions in `source`."""
        items = [item for _, value in load_all(source) for item in objects(value, "items")]
        threads: dict[str, list[Object]] = {}
        for item in items:
            threads.setdefault(text(item, "question_id"), []).append(item)
        threads.pop("", None)
        if not any("body" in item for item in items) or not threads:
            raise BadArchive(
                "This answer of Stack Exchange's API holds no words; ask it again with `filter=withbody`.",
                file=source.name,
            )
        for number, members in threads.items():
            yield fit_thread(_thread(number, members, source.name))


def _thread(number: str, items: list[Object], name: str) -> ParsedThread:
    things = [(thing, parent) for item in items for thing, parent in _things(item, number)]
    spoken = [(thing, parent) for thing, parent in things if text(thing, "body")]
    question = next((item for item in items if _kind(item) == "question"), {})
    url = text(question, "link")
    title = next(filter(None, (text(item, "title") for item in items)), number)
    note = counted(
        "{n} post came without its words; passed over.",
        "{n} posts came without their words; passed over.",
        len(things) - len(spoken),
    )
    return ParsedThread(
        title=unescape(title),
        posts=tuple(_post(thing, parent) for thing, parent in spoken),
        source=name,
        format=StackExchangeReader.name,
        key=f"{StackExchangeReader.name}:{host_of(url)}:question:{number}" if host_of(url) else None,
        url=only_absolute(url),
        notices=(Notice(name, None, note),) if len(spoken) < len(things) else (),
    )


def _things(item: Object, question: str) -> Iterator[tuple[Object, str | None]]:
    """Yield a post, its comments and its answers with theirs, each with the ref of what it answers."""
    yield item, None if _kind(item) == "question" else f"question-{question}"
    for comment in objects(item, "comments"):
        yield comment, _ref(item)
    for answer in objects(item, "answers"):
        yield answer, f"question-{question}"
        for comment in objects(answer, "comments"):
            yield comment, _ref(answer)


def _kind(thing: Object) -> str:
    return next((kind for kind in _KINDS if text(thing, f"{kind}_id")), "")


def _ref(thing: Object) -> str:
    kind = _kind(thing)
    return f"{kind}-{text(thing, f'{kind}_id')}"


def _post(thing: Object, parent: str | None) -> ParsedPost:
    body, marks = rendered(text(thing, "body"), lambda _: None, only_absolute)
    owner = fields(thing, "owner")
    return ParsedPost(
        author=unescape(text(owner, "display_name")) or NOBODY,
        body=body,
        author_ref=text(owner, "user_id") or None,
        posted_at=moment(text(thing, "creation_date")),
        edited_at=moment(text(thing, "last_edit_date")),
        ref=_ref(thing),
        parent_ref=parent,
        url=only_absolute(text(thing, "link")),
        marks=marks,
        quotes=QuoteKeeping.KEPT,
    )


reader = StackExchangeReader()
