"""Numbers with their nouns, for pictures and their descriptions."""

from bot.languages import say, say_n

THOUSAND = 1_000
"""From here on numbers are rounded in narrow places, and their nouns stand as behind a thousand."""


def posts(number: int) -> str:
    """Count posts."""
    return say_n("{n:,} post", "{n:,} posts", number)


def words(number: int) -> str:
    """Count words."""
    return say_n("{n:,} word", "{n:,} words", number)


def authors(number: int) -> str:
    """Count authors."""
    return say_n("{n:,} author", "{n:,} authors", number)


def quotes(number: int) -> str:
    """Count quotes."""
    return say_n("{n:,} quote", "{n:,} quotes", number)


def times(number: int) -> str:
    """Count how often."""
    return say_n("{n:,} time", "{n:,} times", number)


def others(number: int) -> str:
    """Count those who are not named."""
    return say_n("{n:,} other", "{n:,} others", number)


def posts_in_short(number: int) -> str:
    """Count posts in a narrow place."""
    return say_n("{short} post", "{short} posts", min(number, THOUSAND), short=_short(number))


def words_in_short(number: int) -> str:
    """Count words in a narrow place."""
    return say_n("{short} word", "{short} words", min(number, THOUSAND), short=_short(number))


def _short(number: int) -> str:
    """A number for a narrow place: exact below 1,000, then `1.2k`, `12k`, `3.4M`."""
    if number < THOUSAND:
        return str(number)
    if number < 9_950:
        return say("{n:.1f}k", n=number / 1e3)
    if number < 999_500:
        return say("{n:.0f}k", n=number / 1e3)
    return say("{n:.1f}M", n=number / 1e6)
