"""Discourse topics as its `/raw/` addresses give them: plain text, each post under a line of its own."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from bot.archive.model import Notice, ParsedPost, ParsedThread, QuoteKeeping
from bot.errors import BadArchive
from bot.importers.bbcode import with_bbcode
from bot.importers.cleaning import fit_thread
from bot.importers.decoding import decode
from bot.importers.html.moments import moment
from bot.importers.source import Source
from bot.languages import Text

_HEAD = r"(?P<author>[^\s|]{1,60}) \| (?P<date>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC \| #(?P<number>\d{1,7})"
_POST = re.compile(rf"^{_HEAD}[ \t]*$", re.MULTILINE)
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}" + _HEAD.encode())
_RULE = re.compile(r"\s*^-{25}\s*\Z", re.MULTILINE)


class RawReader:
    """Reads one topic; a line that looks like a head counts only where a rule, or nothing, stands before it."""

    name = "discourse-raw"

    def recognises(self, source: Source) -> bool:
        """Tell by the first line."""
        return _START.match(source.data) is not None

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the topic in `source`."""
        text = decode(source.data, name=source.name).replace("\r\n", "\n")
        heads = [head for head in _POST.finditer(text) if _begins(text, head.start())]
        if not heads:
            raise BadArchive("This text holds no post of a Discourse topic.", file=source.name)
        posts = []
        line, seen = 1, 0
        for head, stop in zip(heads, [*(head.start() for head in heads[1:]), len(text)], strict=True):
            line += text.count("\n", seen, head.start())
            seen = head.start()
            body = _RULE.sub("", text[head.end() : stop]).strip()
            posts.append(
                ParsedPost(
                    author=head["author"],
                    body=body,
                    posted_at=moment(f"{head['date']}+00:00"),
                    marks=with_bbcode(body, ()),
                    line=line,
                    number=int(head["number"]),
                    quotes=QuoteKeeping.KEPT,
                )
            )
        yield fit_thread(
            ParsedThread(
                title=PurePosixPath(source.name).stem,
                posts=tuple(posts),
                source=source.name,
                format=self.name,
                notices=(Notice(source.name, None, Text("The file tells no title; its name is used.")),),
            )
        )


def _begins(text: str, at: int) -> bool:
    before = text[max(0, at - 60) : at].rstrip()
    return not before.strip() or before.endswith("\n" + "-" * 25)


reader = RawReader()
