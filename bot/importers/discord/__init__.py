"""Discord channels and threads as DiscordChatExporter writes them: JSON, pages, CSV and plain text."""

from collections.abc import Iterator

from bot.archive.model import ParsedThread
from bot.errors import BadArchive
from bot.importers.cleaning import fit_thread
from bot.importers.discord import json_export, page, plain, table
from bot.importers.source import Source

_FORMS = (json_export, page, table, plain)


class DiscordReader:
    """Reads one exported channel or thread; parts of one channel are merged by its id."""

    name = "discord"

    def recognises(self, source: Source) -> bool:
        """Tell by the exporter's frame."""
        return any(form.recognises(source) for form in _FORMS)

    def read(self, source: Source) -> Iterator[ParsedThread]:
        """Yield the channel in `source`."""
        form = next((form for form in _FORMS if form.recognises(source)), None)
        if form is None:
            raise BadArchive(
                "This is no export of a Discord channel by DiscordChatExporter.", file=source.name
            )
        yield fit_thread(form.read(source))


reader = DiscordReader()
