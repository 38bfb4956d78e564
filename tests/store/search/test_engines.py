"""Every engine finds what the plain matcher finds, whatever becomes of the posts: posts, counts, facets, visibility."""

import contextlib
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.ids import MOST_POSTS, PostId
from bot.archive.model import ParsedPost, Passage, PassageKind
from bot.errors import UserError
from bot.search import tree
from bot.search.query import parse
from bot.search.tree import Node, Trait, Words
from bot.search.words import spelt
from bot.store import columns, maintenance
from bot.store.archive import threads
from bot.store.archive.authors import SHOWN_NAME
from bot.store.index import fulltext, parts
from bot.store.privacy import hide, remove
from bot.store.search import fts_search, plan
from bot.store.search.fts_search import FullText
from bot.store.search.question import FACETS, Engine, Question, Sort
from bot.store.search.tantivy.engine import Tantivy
from bot.store.values import Viewer
from tests.search.document import Document, fits
from tests.store.make import OPERATOR
from tests.store.raw import Unhurried, finish, followed, inside, opened, put, said

WORDS = ("canal", "canals", "silt", "dredger", "the", "isthmus", "канал", "運河", "cafe", "silting")
NAMES = ("Ada", "Bert", "Cleo Vidal", "Dora")
TITLES = ("The canal in Köln", "Silt and mud", "Nothing but Koeln")
GUILD, OTHER = 7, 8
VIEWERS = (OPERATOR, Viewer(None), Viewer(GUILD), Viewer(OTHER))
MISCOUNTED = """
    SELECT a.name FROM authors a
    WHERE (a.posts, a.words) <> (SELECT count(*), coalesce(sum(words), 0) FROM posts WHERE author_id = a.id)"""
REMOVALS: tuple[Callable[[sqlite3.Connection, str], object], ...] = (
    lambda connection, slug: inside(connection, threads.Threads.remove, slug, OPERATOR),
    lambda connection, slug: remove.remove_thread_for_good(connection, slug, OPERATOR),
)
Held = dict[str, list[tuple[ParsedPost, tuple[Passage, ...]]]]

bodies = st.lists(st.sampled_from((*WORDS, "Köln", "Koeln", "koln")), min_size=1, max_size=12).map(" ".join)


@st.composite
def posts(draw: st.DrawFn) -> tuple[ParsedPost, tuple[Passage, ...]]:
    own, quoted = draw(bodies), draw(st.none() | bodies)
    at = draw(st.none() | st.integers(0, 420))
    made = ParsedPost(
        draw(st.sampled_from(NAMES)),
        own if quoted is None else f"{quoted}\n{own}",
        author_title=draw(st.sampled_from((None, "Mölder", "Moelder", "Old engineer"))),
        posted_at=None if at is None else datetime(2019, 12, 1, tzinfo=UTC) + timedelta(days=at),
    )
    if quoted is None:
        return made, (Passage(0, len(own)),)
    end = len(quoted) + 1
    who = draw(st.sampled_from((*NAMES, "A stranger")))
    return made, (Passage(0, end, PassageKind.QUOTE, who), Passage(end, len(made.body)))


days = st.dates(date(2019, 11, 20), date(2021, 3, 1))
leaves: st.SearchStrategy[Node] = st.one_of(
    st.sampled_from((*WORDS, "koln", "koeln")).map(tree.Term),
    st.lists(st.sampled_from((*WORDS, "koln", "koeln")), min_size=1, max_size=3).map(
        lambda words: tree.Phrase(tuple(words))
    ),
    st.sampled_from(WORDS).map(lambda word: tree.Phrase(("koln", word), seconds=(("koeln",), ()))),
    st.sampled_from(WORDS).map(lambda word: tree.Phrase((word, "silt"), any_form=True)),
    st.builds(
        lambda front, last: tree.Phrase((*front, last), open_end=True),
        st.lists(st.sampled_from(WORDS), max_size=1),
        st.sampled_from(("c", "si", "кан", "運", "zz")),
    ),
    st.sampled_from((*NAMES, "nobody")).map(tree.From),
    st.sampled_from((*NAMES, "nobody")).map(tree.Quoting),
    st.sampled_from(("the-canal-in-koln", "Silt and mud", "nowhere")).map(tree.In),
    st.sampled_from(("canal", "silt m", "x", "köln", "koeln", "koln")).map(
        lambda typed: tree.Title(spelt(typed))
    ),
    st.sampled_from(("engineer", "old eng", "x", "möl", "moel", "mol")).map(
        lambda typed: tree.Role(spelt(typed))
    ),
    st.builds(tree.Number, st.integers(0, 5) | st.just(10**18), st.none() | st.integers(-1, 10**18)),
    st.builds(tree.Length, st.integers(0, 9) | st.just(10**18), st.none() | st.integers(-1, 10**18)),
    st.sampled_from((tree.Length(0, tree.SHORT), tree.Length(tree.LONG, None))),
    st.builds(tree.Dated, st.none() | days, st.none() | days),
    st.sampled_from(tree.Trait).map(tree.Has),
    st.sampled_from((tree.Everything(), tree.Nothing())),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: tree.And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: tree.Or(tuple(parts))),
        inner.map(tree.Not),
    ),
    max_leaves=6,
)


def beside() -> Engine:
    """tantivy's, in a folder of its own, for an archive of any size."""
    memory = Path("/dev/shm")  # noqa: S108 - each commit waits for the disk, and none of them is to last
    within = memory if memory.is_dir() else None
    return Tantivy(Path(tempfile.mkdtemp(prefix="hansard-test-", dir=within)), always=True)


ENGINES: list[Callable[[], Engine]] = [FullText, beside]
"""Makers of an engine for a new archive."""


def documents(connection: sqlite3.Connection, viewer: Viewer) -> Iterator[tuple[int, str, str, Document]]:
    """What `viewer` may see, read plainly: each post's id, its author's shown name, its slug, and itself."""
    names: dict[int, list[str]] = {}
    for author, name in connection.execute("SELECT author_id, folded FROM author_names WHERE whole"):
        names.setdefault(author, []).append(name)
    hidden = {author for (author,) in connection.execute("SELECT id FROM authors WHERE hidden")}
    found = connection.execute(  # constants alone
        f"SELECT p.id, a.id, {SHOWN_NAME}, t.slug, t.title, t.guild_id, t.shared, p.body, p.author_title, p.day, "
        f"p.traits FROM posts p JOIN authors a ON a.id = p.author_id JOIN threads t ON t.id = p.id >> 20"
    )
    rows = []
    for row in found.fetchall():
        author, guild, shared = row[1], row[5], row[6]
        seen = guild is None or guild == viewer.guild_id or (shared and viewer.guild_id is not None)
        if author not in hidden and (viewer.everything or seen):
            rows.append(row)
    # Who wrote nothing that the viewer may see is nobody to them.
    known = {row[1] for row in rows}
    names = {author: found for author, found in names.items() if author in known}
    for key, author, shown, slug, title, _, _, body, role, day, traits in rows:
        tiles = connection.execute(
            "SELECT start, stop, kind, author_id FROM passages WHERE post_id = ? ORDER BY ordinal", (key,)
        ).fetchall() or [(0, len(body), "own", None)]
        quotes = [(start, stop, who) for start, stop, kind, who in tiles if kind == "quote"]
        yield (
            key,
            shown,
            slug,
            Document(
                own=tuple(body[start:stop] for start, stop, kind, _ in tiles if kind == "own"),
                quoted=tuple(body[start:stop] for start, stop, who in quotes if who not in hidden),
                names=tuple(names.get(author, ())),
                quoted_names=tuple(name for *_, who in quotes for name in names.get(who, ())),
                slug=slug,
                title=title,
                role=role or "",
                number=key & MOST_POSTS,
                day=None if day is None else date.fromordinal(day + date(1970, 1, 1).toordinal()),
                traits=frozenset(trait for trait in Trait if traits & columns.TRAITS[trait]),
            ),
        )


def agree(connection: sqlite3.Connection, engine: Engine, question: Question) -> None:
    """Hold an engine against the plain matcher."""
    matches = engine.match(connection, question, Unhurried())
    assert matches is not None
    count, ranked, facets = matches.count(), matches.rank(), matches.facets()
    fitting = [
        (key, shown, slug, post)
        for key, shown, slug, post in documents(connection, question.viewer)
        if fits(question.tree, post, question.scope)
    ]
    assert set(ranked.ids) <= {key for key, *_ in fitting}, question
    if not matches.plan.whole:
        assert count.total <= len(fitting), question
        assert not count.exact
        return
    assert (count.total, count.exact) == (len(fitting), True), question
    assert len(ranked.ids) == min(len(fitting), question.limit) == len(set(ranked.ids))
    assert facets.authors == commonest(shown for _, shown, *_ in fitting)
    assert facets.threads == commonest(slug for _, _, slug, _ in fitting)
    if question.sort is not Sort.RELEVANCE:

        def order(key: int, post: Document) -> tuple[bool, int, int]:
            if question.sort is Sort.LONGEST:
                return False, -post.words, key
            way = 1 if question.sort is Sort.OLDEST else -1
            return post.day is None, way * (post.day.toordinal() if post.day else 0), way * key

        wanted = sorted(((key, post) for key, _, _, post in fitting), key=lambda each: order(*each))
        assert ranked.ids == tuple(key for key, _ in wanted)[: question.limit]


def commonest(values: Iterator[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(values).items(), key=lambda each: (-each[1], each[0]))[:FACETS])


@pytest.mark.parametrize("make", ENGINES)
@settings(max_examples=40)
@given(data=st.data())
def test_an_engine_finds_what_the_plain_matcher_finds_whatever_becomes_of_the_posts(
    make: Callable[[], Engine], data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        # Few posts, and all that is done for many; no answer is cut short because the machine is busy.
        for name in ("TOGETHER", "COUNTING", "RANKING", "ORDERING", "BREAKDOWN"):
            monkeypatch.setattr(fts_search, name, 60.0)
        monkeypatch.setattr(plan, "PREFIX_SECONDS", 60.0)
        monkeypatch.setattr(parts, "FULL", data.draw(st.sampled_from((256_000_000, 2_000))))
        monkeypatch.setattr(fulltext, "FEW", data.draw(st.sampled_from((2, 20))))
        monkeypatch.setattr(fts_search, "A_POSTING", data.draw(st.sampled_from((6e-8, 0.007, 0.02))))
        monkeypatch.setattr(fts_search, "GROWTH", data.draw(st.sampled_from((1, 32))))
        monkeypatch.setattr(fts_search, "SORTED", data.draw(st.sampled_from((0, 20_000))))
        monkeypatch.setattr(plan, "MOST_ENDINGS", data.draw(st.sampled_from((1, 64))))
        monkeypatch.setattr(plan, "PREFIX_WORDS", data.draw(st.sampled_from((1, 2_000))))
        monkeypatch.setattr(plan, "MOST_TOKENS", data.draw(st.sampled_from((2, 400))))
        live(make(), data)


def live(engine: Engine, data: st.DataObject) -> None:
    """Make an archive, let things happen to it, and ask."""
    connection = opened()
    held = {title: data.draw(st.lists(posts(), min_size=1, max_size=6)) for title in TITLES}
    for title, guild in zip(TITLES, (None, GUILD, None), strict=True):
        put(connection, title, held[title], guild)
    for _ in range(3):
        followed(engine, connection)
        for _ in range(5):
            agree(
                connection,
                engine,
                Question(
                    data.draw(trees),
                    data.draw(st.sampled_from(VIEWERS)),
                    data.draw(st.sampled_from(Words)),
                    data.draw(st.sampled_from(Sort)),
                    data.draw(st.sampled_from((2, 100))),
                ),
            )
        happen(connection, held, data)
        finish(connection)
        assert connection.execute(MISCOUNTED).fetchall() == []
        left, erasing = fulltext.waiting(connection)
        assert not left or erasing
    connection.close()


def happen(connection: sqlite3.Connection, held: Held, data: st.DataObject) -> None:
    """Let something happen to the archive."""
    step = data.draw(st.sampled_from(("append", "edit", "remove", "share", "other", "other")))
    title = data.draw(st.sampled_from(sorted(held)))
    if step == "append":
        held[title] = held[title] + data.draw(st.lists(posts(), min_size=1, max_size=3))
        put(connection, title, held[title], GUILD if title == TITLES[1] else None)
    elif step == "edit":
        held[title] = [data.draw(posts()), *held[title][1:]]
        put(connection, title, held[title], GUILD if title == TITLES[1] else None)
    elif step == "remove" and len(held) > 1:
        slug = connection.execute("SELECT slug FROM threads WHERE title = ?", (title,)).fetchone()[0]
        data.draw(st.sampled_from(REMOVALS))(connection, slug)
        del held[title]
    elif step == "share":
        slug = connection.execute("SELECT slug FROM threads WHERE title = ?", (title,)).fetchone()[0]
        inside(connection, threads.Threads.share, slug, OPERATOR, shared=data.draw(st.booleans()))
    elif step == "other":
        decide(connection, data)


def decide(connection: sqlite3.Connection, data: st.DataObject) -> None:
    """Let managers decide about somebody or a post, or the operator repair it all or start by other rules."""
    shown = "SELECT name FROM authors WHERE NOT hidden AND posts AND pseudonym IS NULL"
    unseen = "SELECT name FROM authors WHERE (hidden OR pseudonym IS NOT NULL) AND identity <> 'removed'"
    posts = (
        "SELECT t.slug, p.id - (t.id << 20) FROM posts p JOIN threads t ON t.id = p.id >> 20 "
        "JOIN authors a ON a.id = p.author_id WHERE a.identity <> 'removed'"
    )
    what = data.draw(st.sampled_from((shown, unseen, posts, "repair", "renew")))
    if what == "repair":
        connection.execute("BEGIN")
        maintenance.rebuild(connection, lambda _: None)
        connection.execute("COMMIT")
        return
    if what == "renew":
        fulltext.empty(connection)
        return
    among = sorted(connection.execute(what).fetchall())
    if among and what == posts:
        which = PostId(*data.draw(st.sampled_from(among)))
        remove.remove_post_for_good(connection, remove.quotations(connection, which, OPERATOR))
    elif among and what == unseen:
        hide.unhide(connection, data.draw(st.sampled_from(among))[0], None)
    elif among:
        name = data.draw(st.sampled_from(among))[0]
        worn = data.draw(st.sampled_from((None, "Masked")))
        with contextlib.suppress(UserError):  # the name of somebody else is refused
            hide.hide(connection, name, None, worn)


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize("last", [1 << 31, 1 << 42, (1 << 43) - 1])
def test_posts_are_found_whatever_the_id_of_their_thread(make: Callable[[], Engine], last: int) -> None:
    engine, connection = make(), opened()
    put(connection, "First", said("A canal.", "Silt."))
    names = "id, slug, title, source, format, fingerprint, imported_at"
    connection.execute(f"INSERT INTO threads ({names}) VALUES (?, '', '', '', '', '', '')", (last - 1,))
    put(connection, "Last", said("Canals.", "No silt in Köln."))
    connection.execute("DELETE FROM threads WHERE id = ?", (last - 1,))
    assert connection.execute("SELECT max(id >> 20) FROM posts").fetchone() == (last,)
    followed(engine, connection)
    for query in (
        "canal",
        "koeln",
        "in:last",
        "in:last canal",
        "-canal",
        "post:2",
        "len:<3",
        "title:last -x",
    ):
        for sort in Sort:
            agree(connection, engine, Question(parse(query).tree, OPERATOR, Words.OWN, sort, 10))
    connection.close()
