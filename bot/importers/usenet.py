"""Usenet articles: one a file, several one after the other, rnews batches, and mailboxes of news."""

from collections.abc import Iterator

from bot.archive.model import ParsedThread
from bot.errors import BadArchive
from bot.importers.cleaning import fit_thread
from bot.importers.mail.digests import read_messages
from bot.importers.mail.splitting import articles, head_fields, is_article
from bot.importers.mail.threading import threads
from bot.importers.source import Source


class UsenetReader:
    """Reads articles and threads them by what they answer."""

    name = "usenet"

    def recognises(self, source: Source) -> bool:
        """Tell by a header with Newsgroups, or the mark of a batch."""
        head = source.data[:65536].lstrip(b"\xef\xbb\xbf\r\n")
        return head.startswith((b"#! rnews ", b"#!rnews ")) or is_article(head_fields(head))

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the threads in `source`."""
        if not self.recognises(source):
            raise BadArchive("This is no Usenet article: it begins with no header of one.", file=source.name)
        found = [
            message for line, data in articles(source.data) for message in read_messages(data, line=line)
        ]
        if not found:
            raise BadArchive("This file holds no article.", file=source.name)
        for thread in threads(found, source=source.name, format_name=self.name):
            yield fit_thread(thread)


reader = UsenetReader()
