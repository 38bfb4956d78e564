"""Whose words a quoted passage is, in plain words."""

from bot.archive.model import Passage

UNKNOWN = "nobody vouched for"


def whose(passage: Passage) -> str:
    """Name who is credited with a quoted passage; a name the quote box alone gives is told as hearsay."""
    if passage.author is not None:
        return passage.author
    return f"said to be by {passage.declared}" if passage.declared is not None else UNKNOWN
