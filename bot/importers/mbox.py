"""Mailboxes: mbox, Mailman's monthly archives (pipermail), and a single saved message."""

from collections.abc import Iterator

from bot.archive.model import ParsedThread
from bot.errors import BadArchive
from bot.importers.cleaning import fit_thread
from bot.importers.mail.digests import read_messages
from bot.importers.mail.splitting import head_fields, is_article, is_mailbox, is_message, mailbox
from bot.importers.mail.threading import threads
from bot.importers.source import Source


class MailboxReader:
    """Reads messages and threads them by what they answer."""

    name = "mbox"

    def recognises(self, source: Source) -> bool:
        """Tell by the first "From " line, or by the header of a single message."""
        names = head_fields(source.data[:65536])
        return is_mailbox(source.data) or (is_message(names) and not is_article(names))

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the threads in `source`."""
        if is_mailbox(source.data):
            pieces = mailbox(source.data)
        elif is_message(head_fields(source.data[:65536])):
            pieces = iter([(1, source.data)])
        else:
            raise BadArchive("This is no mailbox: it begins with no message.", file=source.name)
        found = [message for line, data in pieces for message in read_messages(data, line=line)]
        if not found:
            raise BadArchive("This mailbox holds no message.", file=source.name)
        for thread in threads(found, source=source.name, format_name=self.name):
            yield fit_thread(thread)


reader = MailboxReader()
