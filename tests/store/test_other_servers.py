"""What other servers keep to themselves changes no answer: not what is found, nor ranked, nor counted, nor proposed."""

import ast
import asyncio
import importlib
import inspect
import pkgutil
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

import bot.store
from bot.archive.ids import MOST_POSTS, PostId
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedThread, Passage
from bot.errors import NotFound, UserError
from bot.importers.source import Source
from bot.importing.importer import Importer
from bot.reading.files import Candidate
from bot.search.query import parse
from bot.search.tree import Words
from bot.store import columns
from bot.store.archive import slugs
from bot.store.archive.name_completion import Kind
from bot.store.search.question import Sort
from bot.store.store import Store
from bot.store.values import Viewer
from tests.store.make import CANAL, CANAL_PASSAGES, own, post, quoting, thread

OURS, SHARING, READER = 7, 8, 1
US = Viewer(OURS)
SLUG = "a-canal-across-the-isthmus"
GAZETTE = thread(
    "The gazette",
    ("Anonymous", "Nobody signs what is printed in here, and rightly so."),
    ("Anouk Brandt", "I sign everything with my own name, as you can see."),
    ("Zeno", "A lighthouse keeper writes to us about quillorian lamps."),
)
TIDES = "The tide tables are wrong again, as they were in spring."
ALWAYS_WRONG = "They were always wrong, and nobody ever minded that."
AT = {"posted_at": datetime(2020, 3, 1, tzinfo=UTC)}
ALMANAC = thread(
    "An almanac",
    post("Tycho", TIDES, **AT),
    post("Anouk Brandt", f"{TIDES}{ALWAYS_WRONG}", **AT),
    post("Tycho", f"{TIDES}{ALWAYS_WRONG} And nobody ever will, I am afraid.", **AT),
)
# Of the same people, in the same archive, and not shared.
COUNCIL = thread(
    "The privy council",
    post("Tycho", "What is said in this room stays in this room.", **AT),
    *(
        post("Anouk Brandt", f"What is said in this room stays in this room. Number {n} it is.")
        for n in range(30)
    ),
    post("Tycho", "What is said in this room stays in this room. Number 0 it is. I agree with that."),
)


REMEMBERED = (
    "Nobody signs what is printed in here, and rightly so",
    "a lighthouse keeper writes about lamps",
    "word1 word2 word3",
)


def crowd() -> list[tuple[int, ParsedThread, list[tuple[Passage, ...]]]]:
    """What others bring: the same names with more posts, near names by the thousand, near titles and words."""
    many = [(f"Anouk Brand{n:04}", f"dredgery quillorium lighthouso word{n}") for n in range(2_300)]
    prolific = [("Anonymous", "Loud and often, as everybody knows by now.")] * 5
    named = [(f"Maren {n:03} Zeno", "Some words that nobody is to read.") for n in range(400)]
    signed = [("Nemo", f"{REMEMBERED[0]}, my dear friends.")] * 60
    quotes = [(number, 1) for number in range(2, 32)]
    brought = [
        *((100 + n, thread(f"Gazette number {n}", *prolific, ("Maren", "Me, too."))) for n in range(260)),
        (98, thread("Signatures", *signed)),
        (99, thread("Canals across the isthmus: worth it?", *many)),
        (SHARING, thread("The gazette of the north", *named)),
    ]
    return [
        *((guild, parsed, own(parsed)) for guild, parsed in brought),
        (SHARING, COUNCIL, quoting(COUNCIL, [*quotes, (32, 2)])),
    ]


async def opened(store: Store, *, crowded: bool) -> Store:
    """Put in what we see, and before and after it what we do not; slugs are as if each server were alone."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(slugs, "_OTHERS", "SELECT 1 WHERE ? < 0")
        return await filled(store, crowd() if crowded else [])


async def filled(
    store: Store, others: Sequence[tuple[int, ParsedThread, list[tuple[Passage, ...]]]]
) -> Store:
    half = len(others) // 2
    async with store.write() as write:
        for guild, parsed, passages in (
            *others[half:],
            (None, CANAL, CANAL_PASSAGES),
            (OURS, GAZETTE, own(GAZETTE)),
            (SHARING, ALMANAC, quoting(ALMANAC, [(2, 1), (3, 2)])),
            *others[:half],
        ):
            await store.threads.take_in(write, Incoming.of(parsed, passages), guild_id=guild)
        await store.threads.share("an-almanac", Viewer(SHARING), shared=True, write=write)
        if others:
            await store.threads.rename("signatures", "mottoes", Viewer(98), write=write)
    await store.settle()
    await store.keeping.keep(READER, PostId("the-gazette", 3), US)
    for number in range(1, 9) if others else ():
        await store.keeping.keep(READER, PostId("the-privy-council", number), Viewer(SHARING))
    return store


NAMES = (
    "Anonymous",
    "Anouk Brandt",
    "Anouk Brand",
    "Anuok Brandt",
    "Maren",
    "Marenn",
    "Zeno",
    "Nobody",
    "Tycho",
    "Tich",
)
STARTS = ("", "a", "an", "anouk b", "brand", "zen", "nouk", "maren z", "ga", "canal", "azett")
QUERIES = (
    "quillorian", "quillorean", "dredger", "dredgerz", "lighthouse", "lighthous*", "from:Anonymous", "from:Anonimous",
    "from:Maren silt", "tide -always", '"tide tables"', "in:gazette word", "canal OR lamps", "has:link",
)  # fmt: skip
SLUGS = (SLUG, "the-gazette", "the-gazete", "The gazette", "an-almanac", "the-gazette-2", "nothing")
THEIRS = ("signatures", "signaturs", "gazette-number-3", "the-privy-council")


def questions(store: Store) -> dict[str, Callable[[], Awaitable[Any]]]:
    """Everything the store can be asked without being told where."""
    asked: dict[str, Callable[[], Awaitable[Any]]] = {
        "list": partial(store.threads.list, US),
        "count": partial(store.threads.count, US),
        "top": partial(store.keeping.top, US),
        "the three at the top": partial(store.keeping.top, US, limit=3),
        "everything": partial(_exported, store),
        "kept": partial(store.keeping.kept, READER, US),
        "at random": partial(_drawn, store),
    }
    for slug in (*SLUGS, *THEIRS):
        asked |= {
            f"get {slug}": partial(store.threads.get, slug, US),
            f"who wrote in {slug}": partial(store.authors.complete, "", US, thread=slug),
            f"links of {slug}": partial(store.debates.links, slug, US),
            f"turns of {slug}": partial(_turns, store, slug),
            f"post of {slug}": partial(store.posts.get, PostId(slug, 2), US),
            f"page of {slug}": partial(store.posts.page, slug, US),
            f"quoting in {slug}": partial(store.posts.quoting, PostId(slug, 2), US),
        }
    for name in NAMES:
        asked |= {
            f"author {name}": partial(store.authors.get, name, US),
            f"by {name}": partial(store.posts.by, name, US),
            f"top of {name}": partial(store.keeping.top, US, author=name),
            f"portrait of {name}": partial(store.debates.portrait, name, US),
            f"exchange with {name}": partial(store.debates.exchange, name, "Tycho", US),
            f"exchange in the almanac with {name}": partial(
                store.debates.exchange, name, "Tycho", US, thread="an-almanac"
            ),
            f"at random by {name}": partial(_drawn, store, name),
            f"top of {name} in the almanac": partial(store.keeping.top, US, author=name, thread="an-almanac"),
        }
    for start in STARTS:
        asked |= {
            f"authors {start}": partial(store.authors.complete, start, US),
            f"threads {start}": partial(store.threads.complete, start, US),
        }
    for query, sort in product(QUERIES, Sort):
        asked[f"search {query} {sort}"] = partial(
            store.search.find, parse(query), viewer=US, words=Words.ALL, sort=sort, facets=True
        )
    for text in REMEMBERED:
        asked[f"find {text}"] = partial(store.finding.find, text, US)
    return asked


async def _drawn(store: Store, author: str | None = None) -> list[PostId]:
    """Ten draws by the same dice each time."""
    store.posts._dice = Random(5)  # noqa: S311, SLF001 - the same draws each time
    return [(await store.posts.random(US, author=author)).id for _ in range(10)]


async def _exported(store: Store) -> list[PostId]:
    return [each.id async for each in store.posts.export(US)]


async def _turns(store: Store, slug: str) -> list[Any]:
    return list(await store.debates.turns(slug, US))


async def told(store: Store) -> AsyncIterator[tuple[str, str]]:
    """Yield every question's name and its answer as it reads, without the database's own numbers."""
    for name, ask in questions(store).items():
        try:
            yield name, re.sub(r"\b(ids=\([^)]*\)|id=\d+)", "", repr(await ask()))
        except UserError as error:
            yield name, str(error)


async def answers(store: Store) -> dict[str, str]:
    return {name: said async for name, said in told(store)}


async def test_no_answer_depends_on_what_others_keep_to_themselves(tmp_path: Any) -> None:
    async with Store.open(tmp_path / "alone.db") as alone, Store.open(tmp_path / "crowded.db") as among:
        here = await answers(await opened(alone, crowded=False))
        there = await answers(await opened(among, crowded=True))
    assert here.keys() == there.keys()
    different = {name: (here[name], there[name]) for name in here if here[name] != there[name]}
    assert different == {}


RULE = "t.guild_id IS NULL OR CASE"
"""What every statement says that asks over threads: `columns.VISIBLE`."""
CHOOSING = re.compile(r"LIMIT|ORDER BY|DISTINCT|count\(|sum\(|max\(|min\(|MATCH")
"""What limits, ranks, compares or counts."""
ARCHIVED = re.compile(
    r"\b(FROM|JOIN) (posts|threads|authors|author_names|thread_names|author_threads|passages|fame|quotes_kept)\b"
)
BOUNDED = re.compile(
    r"(post_id|source_id|thread_id|\bid|p\.id|user_id|author_id|channel_id) "
    r"(= \?|BETWEEN \?|IN \(SELECT value FROM json_each)"
)
"""About what was found by the rule before: one thread, some posts, some authors, or somebody's own."""
NOT_FOR_VIEWERS = {
    "name_completion._GUILDS": "whose archives the operator's question goes through",
    "requests._HIDDEN": "for managers, of their own archive alone",
    "remove._HASHED": "writes",
    "slugs._OTHERS": "whether any other server has an archive of its own",
    "fts_search._CLOSED": "whether the rule matters at all",
    "fts_search._THREADS": "how long counting and ranking may take",
    "question._AUTHORS": "names whom counting by the rule found",
    "question._THREADS": "names what counting by the rule found",
    "large.POSTS": "which engine answers",
    "store._STOCK": "how large the file is, for managers; of threads each server is told its own",
    "leaving._WAITING": "how much is left to do",
    "clashes._NEXT_NAME": "for managers, of their own archive alone",
    "slugs._HOLDER": "what channels and people keep; it is asked for by the rule before it is shown",
    "fulltext._WAITING": "how much is left to do",
    "copy._COUNT": "a backup's check",
    "copy._LEAVING": "a backup's check",
    "leaving._QUOTATIONS": "still to be blacked out, or credited to whoever is hidden",
    "hide._OWNERS": "the archives that quote whoever is hidden",
    "remove._NOT_CALLED": "names of removed people that nobody else has",
}


def statements() -> Iterator[tuple[str, str]]:
    for found in pkgutil.walk_packages(bot.store.__path__, "bot.store."):
        module = importlib.import_module(found.name)
        names = {
            target.id
            for node in ast.parse(inspect.getsource(module)).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for name in names:
            value = getattr(module, name)
            if isinstance(value, str) and "SELECT" in value:
                yield f"{found.name.rpartition('.')[2]}.{name}", " ".join(value.split())
            if isinstance(value, Kind):
                yield f"{found.name.rpartition('.')[2]}.{name}.reach", value.reach
                yield f"{found.name.rpartition('.')[2]}.{name}.posts", value.posts


def asks(sql: str) -> bool:
    return RULE in sql.replace("x.", "t.")


def chooses_blindly(sql: str) -> bool:
    """Tell whether a statement limits, ranks or counts what the asker may not see."""
    writes = sql.startswith(("INSERT", "UPDATE", "DELETE"))
    return bool(
        CHOOSING.search(sql) and ARCHIVED.search(sql) and not (writes or asks(sql) or BOUNDED.search(sql))
    )


def test_every_statement_asks_for_visibility_before_it_chooses() -> None:
    asked = dict(statements())
    assert {name for name, sql in asked.items() if chooses_blindly(sql)} - NOT_FOR_VIEWERS.keys() == set()
    assert sum(map(asks, asked.values())) >= 20


@pytest.mark.parametrize(
    "leak",
    [
        "SELECT a.id FROM author_names n JOIN authors a ON a.id = n.author_id WHERE n.folded = ? LIMIT 25",
        "SELECT folded, author_id FROM author_names WHERE folded >= ? AND folded < ? AND whole LIMIT ?",
        "SELECT slug, count(*) FROM threads GROUP BY slug",
        "SELECT author_id FROM posts ORDER BY words DESC",
    ],
)
def test_the_rule_sees_what_chooses_blindly(leak: str) -> None:
    assert chooses_blindly(leak)


PLAIN = (
    "The gazette\n\nAnn Other\n\nMember\nNothing to see in here, friends.\n\xa0\n\n"
    "Bob Third\n\nMember\nNothing.\n\xa0\n"
)


async def test_no_slug_tells_what_others_have(store: Store) -> None:
    async def brought(guild: int, *names: str, dry_run: bool = False) -> list[str]:
        files = [Candidate(Source(name, PLAIN.replace("friends", name).encode())) for name in names]
        report = await Importer(store).run(files, guild_id=guild, dry_run=dry_run)
        return [each.slug for each in report.threads]

    assert await brought(OURS, "a.txt", "b.txt") == ["the-gazette", "the-gazette-2"], "nobody else is here"
    tried = await brought(99, "c.txt", "d.txt", dry_run=True)
    assert await brought(99, "c.txt", "d.txt") == tried
    alone = re.compile(r"the-gazette-[a-z2-7]{4}")
    assert alone.fullmatch(tried[0])
    assert tried[1] == f"{tried[0]}-2", "one's own are told apart"
    [first] = await brought(OURS, "e.txt")
    assert alone.fullmatch(first), "from now on, whether it was taken or not"
    assert first != tried[0]
    [third] = await brought(77, "f.txt")
    assert alone.fullmatch(third)
    async with store.write() as write:
        await store.threads.remove(tried[0], Viewer(99), write=write)
        renamed = await store.threads.rename(third, "the-gazette", Viewer(77), write=write)
        other = await store.threads.rename(third, "a-new-name", Viewer(77), write=write)
        again = await store.threads.rename(other.slug, other.slug, Viewer(77), write=write)
    assert renamed.slug == third, "a name that is typed gets the tag, too"
    assert (other.slug, again.slug) == (third.replace("the-gazette", "a-new-name"), other.slug)


@pytest.mark.parametrize("number", [-1, 0, MOST_POSTS + 1, 4194305, 2**63, 2**70])
def test_there_is_no_id_beyond_its_thread(number: int) -> None:
    with pytest.raises(NotFound, match="There is no post `t#"):
        PostId("t", number)


async def test_where_a_file_lay_is_told_to_the_operator_alone(store: Store) -> None:
    for place in (
        "/srv/hansard/secret/thread.txt",
        "C:\\Users\\ann\\thread.txt",
        "pack.zip/inner/thread.txt",
    ):
        parsed = ParsedThread(place, GAZETTE.posts, source=place, format="text")
        async with store.write() as write:
            saved = await store.threads.take_in(write, Incoming.of(parsed, own(parsed)))
        assert (await store.threads.get(saved.slug, US)).source == "thread.txt"
        assert (await store.threads.list(US, limit=1))[0].source == "thread.txt"
        assert (await store.threads.get(saved.slug, Viewer(None, everything=True))).source == place


def _named(module: Any, name: str) -> str:
    return f"{module.__name__.rpartition('.')[2]}.{name}"


ALWAYS = "(? OR 1 OR ?)"
"""The rule taken away, with as many parameters."""


def rules() -> list[tuple[Any, str]]:
    """Every module of the store, and the name in it of a statement that asks by the rule."""
    found = []
    for each in pkgutil.walk_packages(bot.store.__path__, "bot.store."):
        module = importlib.import_module(each.name)
        for name, value in vars(module).items():
            sql = value if isinstance(value, str) else value.reach if isinstance(value, Kind) else ""
            if (
                name.isupper()
                and asks(sql)
                and ("SELECT" in sql)
                and not name.startswith(("VISIBLE", "AUTHOR_"))
            ):
                found.append((module, name))
    return found


def without_the_rule(value: Any) -> Any:
    if isinstance(value, Kind):
        ruled = {"columns": value.columns, "posts": value.posts, "reach": value.reach}
        return replace(value, **{each: without_the_rule(sql) for each, sql in ruled.items()})
    for rule, bare in ((columns.VISIBLE, ALWAYS), (columns.VISIBLE_NAMED, "(:everything OR 1 OR :guild)")):
        value = value.replace(rule, bare).replace(rule.replace("t.", "x."), bare)
    return value


SECOND_LOCKS = {
    "load._LISTED": "what is loaded by its id was found by the rule",
    "quotes._KEPT": "what it finds is loaded by `load._LISTED`",
    "posts._QUOTING": "of a post of a thread that was found by the rule; those that quote it stand there, too",
    "find_quote._QUOTED": "the same",
    "quotes._IN_THREAD": "of a thread that was found by the rule",
    "quotes._TOP": "the two are made of it",
    "plan._TITLES": "what it finds is searched by the rule",
    "clashes._AUTHOR": "of names that are chosen: see tests/store/privacy/test_traces.py",
    "clashes._QUOTED": "the same",
    "engine._UNSEEN": "of the engine beside: see tests/store/search/test_tantivy.py",
}
"""Statements behind another that asks by the rule: without theirs nothing changes."""


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    path = tmp_path_factory.mktemp("crowded") / "hansard.db"

    async def made() -> dict[str, str]:
        async with Store.open(path) as store:
            await opened(store, crowded=True)
        async with Store.open(path) as store:
            return await answers(store)

    return path, asyncio.run(made())


async def hears(store: Store, right: dict[str, str]) -> bool:
    """Tell whether any answer is not what is `right`; no more is asked once one is."""
    try:
        async for question, said in told(store):
            if said != right[question]:
                return True
    except (ValueError, TypeError):
        return True  # found, and then not to be seen
    return False


@pytest.mark.parametrize(("module", "name"), [pytest.param(*each, id=_named(*each)) for each in rules()])
async def test_without_its_rule_every_statement_is_heard(
    crowded: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    path, right = crowded
    monkeypatch.setattr(module, name, without_the_rule(getattr(module, name)))
    to_be_heard = heard = _named(module, name) not in SECOND_LOCKS
    async with Store.open(path) as store:
        for _ in range(3):  # a machine that has much to do cuts searches short
            heard = await hears(store, right)
            if heard == to_be_heard:
                return
    assert heard == to_be_heard
