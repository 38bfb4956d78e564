"""Parameters as types: what a person types becomes a thread, an author or a post, with suggestions as they type."""

from itertools import islice
from typing import Protocol, cast

import discord
from discord import app_commands

from bot.archive.covering import covered
from bot.archive.ids import PostId
from bot.errors import NotFound, UserError
from bot.search.words import holds
from bot.store.store import Store
from bot.store.values import Author, Post, ThreadSummary, Viewer
from bot.ui.markdown import shortened
from bot.ui.sentences import label, label_n
from bot.ui.suggestions import CHOICES, LONGEST, may_look, posts_saying, queries

Typed = str | int | float
"""What discord.py hands to a transformer; for a text option always a `str`."""
Choices = list[app_commands.Choice[Typed]]

SAID = 12
"""Posts that hold what was typed, offered beside threads called so."""


class Serving(Protocol):
    """A client that has a store open."""

    store: Store


def store_of(interaction: discord.Interaction) -> Store:
    """The store of the bot that received `interaction`."""
    return cast(Serving, interaction.client).store


def viewer_of(interaction: discord.Interaction) -> Viewer:
    """Who asks, as the store bounds what they may see: a member of this server, or anybody in a direct message.

    Somebody who brought the bot along to a server that has not installed it reads what anybody may.
    """
    visiting = interaction.is_user_integration() and not interaction.is_guild_integration()
    return Viewer(guild_id=None if visiting else interaction.guild_id)


class ExactThreadParameter(app_commands.Transformer):
    """A thread, by its slug or its whole title: what changes the archive must not guess."""

    async def transform(self, interaction: discord.Interaction, value: str, /) -> ThreadSummary:
        """Find the thread; raise `NotFound` naming near ones."""
        return await store_of(interaction).threads.get(value, viewer_of(interaction))

    async def autocomplete(self, interaction: discord.Interaction, value: Typed, /) -> Choices:
        """Suggest threads whose title or slug holds what was typed."""
        threads = await store_of(interaction).threads.complete(
            str(value), viewer_of(interaction), limit=CHOICES
        )
        return [
            app_commands.Choice(name=_with_posts(thread.title, thread.posts), value=thread.slug)
            for thread in threads
        ]


class ThreadParameter(ExactThreadParameter):
    """A thread, by its slug, its title, or words that one thread alone goes by."""

    async def transform(self, interaction: discord.Interaction, value: str, /) -> ThreadSummary:
        """Find the thread; raise `NotFound` naming near ones."""
        try:
            return await super().transform(interaction, value)
        except NotFound:
            found = await store_of(interaction).threads.complete(value, viewer_of(interaction), limit=2)
            if len(found) != 1 or not value.strip():
                raise
            return found[0]


class AuthorParameter(app_commands.Transformer):
    """An author, forgiving case, accents, aliases and small slips."""

    async def transform(self, interaction: discord.Interaction, value: str, /) -> Author:
        """Find the author; raise `NotFound` naming near ones."""
        return await store_of(interaction).authors.get(value, viewer_of(interaction))

    async def autocomplete(self, interaction: discord.Interaction, value: Typed, /) -> Choices:
        """Suggest authors, those with most posts first, within the thread already chosen if there is one."""
        thread = getattr(interaction.namespace, "thread", None)
        authors = await store_of(interaction).authors.complete(
            str(value), viewer_of(interaction), thread=thread or None, limit=CHOICES
        )
        return [
            app_commands.Choice(name=_with_posts(author.name, author.posts), value=author.name[:100])
            for author in authors
        ]


class PostParameter(app_commands.Transformer):
    """A post, by its permanent id."""

    async def transform(self, _: discord.Interaction, value: str, /) -> PostId:
        """Read an id such as `great-debate#12`; raise `UserError` where it is none."""
        post = PostId.parse(value)
        if post is None:
            raise UserError(
                "`{typed}` is no post id. An id is a thread and a number, such as `great-debate#12`; "
                "it stands under every post I show.",
                typed=value[:80],
            )
        return post

    async def autocomplete(self, interaction: discord.Interaction, value: Typed, /) -> Choices:
        """Suggest threads, and posts that hold the words typed; where a thread is chosen, its posts by number."""
        slug, hash_, number = str(value).partition("#")
        store, viewer = store_of(interaction), viewer_of(interaction)
        threads = await store.threads.complete(slug, viewer, limit=CHOICES)
        chosen = next((thread for thread in threads if thread.slug == slug), None)
        if chosen is None or not hash_:
            named = [
                app_commands.Choice[Typed](
                    name=_short(f"{thread.slug}#1 – {thread.title}"), value=f"{thread.slug}#1"
                )
                for thread in threads
            ]
            if not slug.strip() or not await may_look(store, interaction):
                return named
            said = await posts_saying(store, str(value), viewer, SAID)
            return [*named[: CHOICES - len(said)], *said]
        first = int(number) if number.isdecimal() and len(number) < 10 else 1
        posts = await store.posts.page(slug, viewer, first=first, count=CHOICES)
        return [app_commands.Choice(name=_short(_offered(post)), value=str(post.id)) for post in posts]


class QueryParameter(app_commands.Transformer):
    """A search, at most so many characters long."""

    def __init__(self, most: int) -> None:
        """Take at most `most` characters."""
        self._most = most

    @property
    def min_value(self) -> int:
        """The fewest characters."""
        return 1

    @property
    def max_value(self) -> int:
        """The most characters."""
        return self._most

    async def transform(self, _: discord.Interaction, value: str, /) -> str:
        """Take it as it was typed."""
        return value

    async def autocomplete(self, interaction: discord.Interaction, value: Typed, /) -> Choices:
        """Suggest what the last filter begun may name."""
        store = store_of(interaction)
        if not await may_look(store, interaction):
            return []
        return await queries(store, str(value), viewer_of(interaction))


class OwnWordsParameter(app_commands.Transformer):
    """Some of the own words of the post that is chosen beside them."""

    async def transform(self, _: discord.Interaction, value: str, /) -> str:
        """Take them as they were typed."""
        return value

    async def autocomplete(self, interaction: discord.Interaction, value: Typed, /) -> Choices:
        """Suggest sentences of that post, those that hold what was typed."""
        id_ = PostId.parse(str(getattr(interaction.namespace, "post", None) or ""))
        try:
            post = await store_of(interaction).posts.get(id_, viewer_of(interaction)) if id_ else None
        except NotFound:
            return []
        said = [words.text for words in post.sentences()] if post else []
        fitting = islice((each for each in said if holds(each, str(value))), CHOICES)
        return [app_commands.Choice(name=_short(each), value=_begun(each)) for each in fitting]


def _offered(post: Post) -> str:
    """Name a post by its poster and their own words; where it only quotes, say so."""
    own = post.own()
    if own is not None:
        return f"{own.post} {own.writer}: {own.text}"
    return label("{post} {name}, only quoting", post=post.id, name=post.author)


def _with_posts(name: str, posts: int) -> str:
    return _short(label_n("{name} ({n} post)", "{name} ({n} posts)", posts, name=name))


def _short(text: str) -> str:
    return shortened(covered(" ".join(text.split())), LONGEST)


def _begun(text: str) -> str:
    """Return how a sentence begins, in whole words: no more than Discord takes for a value."""
    text = " ".join(text.split())
    return text if len(text) <= 100 else text[:100].rpartition(" ")[0] or text[:100]


ExactThread = app_commands.Transform[ThreadSummary, ExactThreadParameter]
Thread = app_commands.Transform[ThreadSummary, ThreadParameter]
AuthorName = app_commands.Transform[Author, AuthorParameter]
Query = app_commands.Transform[str, QueryParameter(6000)]
ShortQuery = app_commands.Transform[str, QueryParameter(200)]
OwnWords = app_commands.Transform[str, OwnWordsParameter]
PostRef = app_commands.Transform[PostId, PostParameter]
