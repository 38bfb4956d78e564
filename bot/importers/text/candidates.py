"""Lines that stand where an author's name would, and the layouts that say where that is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.importers.text.furniture import could_be_a_name, is_furniture
from bot.importers.text.heads import LONGEST_NAME, LONGEST_TITLE
from bot.importers.text.paragraphs import Paragraphs
from bot.importers.text.titles import GIVEN, could_be_a_title

_LONGEST_OPENING = 300
_BEGINNING = 120


@dataclass(frozen=True, slots=True)
class Layout:
    """How a thread prints its heads: a blank line under the name, a user title, a blank line under that."""

    gapped: bool
    titled: bool
    loose: bool = False

    @property
    def apart(self) -> int:
        """How many paragraphs below an author's line the next one may stand at the earliest."""
        return 1 + self.gapped * (not self.titled or self.loose) + self.loose


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may be an author's: the first of paragraph `index`, and what stands around it.

    `body` is where the post's own lines would start and `opening` the first of them; `before` is the line above.
    """

    index: int
    start: int
    name: str
    title: str
    body: int
    opening: str
    before: str


def candidates(paragraphs: Paragraphs, layout: Layout) -> list[Candidate]:
    """Find every line that stands where a name would, in order."""
    found: list[Candidate] = []
    text = paragraphs.text
    indented = text[paragraphs.starts[0]].isspace()
    for index, start in enumerate(paragraphs.starts):
        stop = paragraphs.line_end(index, start)
        if stop - start > LONGEST_NAME or text[start].isspace() != indented:
            continue
        place = _below(paragraphs, index, stop, alone=layout.gapped)
        title = ""
        if place and layout.titled:
            host, at = place
            end = paragraphs.line_end(host, at)
            title = text[at:end].strip() if end - at <= LONGEST_TITLE else ""
            place = _below(paragraphs, host, end, alone=layout.loose) if title else None
        if place is None:
            continue
        host, at = place
        name = text[start:stop].strip()
        opening = text[at : min(paragraphs.line_end(host, at), at + _LONGEST_OPENING)].strip()
        if not name or not opening or _is_of_the_page(name) or _is_of_the_page(opening):
            continue
        if not layout.titled and found and _signs(found[-1], index, name):
            found.pop()
        before = paragraphs.last_line(index - 1) if index else ""
        found.append(Candidate(index, start, name, title, at, opening, before))
    return found


def _is_of_the_page(line: str) -> bool:
    return is_furniture([line]) and not could_be_a_name([line])


def _signs(above: Candidate, index: int, name: str) -> bool:
    """Tell whether the candidate right above has the same name: it signs the post before."""
    return index - above.index <= 1 and above.name.casefold() == name.casefold()


def _below(paragraphs: Paragraphs, index: int, stop: int, *, alone: bool) -> tuple[int, int] | None:
    """Return paragraph and offset of the line below one that ends at `stop`, which must end its paragraph or not."""
    if alone != (stop == paragraphs.ends[index]):
        return None
    if not alone:
        return index, stop + 1
    if index + 1 == len(paragraphs):
        return None
    return index + 1, paragraphs.starts[index + 1]


def find_layout(paragraphs: Paragraphs) -> tuple[Layout, list[Candidate]]:
    """Tell how a thread prints its heads, from its first one and from what comes back; with its candidates."""
    gapped = paragraphs.line_end(0, paragraphs.starts[0]) == paragraphs.ends[0]
    for loose in (False, True):
        layout = Layout(gapped, titled=True, loose=loose)
        found = candidates(paragraphs, layout)
        if found and found[0].index == 0 and _titles_come_back(paragraphs.text, found, loose=loose):
            return layout, found
    layout = Layout(gapped, titled=False)
    return layout, candidates(paragraphs, layout)


def _titles_come_back(text: str, found: Sequence[Candidate], *, loose: bool) -> bool:
    if not could_be_a_title(found[0].title):
        return False
    seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in found:
        # Nobody's title is "Regards," or "--".
        if could_be_a_title(one.title) and any(character.isalnum() for character in one.title):
            seen[one.name][one.title].add(text[one.body : one.body + _BEGINNING])
    # A pair that comes back with the same words behind it is a quote or a signature: beginnings are counted.
    counts = [[len(beginnings) for beginnings in titles.values()] for titles in seen.values()]
    again = sum(sum(count) - 1 for count in counts)
    same = sum(max(count) - 1 for count in counts)
    given = [one.name for one in found if one.title.casefold() in GIVEN]
    if len(given) * 3 > len(found) or (len(set(given)) > 1 and len(set(given)) * 12 > len(found)):
        return True
    return same > 1 and same * 10 >= again * (9 if loose else 6)
