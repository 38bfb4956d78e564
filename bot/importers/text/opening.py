"""What stands above a thread's first post."""

from dataclasses import dataclass

from bot.importers.text.furniture import block_at, is_about, skip_furniture
from bot.importers.text.lines import line_end, skip_blank


@dataclass(frozen=True, slots=True)
class Opening:
    """A thread's title, where it stands, and where the first author's line does.

    `framed` where a forum's own words stand around them.
    """

    title: str
    at: int
    first: int
    framed: bool


def read_opening(text: str, stop: int) -> Opening:
    """Read what stands above the first post in `text[:stop]`: menu, title, "Thread starter …"."""
    at = skip_furniture(text, 0, stop, "")
    framed = at > skip_blank(text, 0)
    end = min(line_end(text, at), stop)
    title = text[at:end].strip()
    first = skip_blank(text, min(end + 1, stop))
    lines, about_end = block_at(text, first, stop)
    if lines and is_about(lines):
        framed = True
        first = skip_blank(text, about_end)
    return Opening(title, at, first, framed)
