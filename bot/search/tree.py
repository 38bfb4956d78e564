"""What a query means, as a tree of small frozen nodes.

`describe` says a node in words. Words in nodes are folded (`bot.search.words`); `typed` is what people read of them,
as it was typed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import field
from datetime import date
from enum import StrEnum
from functools import reduce
from itertools import chain, islice, product, repeat
from typing import Generic, TypeVar

from bot.archive.records import record
from bot.languages import Text, joined
from bot.search.stems import stems
from bot.search.words import index_words, second_spellings, unwritten

LONG = 200  # own words, from which a post is long
MOST_WAYS = 16  # in which a phrase may be spelt
SHORT = 20  # own words, up to which a post is short

T = TypeVar("T")


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


@record
class Everything:
    """Any post: the empty query."""


@record
class Nothing:
    """No post: a query of which nothing could be understood."""


@record
class Term:
    """A word, in any of its forms; `seconds` are other spellings of it (`koeln` where `Köln` was typed)."""

    word: str
    seconds: tuple[str, ...] = ()
    typed: str = field(default="", compare=False)

    def roots(self) -> frozenset[str]:
        """Return the stems of all its spellings."""
        return frozenset(root for word in (self.word, *self.seconds) for root in stems(word))


@record
class Phrase:
    """Words that follow one another to the letter.

    With `open_end` the last one may go on (`neo*`), with `any_form` it stands for all its forms. `seconds` are other
    spellings of each word, in their order; none of any where it is empty.
    """

    words: tuple[str, ...]
    open_end: bool = False
    typed: str = field(default="", compare=False)
    seconds: tuple[tuple[str, ...], ...] = ()
    any_form: bool = False

    def stands_in(self, run: Sequence[Collection[str]]) -> bool:
        """Tell whether the words stand so in `run`, which has the spellings of each of its words."""
        *front, last = self._spellings()
        roots = frozenset(chain(*(self.ending(word).roots() for word in last if self.any_form)))
        return any(
            any(
                (each.startswith(last) if self.open_end else each in last)
                or not roots.isdisjoint(stems(each))
                for each in end
            )
            and all(any(word in held for word in place) for place, held in zip(front, run[at:], strict=False))
            for at, end in enumerate(run[len(front) :])
        )

    def ways(self, written: Callable[[str], bool]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Return the words as they may be folded in a post, each with the second spellings that stand in it then.

        `written` tells whether a word is one. Of a phrase that may be spelt in many ways some are left out.
        """
        places: list[list[tuple[str, tuple[str, ...]]]] = []
        for spelt in self._spellings():
            sure = [(word, ()) for word in spelt]
            more = [(bare, (word,)) for word in spelt for bare in unwritten(word) if bare not in spelt]
            places.append([*sure, *(each for each in more if written(each[1][0]))])
        if self.open_end:
            places[-1] = [each for each in places[-1] if not each[1]]
        ways = (tuple(zip(*way, strict=True)) for way in islice(product(*places), MOST_WAYS))
        return [(words, tuple(chain(*needed))) for words, needed in ways]

    @staticmethod
    def ending(last: str) -> Term:
        """Return what may be a form of the last word: `B-52s` and `AT&T's`, too, which end in no form of a word."""
        return Term(last, (f"{last}s",))

    def _spellings(self) -> list[tuple[str, ...]]:
        return [(word, *more) for word, more in zip(self.words, self.seconds or repeat(()), strict=False)]


@record
class From:
    """Posts by an author."""

    name: str


@record
class Quoting:
    """Posts that quote an author."""

    name: str


@record
class In:
    """Posts of one thread, by slug or whole title."""

    thread: str


@record
class Title:
    """Posts of threads whose title has these words, each in one of its spellings."""

    words: tuple[tuple[str, ...], ...]
    typed: str = field(default="", compare=False)


@record
class Role:
    """Posts by authors whose title at the time has these words, each in one of its spellings."""

    words: tuple[tuple[str, ...], ...]
    typed: str = field(default="", compare=False)


@record
class Number:
    """Posts by their place in the thread, from 1; `last` None for no end."""

    first: int
    last: int | None


@record
class Dated:
    """Posts written from `first` to `last`, both days included; None for no end. Undated posts never fit."""

    first: date | None
    last: date | None


@record
class Has:
    """Posts with a quote, a link, an image, code or a list."""

    trait: Trait


@record
class Length:
    """Posts by the number of own words, both ends included; `last` None for no end."""

    first: int
    last: int | None


@record
class And(Generic[T]):
    """All of it: of a query, or of what is made of one."""

    parts: tuple[T, ...]


@record
class Or(Generic[T]):
    """Any of it."""

    parts: tuple[T, ...]


@record
class Not(Generic[T]):
    """None of it."""

    part: T


Node = (
    Everything
    | Nothing
    | Term
    | Phrase
    | From
    | Quoting
    | In
    | Title
    | Role
    | Number
    | Dated
    | Has
    | Length
    | And["Node"]
    | Or["Node"]
    | Not["Node"]
)
"""A part of a query."""


def describe(node: Node) -> Text:  # noqa: C901, PLR0911, PLR0912 - one case for each kind of node
    """Say what a post must have or be: `the word “canal”`."""
    match node:
        case Everything():
            return Text("anything")
        case Nothing():
            return Text("nothing")
        case Term(word, _, typed):
            return Text("the word “{word}”", word=typed or word)
        case Phrase((word,), True, typed):
            return Text("a word beginning with “{word}”", word=typed or word)
        case Phrase(words, open_end, typed):
            return Text("the words “{words}”", words=(typed or " ".join(words)) + ("…" if open_end else ""))
        case From(name):
            return Text("written by {name}", name=name)
        case Quoting(name):
            return Text("quoting {name}", name=name)
        case In(thread):
            return Text("in the thread “{thread}”", thread=thread)
        case Title(words, typed):
            return Text("in a thread titled “{words}”", words=typed)
        case Role(words, typed):
            return Text("by a “{words}”", words=typed)
        case Number(first, last):
            return Text("number {span} of its thread", span=_span(first, last))
        case Dated(None, day):
            return Text("written up to {day}", day=day)
        case Dated(day, None):
            return Text("written from {day} on", day=day)
        case Dated(day, last) if day == last:
            return Text("written on {day}", day=day)
        case Dated(first_day, last_day):
            return Text("written from {first} to {last}", first=first_day, last=last_day)
        case Has(trait):
            return _TRAITS[trait]
        case Length(first, last):
            return Text("{span} words long", span=_span(first, last))
        case And((*front, last_part)):
            return Text("{parts} and {last}", parts=joined(", ", map(_inner, front)), last=_inner(last_part))
        case Or(parts_):
            either = reduce(
                lambda one, other: Text("{one} or {other}", one=one, other=other), map(_inner, parts_)
            )
            return Text("either {parts}", parts=either)
        case Not(part):
            return Text("not {part}", part=_inner(part))
    raise TypeError(node)


def leaves(node: T) -> Iterator[T]:
    """Yield the parts of a query that nothing but `And` and `Or` joins."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part)
    else:
        yield node


def has_words(text: str, words: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether `text` has words that begin with each of `words`, of which these are the spellings."""
    present = [*index_words(text), *second_spellings(text)]
    return all(any(word.startswith(spellings) for word in present) for spellings in words)


def _inner(node: Node) -> Text:
    said = describe(node)
    return Text("({part})", part=said) if isinstance(node, And | Or) else said


def _span(first: int, last: int | None) -> str:
    if last is None:
        return Text("at least {number}", number=first)
    if first == last:
        return str(first)
    if first <= 0:
        return Text("at most {number}", number=last)
    return Text("{first} to {last}", first=first, last=last)
