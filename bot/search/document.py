"""A post in memory, as a query sees it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.search.words import fold_name, index_words, second_spellings


@dataclass(frozen=True)
class Document:
    """A post with everything a query may ask about.

    `own` and `quoted` are the texts of its passages; `names` every name of its author, `quoted_names` of those it
    quotes; `words` counts own words.
    """

    own: tuple[str, ...]
    quoted: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    quoted_names: tuple[str, ...] = ()
    slug: str = ""
    title: str = ""
    role: str = ""
    number: int = 1
    day: date | None = None
    traits: frozenset[str] = frozenset()

    @cached_property
    def _own_runs(self) -> tuple[tuple[str, ...], ...]:
        return _runs(self.own)

    @cached_property
    def _quoted_runs(self) -> tuple[tuple[str, ...], ...]:
        return _runs(self.quoted)

    @property
    def words(self) -> int:
        """Return the number of own words."""
        return sum(map(len, map(index_words, self.own)))

    def runs(self, scope: str) -> tuple[tuple[str, ...], ...]:
        """Return the folded words of each passage in `scope` (`own`, `quoted` or `all`), and each second spelling."""
        return {"own": self._own_runs, "quoted": self._quoted_runs}.get(
            scope, self._own_runs + self._quoted_runs
        )

    def is_by(self, name: str) -> bool:
        """Tell whether the author goes by `name`, case and accents forgiven."""
        return fold_name(name) in map(fold_name, self.names)

    def quotes(self, name: str) -> bool:
        """Tell whether it quotes somebody who goes by `name`."""
        return fold_name(name) in map(fold_name, self.quoted_names)

    def is_in(self, thread: str) -> bool:
        """Tell whether `thread` is this post's thread, by slug or title."""
        return thread.casefold() == self.slug or fold_name(thread) == fold_name(self.title)


def _runs(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    seconds = {second for text in texts for second in second_spellings(text)}
    return (*(tuple(index_words(text)) for text in texts), *((second,) for second in seconds))
