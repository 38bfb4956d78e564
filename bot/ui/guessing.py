"""Rounds of "who said it?": a quote that does not give its author away, and whom to choose from."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bot.archive.ids import PostId
from bot.archive.masking import gives_away
from bot.errors import NotFound, UserError
from bot.search.words import spelt
from bot.store.store import Store
from bot.store.values import Post, Viewer
from bot.ui.cards import has_words
from bot.ui.markdown import split

LEAST_AUTHORS, CHOICES = 3, 4
TRIES = 60
SHOWN = 700
"""Characters of a quote to guess by."""


@dataclass(frozen=True, slots=True)
class Round:
    """A post, and its author among others; `answer` is the author's place in `choices`.

    It holds no words: those are read from the archive each time, so that what was hidden since stays hidden.
    """

    post: PostId
    choices: tuple[str, ...]
    answer: int


class Guessing:
    """Thinks up rounds."""

    def __init__(self, store: Store, dice: random.Random | None = None) -> None:
        """Take quotes from `store`."""
        self._store = store
        self._dice = dice or random.SystemRandom()

    async def round(
        self, viewer: Viewer, *, thread: str | None = None, avoid: frozenset[PostId] = frozenset()
    ) -> tuple[Round, str]:
        """Return a round and its words; the others to choose from wrote in the same thread where enough did.

        Raises UserError where fewer than three authors wrote, NotFound where every quote gives somebody away.
        """
        for _ in range(TRIES):
            post = await self._store.posts.random(viewer, thread=thread, avoid=avoid)
            avoid |= {post.id}
            choices = await self._choices(post, viewer, thread)
            text = guessable(post, await self._names(choices, viewer))
            if text is not None:
                self._dice.shuffle(choices)
                return Round(post.id, tuple(choices), choices.index(post.author)), text
        raise NotFound("I found no quote that does not give its author away. Try another debate.")

    async def _choices(self, post: Post, viewer: Viewer, thread: str | None) -> list[str]:
        """Return the post's author and others, in no order; those of its thread first."""
        others = [
            each.name
            for each in await self._store.authors.complete("", viewer, thread=post.id.slug, limit=30)
        ]
        if len(set(others) - {post.author}) + 1 < LEAST_AUTHORS and thread is None:
            others += [each.name for each in await self._store.authors.complete("", viewer, limit=25)]
        others = [name for name in dict.fromkeys(others) if name != post.author]
        if len(others) + 1 < LEAST_AUTHORS:
            raise UserError("A guess needs at least {least} authors to choose from.", least=LEAST_AUTHORS)
        self._dice.shuffle(others)
        return [post.author, *others[: CHOICES - 1]]

    async def _names(self, choices: Sequence[str], viewer: Viewer) -> list[str]:
        """Return every name that those to choose from go by."""
        found = [await self._store.authors.get(name, viewer) for name in choices]
        return [*choices, *(name for author in found for name in (author.name, *author.aliases))]


def guessable(post: Post, names: Sequence[str]) -> str | None:
    """Return what may be shown of a post's own words; None where there are none or they name one of `names`."""
    own = post.own()
    if own is None or not has_words(post):
        return None
    said, called = spelt(own.text), list(map(spelt, names))
    for way in (0, -1):
        if gives_away([word[way] for word in said], [[word[way] for word in name] for name in called]):
            return None
    return beginning(post)


def beginning(post: Post) -> str:
    """Return the beginning of a post's own words, as long as a round shows it; empty where it has none."""
    own = post.own()
    first, *more = split(own.text, SHOWN) if own else [""]
    return f"{first.rstrip()} […]" if more else first
