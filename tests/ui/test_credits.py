"""No command that quotes credits a person with words that are another's."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.importing import Importer
from bot.store.store import Store
from tests.ui.credits import VIEWER, Credit, Truth, credits_of

ROOT = Path(__file__).resolve().parents[2]
TRUTH = ROOT.parent / "shared" / "truth"
THREADS = sorted((TRUTH / "threads" / "seed").rglob("*.txt"))[::6]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "hansard.db") as opened:
        yield opened


async def all_credits(store: Store) -> list[Credit]:
    (thread,) = await store.threads.list(VIEWER)
    return [credit async for credit in credits_of(store, thread)]


async def test_nothing_said_of_the_seed_credits_anybody_with_words_of_another(store: Store) -> None:
    await Importer(store).load_seeds(ROOT / "seeds")
    truth, seen = Truth(), set[str]()
    (thread,) = await store.threads.list(VIEWER)
    for post in await store.posts.page(thread.slug, VIEWER, count=50):
        # The seed's quotes are whole lines: a line is whoever's it stands with first.
        for line in post.body.splitlines():
            if line not in seen:
                truth.add(post.author, line)
            seen.add(line)
    told = await all_credits(store)
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


@pytest.mark.skipif(not THREADS, reason="the threads with known quotes are not at hand")
@pytest.mark.parametrize("file", THREADS, ids=lambda file: str(file.stem))
async def test_nothing_said_of_a_known_thread_credits_anybody_with_words_of_another(
    store: Store, file: Path
) -> None:
    text, answer = _known(file)
    truth = Truth()
    bodies = [text[post["body"][0] : post["body"][1]] for post in answer["posts"]]
    posts = tuple(
        ParsedPost(post["author"], body) for post, body in zip(answer["posts"], bodies, strict=True)
    )
    passages = []
    for post, body in zip(answer["posts"], bodies, strict=True):
        tiles = list(_tiles(post, bodies))
        passages.append(tuple(tiles))
        for tile in tiles:
            owner = post["author"] if tile.kind is PassageKind.OWN else tile.author
            if tile.kind is not PassageKind.FURNITURE and owner is not None:
                truth.add(owner, body[tile.start : tile.end])
    async with store.write() as write:
        parsed = ParsedThread(answer["thread_title"] or "Untitled", posts, source=file.name, format="text")
        await store.threads.save(write, parsed, passages)
    told = await all_credits(store)
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
