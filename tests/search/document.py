"""A post in memory, as a query sees it, and whether it fits: what the engines are held against."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.search.stems import stems
from bot.search.tree import (
    And,
    Dated,
    Everything,
    From,
    Has,
    In,
    Length,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Quoting,
    Role,
    Term,
    Title,
    Words,
    has_words,
)
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
    def _runs(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        own, quoted = _runs(self.own), _runs(self.quoted)
        return {"own": own, "quoted": quoted, "all": own + quoted}

    @cached_property
    def _seconds(self) -> dict[str, set[str]]:
        own, quoted = (
            {second for text in texts for second in second_spellings(text)}
            for texts in (self.own, self.quoted)
        )
        return {"own": own, "quoted": quoted, "all": own | quoted}

    @property
    def words(self) -> int:
        """Return the number of own words."""
        return sum(map(len, map(index_words, self.own)))

    def runs(self, scope: str) -> tuple[tuple[str, ...], ...]:
        """Return the folded words of each passage in `scope` (`own`, `quoted` or `all`), and each second spelling."""
        return self._runs[scope]

    def writes(self, second: str, scope: str) -> bool:
        """Tell whether a word in `scope` has that second spelling."""
        return second in self._seconds[scope]


def fits(node: Node, post: Document, scope: Words) -> bool:  # noqa: C901, PLR0911, PLR0912 - one case for each kind of node
    """Tell whether `post` fits, its words in `scope`; case and accents of names are forgiven."""
    match node:
        case Everything():
            return True
        case Term():
            roots = node.roots()
            return any(not roots.isdisjoint(stems(word)) for run in post.runs(scope) for word in run)
        case Phrase():
            ways = (
                Phrase(words, node.open_end, any_form=node.any_form)
                for words, _ in node.ways(lambda each: post.writes(each, scope))
            )
            return any(way.stands_in([(word,) for word in run]) for way in ways for run in post.runs(scope))
        case From(name):
            return fold_name(name) in map(fold_name, post.names)
        case Quoting(name):
            return fold_name(name) in map(fold_name, post.quoted_names)
        case In(thread):
            return thread.casefold() == post.slug or fold_name(thread) == fold_name(post.title)
        case Title(words):
            return has_words(post.title, words)
        case Role(words):
            return has_words(post.role, words)
        case Number(first, last):
            return first <= post.number and (last is None or post.number <= last)
        case Dated(since, until) if post.day is not None:
            return (since is None or since <= post.day) and (until is None or post.day <= until)
        case Has(trait):
            return trait in post.traits
        case Length(first, last):
            return first <= post.words and (last is None or post.words <= last)
        case And(parts):
            return all(fits(part, post, scope) for part in parts)
        case Or(parts):
            return any(fits(part, post, scope) for part in parts)
        case Not(part):
            return not fits(part, post, scope)
    return False


def _runs(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    seconds = {second for text in texts for second in second_spellings(text)}
    return (*(tuple(index_words(text)) for text in texts), *((second,) for second in seconds))
