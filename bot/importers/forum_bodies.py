"""Bodies of forum posts outside their pages: their classes tell whose markup they are in."""

import re
from collections.abc import Sequence

from bot.archive.model import Mark, QuoteKeeping
from bot.importers.bbcode import with_bbcode
from bot.importers.html.elements import Resolve
from bot.importers.html.fragment import is_html, rendered
from bot.importers.html.rendering import Rule
from bot.importers.html.tree import Node
from bot.importers.invision import Invision4
from bot.importers.mybb import MyBB
from bot.importers.phpbb2 import SubSilver
from bot.importers.phpbb3 import phpbb_quote
from bot.importers.smf import SMF2
from bot.importers.vbulletin import VBulletin3, VBulletin4
from bot.importers.xenforo import XenForo1, XenForo2

_MARKUPS: tuple[tuple[str, Rule], ...] = (
    ("bbCodeBlock-", XenForo2().rule),
    ("bbCodeQuote", XenForo1().rule),
    ("ipsQuote", Invision4().rule),
    ("ipsBlockquote", Invision4().rule),
    ("bbcode_quote", VBulletin4().rule),
    ("bbcode_container", VBulletin4().rule),
    ("quoteheader", SMF2().rule),
    ("bbc_standard_quote", SMF2().rule),
    ("mycode_quote", MyBB().rule),
    ('class="smallfont"', VBulletin3().rule),
    ('class="quote"', SubSilver().rule),
)
"""Words only one software's bodies hold, and what its markup means; any other is read as phpBB's."""
_WRAPS = re.compile(r"message|post|content|body|restore", re.IGNORECASE)


class Bodies:
    """Reads the bodies of one thread: in whose markup they are, all of them tell."""

    def __init__(self, bodies: Sequence[str], resolve: Resolve) -> None:
        """Look at all bodies of a thread; `resolve` makes their links absolute."""
        self.resolve = resolve
        self._rule = next(
            (rule for sign, rule in _MARKUPS if any(sign in body for body in bodies)), phpbb_quote
        )
        marked = any(is_html(body) or "[quote" in body.casefold() for body in bodies)
        self.quotes = QuoteKeeping.KEPT if marked else QuoteKeeping.FLATTENED
        """A forum's markup shows its quotes; plain text may have lost them."""
        whole = (body.strip().casefold() for body in bodies)
        self._all_in_boxes = len(bodies) > 1 and all(
            body.startswith("<blockquote") and body.endswith("</blockquote>") for body in whole
        )

    def read(self, words: str) -> tuple[str, tuple[Mark, ...]]:
        """Return what a reader saw of a body, and its marks."""
        if is_html(words):
            return rendered(words, self._rule, self.resolve, wrapped=self._is_body)
        words = words.strip()
        return words, with_bbcode(words, ())

    def _is_body(self, outer: Node) -> bool:
        """Tell whether the element around a whole body is the post's own: a quotation by its tag alone."""
        told = outer.get("class")
        if outer.tag != "blockquote":
            return False
        return self._all_in_boxes or (bool(_WRAPS.search(told)) and "quote" not in told.casefold())
