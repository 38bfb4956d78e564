"""What a query means, as a tree of small frozen nodes.

Each node says itself (`describe`) and tells of a post held in memory whether it fits (`matches`), which
the tests hold the database against. Words in nodes are folded (`bot.search.words`); `typed` is what people read of
them, as it was typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from bot.languages import Text, joined
from bot.search.document import Document
from bot.search.stems import stems
from bot.search.words import index_words, second_spellings

LONG = 200  # own words, from which a post is long
SHORT = 20  # own words, up to which a post is short


class Words(StrEnum):
    """Whose words are searched."""

    OWN = "own"
    QUOTED = "quoted"
    ALL = "all"


class Trait(StrEnum):
    """What `has:` asks for."""

    QUOTE = "quote"
    LINK = "link"
    IMAGE = "image"
    CODE = "code"
    LIST = "list"


_TRAITS = {
    Trait.QUOTE: Text("with a quote"),
    Trait.LINK: Text("with a link"),
    Trait.IMAGE: Text("with an image"),
    Trait.CODE: Text("with code"),
    Trait.LIST: Text("with a list"),
}


class Node(Protocol):
    """A part of a query."""

    def describe(self) -> Text:
        """Say what a post must have or be: `the word “canal”`."""

    def matches(self, post: Document, scope: Words) -> bool:
        """Tell whether `post` fits."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Any post: the empty query."""

    def describe(self) -> Text:
        """Say it."""
        return Text("anything")

    def matches(self, post: Document, scope: Words) -> bool:  # noqa: ARG002
        """Fit."""
        return True


@dataclass(frozen=True, slots=True)
class Nothing:
    """No post: a query of which nothing could be understood."""

    def describe(self) -> Text:
        """Say it."""
        return Text("nothing")

    def matches(self, post: Document, scope: Words) -> bool:  # noqa: ARG002
        """Do not fit."""
        return False


@dataclass(frozen=True, slots=True)
class Term:
    """A word, in any of its forms; `seconds` are other spellings of it (`koeln` where `Köln` was typed)."""

    word: str
    seconds: tuple[str, ...] = ()
    typed: str = field(default="", compare=False)

    def describe(self) -> Text:
        """Say it."""
        return Text("the word “{word}”", word=self.typed or self.word)

    def roots(self) -> frozenset[str]:
        """Return the stems of all its spellings."""
        return frozenset(root for word in (self.word, *self.seconds) for root in stems(word))

    def matches(self, post: Document, scope: Words) -> bool:
        """Tell whether any word shares a stem with this one."""
        roots = self.roots()
        return any(not roots.isdisjoint(stems(word)) for run in post.runs(scope) for word in run)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow one another to the letter; with `open_end` the last one may go on (`neo*`)."""

    words: tuple[str, ...]
    open_end: bool = False
    typed: str = field(default="", compare=False)

    def describe(self) -> Text:
        """Say it."""
        typed = self.typed or " ".join(self.words)
        if len(self.words) == 1 and self.open_end:
            return Text("a word beginning with “{word}”", word=typed)
        return Text("the words “{words}”", words=typed + ("…" if self.open_end else ""))

    def matches(self, post: Document, scope: Words) -> bool:
        """Tell whether the words stand so in one passage."""
        return any(self.stands_in(run) for run in post.runs(scope))

    def stands_in(self, run: tuple[str, ...]) -> bool:
        """Tell whether the words stand so in `run`."""
        *front, last = self.words
        size = len(self.words)
        for i in range(len(run) - size + 1):
            end = run[i + size - 1]
            if list(run[i : i + size - 1]) == front and (
                end.startswith(last) if self.open_end else end == last
            ):
                return True
        return False


@dataclass(frozen=True, slots=True)
class From:
    """Posts by an author."""

    name: str

    def describe(self) -> Text:
        """Say it."""
        return Text("written by {name}", name=self.name)

    def matches(self, post: Document, scope: Words) -> bool:  # noqa: ARG002
        """Tell whether the author is called so."""
        return post.is_by(self.name)


@dataclass(frozen=True, slots=True)
class Quoting:
    """Posts that quote an author."""

    name: str

    def describe(self) -> Text:
        """Say it."""
        return Text("quoting {name}", name=self.name)

    def matches(self, post: Document, scope: Words) -> bool:  # noqa: ARG002
        """Tell whether it quotes somebody called so."""
        return post.quotes(self.name)


@dataclass(frozen=True, slots=True)
class In:
    """Posts of one thread, by slug or whole title."""

    thread: str

    def describe(self) -> Text:
        """Say it."""
        return Text("in the thread “{thread}”", thread=self.thread)

    def matches(self, post: Document, scope: Words) -> bool:  # noqa: ARG002
        """Tell whether the post stands there."""
        return post.is_in(self.thread)


@dataclass(frozen=True, slots=True)
class Title:
    """Posts of threads whose title has these words."""

    words: tuple[str, ...]
    typed: str = field(default="", compare=False)

    def describe(self) -> Text:
        """Say it."""
        return Text("in a thread titled “{words}”", words=self.typed or " ".join(self.words))

    def matches(self, post: Document, scope: Words) -> bool:  # noqa: ARG002
        """Tell whether the title has the words."""
        return has_words(post.title, self.words)


@dataclass(frozen=True, slots=True)
class Role:
    """Posts by authors whose title at the time has these words."""

    words: tuple[str, ...]
    typed: str = field(default="", compare=False)

    def describe(self) -> Text:
        """Say it."""
        return Text("by a “{words}”", words=self.typed or " ".join(self.words))

    def matches(self, post: Document, scope: Words) -> bool:  # noqa: ARG002
        """Tell whether the author's title has the words."""
        return has_words(post.role, self.words)


@dataclass(frozen=True, slots=True)
class Number:
    """Posts by their place in the thread, from 1; `last` None for no end."""

    first: int
    last: int | None

    def describe(self) -> Text:
        """Say it."""
        return Text("number {span} of its thread", span=_span(self.first, self.last))

    def matches(self, post: Document, scope: Words) -> bool:  # noqa: ARG002
        """Tell whether the number lies in the span."""
        return self.first <= post.number and (self.last is None or post.number <= self.last)


@dataclass(frozen=True, slots=True)
class Dated:
    """Posts written from `first` to `last`, both days included; None for no end. Undated posts never fit."""

    first: date | None
    last: date | None

    def describe(self) -> Text:
        """Say it."""
        if self.first is None:
            return Text("written up to {day}", day=self.last)
        if self.last is None:
            return Text("written from {day} on", day=self.first)
        if self.first == self.last:
            return Text("written on {day}", day=self.first)
        return Text("written from {first} to {last}", first=self.first, last=self.last)

    def matches(self, post: Document, scope: Words) -> bool:  # noqa: ARG002
        """Tell whether the day lies in the span."""
        if post.day is None:
            return False
        return (self.first is None or self.first <= post.day) and (self.last is None or post.day <= self.last)


@dataclass(frozen=True, slots=True)
class Has:
    """Posts with a quote, a link, an image, code or a list."""

    trait: Trait

    def describe(self) -> Text:
        """Say it."""
        return _TRAITS[self.trait]

    def matches(self, post: Document, scope: Words) -> bool:  # noqa: ARG002
        """Tell whether it has one."""
        return self.trait in post.traits


@dataclass(frozen=True, slots=True)
class Length:
    """Posts by the number of own words, both ends included; `last` None for no end."""

    first: int
    last: int | None

    def describe(self) -> Text:
        """Say it."""
        return Text("{span} words long", span=_span(self.first, self.last))

    def matches(self, post: Document, scope: Words) -> bool:  # noqa: ARG002
        """Tell whether the length lies in the span."""
        return self.first <= post.words and (self.last is None or post.words <= self.last)


@dataclass(frozen=True, slots=True)
class And:
    """All of it."""

    parts: tuple[Node, ...]

    def describe(self) -> Text:
        """Say it."""
        front = joined(", ", (_inner(part) for part in self.parts[:-1]))
        return Text("{parts} and {last}", parts=front, last=_inner(self.parts[-1]))

    def matches(self, post: Document, scope: Words) -> bool:
        """Tell whether every part fits."""
        return all(part.matches(post, scope) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of it."""

    parts: tuple[Node, ...]

    def describe(self) -> Text:
        """Say it."""
        front, *more = map(_inner, self.parts)
        for part in more:
            front = Text("{one} or {other}", one=front, other=part)
        return Text("either {parts}", parts=front)

    def matches(self, post: Document, scope: Words) -> bool:
        """Tell whether some part fits."""
        return any(part.matches(post, scope) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """None of it."""

    part: Node

    def describe(self) -> Text:
        """Say it."""
        return Text("not {part}", part=_inner(self.part))

    def matches(self, post: Document, scope: Words) -> bool:
        """Tell whether the part does not fit."""
        return not self.part.matches(post, scope)


def has_words(text: str, words: Iterable[str]) -> bool:
    """Tell whether `text` has words beginning with each of the folded `words`."""
    present = [*index_words(text), *second_spellings(text)]
    return all(any(word.startswith(start) for word in present) for start in words)


def _inner(node: Node) -> Text:
    said = node.describe()
    return Text("({part})", part=said) if isinstance(node, And | Or) else said


def _span(first: int, last: int | None) -> str:
    if last is None:
        return Text("at least {number}", number=first)
    if first == last:
        return str(first)
    if first <= 0:
        return Text("at most {number}", number=last)
    return Text("{first} to {last}", first=first, last=last)
