"""/search: who said it, not who quoted it."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import replace as changed
from datetime import date
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import NotFound
from bot.search.nearby import asks_dates
from bot.search.query import Query, parse
from bot.search.tree import Dated, Words
from bot.store.search.question import Question, Sort
from bot.store.search.search import Results, narrowed
from bot.store.store import Store
from bot.store.values import Viewer
from bot.ui.answers import acknowledge, announce, answer, replace
from bot.ui.asked import Asked, near
from bot.ui.found import KEPT, controls, found
from bot.ui.guilds import PUBLIC, rules_of
from bot.ui.panels import recall, remember
from bot.ui.parameters import AuthorName, Thread, viewer_of
from bot.ui.parameters import Query as SearchQuery
from bot.ui.presses import OUTDATED, Presses, button, known, still
from bot.ui.sentences import label_n, say

Row = discord.ui.ActionRow[discord.ui.LayoutView]
OFFERED = 5
"""Searches offered where nothing was found: a row of buttons holds no more."""
EVER = Query(Dated(date.min, None))
"""Asks for every post that has a date."""
QUOTES = '"“”„«»'


class Search(commands.Cog):
    """Searches posts by whose words they are."""

    def __init__(self, store: Store, presses: Presses) -> None:
        """Take the verbs `found` and `tell`."""
        self._store = store
        presses.on("found", self._turn, "owner # change *", rule="search_role")
        presses.on("tell", self._tell, "owner # #", aloud=True, rule="search_role")

    @app_commands.command(description="Search the archive: who said it, not who quoted it")
    @app_commands.describe(
        query='Words to find; "quotes" for a phrase, -word to leave out, from:name, before:2020 …',
        author="Only posts by this author",
        thread="Only posts of this thread",
        whose="Whose words to search (normally the poster's own)",
        sort="Which posts come first",
        public=PUBLIC,
    )
    async def search(
        self,
        interaction: discord.Interaction,
        query: SearchQuery,
        author: AuthorName | None = None,
        thread: Thread | None = None,
        whose: Literal["own", "quoted", "all"] | None = None,
        sort: Literal["relevance", "oldest", "newest", "longest"] = "relevance",
        public: bool | None = None,
    ) -> None:
        """Show the posts that match, best first."""
        private = await announce(interaction, public)
        scope = whose or Words((await rules_of(interaction)).search_words).value
        asked = Asked(
            query,
            author.name if author else None,
            thread.slug if thread else None,
            known(Words, scope).value,
            known(Sort, sort).value,
        )
        panel = await remember(interaction, "search", asdict(asked))
        view = await self._page(interaction, asked, panel, 0, interaction.user.id)
        await answer(interaction, view, private=private)

    async def _turn(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Show another page, or the same question asked a little differently."""
        owner, panel, *change = arguments
        asked, page = await self._kept(interaction, int(panel)), 0
        match change:
            case ["page", number]:
                page = int(number)
            case ["words", words]:
                asked = changed(asked, words=known(Words, words).value)
            case ["sort", sort]:
                asked = changed(asked, sort=known(Sort, sort).value)
            case ["narrow", choice] if choice.startswith("author="):
                asked = changed(asked, author=choice.removeprefix("author=") or None)
            case ["narrow", choice]:
                asked = changed(asked, thread=choice.removeprefix("thread=") or None)
            case ["near", number] if number.isdecimal() and int(number) < len(near(asked)):
                asked = near(asked)[int(number)].asked
            case ["spell", wrong, right]:
                asked = changed(asked, query=_respelt(asked.query, re.escape(wrong), right))
            case ["name", wrong, right]:
                # A name may have stood without quotation marks.
                pattern = f"[{QUOTES}]?{re.escape(wrong)}[{QUOTES}]?"
                asked = changed(asked, query=_respelt(asked.query, pattern, f'"{right}"'))
            case _:
                raise NotFound(OUTDATED)
        kept = int(panel) if change[0] == "page" else await remember(interaction, "search", asdict(asked))
        await replace(interaction, await self._page(interaction, asked, kept, page, int(owner)))

    async def _tell(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Show the page to everyone in the channel."""
        owner, panel, page = map(int, arguments)
        await acknowledge(interaction, private=False)
        asked = await self._kept(interaction, panel)
        view = await self._page(interaction, asked, panel, page, owner, shared=True)
        await answer(interaction, view, private=False)

    async def _kept(self, interaction: discord.Interaction, panel: int) -> Asked:
        state = await recall(interaction, panel, "search")
        if not isinstance(state, dict):
            raise NotFound("This search is too old to go on with: run `/search` again.")
        return Asked(**state)  # type: ignore[arg-type]

    async def _page(
        self,
        interaction: discord.Interaction,
        asked: Asked,
        panel: int,
        page: int,
        owner: int,
        *,
        shared: bool = False,
    ) -> discord.ui.LayoutView:
        size = (await rules_of(interaction)).search_page
        viewer = viewer_of(interaction)
        results = await self._find(asked, viewer, first=page * size, show=size, facets=not shared)
        if shared:
            return still(found(asked, results, page * size))
        notes, offers = await self._near(asked, results, viewer, panel, owner)
        rows = controls(asked, results, panel, page=page, size=size, owner=owner)
        return still(found(asked, results, page * size, notes), *offers, *rows)

    async def _find(
        self,
        asked: Asked,
        viewer: Viewer,
        *,
        first: int = 0,
        show: int = 0,
        facets: bool = False,
    ) -> Results:
        return await self._store.search.find(
            parse(asked.query),
            viewer=viewer,
            words=Words(asked.words),
            sort=Sort(asked.sort),
            thread=asked.thread,
            author=asked.author,
            limit=KEPT,
            first=first,
            show=show,
            facets=facets,
        )

    async def _near(
        self, asked: Asked, results: Results, viewer: Viewer, panel: int, owner: int
    ) -> tuple[list[str], list[Row]]:
        """Return what there is to say where nothing was found, and the searches near it that find something."""
        if results.total:
            return [], []
        notes: list[str] = []
        buttons = []
        ever = [_try(asked, viewer, EVER)] if asks_dates(parse(asked.query).tree) else []
        if ever and not await self._store.search.tried(ever, wanted=1):
            notes.append(say("No post here has a date."))
        tries = near(asked)
        found = await self._store.search.tried([_try(each.asked, viewer) for each in tries], wanted=OFFERED)
        for place, total in found.items():
            text = label_n("{search}: {n:,} post", "{search}: {n:,} posts", total, search=tries[place].name)
            buttons.append(button("found", owner, panel, "near", place, label=text))
        return notes, [Row(*buttons)] if buttons else []


def _try(asked: Asked, viewer: Viewer, query: Query | None = None) -> Question:
    tree = narrowed(query or parse(asked.query), asked.thread, asked.author)
    return Question(tree, viewer, Words(asked.words), Sort.RELEVANCE, 1, facets=False)


def _respelt(query: str, pattern: str, right: str) -> str:
    return re.sub(pattern, lambda _: right, query, flags=re.IGNORECASE)
