"""Quote signs of chats that write Markdown, where not every `>` at the start of a line is one."""

import re
from collections.abc import Iterable

from bot.archive.model import Mark
from bot.importers.angles import angle_quotes


def sign_quotes(body: str, no_sign: re.Pattern[str]) -> tuple[Mark, ...]:
    """Return the QUOTE marks over `>` lines, and HEADER marks over typed attributions; `no_sign` finds what is none."""
    return angle_quotes(blanked(body, (found.span() for found in no_sign.finditer(body))), unattributed=True)


def blanked(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """Return the text, as long as it was, without quote signs in these stretches, which may hold each other."""
    pieces, at = [], 0
    for start, end in sorted(stretches):
        if end > at:
            inside = max(start, at)
            pieces += [text[at:inside], text[inside:end].replace(">", "x")]
            at = end
    return "".join((*pieces, text[at:]))
