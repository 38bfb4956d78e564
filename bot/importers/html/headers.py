"""Names out of the furniture of quote boxes ("X said:", "Quote from: X on …"), in the languages of `phrases.toml`."""

import re
from functools import lru_cache

from bot.archive.phrases import Phrases, either, either_behind

LONGEST = 240
"""Of a longer header only the beginning is looked at."""
_VERBS = either("said", "wrote")
_QUOTE = f"(?:{either('quote')})"
_OF = rf"\s*(?:{either('of')})?\s*[:：]\s*"
_ON = rf"(?:{either('on', 'ago')})"
_BY = f"(?:{either('by')})"
_SAYS = either_behind("said", "wrote")
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"(?:quote )?author=(?P<name>.+?)(?: (?:link|date)=.*)?(?: wrote:?)?",
        rf"{_QUOTE}{_OF}(?P<name>.+?)\s+{_ON}\s+\D{{0,20}}\d.*",
        rf"{_QUOTE}{_OF}(?P<name>.+)",
        rf"{_BY}\s*:?\s+(?P<name>.+?)\s*(?:view post)?",
        r"[^\W\d_]*\s*\((?P<name>.+?) @ [^()]*\)",
        rf"{_ON}\s[^,:]{{0,40}}\d[^,]{{0,30}}, (?P<name>.+?){_SAYS}\s*[:：]",
        rf"\d+ [^\W\d_]+ {_ON}, (?P<name>.+?){_SAYS}\s*[:：]",
        rf"{_ON}\s.{{0,40}}?\d.{{0,40}}? (?:{_VERBS}) (?P<name>.+?)[:：]",
        rf"(?P<name>.+?), {_ON} \D{{0,20}}\d.{{0,60}}, (?:{_VERBS})[:：]",
        rf"\([^()]*\d[^()]*\) ?(?P<name>.+?){_SAYS}\s*[:：]?",
        rf"(?P<name>.+?){_SAYS}\s*[:：].*",
        rf"(?P<name>.+?){_SAYS}",
        r"(?P<name>[^:：]+)[:：]",
    )
)
_NOTHING = frozenset({"", "code", "spoiler", "код", "спойлер"})
_TITLES = Phrases("quote")


def _is_nobody(name: str) -> bool:
    """Tell whether a header gives the box's kind alone."""
    return name.casefold() in _NOTHING or name in _TITLES


def _without_marks(name: str) -> str:
    """Return a name without the quotation marks that some programs put around it: »Osse«."""
    bare = name.strip("«»„“”").strip()
    return bare[1:-1] if len(bare) > 2 and bare[0] == bare[-1] == '"' else bare


def quoted_name(header: str) -> str | None:
    """Return the name a quote box's header gives, None where it gives none ("Quote:")."""
    return _named(" ".join(header.split())[:LONGEST].strip("↑» \u200b"))


# Who is quoted once on a page is quoted again.
@lru_cache(maxsize=1024)
def _named(text: str) -> str | None:
    if _is_nobody(text.strip(":： ")):
        return None
    for shape in _SHAPES:
        match = shape.fullmatch(text)
        if match:
            name = _without_marks(match["name"].strip().strip("↑").strip())
            return None if _is_nobody(name) else name
    return None
