"""Importing: from files to threads to whose words to the store. The one use case that crosses those rooms."""

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.archive.incoming import Incoming
from bot.errors import BadArchive, HansardError
from bot.importing.report import CLOSELY, Report, Seen, ThreadReport, most, opening
from bot.reading.files import Candidate, FileProblem, candidates
from bot.reading.pace import Progress
from bot.reading.process import ReadingProcess
from bot.reading.threads import read
from bot.store.sqlite.database import Write
from bot.store.store import Store

log = logging.getLogger(__name__)

LARGE = 2 << 20
"""Bytes of files from which on they are read in a process of their own; starting one takes up to half a second."""
GROUP_POSTS = 20_000
GROUP_SECONDS = 2.0
"""How much of an import of many threads goes into one transaction: small ones do not each wait for a commit."""


class _UndoneError(HansardError):
    """Leaves a dry run's transaction without keeping it."""


class Importer:
    """Imports files into one store."""

    def __init__(self, store: Store) -> None:
        """Import into `store`."""
        self._store = store

    async def run(  # noqa: PLR0913 - an import has these choices
        self,
        found: Sequence[Candidate],
        *,
        format_name: str | None = None,
        guild_id: int | None = None,
        slug: str | None = None,
        dry_run: bool = False,
        together: bool = False,
        progress: Progress = lambda _: None,
    ) -> Report:
        """Import every thread in `found` and report.

        Each thread goes in whole or not at all; with `together` all of them do, and nothing else has to wait while
        they are read. A dry run does everything and rolls it back. `guild_id` keeps the threads to one server; `slug`
        names the only thread there is.
        """
        report = Report(dry_run=dry_run)
        together = together or dry_run
        try:
            async with aclosing(_read(found, format_name, progress, whole=together)) as coming:
                # What goes in together is read before anything is written: the only writer is not kept waiting.
                first = await anext(coming, None)
                async with _Transactions(self._store, together=together) as transactions:
                    async for each in _all(first, coming):
                        if isinstance(each, FileProblem):
                            report.add(each)
                            continue
                        write = await transactions.open()
                        closely = len(report.threads) < CLOSELY
                        thread = await self._save(each, guild_id, slug, write, progress, closely=closely)
                        report.threads.append(thread)
                        await transactions.done(thread.posts)
                    if dry_run:
                        raise _UndoneError
        except _UndoneError:
            return report
        progress(f"{report.posts_added} new posts: listing new names")
        await self._store.settle()
        return report

    async def load_seeds(self, folder: Path, *, apart_from: Path | None = None) -> Report:
        """Import the archives of `folder` that are new or changed since they were last loaded.

        What lies below the folder `apart_from` is left out.
        """
        fresh: list[Candidate] = []
        marks: dict[str, str] = {}
        problems: list[FileProblem] = []
        for each in await asyncio.to_thread(lambda: list(candidates([folder]))):
            if apart_from is not None and Path(each.name).is_relative_to(apart_from):
                continue
            source = await asyncio.to_thread(each.read)
            if isinstance(source, FileProblem):
                problems.append(source)
                continue
            mark = hashlib.sha256(source.data).hexdigest()
            if await self._store.notes.read(f"seed:{source.name}") != mark:
                fresh.append(replace(each, source=source))
                marks[source.name] = mark
        report = await self.run(fresh)
        for problem in problems:
            report.add(problem)
        for problem in report.problems:
            if problem.failed:
                log.warning("seed %s not loaded: %s", problem.source, problem.reason)
                marks.pop(problem.source, None)
        for name, mark in marks.items():
            await self._store.notes.keep(f"seed:{name}", mark)
        log.info("seeds: new or changed threads: %d", len(report.threads))
        return report

    async def _save(  # noqa: PLR0913 - what is saved, where, and what is told of it
        self,
        incoming: Incoming,
        guild_id: int | None,
        slug: str | None,
        write: Write,
        progress: Progress,
        *,
        closely: bool,
    ) -> ThreadReport:
        head = incoming.head
        seen = Seen()
        saved = await self._store.threads.take_in(
            write,
            replace(incoming, pieces=map(seen.look, incoming.pieces)),
            guild_id=guild_id,
            slug=slug or head.slug,
            progress=lambda done, total: progress(f"{head.title}: {done} of {total} posts kept"),
        )
        report = ThreadReport(
            slug=saved.slug,
            title=head.title,
            source=head.source,
            format=head.format,
            outcome=str(saved.outcome),
            posts=incoming.count,
            posts_added=saved.posts_added,
            authors=len({writer.author for writer in incoming.writers}),
            quotes=seen.quotes,
            quotes_credited=seen.credited,
            notices=head.notices,
        )
        if not closely:
            return report
        return replace(
            report,
            writers=most(incoming),
            first=opening(saved.slug, 1, seen.first),
            last=opening(saved.slug, incoming.count, seen.last),
            undated=seen.undated,
            missing=seen.missing,
            gaps=tuple(seen.gaps),
        )


class _Transactions:
    """Transactions for an import of many threads: one for all that go in together, else one for some seconds' worth."""

    def __init__(self, store: Store, *, together: bool) -> None:
        self._store = store
        self._together = together
        self._stack = AsyncExitStack()
        self._write: Write | None = None
        self._posts = 0
        self._since = 0.0

    async def open(self) -> Write:
        """Return the transaction for the next thread."""
        if self._write is None:
            self._write = await self._stack.enter_async_context(self._store.write())
            self._posts, self._since = 0, time.perf_counter()
        return self._write

    async def done(self, posts: int) -> None:
        """Count a thread that was written."""
        self._posts += posts
        late = time.perf_counter() - self._since > GROUP_SECONDS
        if not self._together and (late or self._posts >= GROUP_POSTS):
            await self._close()

    async def _close(self) -> None:
        self._write = None
        await self._stack.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, BadArchive) and not self._together:
            # It was refused before anything of it was written: the threads before it stay.
            await self._close()
        await self._stack.__aexit__(kind, error, trace)


async def _all(
    first: Incoming | FileProblem | None, coming: AsyncIterator[Incoming | FileProblem]
) -> AsyncIterator[Incoming | FileProblem]:
    if first is not None:
        yield first
    async for each in coming:
        yield each


async def _read(
    found: Sequence[Candidate], format_name: str | None, progress: Progress, *, whole: bool
) -> AsyncGenerator[Incoming | FileProblem, None]:
    """Yield threads and problems, each thread to be taken in before the next; off the event loop.

    With `whole` none is yielded before all are read.
    """
    sizes = await asyncio.to_thread(lambda: sum(each.size() for each in found))
    if sizes < LARGE:
        threads = read(found, format_name, progress)
        if whole:
            threads = iter(await asyncio.to_thread(list, threads))
        while (each := await asyncio.to_thread(next, threads, None)) is not None:
            yield each
        return
    process = await asyncio.to_thread(ReadingProcess, found, format_name, progress, whole=whole)
    try:
        while (each := process.next() if process.ready else await _next_of(process)) is not None:
            yield each
    finally:
        await asyncio.to_thread(process.end)


async def _next_of(process: ReadingProcess) -> Incoming | FileProblem | None:
    work = asyncio.ensure_future(asyncio.to_thread(process.next))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        process.end()
        await asyncio.wait({work})
        work.exception()
        raise
