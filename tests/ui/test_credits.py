"""No command that quotes credits a person with words that are another's."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.config import PRACTICE
from bot.errors import NotFound
from bot.importing.importer import Importer
from bot.store.search.find_quote import NEAR, Found
from bot.store.store import Store
from bot.store.values import Viewer
from bot.ui.cards import Cards
from bot.ui.quotes import quote_card, unfolded
from bot.ui.studio import Studio
from tests.said import body
from tests.ui.carried import carried
from tests.ui.credits import ALL, VIEWER, Credit, Truth, credits_of, texts_of

ROOT = Path(__file__).resolve().parents[2]
TRUTH = ROOT.parent / "shared" / "truth"
LARGEST = 60_000
"""Bytes of a thread whose every answer is still read in a few seconds."""
THREADS = [
    file
    for file in sorted((TRUTH / "threads" / "seed").rglob("*.txt"))[::6]
    if file.stat().st_size <= LARGEST
]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "hansard.db") as opened:
        yield opened


async def all_credits(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[Credit]:
    """Ask for all; who said the same words, which many posts quote, is looked for once."""
    known: dict[tuple[str, float], Found] = {}
    look = store.finding.find

    async def find(text: str, viewer: Viewer, *, near: float = NEAR) -> Found:
        if (text, near) not in known:
            known[text, near] = await look(text, viewer, near=near)
        return known[text, near]

    monkeypatch.setattr(store.finding, "find", find)
    (thread,) = await store.threads.list(VIEWER)
    return [credit async for credit in credits_of(store, thread)]


async def test_nothing_said_of_the_seed_credits_anybody_with_words_of_another(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Importer(store).load_seeds(ROOT / "seeds", apart_from=PRACTICE)
    truth, seen = Truth(), set[str]()
    (thread,) = await store.threads.list(VIEWER)
    for post in await store.posts.page(thread.slug, VIEWER, count=50):
        # The seed's quotes are whole lines: a line is whoever's it stands with first.
        for line in body(post).splitlines():
            if line not in seen:
                truth.add(post.author, line, post.number)
            seen.add(line)
    told = await all_credits(store, monkeypatch)
    assert {credit.command for credit in told} >= {
        "author",
        "debate between",
        "game",
        "mention",
        "quote card",
        "quote card, parent",
        "quote find",
        "quote random",
        "quote show",
        "quote top",
        "quote unfolded",
        "search",
        "thread export, Markdown",
        "thread export, data",
        "thread export, page",
        "who said this",
    }
    assert [
        (credit.command, credit.name, truth.false(credit)) for credit in told if truth.false(credit)
    ] == []


@pytest.fixture
async def harbour(store: Store) -> Truth:
    """Put the thread in whose words travel."""
    parsed, passages, truth = carried()
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(parsed, passages))
    return truth


async def test_words_carried_from_post_to_post_stay_those_of_whoever_wrote_them(
    store: Store, harbour: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = harbour
    told = await all_credits(store, monkeypatch)
    assert "author" in {credit.command for credit in told}
    assert [(credit, truth.false(credit)) for credit in told if truth.false(credit)] == []


@pytest.mark.usefixtures("harbour")
async def test_an_answer_stands_beside_the_post_it_quotes_or_replies_to(store: Store) -> None:
    found = {}
    for post in await store.posts.page("harbour", VIEWER):
        with suppress(NotFound):
            whole = post.excerpt(0, ALL)
            assert whole is not None
            card = await Cards(store, Studio()).card(post, VIEWER, whole, with_parent=True)
            found[post.number] = card.parent and str(card.parent.post)
    beside = {2: 1, 3: 2, 4: 1, 7: 1, 8: 2, 9: 2}
    assert found == {number: f"harbour#{other}" for number, other in beside.items()}


@pytest.mark.usefixtures("harbour")
async def test_a_quote_shows_only_its_authors_words_until_it_is_unfolded(store: Store) -> None:
    for post in await store.posts.page("harbour", VIEWER):
        folded, all_of_it = ("\n".join(texts_of(laid_out(post, 0))) for laid_out in (quote_card, unfolded))
        for words in post.said:
            if words.kind is PassageKind.QUOTE:
                for line in words.text.split("\n\n"):
                    assert line in all_of_it
                    assert not line or line not in folded


@pytest.mark.skipif(not THREADS, reason="the threads with known quotes are not at hand")
@pytest.mark.parametrize(
    "file",
    [
        pytest.param(file, id=file.stem, marks=[pytest.mark.long] if at % 3 else [])
        for at, file in enumerate(THREADS)
    ],
)
async def test_nothing_said_of_a_known_thread_credits_anybody_with_words_of_another(
    store: Store, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    text, answer = _known(file)
    truth = Truth()
    bodies = [text[post["body"][0] : post["body"][1]] for post in answer["posts"]]
    posts = tuple(
        ParsedPost(post["author"], body) for post, body in zip(answer["posts"], bodies, strict=True)
    )
    passages = []
    for number, (post, text) in enumerate(zip(answer["posts"], bodies, strict=True), 1):
        tiles = list(_tiles(post, bodies))
        passages.append(tuple(tiles))
        for tile in tiles:
            own = tile.kind is PassageKind.OWN
            owner, place = (post["author"], number) if own else (tile.author, tile.number)
            if tile.kind is not PassageKind.FURNITURE and owner is not None:
                truth.add(owner, text[tile.start : tile.end], place)
    async with store.write() as write:
        parsed = ParsedThread(answer["thread_title"] or "Untitled", posts, source=file.name, format="text")
        await store.threads.take_in(write, Incoming.of(parsed, passages))
    told = await all_credits(store, monkeypatch)
    assert told
    assert [
        (credit.command, credit.name, truth.false(credit)) for credit in told if truth.false(credit)
    ] == []


def _known(file: Path) -> tuple[str, dict[str, Any]]:
    answer = (TRUTH / "answers" / file.relative_to(TRUTH / "threads")).with_suffix(".json")
    return file.read_bytes().decode("utf-8"), json.loads(answer.read_text("utf-8"))


def _tiles(post: dict[str, Any], bodies: list[str]) -> list[Passage]:
    """The truth's stretches as passages that tile the body; what it leaves out is nobody's."""
    kinds = {"own": PassageKind.OWN, "quote": PassageKind.QUOTE}
    start, end = post["body"]
    at, tiles = 0, []
    for span in post["spans"]:
        first, last = span["start"] - start, span["end"] - start
        if first > at:
            tiles.append(Passage(at, first, PassageKind.FURNITURE))
        kind = kinds.get(span["kind"], PassageKind.FURNITURE)
        number = source = stop = None
        if kind is PassageKind.QUOTE and span.get("owner_post"):
            number = span["owner_post"]
            found = bodies[number - 1].find(bodies[post["no"] - 1][first:last])
            if found >= 0:
                source, stop = found, found + last - first
        author = span.get("owner") if kind is PassageKind.QUOTE else None
        tiles.append(Passage(first, last, kind, author, number, source, stop))
        at = last
    if at < end - start:
        tiles.append(Passage(at, end - start, PassageKind.FURNITURE))
    return tiles
