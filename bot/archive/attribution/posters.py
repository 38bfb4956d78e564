"""What stands in earlier posts, too, and is the poster's own for all that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from bot.archive.attribution.boxes import OWN, Step
from bot.archive.attribution.pages import Page
from bot.archive.attribution.prior import looks_like_code
from bot.archive.attribution.regions import NOTHING, Hint
from bot.archive.attribution.typed import SIGNS


def reworked(page: Page, path: Sequence[Step], told: Sequence[Hint]) -> Iterator[int]:
    """Yield the lines of code in boxes that share their paragraph with code of the poster's own.

    Who hands back code with changes is not quoting: all of it is their version.
    """
    if not any(
        above.source != below.source and not page.apart(at)
        for at, (above, below) in enumerate(pairwise(path), 1)
    ):
        return
    quoted = [at for at, step in enumerate(path) if step.source > OWN and _is_code(page, at, told[at])]
    paragraphs = list(accumulate((page.apart(at) for at in range(1, len(path))), initial=0))
    own = {
        paragraphs[at] for at, step in enumerate(path) if step.source == OWN and _is_code(page, at, told[at])
    }
    yield from (at for at in quoted if paragraphs[at] in own)


def said_alike(page: Page, path: Sequence[Step], told: Sequence[Hint]) -> bool:
    """Tell whether a post has nothing but words said before, and nothing tells that they are quoted.

    Where they are few, two people say them alike more often than that somebody quotes without a word below.
    """
    return all(
        hint is NOTHING
        and not page.body[page.starts[at] : page.ends[at]].lstrip().startswith(SIGNS)
        and (step.source != OWN or page.firsts[at] == page.firsts[at + 1])
        for at, (step, hint) in enumerate(zip(path, told, strict=True))
    )


def _is_code(page: Page, line: int, hint: Hint) -> bool:
    has_words = page.firsts[line] < page.firsts[line + 1]
    loose = has_words and not (hint.must or hint.furniture)
    return loose and looks_like_code(page.body[page.starts[line] : page.ends[line]].strip())
