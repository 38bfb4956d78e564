"""Who quotes whom: two columns of authors with ribbons between them, as wide as the quotes are many.

A flow was chosen over a matrix and a chord diagram: it reads from left to right like its sentence ("A quotes
B"), works with two authors as with ten, and the strong bonds stand out by width, not by a number to look up.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from bot.languages import say
from bot.render import counts
from bot.render.colours import GROUNDS
from bot.render.fit import line
from bot.render.fonts import Fonts
from bot.render.press import draw
from bot.render.ranking import Ranking, rank, total
from bot.render.values import QuoteMap, Theme

MOST = 9
"""Authors named on each side; everybody else is one row."""

_HEIGHT = 250.0  # points that all the quotes together fill
_SLOT = 25.0  # the least a row needs for its label
_GAP = 7.0


@dataclass(frozen=True, slots=True)
class Flow:
    """One side's rows, weightiest first: the row's place in `rows` order, its weight, top and height."""

    author: int
    weight: int
    top: float
    height: float


def render_map(quote_map: QuoteMap, theme: Theme, fonts: Fonts) -> bytes:
    """Draw who quotes whom in a thread as a PNG, 1200 pixels wide and at most 1600 high."""
    return draw(fonts, "map", layout(quote_map, theme))


def describe_map(quote_map: QuoteMap) -> str:
    """The picture in words, at most 1024 characters."""
    pairs = _pairs(quote_map)
    strongest = "; ".join(
        say("{one} quotes {other} {times}", one=line(a, 24), other=line(b, 24), times=counts.times(n))
        for (a, b), n in pairs.most_common(5)
    )
    people = len({name for pair in pairs for name in pair})
    told = say(
        "Who quotes whom in “{thread}”: {quotes} among {authors}. {strongest}.",
        thread=line(quote_map.title),
        quotes=counts.quotes(pairs.total()),
        authors=counts.authors(people),
        strongest=strongest,
    )
    return told[:1024]


def layout(quote_map: QuoteMap, theme: Theme) -> dict[str, Any]:
    """Place every row and ribbon, in points; what the template draws and nothing else."""
    pairs = _pairs(quote_map)
    weights: Counter[str] = Counter()
    for (quoter, quoted), number in pairs.items():
        weights[quoter] += number
        weights[quoted] += number
    ranking = rank(weights, MOST)
    flows = _gathered(pairs, ranking)
    # What those gathered quote among themselves would dwarf what can be told apart.
    unseen = flows.pop((len(ranking.named), len(ranking.named)), 0)
    left = _side(flows, 0)
    right = _side(flows, 1)
    return {
        "colours": asdict(GROUNDS[theme]),
        "heading": say("Who quotes whom"),
        "title": line(quote_map.title, 120),
        "note": _note(pairs.total(), len(weights), ranking.gathered, unseen),
        "rows": ranking.rows(theme),
        "quoting": say("quotes others"),
        "quoted": say("is quoted"),
        "left": [asdict(flow) for flow in left],
        "right": [asdict(flow) for flow in right],
        "ribbons": _ribbons(flows, left, right),
        "height": max([flow.top + max(flow.height, _SLOT) for flow in (*left, *right)], default=0.0),
    }


def _note(quotes: int, authors: int, gathered: int, unseen: int) -> str:
    if not quotes:
        return say("Nobody quoted anybody.")
    told = say("{quotes} among {authors}", quotes=counts.quotes(quotes), authors=counts.authors(authors))
    if not unseen:
        return told
    rest = counts.others(gathered)
    return say("{told}; the {n:,} among the {others} are not drawn", told=told, n=unseen, others=rest)


def _pairs(quote_map: QuoteMap) -> Counter[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for link in quote_map.links:
        pairs[link.quoter, link.quoted] += link.count
    return +pairs


def _gathered(pairs: Counter[tuple[str, str]], ranking: Ranking) -> Counter[tuple[int, int]]:
    flows: Counter[tuple[int, int]] = Counter()
    for (quoter, quoted), number in pairs.items():
        flows[ranking.place(quoter), ranking.place(quoted)] += number
    return flows


def _side(flows: Counter[tuple[int, int]], end: int) -> list[Flow]:
    weights: Counter[int] = Counter()
    for pair, number in flows.items():
        weights[pair[end]] += number
    scale = _HEIGHT / total(weights.values())
    side: list[Flow] = []
    top = 0.0
    for author in sorted(weights):
        height = weights[author] * scale
        slack = max(0.0, _SLOT - height) / 2
        side.append(Flow(author, weights[author], top + slack, height))
        top += max(height, _SLOT) + _GAP
    return side


def _ribbons(flows: Counter[tuple[int, int]], left: list[Flow], right: list[Flow]) -> list[dict[str, Any]]:
    scale = _HEIGHT / total(flows.values())
    starts = {flow.author: flow.top for flow in left}
    ends = {flow.author: flow.top for flow in right}
    ribbons = []
    for quoter, quoted in sorted(flows):
        wide = flows[quoter, quoted] * scale
        ribbons.append(
            {
                "from": starts[quoter],
                "to": ends[quoted],
                "wide": wide,
                "author": quoter,
                "count": flows[quoter, quoted],
            }
        )
        starts[quoter] += wide
        ends[quoted] += wide
    return sorted(ribbons, key=lambda ribbon: -ribbon["wide"])
