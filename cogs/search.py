"""/search: who said it, not who quoted it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from dataclasses import replace as changed
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import NotFound
from bot.languages import Text, say, say_n, spoken
from bot.search.query import parse
from bot.search.tree import Words
from bot.store.search.search import Hit, Results, Sort
from bot.store.store import Store
from bot.ui.answers import NOBODY, acknowledge, answer, replace
from bot.ui.guilds import PUBLIC, is_private, rules_of
from bot.ui.locales import speak_to
from bot.ui.markdown import escape
from bot.ui.panels import recall, remember
from bot.ui.parameters import AuthorName, Thread, viewer_of
from bot.ui.posts import credit, original
from bot.ui.presses import OUTDATED, Presses, button, known, menu, still

Row = discord.ui.ActionRow[discord.ui.LayoutView]
KEPT = 200
"""Results that can be paged to."""
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was asked, kept so that its buttons outlive the process."""

    query: str
    author: str | None = None
    thread: str | None = None
    words: str = Words.OWN.value
    sort: str = Sort.RELEVANCE.value


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
        words="Whose words to search (normally the poster's own)",
        sort="Which posts come first",
        public=PUBLIC,
    )
    async def search(
        self,
        interaction: discord.Interaction,
        query: app_commands.Range[str, 1, 6000],
        author: AuthorName | None = None,
        thread: Thread | None = None,
        words: Literal["own", "quoted", "all"] | None = None,
        sort: Literal["relevance", "oldest", "newest", "longest"] = "relevance",
        public: bool | None = None,
    ) -> None:
        """Show the posts that match, best first."""
        private = await is_private(interaction, public)
        await acknowledge(interaction, private=private)
        words = words or Words((await rules_of(interaction)).search_words).value
        asked = Asked(
            query,
            author.name if author else None,
            thread.slug if thread else None,
            known(Words, words).value,
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
                asked = changed(asked, author=choice.removeprefix("author="))
            case ["narrow", choice]:
                asked = changed(asked, thread=choice.removeprefix("thread="))
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
        viewer, size = viewer_of(interaction), (await rules_of(interaction)).search_page
        results = await self._store.search.find(
            parse(asked.query),
            viewer=viewer,
            words=Words(asked.words),
            sort=Sort(asked.sort),
            thread=asked.thread,
            author=asked.author,
            limit=KEPT,
            first=page * size,
            show=size,
            facets=not shared,
        )
        rows = [Row(button("bin", owner, emoji="🗑️"))]
        if not shared:
            rows = list(_controls(asked, results, panel, page, owner, size))
        return still(_found(results), *rows)


def _respelt(query: str, pattern: str, right: str) -> str:
    return re.sub(pattern, lambda _: right, query, flags=re.IGNORECASE)


def _found(results: Results) -> discord.ui.Container[discord.ui.LayoutView]:
    if results.total_exact:
        count = say_n("{n:,} post", "{n:,} posts", results.total)
    else:
        count = say_n("more than {n:,} post", "more than {n:,} posts", results.total)
    head = f"## {count}\n-# {escape(spoken(results.understood))}"
    if results.order_note:
        head += f"\n-# {spoken(results.order_note)}"
    head += "".join("\n-# " + say("ignored: {words}", words=escape(spoken(each))) for each in results.ignored)
    head += "".join(f"\n{spoken(each)}" for each in results.unknown)
    head += "".join(
        "\n" + say("Nobody said *{wrong}*; somebody said *{right}*.", wrong=wrong, right=right)
        for wrong, right in results.spellings
    )
    container = discord.ui.Container[discord.ui.LayoutView](discord.ui.TextDisplay(head))
    for hit in results.hits:
        open_ = button("open", hit.post.slug, hit.post.number, label=say("Open"), emoji="📖")
        container.add_item(discord.ui.Section(discord.ui.TextDisplay(_hit(hit)), accessory=open_))
    return container


def _hit(hit: Hit) -> str:
    date = f" · {hit.posted_at:%Y-%m-%d}" if hit.posted_at else ""
    words, quoted = _marked(hit), hit.snippet.quoted
    if quoted is not None:
        lines = (f"> {line}" for line in (credit(quoted), *words.split("\n")))
        words = "\n".join(lines) + "\n"  # a blank line ends a block quote everywhere
    return f"**{escape(hit.author)}** · `{hit.post}`{date}\n{words}\n-# {escape(hit.thread_title)}{original(hit.url)}"


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
    facets = {
        **{
            f"author={name}": say("by {name} ({count})", name=name, count=count)
            for name, count in results.authors
            if name != asked.author
        },
        **{
            f"thread={slug}": say("in {thread} ({count})", thread=slug, count=count)
            for slug, count in results.threads
            if slug != asked.thread
        },
    }
    facets = {value: label for value, label in facets.items() if len(value) <= 100}
    if results.total > 1 and len(facets) > 1:
        yield Row(menu("found", owner, panel, "narrow", choices=facets, placeholder=say("Narrow it down")))
