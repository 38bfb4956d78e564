"""ConvoKit corpora: `utterances.jsonl`, one utterance a line, or as one array."""

from collections.abc import Iterator

from bot.archive.model import ParsedPost, ParsedThread, QuoteKeeping
from bot.errors import BadArchive
from bot.importers.angles import angle_quotes
from bot.importers.cleaning import NOBODY, fit_thread
from bot.importers.html.moments import moment
from bot.importers.jsonic import Object, fields, load, load_lines, starts_like_json, text
from bot.importers.source import Source

_TITLES = ("title", "subject", "topic", "conversation_title", "page_title")
_LONGEST_TITLE = 100


class ConvoKitReader:
    """Reads utterances, grouped by conversation, in the order of the file."""

    name = "convokit"

    def recognises(self, source: Source) -> bool:
        """Tell by the fields of the first utterance."""
        if not starts_like_json(source):
            return False
        head = source.data[: 1 << 20]
        named = [b'"speaker"' in head or b'"user"' in head, b'"conversation_id"' in head or b'"root"' in head]
        answers = b'"reply_to"' in head or b'"reply-to"' in head
        return all(named) and answers and b'"text"' in head

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield one thread per conversation, in the order they begin."""
        threads: dict[str, list[ParsedPost]] = {}
        titles: dict[str, str] = {}
        for line, value in _utterances(source):
            number = text(value, "conversation_id", "root")
            if not number:
                continue
            post = _post(value, line)
            threads.setdefault(number, []).append(post)
            titles[number] = titles.get(number) or text(fields(value, "meta"), *_TITLES)
        if not threads:
            raise BadArchive("This JSON holds no utterances of conversations.", file=source.name)
        for number, posts in threads.items():
            yield fit_thread(
                ParsedThread(
                    title=titles[number] or _first_words(posts[0].body) or number,
                    posts=tuple(posts),
                    source=source.name,
                    format=self.name,
                    key=f"{self.name}:conversation:{number}",
                )
            )


def _utterances(source: Source) -> Iterator[tuple[int | None, Object]]:
    if source.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        values = load(source)
        yield from ((None, one) for one in values if isinstance(one, dict))
        return
    yield from ((line, one) for line, one in load_lines(source) if isinstance(one, dict))


def _post(value: Object, line: int | None) -> ParsedPost:
    speaker = fields(value, "speaker") or fields(value, "user")
    body = text(value, "text").strip()
    return ParsedPost(
        author=text(speaker, "id", "name") or text(value, "speaker", "user") or NOBODY,
        body=body,
        posted_at=moment(text(value, "timestamp")),
        ref=text(value, "id") or None,
        parent_ref=text(value, "reply_to", "reply-to") or None,
        marks=angle_quotes(body, unattributed=True),
        line=line,
        quotes=QuoteKeeping.KEPT,
    )


def _first_words(body: str) -> str:
    line = body.partition("\n")[0].strip()
    return line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE].rpartition(" ")[0] + "…"


reader = ConvoKitReader()
