"""An archive that has become large moves out of the full-text index into packs, and loses nothing on the way."""

import sqlite3

import pytest

from bot.archive.model import ParsedPost, Passage, PassageKind
from bot.search import tree
from bot.search.tree import Words
from bot.store import packing
from bot.store.archive import threads
from bot.store.privacy import hide, remove
from bot.store.search import fts_search
from bot.store.search.question import Question, Sort
from bot.store.shelf import Shelf
from bot.store.sqlite import schema
from tests.store.make import OPERATOR
from tests.store.test_packs import opened, pack, put, said


def asking(word: str) -> Question:
    return Question(tree.Term(word), OPERATOR, Words.OWN, Sort.RELEVANCE, 100)


def index_size(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM word_counts").fetchone()[0])


def test_an_archive_that_grows_large_leaves_the_index_at_once_and_all_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packing, "FIRST", 4)
    connection = opened()
    put(connection, "Small", said("the canal", "the silt", "a dredger"))
    assert not packing.is_packed(connection)
    assert index_size(connection) == 5
    put(connection, "Large", said("two canals", "a dredger too"))
    assert packing.is_packed(connection)
    assert index_size(connection) == 0
    assert connection.execute("SELECT posts FROM packs").fetchall() == [(3,)], "what was there is packed"
    for word, total in (("canal", 2), ("dredger", 2), ("silt", 1)):
        found = Shelf().find(connection, asking(word), hurry=False)
        assert found is not None
        assert (found.total, found.exact) == (total, True), word
    connection.close()


def test_posts_that_are_gone_make_no_archive_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "FIRST", 6)
    connection = opened()
    put(connection, "Kept", said("the canal"))
    for _ in range(3):
        put(connection, "Gone", said("the canal", "the silt"))
        threads.remove_thread(connection, "gone", OPERATOR, lambda: None)
    put(connection, "Last", said("the canal", "the silt"))
    assert not packing.is_packed(connection)
    assert packing.waiting(connection) == 3
    assert fts_search.find(connection, asking("canal"), hurry=False).total == 2
    connection.close()


def test_a_form_is_found_before_its_post_is_packed_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "FIRST", 1)
    connection = opened()
    put(connection, "One", said("they argued"))
    for forms in (0, 1):
        assert connection.execute("SELECT count(*) FROM word_forms").fetchone() == (forms,)
        found = Shelf().find(connection, asking("arguing"), hurry=False)
        assert found is not None
        assert found.total == 1
        pack(connection)
    connection.close()


def test_until_all_is_packed_the_index_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.pack_writing.MOST", 2)
    connection = opened()
    put(connection, "Five", said(*["the canal"] * 5))
    shelf = Shelf()
    assert packing.settle(connection, first=1) == 2
    for waiting in (3, 1):
        assert packing.waiting(connection) == waiting
        assert shelf.find(connection, asking("canal"), hurry=False) is None
        assert fts_search.find(connection, asking("canal"), hurry=False).total == 5
        packing.settle(connection)
    found = shelf.find(connection, asking("canal"), hurry=False)
    assert found is not None
    assert found.total == 5
    assert index_size(connection) == 0
    connection.close()


def test_a_word_only_posts_that_changed_since_still_hold_in_a_pack_is_removed_with_the_last_one() -> None:
    connection = opened()
    put(connection, "Kept", said("the xyzzy", *["the canal"] * 5))
    pack(connection)
    put(connection, "Kept", said("the silt", *["the canal"] * 5))
    put(connection, "Gone", said("the xyzzy"))
    pack(connection)
    spelt = "SELECT pack FROM pack_rare_words WHERE words LIKE '%xyzzy%'"
    assert connection.execute(spelt).fetchall() == [(1,), (2,)]
    remove.remove_thread_for_good(connection, "gone", OPERATOR, lambda: None)
    assert connection.execute(spelt).fetchall() == []
    pack(connection)
    found = Shelf().find(connection, asking("canal"), hurry=False)
    assert found is not None
    assert found.total == 5
    connection.close()


def test_the_posts_of_who_is_hidden_shown_or_renamed_are_packed_again_without_an_import(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packing, "MOST_WAITING", packing.AGAIN - 1)
    connection = opened()
    own = said(*["the canal"] * packing.AGAIN)
    put(connection, "Many", [*own, (ParsedPost("Bert", "the canal", ref="b"), (Passage(0, 9),))])
    pack(connection)
    shelf = Shelf()
    for pseudonym, total in (("Masked", packing.AGAIN + 1), (None, 1)):
        hide.hide(connection, "Ada", None, pseudonym, lambda: None)
        found = shelf.find(connection, asking("canal"), hurry=False)
        assert found is not None
        assert (found.total, found.exact) == (total, True)
    hide.unhide(connection, "Ada", None, lambda: None)
    found = shelf.find(connection, asking("canal"), hurry=False)
    assert found is not None
    assert (found.total, found.exact) == (packing.AGAIN + 1, True)
    connection.close()


@pytest.mark.parametrize("packed", [False, True])
def test_a_part_of_a_word_that_a_passage_ends_in_is_removed_with_it(packed: bool) -> None:  # noqa: FBT001
    connection = opened()
    body = "forbarred\nthe canal"
    tiles = (Passage(0, 3, PassageKind.QUOTE, "Bert"), Passage(3, len(body)))
    put(connection, "Cut", [(ParsedPost("Ada", body), tiles)])
    if packed:
        pack(connection)
    forms = "SELECT word FROM word_forms"
    assert connection.execute(forms).fetchall() == [("barred",)]
    remove.remove_thread_for_good(connection, "cut", OPERATOR, lambda: None)
    assert connection.execute(forms).fetchall() == []
    connection.close()


def test_an_archive_of_an_older_version_is_searched_in_its_index_until_it_is_packed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shipped = schema.shipped()
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with monkeypatch.context() as before:
        before.setattr(schema, "shipped", lambda: {n: sql for n, sql in shipped.items() if n < "0012"})
        schema.migrate(connection)
    connection.execute(
        "INSERT INTO threads (slug, title, source, format, fingerprint, imported_at) "
        "VALUES ('old', 'Old', 'test', 'text', '', '')"
    )
    connection.execute("INSERT INTO authors (identity, name, folded) VALUES ('name:Ada', 'Ada', 'ada')")
    connection.execute(
        "INSERT INTO posts (id, author_id, words, traits, body) "
        "SELECT 1 << 20 | 1, id, 2, 0, 'The canal' FROM authors WHERE name = 'Ada'"
    )
    connection.execute("INSERT INTO words (rowid, own, quoted) VALUES (1 << 20 | 1, 'the canal', '')")
    connection.execute("INSERT INTO packs (posts, columns, roles, dead) VALUES (1, x'', '[]', x'')")
    schema.migrate(connection)
    assert fts_search.find(connection, asking("canal"), hurry=False).total == 1
    assert Shelf().find(connection, asking("canal"), hurry=False) is None
    pack(connection)
    found = Shelf().find(connection, asking("canal"), hurry=False)
    assert found is not None
    assert found.total == 1
    connection.close()
