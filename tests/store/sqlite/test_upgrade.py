"""Archives written by an earlier version, with packs and without, open, migrate and answer as they did.

`older` holds two databases of the last version that had packs, made by its own code: `packed` as archives of many posts
were, its full-text index empty and its last thread waiting to be packed; `indexed` as small ones were. They hold a
thread of one server's, one that is shared, a hidden author, one with a pseudonym, an alias, a removed thread and a
removed post. `answers` is what that version answered to every question, for four viewers and three scopes.
"""

import json
import lzma
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.search.query import parse
from bot.search.tree import Words
from bot.store.index import fulltext, parts
from bot.store.search.question import Sort
from bot.store.sqlite import schema
from bot.store.store import Store
from bot.store.values import Viewer

OLDER = Path(__file__).parent / "older"
TODAY = date(2026, 1, 1)


@pytest.mark.parametrize("size", [parts.FULL, 2_000])
@pytest.mark.parametrize("kind", ["indexed", "packed"])
async def test_an_older_archive_answers_as_it_did(
    kind: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "FULL", size)
    path = tmp_path / "older.db"
    path.write_bytes(lzma.decompress((OLDER / f"{kind}.db.xz").read_bytes()))
    asked = json.loads(lzma.decompress((OLDER / "answers.json.xz").read_bytes()))
    assert sum(each["total"] > 0 for each in asked) > 300
    async with Store.open(path) as store:
        await store.settle()
        for each in asked:
            found = await store.search.find(
                parse(each["query"], today=TODAY),
                viewer=Viewer(each["guild"], everything=each["everything"]),
                words=Words(each["words"]),
                sort=Sort.OLDEST,
                facets=True,
                show=100,
            )
            assert found.total_exact
            assert {
                **each,
                "total": found.total,
                "posts": [str(hit.post.id) for hit in found.hits],
                "authors": [list(pair) for pair in found.authors],
                "threads": [list(pair) for pair in found.threads],
            } == each
    with sqlite3.connect(path) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    assert not {name for name in tables if name.startswith("pack")}


async def test_an_index_made_by_other_rules_is_filled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "older.db"
    path.write_bytes(lzma.decompress((OLDER / "indexed.db.xz").read_bytes()))

    async def found(word: str) -> int:
        async with Store.open(path) as store:
            await store.settle()
            return (await store.search.find(parse(word), viewer=Viewer(None))).total

    before = await found("silt")
    assert before
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO words_1 (words_1) VALUES ('delete-all')")
    connection.close()
    assert await found("silt") == 0, "nobody looks whether the index is whole"
    monkeypatch.setattr(fulltext, "STAMP", "other rules")
    assert await found("silt") == before


def test_keys_that_tell_no_site_have_their_name_behind_the_number() -> None:
    keys = {
        "discourse:warming-pots:thread:7": "discourse:thread:7:warming-pots",
        "flarum:pots:thread:5": "flarum:thread:5:pots",
        "flarum:tea.example:thread:5": "flarum:tea.example:thread:5",
        "discourse:thread:9": "discourse:thread:9",
        "discourse-page:tea:thread:7": "discourse-page:tea:thread:7",
    }
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE threads (key TEXT)")
        connection.executemany("INSERT INTO threads VALUES (?)", [(key,) for key in keys])
        connection.executescript(schema.shipped()["0023_numbers_before_names"])
        assert [key for (key,) in connection.execute("SELECT key FROM threads")] == list(keys.values())
