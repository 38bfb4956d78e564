"""The end of a replay: who spoke how much."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from bot.languages import say
from bot.render import counts
from bot.render.colours import GROUNDS
from bot.render.fit import line
from bot.render.fonts import Fonts
from bot.render.press import draw
from bot.render.ranking import rank, total
from bot.render.values import DebateSummary, Theme

MOST = 8
"""Authors with a bar of their own; everybody else shares one."""


def render_debate_summary(summary: DebateSummary, theme: Theme, fonts: Fonts) -> bytes:
    """Draw each author's share of a debate's words as a PNG, 1200 pixels wide and at most 1200 high."""
    return draw(fonts, "debate", layout(summary, theme))


def describe_debate(summary: DebateSummary) -> str:
    """The picture in words, at most 1024 characters."""
    words = _tally(summary)[0]
    spoken = total(words.values())
    shares = "; ".join(
        f"{line(name, 24)} {round(100 * number / spoken)} %" for name, number in words.most_common(MOST)
    )
    told = say(
        "Who spoke how much in “{thread}”, by words: {shares}.", thread=line(summary.title), shares=shares
    )
    return told[:1024]


def layout(summary: DebateSummary, theme: Theme) -> dict[str, Any]:
    """One row for each author named, with its share of all words."""
    words, posts = _tally(summary)
    ranking = rank({name: words[name] + posts[name] / 1000 for name in words}, MOST)
    sums = [Counter[str]() for _ in ranking.rows(theme)]
    for name in words:
        sums[ranking.place(name)].update(words=words[name], posts=posts[name])
    spoken = total(words.values())
    tallest = max((row["words"] for row in sums), default=0) or 1
    told = ", ".join(
        [
            counts.posts(sum(posts.values())),
            counts.words(sum(words.values())),
            counts.authors(len(words)),
        ]
    )
    return {
        "colours": asdict(GROUNDS[theme]),
        "heading": say("Who spoke how much"),
        "title": line(summary.title, 120),
        "note": " · ".join(part for part in (told, line(summary.note)) if part),
        "rows": [
            row
            | {
                "share": tally["words"] / spoken,
                "long": tally["words"] / tallest,
                "percent": f"{100 * tally['words'] / spoken:.0f} %",
                "note": say(
                    "{words} in {posts}",
                    words=counts.words(tally["words"]),
                    posts=counts.posts(tally["posts"]),
                ),
            }
            for row, tally in zip(ranking.rows(theme), sums, strict=True)
        ],
    }


def _tally(summary: DebateSummary) -> tuple[Counter[str], Counter[str]]:
    words: Counter[str] = Counter()
    posts: Counter[str] = Counter()
    for share in summary.shares:
        words[share.author] += max(share.words, 0)
        posts[share.author] += max(share.posts, 0)
    return words, posts
