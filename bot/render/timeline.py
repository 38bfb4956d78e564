"""Who spoke when and how long: a lane for each author, a stroke for each post, taller the longer the post.

Heights go by the square root of the words, so that a short answer still shows beside a speech.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from bot.archive.turns import Turn
from bot.languages import say, say_day
from bot.render import counts
from bot.render.colours import GROUNDS
from bot.render.fit import line
from bot.render.fonts import Fonts
from bot.render.press import draw
from bot.render.ranking import rank
from bot.render.values import Theme, Timeline

MOST = 9
"""Authors with a lane of their own; everybody else shares one."""

_BINS = 160
"""Places along the axis; posts that share one are drawn as one stroke of their words together."""


def render_timeline(timeline: Timeline, theme: Theme, fonts: Fonts) -> bytes:
    """Draw a thread's course as a PNG, 1200 pixels wide and at most 1400 high.

    Posts stand by date where every post has one and they span at least a day, else by number.
    """
    return draw(fonts, "timeline", layout(timeline, theme))


def describe_timeline(timeline: Timeline) -> str:
    """The picture in words, at most 1024 characters."""
    words: Counter[str] = Counter()
    for turn in timeline.turns:
        words[turn.author] += turn.words
    loudest = "; ".join(f"{line(name, 24)}: {counts.words(number)}" for name, number in words.most_common(6))
    told = say(
        "The course of “{thread}”: {posts} by {authors}. {loudest}.",
        thread=line(timeline.title),
        posts=counts.posts(len(timeline.turns)),
        authors=counts.authors(len(words)),
        loudest=loudest,
    )
    return told[:1024]


def layout(timeline: Timeline, theme: Theme) -> dict[str, Any]:
    """Place every stroke: `x` and `wide` as shares of the axis, `tall` as a share of the lane."""
    turns = timeline.turns
    words: Counter[str] = Counter()
    posts: Counter[str] = Counter()
    for turn in turns:
        words[turn.author] += max(turn.words, 0)
        posts[turn.author] += 1
    ranking = rank({name: words[name] + posts[name] / 1000 for name in posts}, MOST)
    lanes = ranking.rows(theme)
    notes: list[Counter[str]] = [Counter() for _ in lanes]
    for name in posts:
        notes[ranking.place(name)].update(posts=posts[name], words=words[name])
    by_date = _dated(turns)
    cells: defaultdict[tuple[int, int], int] = defaultdict(int)
    places = _places(turns, by_date=by_date)
    bins = _BINS if by_date else min(_BINS, len(turns))
    for turn, share in zip(turns, places, strict=True):
        cells[ranking.place(turn.author), min(int(share * bins), bins - 1)] += max(turn.words, 0)
    tallest: Counter[bool] = Counter()
    for (lane, _), number in cells.items():
        gathered = lane == len(ranking.named)
        tallest[gathered] = max(tallest[gathered], number)
    return {
        "colours": asdict(GROUNDS[theme]),
        "heading": say("Who spoke when"),
        "title": line(timeline.title, 120),
        "note": _size(len(turns), len(posts), ranking.gathered),
        "lanes": [lane | {"note": _note(note)} for lane, note in zip(lanes, notes, strict=True)],
        "bins": max(bins, 1),
        "posts": max(len(turns), 1),
        "strokes": [
            {"lane": lane, "bin": at, "tall": (number / (tallest[lane == len(ranking.named)] or 1)) ** 0.5}
            for (lane, at), number in sorted(cells.items())
        ],
        "ticks": _date_ticks(turns) if by_date else _number_ticks(turns),
    }


def _size(posts: int, authors: int, gathered: int) -> str:
    told = say("{posts} by {authors}", posts=counts.posts(posts), authors=counts.authors(authors))
    if not gathered:
        return told
    return say("{told}; the {others} on a scale of their own", told=told, others=counts.others(gathered))


def _note(spoken: Counter[str]) -> str:
    return f"{counts.posts_in_short(spoken['posts'])}, {counts.words_in_short(spoken['words'])}"


def _dated(turns: Sequence[Turn]) -> bool:
    times = [turn.at for turn in turns if turn.at is not None]
    return len(times) == len(turns) > 0 and _naive(max(times, key=_naive)) - _naive(
        min(times, key=_naive)
    ) >= timedelta(days=1)


def _naive(time: datetime) -> datetime:
    """Archives mix times with and without a zone; for a place on an axis the clock on the wall will do."""
    return time.replace(tzinfo=None)


def _places(turns: Sequence[Turn], *, by_date: bool) -> list[float]:
    if not by_date:
        return [at / len(turns) for at in range(len(turns))]
    times = [_naive(turn.at) for turn in turns if turn.at is not None]
    first, span = min(times), max(times) - min(times)
    return [(time - first) / span for time in times]


def _number_ticks(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    last = len(turns) - 1
    steps = sorted({round(last * part / 4) for part in range(5)}) if last > 0 else ([0] if turns else [])
    return [{"at": (step + 0.5) / len(turns), "text": f"#{turns[step].number}"} for step in steps]


def _date_ticks(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    times = [_naive(turn.at) for turn in turns if turn.at is not None]
    first, span = min(times), max(times) - min(times)
    form = "y" if span > timedelta(days=2400) else "LLL y" if span > timedelta(days=150) else "d MMM y"
    texts = [say_day(first + span * (part / 3), form) for part in range(4)]
    return [
        {"at": part / 3, "text": text}
        for part, text in enumerate(texts)
        if part == 0 or text != texts[part - 1]
    ]
