"""What a search found, as Discord shows it: the posts, and rows under them that turn, narrow and change the search."""

from collections.abc import Iterator, Sequence

import discord

from bot.languages import Text
from bot.search.tree import Words
from bot.store.search.question import Sort
from bot.store.search.search import Hit, Results
from bot.ui.asked import Asked
from bot.ui.markdown import escape, named
from bot.ui.posts import credit, original
from bot.ui.presses import button, menu
from bot.ui.sentences import label, say, say_n, spoken

Row = discord.ui.ActionRow[discord.ui.LayoutView]
KEPT = 200
"""Results that can be paged to."""
MOST_MEANT = 56
"""Letters of a wrong word or name and the right one: a button holds no more."""
SCOPES = {Words.OWN: Text("Own words"), Words.QUOTED: Text("Quoted words"), Words.ALL: Text("All words")}
SORTS = {
    Sort.RELEVANCE.value: Text("Best match first"),
    Sort.OLDEST.value: Text("Oldest first"),
    Sort.NEWEST.value: Text("Newest first"),
    Sort.LONGEST.value: Text("Longest first"),
}


def found(
    asked: Asked, results: Results, first: int, notes: Sequence[str] = ()
) -> discord.ui.Container[discord.ui.LayoutView]:
    """Lay out a page of what was found, the posts from `first` on, each with a button that opens it."""
    container = discord.ui.Container[discord.ui.LayoutView](
        discord.ui.TextDisplay("\n".join([*_head(asked, results, first), *notes]))
    )
    alone = _one_thread(results)
    for hit in results.hits:
        words = hit.snippet.words
        at = () if words is None else (words.start,)
        open_ = button("open", hit.post.id.slug, hit.post.number, *at, label=say("Open"), emoji="📖")
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
    return (
        hits[0].post.thread_title if len(hits) > 1 and len({hit.post.id.slug for hit in hits}) == 1 else None
    )


def _hit(hit: Hit, *, titled: bool = True) -> str:
    post = hit.post
    date = f" · {post.posted_at:%Y-%m-%d}" if post.posted_at else ""
    words, quoted = _marked(hit), hit.snippet.quoted
    if quoted is not None:
        lines = (f"> {line}" for line in (credit(quoted), *words.split("\n")))
        words = "\n".join(lines) + "\n"  # a blank line ends a block quote everywhere
    title = named(post.thread_title) if titled else ""
    small = " · ".join(filter(None, (title, original(post.url).removeprefix(" · "))))
    return f"**{named(post.author)}** · `{post.id}`{date}\n{words}" + (f"\n-# {small}" if small else "")


def _marked(hit: Hit) -> str:
    """Escape the snippet piece by piece, the matched words in bold."""
    text, out, at = hit.snippet.text, ["… " if hit.snippet.cut_before else ""], 0
    for start, end in hit.snippet.marks:
        out += [escape(text[at:start]), "**", escape(text[start:end]), "**"]
        at = end
    return "".join([*out, escape(text[at:]), " …" if hit.snippet.cut_after else ""])


def controls(  # noqa: PLR0913 - a question, what it found, and where one stands in that
    asked: Asked, results: Results, panel: int, *, page: int, size: int, owner: int
) -> Iterator[Row]:
    """Yield the rows under a page of `size` posts: turn it, narrow it, ask it differently; `owner` may press."""
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
