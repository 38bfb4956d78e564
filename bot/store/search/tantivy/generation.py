"""One generation of the index: a folder of tantivy's files, and what of posts it holds.

A commit is atomic and durable. In each stands one document that is no post, with the token of that commit: so the files
tell by themselves which state of the archive they hold. A folder has one writer at a time; tantivy refuses another.
"""

import contextlib
import json
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import tantivy

from bot.archive.ids import MOST_POSTS
from bot.store import columns
from bot.store.index.post_words import A_YEAR, EVERY, MARK, Entry

LAYOUT = 2
"""Grows when documents are made otherwise."""
FORMAT = f"{version('tantivy')}-{LAYOUT}"
"""tantivy reads the files of no other release; a folder of another format is built anew."""
HEAP, THREADS = 64_000_000, 1
"""Bytes a writer gathers before it writes a segment, and its threads."""

OWN, QUOTED, MARKS, ID, SCATTERED, THREAD, NUMBER, AUTHOR, DAY, WORDS, TOKEN = (
    "own", "quoted", "marks", "id", "scattered", "thread", "number", "author", "day", "words", "token"
)  # fmt: skip
_SCATTER, _NUMBERS = 0x9E3779B97F4A7C15, 1 << 64
"""SCATTERED is the id times an odd number: tantivy looks up a few of these at once. Of numbers that nearly ascend it
keeps a line for every 512, and reads all lines first."""
_GATHER = pow(_SCATTER, -1, _NUMBERS)
_THE_TOKEN = f"{MARK}token"

Row = tuple[Entry, int, int | None, int]
"""A post's row of the full-text index, who wrote it, the day (from 1970-01-01 on), and the number of own words."""


def _schema() -> tantivy.Schema:
    build = tantivy.SchemaBuilder()
    for name in (OWN, QUOTED):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    build.add_text_field(MARKS, tokenizer_name="whitespace", index_option="basic")
    for name in (ID, SCATTERED, THREAD, NUMBER, AUTHOR, WORDS):
        build.add_unsigned_field(name, indexed=name in {ID, THREAD}, fast=True)
    build.add_integer_field(DAY, fast=True)
    build.add_text_field(TOKEN, stored=True, tokenizer_name="raw", index_option="basic")
    return build.build()


SCHEMA = _schema()


class Snapshot(NamedTuple):
    """What one commit holds."""

    token: str
    searcher: tantivy.Searcher
    years: list[int]
    """Those that posts are of."""
    whole: bool
    """Whether no post was taken out that still stands in the files: then a word is in as many posts as it says."""

    def ids(self, found: tantivy.SearchResult) -> list[tuple[Any, int]]:
        """Return the ids of the posts a search found, each after what it was ordered by."""
        hits = found.hits
        scattered = self.searcher.fast_field_values(SCATTERED, [address for _, address in hits])
        return [
            (by, int(each or 0) * _GATHER % _NUMBERS) for (by, _), each in zip(hits, scattered, strict=True)
        ]


class Generation:
    """A folder of index files. Reading it is safe from several threads, writing from one at a time."""

    def __init__(self, folder: Path, *, new: bool = False) -> None:
        """Open the files in `folder`. Raises ValueError or OSError where they are none of this format, or damaged."""
        self.folder = folder
        if new:
            folder.mkdir(parents=True)
        self._index = tantivy.Index(SCHEMA, path=str(folder)) if new else tantivy.Index.open(str(folder))
        self._index.config_reader("manual")
        self._writer: tantivy.IndexWriter | None = None

    def snapshot(self) -> Snapshot | None:
        """Return what the last commit holds, None where there is none."""
        self._index.reload()
        searcher = self._index.searcher()
        for _, address in searcher.search(is_marked(_THE_TOKEN), 1).hits:
            years = {int(mark.removeprefix(A_YEAR)) for mark, _ in searcher.terms_with_prefix(MARKS, A_YEAR)}
            # Of all documents that are there one is no post.
            whole = searcher.doc_freq(MARKS, EVERY) == searcher.num_docs - 1
            return Snapshot(str(searcher.doc(address).get_first(TOKEN)), searcher, sorted(years), whole)
        return None

    def add(self, rows: Iterable[Row]) -> None:
        """Put in posts that are not there."""
        writer = self._writing()
        for row in rows:
            writer.add_document(_document(*row))

    def take_out(self, keys: Sequence[int]) -> None:
        """Take posts out, whether they are there or not."""
        # By query: by term, tantivy-py deletes nothing where the field holds numbers.
        self._writing().delete_documents_by_query(tantivy.Query.term_set_query(SCHEMA, ID, list(keys)))

    def commit(self, token: str) -> None:
        """Make everything since the last commit durable, under `token`."""
        writer = self._writing()
        writer.delete_documents_by_query(is_marked(_THE_TOKEN))
        writer.add_document(tantivy.Document.from_dict({MARKS: _THE_TOKEN, TOKEN: token}, SCHEMA))
        writer.commit()

    def close(self) -> None:
        """Give the writer's place up once its merges are through."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def undo(self) -> None:
        """Forget what was not committed, and give the writer's place up."""
        if self._writer is not None:
            with contextlib.suppress(ValueError, OSError):  # of files that are gone nothing is kept anyway
                self._writer.rollback()
            self._writer = None

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            _drop_unnamed(self.folder)
            self._writer = self._index.writer(heap_size=HEAP, num_threads=THREADS)
        return self._writer


def is_marked(mark: str) -> tantivy.Query:
    """Return the query for documents with a mark."""
    return tantivy.Query.term_query(SCHEMA, MARKS, mark, "basic")


IS_POST = tantivy.Query.const_score_query(is_marked(EVERY), 0.0)


def _drop_unnamed(folder: Path) -> None:
    """Delete the files of deletions that no commit names: left by a writer that was killed, they refuse the next."""
    named = {
        f"{segment['segment_id'].replace('-', '')}.{segment['deletes']['opstamp']}.del"
        for segment in json.loads((folder / "meta.json").read_text("utf-8"))["segments"]
        if segment["deletes"]
    }
    for file in folder.glob("*.del"):
        if file.name not in named:
            file.unlink()


def _document(entry: Entry, author_id: int, day: int | None, words: int) -> tantivy.Document:
    return tantivy.Document.from_dict(
        {
            OWN: entry.own,
            QUOTED: entry.quoted,
            MARKS: entry.marks,
            ID: entry.post_id,
            SCATTERED: entry.post_id * _SCATTER % _NUMBERS,
            THREAD: entry.post_id >> columns.NUMBER_BITS,
            NUMBER: entry.post_id & MOST_POSTS,
            AUTHOR: author_id,
            WORDS: words,
            **({} if day is None else {DAY: day}),
        },
        SCHEMA,
    )
