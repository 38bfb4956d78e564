"""/thread: what is in the archive, and a reader that pages through a debate."""

import io
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.ids import PostId
from bot.errors import NotFound
from bot.languages import counted
from bot.store.store import Store
from bot.store.values import ThreadSummary
from bot.transcript.forms import FORMS
from bot.ui.answers import announce, answer, note, replace
from bot.ui.guilds import PUBLIC
from bot.ui.markdown import named
from bot.ui.parameters import Thread, viewer_of
from bot.ui.presses import OUTDATED, Presses, button, still
from bot.ui.reader import Reader
from bot.ui.sentences import say, say_n
from bot.ui.transcripts import transcript

Row = discord.ui.ActionRow[discord.ui.LayoutView]
FORM_CHOICES = [
    app_commands.Choice(name="A page to read or print (HTML)", value="html"),
    app_commands.Choice(name="Text with signs (Markdown)", value="markdown"),
    app_commands.Choice(name="Data, one post a line (JSON Lines)", value="jsonl"),
]
PAGE = 8
"""Threads on one page of the list."""


class Threads(commands.GroupCog, name="thread", description="The threads in the archive"):
    """Lists and reads threads."""

    def __init__(self, store: Store, presses: Presses, reader: Reader) -> None:
        """Take the verb `threads`."""
        self._store = store
        self._reader = reader
        presses.on("threads", self._turn, "owner #")

    @app_commands.command(name="list", description="The threads in the archive")
    @app_commands.describe(public=PUBLIC)
    async def list_(self, interaction: discord.Interaction, public: bool | None = None) -> None:
        """List the threads this server may read."""
        private = await announce(interaction, public)
        view = await self._page(interaction, 0, interaction.user.id)
        await answer(interaction, view, private=private)

    @app_commands.command(description="Read a debate, post by post")
    @app_commands.describe(thread="Which debate", from_="First post (default: the first)", public=PUBLIC)
    @app_commands.rename(from_="from")
    async def read(
        self,
        interaction: discord.Interaction,
        thread: Thread,
        from_: app_commands.Range[int, 1] = 1,
        public: bool | None = None,
    ) -> None:
        """Open the reader."""
        private = await announce(interaction, public)
        await self._reader.show(interaction, PostId(thread.slug, from_), private=private)

    @app_commands.command(description="Take a debate with you: as a page, as text, or as data")
    @app_commands.describe(thread="Which debate", form="What to make of it", public=PUBLIC)
    @app_commands.rename(form="format")
    @app_commands.choices(form=FORM_CHOICES)
    async def export(
        self, interaction: discord.Interaction, thread: Thread, form: str = "html", public: bool | None = None
    ) -> None:
        """Attach a transcript."""
        private = await announce(interaction, public)
        viewer = viewer_of(interaction)
        if form not in FORMS:
            raise NotFound(OUTDATED)
        name, data = await transcript(self._store, thread, FORMS[form], viewer, interaction.filesize_limit)
        told = say_n(
            "{n} post, everybody under their own name",
            "{n} posts, everybody under their own name",
            thread.posts,
        )
        text = f"**{named(thread.title)}**\n-# `{thread.slug}` · {told}"
        view = still(
            discord.ui.TextDisplay(text), discord.ui.File[discord.ui.LayoutView](f"attachment://{name}")
        )
        await answer(interaction, view, private=private, files=[discord.File(io.BytesIO(data), name)])

    async def _turn(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        owner, page = arguments
        await replace(interaction, await self._page(interaction, int(page), int(owner)))

    async def _page(self, interaction: discord.Interaction, page: int, owner: int) -> discord.ui.LayoutView:
        viewer = viewer_of(interaction)
        total = await self._store.threads.count(viewer)
        threads = await self._store.threads.list(viewer, offset=page * PAGE, limit=PAGE)
        if not threads:
            return note(
                say(
                    "The archive is empty. Whoever may manage this server can fill it with `/archive import`."
                )
            )
        pages = -(-total // PAGE)
        where = " · " + say("page {page} of {pages}", page=page + 1, pages=pages) if pages > 1 else ""
        container: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(
            discord.ui.TextDisplay(
                "## " + say_n("{n} thread on the record", "{n} threads on the record", total) + where
            )
        )
        for thread in threads:
            container.add_item(
                discord.ui.Section(
                    discord.ui.TextDisplay(_line(thread)),
                    accessory=button("open", thread.slug, 1, label=say("Read"), emoji="📖"),
                )
            )
        row = Row(
            button("threads", owner, page - 1, emoji="◀️", disabled=page == 0),
            button("threads", owner, page + 1, emoji="▶️", disabled=page + 1 >= pages),
        )
        return still(container, row) if pages > 1 else still(container)


def _line(thread: ThreadSummary) -> str:
    years = f" · {thread.first_at:%Y-%m-%d}" if thread.first_at else ""
    if thread.first_at and thread.last_at and thread.last_at.date() != thread.first_at.date():
        first, last = f"{thread.first_at:%Y-%m-%d}", f"{thread.last_at:%Y-%m-%d}"
        years = " · " + say("{first} to {last}", first=first, last=last)
    size = say(
        "{posts} by {authors}",
        posts=counted("{n} post", "{n} posts", thread.posts),
        authors=counted("{n} author", "{n} authors", thread.authors),
    )
    return f"**{named(thread.title)}**\n-# `{thread.slug}` · {size}{years}"
