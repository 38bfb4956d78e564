"""/search: who said it, not who quoted it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from dataclasses import replace as changed
from datetime import date
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import NotFound
from bot.languages import Text
from bot.search.nearby import asks_dates
from bot.search.query import Query, parse
from bot.search.tree import Dated, Words
from bot.store.search.search import Hit, Results, Sort, Try
from bot.store.store import Store
from bot.store.values import Viewer
from bot.ui.answers import NOBODY, acknowledge, answer, replace
from bot.ui.asked import Asked, near
from bot.ui.guilds import PUBLIC, is_private, rules_of
from bot.ui.locales import speak_to
from bot.ui.markdown import escape, named
from bot.ui.panels import recall, remember
from bot.ui.parameters import AuthorName, Thread, viewer_of
from bot.ui.parameters import Query as SearchQuery
from bot.ui.posts import credit, original
from bot.ui.presses import OUTDATED, Presses, button, known, menu, still
from bot.ui.sentences import label, label_n, say, say_n, spoken

Row = discord.ui.ActionRow[discord.ui.LayoutView]
KEPT = 200
"""Results that can be paged to."""
OFFERED = 5
"""Searches offered where nothing was found: a row of buttons holds no more."""
EVER = Query(Dated(date.min, None))
"""Asks for every post that has a date."""
MOST_MEANT = 56
"""Letters of a wrong word or name and the right one: a button holds no more."""
QUOTES = '"“”„«»'
SCOPES = {Words.OWN: Text("Own words"), Words.QUOTED: Text("Quoted words"), Words.ALL: Text("All words")}
SORTS = {
    Sort.RELEVANCE.value: Text("Best match first"),
    Sort.OLDEST.value: Text("Oldest first"),
    Sort.NEWEST.value: Text("Newest first"),
    Sort.LONGEST.value: Text("Longest first"),
}


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
        private = await is_private(interaction, public)
        await acknowledge(interaction, private=private)
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
        await speak_to(interaction, private=False)
        view = await self._page(
            interaction, await self._kept(interaction, panel), panel, page, owner, shared=True
        )
        await interaction.response.send_message(view=view, allowed_mentions=NOBODY)

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
            return still(_found(asked, results, page * size), Row(button("bin", owner, emoji="🗑️")))
        notes, offers = await self._near(asked, results, viewer, panel, owner)
        rows = _controls(asked, results, panel, page, owner, size)
        return still(_found(asked, results, page * size, notes), *offers, *rows)

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
        ever = [_try(asked, EVER)] if asks_dates(parse(asked.query).tree) else []
        if ever and not await self._store.search.tried(ever, viewer, wanted=1):
            notes.append(say("No post here has a date."))
        tries = near(asked)
        found = await self._store.search.tried([_try(each.asked) for each in tries], viewer, wanted=OFFERED)
        for place, total in found.items():
            text = label_n("{search}: {n:,} post", "{search}: {n:,} posts", total, search=tries[place].name)
            buttons.append(button("found", owner, panel, "near", place, label=_short(text)))
        return notes, [Row(*buttons)] if buttons else []


def _try(asked: Asked, query: Query | None = None) -> Try:
    return Try(query or parse(asked.query), Words(asked.words), asked.thread, asked.author)


def _respelt(query: str, pattern: str, right: str) -> str:
    return re.sub(pattern, lambda _: right, query, flags=re.IGNORECASE)


def _short(label: str) -> str:
    return label if len(label) <= 80 else f"{label[:79]}…"


def _found(
    asked: Asked, results: Results, first: int, notes: Sequence[str] = ()
) -> discord.ui.Container[discord.ui.LayoutView]:
    container = discord.ui.Container[discord.ui.LayoutView](
        discord.ui.TextDisplay("\n".join([*_head(asked, results, first), *notes]))
    )
    alone = _one_thread(results)
    for hit in results.hits:
        words = hit.snippet.words
        at = () if words is None else (words.start,)
        open_ = button("open", hit.post.slug, hit.post.number, *at, label=say("Open"), emoji="📖")
        shown = discord.ui.TextDisplay[discord.ui.LayoutView](_hit(hit, titled=alone is None))
        container.add_item(discord.ui.Section(shown, accessory=open_))
    return container


def _head(asked: Asked, results: Results, first: int) -> Iterator[str]:
    """Yield the lines above the posts found: how many, of what, in which order, and what was left out."""
    if results.total_exact:
        count = say_n("{n:,} post", "{n:,} posts", results.total)
    else:
        count = say_n("more than {n:,} post", "more than {n:,} posts", results.total)
    if first or len(results.hits) < results.total:
        yield f"## {count} · {first + 1}–{first + len(results.hits)}"
    else:
        yield f"## {count}"
    yield f"-# {spoken(results.understood)}"
    if (alone := _one_thread(results)) is not None:
        yield "-# " + say("all of these from **{title}**", title=named(alone))
    if results.order_note:
        yield f"-# {spoken(results.order_note)}"
    elif results.total > 1 and asked.sort == Sort.RELEVANCE.value and not results.ranked:
        yield "-# " + say("Nothing to rank by without words: the posts added last come first.")
    yield from ("-# " + say("ignored: {words}", words=spoken(each)) for each in results.ignored)
    yield from map(spoken, results.unknown)
    for wrong, right in results.spellings:
        yield say("Nobody said *{wrong}*; somebody said *{right}*.", wrong=wrong, right=right)


def _one_thread(results: Results) -> str | None:
    """Return the title of the thread that several posts of a page are all from."""
    hits = results.hits
    return hits[0].thread_title if len(hits) > 1 and len({hit.post.slug for hit in hits}) == 1 else None


def _hit(hit: Hit, *, titled: bool = True) -> str:
    date = f" · {hit.posted_at:%Y-%m-%d}" if hit.posted_at else ""
    words, quoted = _marked(hit), hit.snippet.quoted
    if quoted is not None:
        lines = (f"> {line}" for line in (credit(quoted), *words.split("\n")))
        words = "\n".join(lines) + "\n"  # a blank line ends a block quote everywhere
    title = named(hit.thread_title) if titled else ""
    small = " · ".join(filter(None, (title, original(hit.url).removeprefix(" · "))))
    return f"**{named(hit.author)}** · `{hit.post}`{date}\n{words}" + (f"\n-# {small}" if small else "")


def _marked(hit: Hit) -> str:
    """Escape the snippet piece by piece, the matched words in bold."""
    text, out, at = hit.snippet.text, ["… " if hit.snippet.cut_before else ""], 0
    for start, end in hit.snippet.marks:
        out += [escape(text[at:start]), "**", escape(text[start:end]), "**"]
        at = end
    return "".join([*out, escape(text[at:]), " …" if hit.snippet.cut_after else ""])


def _controls(asked: Asked, results: Results, panel: int, page: int, owner: int, size: int) -> Iterator[Row]:
    """Yield the rows under a page: turn it, narrow it, ask it differently."""
    pages = -(-min(results.total, KEPT) // size)
    row = Row()
    if pages > 1:
        back, on = page - 1, page + 1
        row.add_item(button("found", owner, panel, "page", back, emoji="◀️", disabled=back < 0))
        row.add_item(button("found", owner, panel, "page", on, emoji="▶️", disabled=on >= pages))
    for words in Words:
        if words.value != asked.words:
            row.add_item(button("found", owner, panel, "words", words.value, label=spoken(SCOPES[words])))
    if results.total:
        row.add_item(button("tell", owner, panel, page, label=say("Share"), emoji="📣"))
    yield row
    for verb, pairs in (("spell", results.spellings), ("name", results.names)):
        meant = [pair for pair in pairs if len("".join(pair)) <= MOST_MEANT and '"' not in pair[1]][:5]
        if meant:
            yield Row(*(button("found", owner, panel, verb, *pair, label=pair[1]) for pair in meant))
    if results.total > 1:
        yield Row(
            menu(
                "found",
                owner,
                panel,
                "sort",
                choices={sort: spoken(words) for sort, words in SORTS.items()},
                chosen=asked.sort,
            )
        )
    yield from _narrowed(asked, results, panel, owner)


def _narrowed(asked: Asked, results: Results, panel: int, owner: int) -> Iterator[Row]:
    """Yield the menu of authors and threads to narrow a search to, and of the way back from those it is narrowed to."""
    undone = {}
    if asked.author is not None:
        undone["author="] = say("by anybody")
    if asked.thread is not None:
        undone["thread="] = say("in every thread")
    by = {
        f"author={name}": label("by {name} ({count})", name=name, count=count)
        for name, count in results.authors
        if name != asked.author
    }
    within = {
        f"thread={slug}": label("in {thread} ({count})", thread=slug, count=count)
        for slug, count in results.threads
        if slug != asked.thread
    }
    facets = {value: label for value, label in {**by, **within}.items() if len(value) <= 100}
    if results.total < 2 or len(facets) < 2:
        facets = {}
    if undone or facets:
        hint = _narrowing(narrower=bool(facets), wider=bool(undone))
        yield Row(menu("found", owner, panel, "narrow", choices={**undone, **facets}, placeholder=hint))


def _narrowing(*, narrower: bool, wider: bool) -> str:
    if not wider:
        return say("Narrow it down")
    return say("Narrow it down, or widen it again") if narrower else say("Widen it again")
