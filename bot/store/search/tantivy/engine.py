"""The engine: when tantivy's index may serve, how it is built, and how it takes in what has changed.

Folders stand in `DATABASE.search/`, one for each generation, named by its format. A generation is built beside the
one that serves, and serves from the transaction on that names it; then the old one is deleted. A folder nobody
names is what a killed process left behind.
"""

import contextlib
import logging
import secrets
import shutil
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.store import columns
from bot.store.index import beside, fulltext
from bot.store.index.post_words import entries
from bot.store.search.large import POSTS, WORTH
from bot.store.search.question import Question
from bot.store.search.tantivy.generation import FORMAT, Generation, Row, Snapshot
from bot.store.search.tantivy.matches import TantivyMatches
from bot.store.sqlite.connection import Channel
from bot.store.values import Viewer

log = logging.getLogger(__name__)

BATCH, CHANGES = 500, 2_000
"""Posts read at once while an index is built, and posts that have changed taken in by one commit."""
LONGEST, A_POST = 0.25, 1e-7
"""Seconds a query may take, about, and where nobody waits, by the size of the archive; one that takes longer is left to
the full-text index, which has a deadline."""
SEEN = 64
"""Viewers for whom is kept which threads they may not see."""

_UNSEEN = f"""
    SELECT t.id FROM threads t WHERE NOT {columns.VISIBLE} UNION ALL SELECT thread_id FROM threads_leaving"""
_FACTS = "SELECT id, author_id, day, words FROM posts WHERE id BETWEEN ? AND ?"

T = TypeVar("T")


class Tantivy:
    """Answers from a generation of the index that holds just what the connection sees."""

    def __init__(self, folder: Path, *, always: bool = False) -> None:
        """Keep generations in `folder`; with `always` for small archives, too."""
        self._folder = folder
        self._always = always
        # Searches read from several threads; one at a time opens files.
        self._turn = threading.Lock()
        self._open: Generation | None = None
        self._snapshot: Snapshot | None = None
        self._unseen: dict[tuple[Viewer, int], list[int]] = {}
        self._broken: str | None = None

    def match(
        self, connection: sqlite3.Connection, question: Question, clock: Channel
    ) -> TantivyMatches | None:
        """Begin to answer; None where no generation holds what the connection sees, or tantivy would take too long."""
        state = beside.state(connection)
        if state.generation in {None, self._broken} or state.waiting:
            return None
        _, snapshot = self._holding(state)
        unseen = self._hidden_threads(connection, question.viewer, state.version)
        if snapshot is None or snapshot.token != state.token or unseen is None:
            return None
        matches = TantivyMatches(connection, clock, snapshot, question, unseen)
        longest = max(LONGEST, min(A_POST * snapshot.searcher.num_docs, clock.share / 2))
        return matches if matches.seconds <= longest else None

    def is_wanted(self, connection: sqlite3.Connection) -> bool:
        """Tell whether the archive is large enough."""
        return self._always or connection.execute(POSTS).fetchone()[0] >= WORTH

    def work(self) -> beside.Work:
        """Yield the steps of one piece of work, each to be sent what it returned; return whether there was any.

        No step that writes to the database takes longer than a few milliseconds.
        """
        wanted = yield "read", self.is_wanted, ()
        state = yield "read", beside.state, ()
        if not wanted:
            if state.noted:
                yield "write", beside.discard, ()
            yield "beside", self._sweep, (None,)
            return False
        made, held = yield "beside", partial(self._holding, anew=True), (state,)
        if held is None or held.token not in {state.token, state.pending} or state.erasing != beside.NONE:
            return (yield from self._build(state.generation))
        if state.waiting:
            return (yield from self._take_in(made, held.token))
        # While nothing waits, the writer's place and memory are given up.
        yield "beside", made.close, ()
        return False

    def close(self) -> None:
        """Give the files up."""
        with self._turn:
            if self._open is not None:
                self._open.undo()
            self._open = self._snapshot = None

    def _build(self, serving: str | None) -> beside.Work:
        """Build a generation of what is there now. What changes meanwhile is noted, and waits."""
        name, token = f"{FORMAT}-{secrets.token_hex(8)}", secrets.token_hex(16)
        yield "write", beside.begin, ()
        yield "beside", self._sweep, (serving,)
        made = yield "beside", partial(Generation, new=True), (self._folder / name,)
        try:
            last = 0
            while batch := (yield "read", _rows, (last,)):
                last, rows = batch
                yield "beside", made.add, (rows,)
            yield "beside", made.commit, (token,)
            yield "beside", made.close, ()
        finally:
            made.undo()
        yield "write", beside.serve, (name, token)
        yield "beside", self._sweep, (name,)
        return True

    def _take_in(self, made: Generation, held: str) -> beside.Work:
        """Bring some of what waits into the generation that serves."""
        token = secrets.token_hex(16)
        # Killed after the commit and before its note, the process finds this token in the files.
        yield "write", beside.commit, (held, token)
        changed, rows = yield "read", _changed, ()
        try:
            yield "beside", made.take_out, ([key for key, _ in changed],)
            yield "beside", made.add, (rows,)
            yield "beside", made.commit, (token,)
        except BaseException:
            made.undo()
            raise
        yield "write", beside.taken_in, (token, changed)
        return True

    def _holding(
        self, state: beside.State, *, anew: bool = False
    ) -> tuple[Generation | None, Snapshot | None]:
        """Return the generation that `state` names where it can be read, and what its last commit holds.

        Unless it is looked at `anew`, what holds just what is asked for is not read again.
        """
        with self._turn:
            if anew or self._snapshot is None or self._snapshot.token != state.token:
                if self._open is None or self._open.folder.name != state.generation:
                    self._open = self._opened(state.generation)
                self._snapshot = (
                    self._readable(self._open.folder.name, self._open.snapshot) if self._open else None
                )
            return self._open, self._snapshot

    def _opened(self, name: str | None) -> Generation | None:
        """Return the generation of that name where it is there and of this format."""
        if not (name and name.startswith(f"{FORMAT}-")) or name == self._broken:
            return None
        return self._readable(name, lambda: Generation(self._folder / name))

    def _readable(self, name: str, read: Callable[[], T]) -> T | None:
        """Return what `read` does of a generation's files; None where they are gone or damaged: another is built."""
        try:
            return read()
        except BaseException as error:
            if not self.gives_up(error, name):
                raise
        return None

    def gives_up(self, error: BaseException, name: str | None = None) -> bool:
        """Tell whether files, by default those searches read, cannot be read: they are not again, others are built."""
        # At what it does not expect in a file tantivy panics, which is no Exception.
        damaged = (
            isinstance(error, OSError)
            or type(error) is ValueError
            or type(error).__name__ == "PanicException"
        )
        if damaged:
            self._broken = name or (self._open.folder.name if self._open else None)
            self._open = None
            log.warning("the search index %s cannot be read (%s)", self._folder / str(self._broken), error)
        return damaged

    def _hidden_threads(
        self, connection: sqlite3.Connection, viewer: Viewer, version: int
    ) -> list[int] | None:
        """Return the threads that `viewer` may not see; None where posts are missing from the full-text index.

        What a query's beginnings of words become is looked up there.
        """
        key = viewer, version
        kept = self._unseen.get(key)
        if kept is None and not fulltext.is_late(connection):
            kept = [thread for (thread,) in connection.execute(_UNSEEN, columns.seen(viewer))]
            self._unseen = dict([*self._unseen.items(), (key, kept)][-SEEN:])
        return kept

    def _sweep(self, kept: str | None) -> None:
        """Delete every generation but one."""
        if self._open is not None and self._open.folder.name != kept:
            self._open.undo()
            self._open = None
        for folder in self._folder.glob("*"):
            if folder.name != kept:
                with contextlib.suppress(FileNotFoundError):
                    shutil.rmtree(folder)
        with contextlib.suppress(OSError):  # it is not there, or not empty
            self._folder.rmdir()


def _rows(connection: sqlite3.Connection, after: int) -> tuple[int, list[Row]] | None:
    """Return the rows of some posts with higher ids, and the last id; None where there are none."""
    first, last = connection.execute(
        "SELECT min(id), max(id) FROM (SELECT id FROM posts WHERE id > ? ORDER BY id LIMIT ?)", (after, BATCH)
    ).fetchone()
    return None if first is None else (last, _between(connection, first, last))


def _changed(connection: sqlite3.Connection) -> tuple[list[tuple[int, int]], list[Row]]:
    """Return some of what waits, and the rows of those posts that have one."""
    waiting = beside.noted(connection, CHANGES)
    return waiting, [row for key, _ in waiting for row in _between(connection, key, key)]


def _between(connection: sqlite3.Connection, first: int, last: int) -> list[Row]:
    facts = {
        key: (author, day, words) for key, author, day, words in connection.execute(_FACTS, (first, last))
    }
    return [(entry, *facts[entry.post_id]) for entry in entries(connection, first, last)]
