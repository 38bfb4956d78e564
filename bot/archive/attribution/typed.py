"""Quotes that people typed themselves where the format keeps its quotes: a `>`, an "X wrote:", a tag never closed.

The format does not vouch for them, so they are no more than a reason to look: what stands in an earlier post is a
quote of it, what stands nowhere is the poster's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.archive.attribution.pages import Page
from bot.archive.attribution.regions import Hint

SIGNS = (">", "&gt;", "»")
"""What a line that people quote begins with."""
_SIGNED = Hint(signed=True)


def typed_hints(page: Page, told: Sequence[Hint] | None) -> Iterator[Hint | None]:
    """Yield what the poster's own signs say of each line, None where nothing; `told` is what they themselves do."""
    if told is None and not any(sign in page.body for sign in SIGNS):
        yield from [None] * len(page.starts)
        return
    heading = None  # the line of a typed header, whose words go on to the end of the paragraph
    for at, (start, end) in enumerate(zip(page.starts, page.ends, strict=True)):
        hint = told[at] if told is not None else None
        if page.body[start:end].lstrip().startswith(SIGNS):
            heading = None
            yield _SIGNED
        elif hint is not None and hint.furniture:
            heading = at
            yield replace(hint, offered=True)
        elif heading is not None and (at == heading + 1 or not page.apart(at)):
            named = hint is not None and hint.must
            yield replace(_SIGNED, who=hint.who if named and hint is not None else None)
        else:
            heading = None
            yield None
