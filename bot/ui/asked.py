"""A search as it was asked, and the searches near it that are offered where it found nothing."""

from dataclasses import dataclass
from dataclasses import replace as changed

from bot.languages import Text
from bot.search import nearby
from bot.search.tree import Words
from bot.store.search.question import Sort


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was asked, kept so that its buttons outlive the process."""

    query: str
    author: str | None = None
    thread: str | None = None
    words: str = Words.OWN.value
    sort: str = Sort.RELEVANCE.value


@dataclass(frozen=True, slots=True)
class Near:
    """Another search, and what it is called: `without *Crimea*`."""

    name: Text
    asked: Asked


MOST_NEAR = 24
"""Searches near one that are tried: a pasted page of words has hundreds."""


def near(asked: Asked) -> list[Near]:
    """Return the searches near one, the likeliest first; always the same for the same one."""
    found = [
        Near(Text("{filter} as a filter", filter=right), changed(asked, query=query))
        for right, query in nearby.put_right(asked.query)
    ]
    found += [
        Near(Text("without “{part}”", part=part), changed(asked, query=query))
        for part, query in nearby.without_each(asked.query)
    ]
    if asked.author is not None:
        found.append(Near(Text("by anybody"), changed(asked, author=None)))
    if asked.thread is not None:
        found.append(Near(Text("in every thread"), changed(asked, thread=None)))
    any_word = nearby.any_word(asked.query)
    if any_word is not None:
        found.append(Near(Text("any of the words"), changed(asked, query=any_word)))
    if asked.words != Words.ALL.value:
        found.append(Near(Text("all words, quoted ones, too"), changed(asked, words=Words.ALL.value)))
    return found[:MOST_NEAR]
