"""Why posts have no date: what a reader tells of those it found none for."""

from collections.abc import Iterator, Sequence

from bot.importers.dates import is_relative, reads_both_ways
from bot.languages import Text, counted


def undated_notices(texts: Sequence[str]) -> Iterator[Text]:
    """Say of posts without a date, by what stood in its place, why they have none."""
    relative = sum(map(is_relative, texts))
    both = sum(not is_relative(text) and reads_both_ways(text) for text in texts)
    if relative:
        yield counted(
            "{n} post is dated by a word like “Yesterday”, from an unknown day; no date was kept.",
            "{n} posts are dated by words like “Yesterday”, from an unknown day; no dates were kept.",
            relative,
        )
    if both:
        example = next(text for text in texts if not is_relative(text) and reads_both_ways(text))
        yield counted(
            "{n} post is dated {example!r}: nothing tells if that is day or month first; no date was kept.",
            "{n} posts are dated like {example!r}: nothing tells if that is day or month first; no dates were kept.",
            both,
            example=example[:40],
        )
    if len(texts) > relative + both:
        yield counted(
            "{n} post shows no date that could be read.",
            "{n} posts show no date that could be read.",
            len(texts) - relative - both,
        )
