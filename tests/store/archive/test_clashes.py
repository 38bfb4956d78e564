"""Whose names are those of others: looked for among everybody who is quoted."""

import sqlite3

from hypothesis import example, given
from hypothesis import strategies as st

from bot.search.words import LAST, fold_name
from bot.store.archive import clashes

PIECES = (
    "a",
    "A",
    "d",
    "ä",
    "a\u0308",
    "И",
    "\u0306",
    "й",
    "ß",
    "s",
    "æ",
    "'",
    "ʼ",
    "_",
    " ",
    "!",
    "İ",
    "가",
    "ﬁ",
    LAST,
)
names = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)


def quoting(written: set[str]) -> sqlite3.Connection:
    """Return what `clashes.spellings` reads of an archive that quotes people called so."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE passages (author TEXT, declared TEXT, kind TEXT)")
    db.execute("CREATE INDEX passages_by_name ON passages (coalesce(author, declared)) WHERE kind = 'quote'")
    db.executemany("INSERT INTO passages VALUES (?, NULL, 'quote')", [(name,) for name in sorted(written)])
    return db


@given(written=st.sets(names, max_size=12), asked=st.sets(names, min_size=1, max_size=2))
@example(written={"ad", f"a{LAST}{LAST}d", "ʼad", "!ad"}, asked={"ad"})
@example(written={"Иad", "И\u0306ван", "Йван"}, asked={"йван"})
def test_whoever_is_quoted_by_a_name_is_found_however_it_is_written(
    written: set[str], asked: set[str]
) -> None:
    folded = set(map(fold_name, asked))
    found = list(clashes.spellings(quoting(written), folded))
    assert found == sorted(name for name in written if fold_name(name) in folded)


def test_names_that_begin_otherwise_are_skipped_together() -> None:
    db = quoting({f"member {number}" for number in range(1_000)} | {"Ada"})
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    assert list(clashes.spellings(db, {"member 77"})) == ["member 77"]
    assert len(asked) < 60
