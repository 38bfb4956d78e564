"""Made-up debates for the tests of attribution."""

from collections.abc import Sequence

from bot.archive.attribution import attribute
from bot.archive.model import ParsedPost, Passage, PassageKind

Credit = tuple[str, str | None, int | None]

HARBOUR = (
    "The harbour should be dredged before the autumn storms arrive.\n"
    "\n"
    "Every winter the ferry sits on the sandbank for a week, and the island runs out of bread."
)
BRIDGE = (
    "A bridge would cost the county eleven times as much as a dredger does.\n"
    "\n"
    "Besides, nobody has asked the lobster fishermen what they think of either plan."
)


def posts(*written: tuple[str, str]) -> list[ParsedPost]:
    """Return posts from pairs of author and body."""
    return [ParsedPost(author=author, body=body) for author, body in written]


def last(*written: tuple[str, str]) -> tuple[Passage, ...]:
    """Return the passages of the last of these posts."""
    return attribute(posts(*written))[-1]


def credits_of(body: str, passages: Sequence[Passage]) -> list[Credit]:
    """Return text, author and post of every passage that is neither furniture nor the poster's own."""
    return [
        (body[passage.start : passage.end], passage.author, passage.number)
        for passage in passages
        if passage.kind is PassageKind.QUOTE
    ]


def own_of(body: str, passages: Sequence[Passage]) -> str:
    """Return the poster's own words, joined."""
    return "".join(body[p.start : p.end] for p in passages if p.kind is PassageKind.OWN).strip()
