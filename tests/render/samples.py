"""Invented words in many scripts, and what people do to break pictures."""

from datetime import datetime, timedelta
from random import Random

from bot.archive.turns import Turn
from bot.render.values import (
    AuthorChart,
    Card,
    DebateSummary,
    Link,
    QuoteMap,
    Share,
    Timeline,
)
from tests.said import own

SLUG = "harbour-treaty"
SHORT = "The treaty bought us ten years of quiet, and you spent them arguing about the font."
LONG = (
    "We have been told, again and again, that the harbour pays for itself. It does not. It pays for the "
    "people who say that it does, and it has done so since before either of us learned to write. "
) * 20
MIXED = (
    "The treaty is “dead” 👩‍👩‍👧‍👦🏳️‍🌈👍🏽🇩🇪 — naïve façade. Кириллица, Ελληνικά.\n\n"
    "大家都知道，這句話不應該從這裡斷開。日本語の文章も混ざっています。한국어 문장입니다.\n"
    "مرحبا بالعالم، كيف حالك (اليوم)؟ hello.\nשלום עולם, זה טוב (מאוד)!"
)
ARABIC = "لقد اشترت لنا المعاهدة عشر سنوات من الهدوء، وقضيتموها في الجدال حول الخط."
HOSTILE = {
    "nothing": "",
    "blank": " \n\t\n ",
    "a megabyte": "All work and no play. " * 47_000,
    "a word of 10,000 letters": "a" * 10_000,
    "a stack of 5,000 accents": "e" + "\u0301" * 5_000,
    "zalgo": "".join(letter + "\u0335\u0322\u031b\u0349\u0353\u030d\u0315" * 4 for letter in "he comes ")
    * 60,
    "overrides": "\u202e\u202d\u2066\u2067\u202bthe end is first\u202e" * 40,
    "nuls": "a\x00b\x1b[31m\x07\x7f" * 300,
    "only nuls": "\x00" * 5_000,
    "lines": "\n" * 5_000,
    "half a surrogate": "before \ud83d after \udc00",
    "not characters": "\ufffe\uffff\U0010ffff\ue000\u0378",
    "markup": '#panic() $x^2$ *bold* _it_ `raw` <label> @ref // gone /* too */ \\ #import "x": *',
    "flags": "🇩🇪" * 1_500,
    "joined": "👩‍" * 2_000,
}


def card(text: str = SHORT, author: str = "Ramirez Oakes", slug: str = SLUG, **changes: object) -> Card:
    values: dict[str, object] = {
        "thread": "Should the harbour treaty be renewed?",
        "author_title": "Diamond Member",
        "date": "3 May 2014",
        "parent": own("Marshal of Tides", "Name one thing the treaty ever bought us.", SLUG, 41),
        "reply": own("שרה לוי", "לא מסכימה (כלל). הנמל שייך לכולם, 100%, גם לך.", SLUG, 43),
    }
    return Card(own(author, text, slug, 42), **(values | changes))  # type: ignore[arg-type]


NAMES = (
    "Ramirez Oakes", "MarshalOfTides", "李小龍", "שרה לוי", "zephyr_99", "محمد حسن", "Émile Fournier",
    "The Honourable Member for East Docks", "kestrel", "Ω-man", "😀 smiley",
    *(f"member{number:03}" for number in range(189)),
)  # fmt: skip
TITLE = "Should the harbour treaty be renewed?"


def _dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same invented threads every time


def quote_map(authors: int, quotes: int) -> QuoteMap:
    """A thread where a few are quoted by many; the same numbers always make the same thread."""
    dice = _dice(authors * 1000 + quotes)
    falling = [1 / (place + 1) for place in range(authors)]
    links = []
    for _ in range(quotes):
        quoter, quoted = dice.choices(NAMES[:authors], falling, k=2)
        links.append(Link(quoter, quoted, dice.choice((1, 1, 2, 5))))
    return QuoteMap(TITLE, tuple(links))


def timeline(authors: int, posts: int, *, dated: bool) -> Timeline:
    """A thread of posts about half a day apart."""
    dice = _dice(authors * 1000 + posts)
    falling = [1 / (place + 1) for place in range(authors)]
    at = datetime(2012, 3, 1)  # noqa: DTZ001 - archives rarely tell a zone
    turns = []
    for number in range(1, posts + 1):
        at += timedelta(hours=dice.expovariate(1 / 12))
        author = dice.choices(NAMES[:authors], falling)[0]
        turns.append(Turn(number, author, int(dice.lognormvariate(4, 1)), at if dated else None))
    return Timeline(TITLE, tuple(turns))


def author_chart(periods: int) -> AuthorChart:
    dice = _dice(periods)
    months = tuple(
        (f"{1 + at % 12:02}/{2010 + at // 12}", max(0, int(dice.gauss(9, 8)))) for at in range(periods)
    )
    return AuthorChart(NAMES[0], 412, 88_120, 97, months, "Diamond Member")


def debate(authors: int) -> DebateSummary:
    dice = _dice(authors)
    shares = (
        Share(name, dice.randrange(1, 40), int(dice.lognormvariate(6, 1.2))) for name in NAMES[:authors]
    )
    return DebateSummary(TITLE, tuple(shares), "3–9 May 2014")
