"""Everything the quoting commands credit anybody with, and who really wrote it."""

import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from itertools import chain, combinations
from typing import Any, NamedTuple

import discord
import lxml.html  # type: ignore[import-untyped]

from bot.errors import UserError
from bot.search.query import parse
from bot.search.tree import Words
from bot.search.words import words
from bot.store.archive.debates import Portrait
from bot.store.search.find_quote import LEAST_WORDS
from bot.store.store import Store
from bot.store.values import Post, ThreadSummary, Viewer
from bot.transcript.forms import FORMS, document
from bot.ui.cards import Cards
from bot.ui.findings import findings
from bot.ui.guessing import guessable
from bot.ui.posts import parts
from bot.ui.quotes import quote_card, unfolded
from bot.ui.studio import Studio
from cogs import author
from cogs.mentioned import Mentioned

VIEWER = Viewer(None)


class Credit(NamedTuple):
    """`command` says that `name` wrote `text`, in the post of that number where it tells one."""

    command: str
    name: str
    text: str
    number: int | None = None


class Truth:
    """Who wrote which words, and in which post of theirs."""

    def __init__(self) -> None:
        self._words: dict[tuple[str, int | None], list[str]] = defaultdict(list)

    def add(self, name: str, text: str, number: int | None) -> None:
        for place in {number, None}:
            self._words[flat(name), place].append(flat(text))

    def false(self, credit: Credit) -> list[str]:
        """The lines that `credit.name` did not write, or not in that post."""
        written = " ".join(self._words[flat(credit.name), credit.number])
        lines = (flat(re.sub(r" ?\[…\]", "", line)) for line in credit.text.splitlines())
        return [line for line in lines if line and line not in written]


ALL = 1 << 20
"""Further than any post goes."""


def flat(text: str) -> str:
    """Blanks made one, and the brackets gone that Discord's links are put in and does not show."""
    return " ".join(re.sub("[<>]", "", text).split())


async def credits_of(store: Store, thread: ThreadSummary) -> AsyncIterator[Credit]:
    """Ask every quoting command of a thread for all it would say."""
    posts = await store.posts.page(thread.slug, VIEWER, count=1_000)
    for credit in (
        *chain.from_iterable(map(_of_post, posts)),
        *_page(thread, posts),
        *_markdown(thread, posts),
        *_data(thread, posts),
    ):
        yield credit
    for ask in (_cards, _found, _searched, _answered):
        for post in posts:
            async for credit in ask(store, post):
                yield credit
    for famous in await store.keeping.top(VIEWER, thread=thread.slug, limit=50):
        own = famous.post.own()
        assert own is not None
        yield Credit("quote top", own.poster, own.text, own.post.number)
    names = [each.name for each in await store.authors.complete("", VIEWER, thread=thread.slug)][:6]
    for name in names:
        for credit in _glance(await store.debates.portrait(name, VIEWER)):
            yield credit
    async for credit in _exchanges(store, thread, names):
        yield credit


def _glance(portrait: Portrait) -> Iterator[Credit]:
    """Read what /author says: under `**Most quoted** · …` a block quote."""
    head, *_ = lines = author._told(portrait).splitlines()  # noqa: SLF001
    name = re.fullmatch(r"### (.*?)(?: · .*)?", head)
    famed = next((at for at, line in enumerate(lines) if line.startswith("**Most quoted**")), None)
    if name is not None and famed is not None:
        number = re.search(r"`\S+#(\d+)`", lines[famed])
        said = [re.sub(r"^> ?", "", line) for line in lines[famed + 1 :]]
        yield Credit("author", _plain(name[1]), _plain("\n".join(said)), int(number[1]) if number else None)


async def _searched(store: Store, post: Post) -> AsyncIterator[Credit]:
    """Search for the first words of every passage, whosoever they are."""
    for passage in post.said:
        asked = " ".join(re.findall(r"\w+", passage.text)[:3])
        for scope in Words:
            results = await store.search.find(parse(asked), viewer=VIEWER, words=scope)
            for hit in results.hits:
                said = hit.snippet.words
                if said is not None and said.writer is not None:
                    number = said.source.number if said.source else None
                    yield Credit("search", said.writer, said.text, number)


async def _exchanges(store: Store, thread: ThreadSummary, names: list[str]) -> AsyncIterator[Credit]:
    for one, other in combinations(names, 2):
        for post_id in await store.debates.exchange(one, other, VIEWER, thread=thread.slug):
            for credit in _shown("debate between", await store.posts.get(post_id, VIEWER)):
                yield credit


def _of_post(post: Post) -> Iterator[Credit]:
    own = post.own()
    if own is not None:
        yield Credit("quote show", own.poster, own.text, post.number)
    text = guessable(post, [])
    if text is not None:
        yield Credit("game", post.author, text, post.number)


async def _cards(store: Store, post: Post) -> AsyncIterator[Credit]:
    for with_parent in (False, True):
        try:
            within = post.excerpt(0, ALL)
            if within is None:
                continue
            card = await Cards(store, Studio()).card(post, VIEWER, within, with_parent=with_parent)
        except UserError:
            continue
        for command, said in (("quote card", card.words), ("quote card, parent", card.parent)):
            if said is not None:
                yield Credit(command, said.writer or "", said.text, said.post.number)


async def _found(store: Store, post: Post) -> AsyncIterator[Credit]:
    for passage in post.said:
        asked = " ".join(passage.text.split()[:20])
        try:
            found = await store.finding.find(asked, VIEWER)
        except UserError:
            continue
        for each in found.said:
            said = each.words
            if said.writer is not None:
                command = "quote find" if said.own else "quote find, quoted"
                yield Credit(command, said.writer, said.text, said.source.number if said.source else None)


async def _answered(store: Store, post: Post) -> AsyncIterator[Credit]:
    """Read whole answers as a person does: a quote, unfolded and not, who said it, and what a mention brings."""
    for command, laid_out in (("quote random", quote_card), ("quote unfolded", unfolded)):
        for credit in of_quote(command, laid_out(post, 0)):
            yield credit
    for passage in post.said:
        asked = " ".join(passage.text.split()[:20])
        if len(list(words(asked))) < LEAST_WORDS:
            continue
        for credit in of_findings("who said this", findings(asked, await store.finding.find(asked, VIEWER))):
            yield credit
        view = await Mentioned(store)._best(asked, VIEWER)  # noqa: SLF001
        quotes = not texts_of(view)[0].startswith(("### *", "### said to be by **"))
        for credit in (of_quote if quotes else of_findings)("mention", view):
            yield credit


def of_quote(command: str, view: discord.ui.LayoutView) -> Iterator[Credit]:
    """Read a quote: under `### Name · title` their words, in block quotes those of whom each is headed by."""
    head, *texts = texts_of(view)
    named = re.search(r"^### (.*?)(?: · .*)?$", head, re.MULTILINE)
    said = "\n".join(line for line in texts[0].splitlines() if not line.startswith("-# ")) if texts else ""
    if named is not None and not said.startswith("*"):
        yield from _of_markdown(command, _plain(named[1]), said)


def of_findings(command: str, view: discord.ui.LayoutView) -> Iterator[Credit]:
    """Read who said it: under `### **Name** …` their words as a block quote."""
    head, *texts = texts_of(view)
    named = re.match(r"### (said to be by )?\*\*(.*?)\*\*", head)
    if named is not None and not named[1]:
        yield Credit(command, _plain(named[2]), _plain(re.sub(r"^> ?", "", texts[0], flags=re.MULTILINE)))


def texts_of(view: discord.ui.LayoutView) -> list[str]:
    return [each.content for each in view.walk_children() if isinstance(each, discord.ui.TextDisplay)]


def _data(thread: ThreadSummary, posts: list[Post]) -> Iterator[Credit]:
    for post in posts:
        line = json.loads(FORMS["jsonl"].post(post, thread))
        for passage in line["passages"]:
            if passage["author"] is not None:
                text = line["body"][passage["start"] : passage["end"]]
                yield Credit("thread export, data", passage["author"], text, passage["number"])


def _shown(command: str, post: Post) -> Iterator[Credit]:
    for part in parts(post):
        yield from _of_markdown(command, post.author, part)


def _of_markdown(command: str, author: str, *texts: str) -> Iterator[Credit]:
    for part in texts:
        for block in re.split(r"\n\n(?=> \*\*|> \*|> said|[^>])", part):
            head = re.match(
                r"> (?P<hearsay>said to be by )?(?:\*\*(?P<name>.*?)\*\*)?(?: · `\S+#(?P<number>\d+)`|.*)\n",
                block,
            )
            if head is None:
                own = "\n".join(line for line in block.splitlines() if not line.startswith("-# "))
                yield Credit(command, author, _plain(own))
            elif head["name"] and not head["hearsay"]:
                quoted = re.sub(r"^> ?", "", block[head.end() :], flags=re.MULTILINE)
                number = int(head["number"]) if head["number"] else None
                yield Credit(command, _plain(head["name"]), _plain(quoted), number)


def _page(thread: ThreadSummary, posts: list[Post]) -> Iterator[Credit]:
    root: Any = lxml.html.document_fromstring("".join(document(FORMS["html"], thread, posts)))
    for article in root.xpath("//article"):
        (author,) = article.xpath("./h2/bdi/text()")
        for said in article.xpath("./div[@class='words']"):
            yield Credit("thread export, page", author, said.text_content(), _number(article.get("id")))
        for quote in article.xpath("./blockquote"):
            (name,) = quote.xpath("./cite//bdi/text()")
            if name != "nobody vouched for" and not name.startswith("said to be by "):
                said = quote.xpath("./div")[0].text_content()
                number = next(map(_number, quote.xpath("./cite/a/@href")), None)
                yield Credit("thread export, page", name, said, number)


def _number(place: str) -> int:
    """Return the number of the post that `slug#12`, or an anchor `slug-12`, names."""
    return int(re.split("[#-]", place)[-1])


def _markdown(thread: ThreadSummary, posts: list[Post]) -> Iterator[Credit]:
    for post in posts:
        name: str | None = post.author
        number: int | None = post.number
        for line in FORMS["markdown"].post(post, thread).splitlines()[2:]:
            head = re.match(r"> \*\*(.*)\*\*(?:, \S+#(\d+))?$", line)
            if head:
                name, number = _plain(head[1]), int(head[2]) if head[2] else None
            elif not line.startswith(">"):
                name, number = post.author, post.number
            said = _plain(re.sub(r"^> ?", "", line))
            vouched = name and name != "nobody vouched for" and not name.startswith("said to be by ")
            if not head and vouched and name is not None and not line.startswith("<small>"):
                yield Credit("thread export, Markdown", name, said, number)


def _plain(markdown: str) -> str:
    """What a reader sees: the backslashes before signs go."""
    return re.sub(r"\\([^\w\s]|_)", r"\1", markdown)
