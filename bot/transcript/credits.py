"""Whose words a quoted passage is, in plain words."""

from bot.archive.spoken import Spoken
from bot.languages import say


def whose(words: Spoken) -> str:
    """Name who is credited with quoted words; a name the quote box alone gives is told as hearsay."""
    if words.writer is not None:
        return say("{name}, altered", name=words.writer) if words.altered else words.writer
    if words.passage.declared is not None:
        return say("said to be by {name}", name=words.passage.declared)
    return say("nobody vouched for")
