"""Whose words a quoted passage is, in plain words."""

from bot.archive.model import Passage
from bot.languages import say


def whose(passage: Passage) -> str:
    """Name who is credited with a quoted passage; a name the quote box alone gives is told as hearsay."""
    if passage.author is not None:
        return passage.author
    if passage.declared is not None:
        return say("said to be by {name}", name=passage.declared)
    return say("nobody vouched for")
