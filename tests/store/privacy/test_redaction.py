"""Removed words are looked for in everything there is: tables, index, names, files, outputs, copies."""

import sqlite3
import zlib
from pathlib import Path

import pytest

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.search.query import parse
from bot.search.tree import Words
from bot.store.index import fulltext, parts
from bot.store.maintenance import repair
from bot.store.sqlite.copy import copy
from bot.store.store import Store
from bot.store.values import Viewer
from bot.transcript.forms import FORMS, document
from tests.store.make import CANAL, CANAL_PASSAGES, EVERYONE, own, remove_post, thread
from tests.store.privacy.test_remove import files_with, rows_with

SLUG = "a-canal-across-the-isthmus"
SECRET = ("silt", "ruined", "Óscar", "Vidal")
"""Words and names only the post that is removed holds, or a quote of it."""
KEPT = "dredgers"
"""A word that stays: what finds nothing finds this."""


def blobs_with(connection: sqlite3.Connection, word: str) -> list[str]:
    """The tables whose blobs hold `word`, packed or plain."""
    found = []
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
            blobs = [bytes(value) for value in row if isinstance(value, bytes)]
            blobs += [unpacked for blob in blobs if (unpacked := _inflated(blob))]
            if any(word.encode() in blob or word.casefold().encode() in blob for blob in blobs):
                found.append(table)
    return found


def _inflated(blob: bytes) -> bytes:
    try:
        return zlib.decompress(blob)
    except zlib.error:
        return b""


async def outputs(store: Store, viewer: Viewer = EVERYONE) -> str:
    """Everything the store gives to whoever shows it: posts, transcripts, searches, suggestions, authors, facets."""
    shown: list[str] = []
    for each in await store.threads.list(viewer, limit=50):
        posts = [post async for post in store.posts.export(viewer, slugs=[each.slug])]
        shown += ["".join(document(form, each, posts)) for form in FORMS.values()]
        shown += [repr(await store.authors.complete("", viewer, thread=each.slug))]
    for query in ("ruined", "silt", "the", "from:oscar", '"by silt"', "ruin*"):
        for words in Words:
            found = await store.search.find(
                parse(query), viewer=viewer, words=words, limit=50, show=50, facets=True
            )
            shown.append(repr((found.hits, found.authors, found.threads, found.spellings)))
    for typed in ("", "o", "os", "vid"):
        shown.append(repr(await store.authors.complete(typed, viewer, limit=25)))
    return "\n".join(shown)


@pytest.fixture
async def archive(store: Store) -> Store:
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
        other = thread("Another", ("Zed", f"Nothing to do with it, says Zed of the {KEPT}."))
        await store.threads.take_in(write, Incoming.of(other, own(other)))
        # The index outlives what is taken out of it.
        many = thread("Many", *(("Yan", f"Filler {number} of a long debate.") for number in range(300)))
        await store.threads.take_in(write, Incoming.of(many, own(many)))
    await store.settle()
    return store


async def everywhere(store: Store, folder: Path, word: str) -> list[str]:
    """Where `word` still stands."""
    places = [f"table {name}" for name in await rows_with(store, word)]
    places += [f"blob in {name}" for name in await store._database.read(blobs_with, word)]  # noqa: SLF001
    places += [f"file {name}" for name in files_with(folder, word)]
    if word.casefold() in (await outputs(store)).casefold():
        places.append("output")
    return places


async def test_before_it_is_removed_a_word_stands_in_every_kind_of_place(
    archive: Store, tmp_path: Path
) -> None:
    for word in ("silt", "Óscar"):
        kinds = {place.split()[0] for place in await everywhere(archive, tmp_path, word)}
        assert {"table", "file", "output"} <= kinds, word


@pytest.mark.parametrize("size", [parts.FULL, 1_000])
@pytest.mark.parametrize("what", ["post", "thread"])
async def test_what_was_removed_is_nowhere_not_even_copied_or_repaired(
    archive: Store, tmp_path: Path, what: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if size < parts.FULL:
        monkeypatch.setattr(parts, "FULL", size)
        await archive._database.transact(fulltext.empty)  # noqa: SLF001 - to be filled anew in several parts
        await archive.settle()
        assert len(await archive._database.read(parts.held)) > 10  # noqa: SLF001
    # As a migration leaves one beside the database.
    left = tmp_path / "hansard.db.before-0019_later"
    copy(tmp_path / "hansard.db", left)
    assert left.name in files_with(tmp_path, SECRET[0])
    async with archive.write() as write:
        if what == "post":
            await remove_post(archive, PostId(SLUG, 2), EVERYONE, write)
        else:
            await archive.privacy.remove_thread(SLUG, EVERYONE, write=write)
    assert await archive.settle()
    for word in SECRET:
        assert await everywhere(archive, tmp_path, word) == [], word
    # Nor do they come back when what is left is settled, or into a copy made from then on.
    await archive.settle()
    await archive.settle()
    copy(tmp_path / "hansard.db", tmp_path / "backups" / "later.db")
    for word in SECRET:
        assert await everywhere(archive, tmp_path, word) == [], word
    assert files_with(tmp_path / "backups", KEPT)
    repair(tmp_path / "backups" / "later.db")
    for word in SECRET:
        assert files_with(tmp_path / "backups", word) == [], word
    assert await everywhere(archive, tmp_path, KEPT)


@pytest.mark.parametrize("pseudonym", [None, "A neighbour"])
async def test_a_hidden_author_is_in_no_output_until_shown_again(
    archive: Store, pseudonym: str | None
) -> None:
    before = await outputs(archive)
    async with archive.write() as write:
        await archive.privacy.hide("Óscar Vidal", EVERYONE, write=write, pseudonym=pseudonym)
    await archive.settle()
    shown = await outputs(archive)
    for word in ("Óscar", "Vidal", *(("silt", "ruined") if pseudonym is None else ())):
        assert word.casefold() not in shown.casefold(), word
    assert (pseudonym or KEPT) in shown
    async with archive.write() as write:
        await archive.privacy.unhide("Óscar Vidal", write=write)
    await archive.settle()
    assert await outputs(archive) == before
