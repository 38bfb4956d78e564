"""Whom a reader takes words for: the name that stands above or before them, in whatever is shown."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import lxml.html  # type: ignore[import-untyped]

SMALL = ("-# ", "<small>")
"""Lines that say nobody's words, or what stands where."""
DENIED = re.compile(r"said to be by|nobody vouched for", re.IGNORECASE)


class Claim(NamedTuple):
    """A reader takes `name` for who said `word`; None: nobody is named."""

    word: str
    name: str | None


def claims(text: str, words: Collection[str], names: Collection[str]) -> Iterator[Claim]:
    """Read lines as a person does: a block quote is whose its first line names, the rest the heading's."""
    revealed = re.search(rf"It was \*\*({'|'.join(names)})", text)
    outside: str | None = revealed[1] if revealed else None
    inside: str | None = None
    quoting = denied = False
    for raw in text.splitlines():
        line = re.sub(r"\\([^\w\s]|_)", r"\1", raw)
        quoted = line.startswith(">")
        if not quoted or not quoting:
            inside, denied = None, False
        quoting = quoted
        if line.startswith(SMALL):
            continue
        named = list(_places(line, tuple(names)))
        for at, word in _places(line, tuple(words)):
            before = [each for each in named if each[0] < at]
            fallback = None if denied else inside if quoted and inside else outside
            yield Claim(word, max(before)[1] if before else fallback)
        if DENIED.search(line):
            denied = quoted
            outside = outside if quoted else None
        elif named:
            # "**Zoe**, quoted by Eve": a heading is whose it names first.
            name = (min if line.startswith("###") else max)(named)[1]
            inside, outside = (name, outside) if quoted else (inside, name)


def _places(line: str, words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Where which of these words stands; none of them holds another."""
    return (
        (match.start(), words[match.lastindex - 1]) for match in _any(words).finditer(line) if match.lastindex
    )


@cache
def _any(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"({re.escape(word)})" for word in words), re.IGNORECASE)


def readable(name: str, data: bytes) -> str:
    """An attachment as the lines `claims` reads; a picture says nothing here, its description does."""
    match name.rpartition(".")[2]:
        case "html":
            return "\n".join(_page(lxml.html.document_fromstring(data.decode("utf-8"))))
        case "jsonl":
            return "\n".join(
                line for row in data.decode("utf-8").splitlines() for line in _row(json.loads(row))
            )
        case "md":
            return data.decode("utf-8")
        case _:
            return ""


def _page(root: Any) -> Iterator[str]:
    for article in root.xpath("//article"):
        yield f"### {article.xpath('./h2/bdi')[0].text_content()}"
        for part in article.xpath("./*[not(self::h2)]"):
            if part.tag == "blockquote":
                yield ""
                yield f"> {part.xpath('./cite')[0].text_content()}"
                yield from (f"> {line}" for line in part.xpath("./div")[0].text_content().splitlines())
            else:
                small = "-# " if part.get("class") == "furniture" else ""
                yield from (f"{small}{line}" for line in part.text_content().splitlines())


def _row(row: Mapping[str, Any]) -> Iterator[str]:
    at = 0
    ends = [{"start": len(row["body"]), "end": len(row["body"])}]
    yield f"### {row['author']}"
    for passage in [*row["passages"], *ends]:
        yield from row["body"][at : passage["start"]].splitlines()
        at = passage["end"]
        said = row["body"][passage["start"] : at].splitlines()
        if passage.get("kind") == "furniture":
            yield from (f"-# {line}" for line in said)
        elif said:
            yield ""
            altered = ", altered" if passage["confidence"] < 1 else ""
            yield f"> {passage['author'] or 'nobody vouched for'}{altered}"
            yield from (f"> {line}" for line in said)
