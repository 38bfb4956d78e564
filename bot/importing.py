"""Importing: from files to threads to whose words to the store. The one use case that crosses those rooms."""

import asyncio
import gc
import hashlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from bot.archive.attribution import attribute
from bot.archive.model import Notice, ParsedPost, ParsedThread, Passage, PassageKind
from bot.errors import BadArchive, HansardError
from bot.importers.detect import reader_for
from bot.importers.merging import merge
from bot.importers.source import Source
from bot.importers.unpacking import unpack
from bot.languages import Text
from bot.store.database import Write
from bot.store.store import Store

log = logging.getLogger(__name__)

Progress = Callable[[str], None]
"""Told, as an import goes on, in a line what it is at; called on other threads than the caller's, too."""


@dataclass(frozen=True, slots=True)
class ThreadReport:
    """What became of one thread. `outcome` is added, extended, updated or unchanged."""

    slug: str
    title: str
    source: str
    format: str
    outcome: str
    posts: int
    posts_added: int
    authors: int
    quotes: int
    quotes_credited: int
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to import. One `named` by a person must be an archive; one found in a folder may be anything."""

    source: Source
    named: bool = True


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file that gave no thread: `failed` where it should have, else it was no archive and passed over."""

    source: str
    reason: Text
    failed: bool


@dataclass(slots=True)
class Report:
    """What an import did, or, after a dry run, would do."""

    dry_run: bool = False
    threads: list[ThreadReport] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether anything that should have gone in did not."""
        return any(problem.failed for problem in self.problems)

    @property
    def posts_added(self) -> int:
        """Posts new to the archive, over all threads."""
        return sum(thread.posts_added for thread in self.threads)

    def outcomes(self) -> Counter[str]:
        """Count the threads by outcome."""
        return Counter(thread.outcome for thread in self.threads)


class _UndoneError(HansardError):
    """Leaves a dry run's transaction without keeping it."""


class Importer:
    """Imports sources into one store."""

    def __init__(self, store: Store) -> None:
        """Import into `store`."""
        self._store = store

    async def run(  # noqa: PLR0913 - an import has these choices
        self,
        sources: Iterable[Candidate | FileProblem],
        *,
        format_name: str | None = None,
        guild_id: int | None = None,
        slug: str | None = None,
        dry_run: bool = False,
        together: bool = False,
        progress: Progress = lambda _: None,
    ) -> Report:
        """Import every thread in `sources` and report.

        Each thread goes in whole or not at all; with `together` all of them do. `sources` is read lazily and
        off the event loop; a problem among them is passed on to the report. A dry run does everything and
        rolls it back. `guild_id` keeps the threads to one server; `slug` names the only thread there is.
        """
        report = Report(dry_run=dry_run)
        try:
            async with AsyncExitStack() as stack:
                shared = await stack.enter_async_context(self._store.write()) if together or dry_run else None
                async for thread in _threads(sources, format_name, report, progress):
                    report.threads.append(await self._save(thread, guild_id, slug, shared, progress))
                if dry_run:
                    raise _UndoneError
        except _UndoneError:
            return report
        await self._store.search.settle()
        return report

    async def load_seeds(self, folder: Path) -> Report:
        """Import the archives of `folder` that are new or changed since they were last loaded."""
        fresh: list[Candidate | FileProblem] = []
        marks: dict[str, str] = {}
        for found in await asyncio.to_thread(lambda: list(candidates([folder]))):
            if isinstance(found, FileProblem):
                fresh.append(found)
                continue
            mark = hashlib.sha256(found.source.data).hexdigest()
            if await self._store.notes.read(f"seed:{found.source.name}") != mark:
                fresh.append(found)
                marks[found.source.name] = mark
        report = await self.run(fresh)
        for problem in report.problems:
            if problem.failed:
                log.warning("seed %s not loaded: %s", problem.source, problem.reason)
                marks.pop(problem.source, None)
        for name, mark in marks.items():
            await self._store.notes.keep(f"seed:{name}", mark)
        log.info("seeds: %d threads new or changed", len(report.threads))
        return report

    async def _save(
        self,
        thread: ParsedThread,
        guild_id: int | None,
        slug: str | None,
        shared: Write | None,
        progress: Progress,
    ) -> ThreadReport:
        progress(f"{thread.title}: whose words, {len(thread.posts)} posts")
        with _uncollected():
            return await self._keep(thread, guild_id, slug, shared, progress)

    async def _keep(
        self,
        thread: ParsedThread,
        guild_id: int | None,
        slug: str | None,
        shared: Write | None,
        progress: Progress,
    ) -> ThreadReport:
        passages = await asyncio.to_thread(_whose_words, thread.posts)
        async with self._store.write() if shared is None else nullcontext(shared) as write:
            saved = await self._store.threads.save(
                write,
                thread,
                passages,
                guild_id=guild_id,
                slug=slug or thread.slug,
                progress=lambda done, total: progress(f"{thread.title}: {done} of {total} posts kept"),
            )
        return ThreadReport(
            slug=saved.slug,
            title=thread.title,
            source=thread.source,
            format=thread.format,
            outcome=str(saved.outcome),
            posts=len(thread.posts),
            posts_added=saved.posts_added,
            authors=len({post.author for post in thread.posts}),
            quotes=sum(passage.kind is PassageKind.QUOTE for each in passages for passage in each),
            quotes_credited=sum(_credited(passage) for each in passages for passage in each),
            notices=thread.notices,
        )


def _whose_words(posts: Sequence[ParsedPost]) -> list[tuple[Passage, ...]]:
    """Attribute the posts; what an export of ours says of a post is taken as it stands."""
    if all(post.passages for post in posts):
        return [post.passages for post in posts]
    return [post.passages or found for post, found in zip(posts, attribute(posts), strict=True)]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for reference cycles, of which an import makes none, among millions of small values."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def candidates(paths: Iterable[Path]) -> Iterator[Candidate | FileProblem]:
    """Read the files at `paths` one at a time, those of a folder in order of their names, hidden ones left out."""
    for path in paths:
        if path.is_dir():
            for inside in sorted(path.rglob("*")):
                if inside.is_file() and not any(
                    part.startswith(".") for part in inside.relative_to(path).parts
                ):
                    yield _read_file(inside, named=False)
        else:
            yield _read_file(path, named=True)


def _read_file(path: Path, *, named: bool) -> Candidate | FileProblem:
    try:
        return Candidate(Source(str(path), path.read_bytes()), named)
    except OSError as error:
        return FileProblem(
            str(path),
            Text("{path}: cannot be read ({reason}).", path=path, reason=error.strerror),
            failed=True,
        )


async def _threads(
    found: Iterable[Candidate | FileProblem], format_name: str | None, report: Report, progress: Progress
) -> AsyncIterator[ParsedThread]:
    """Yield whole threads; pages of one thread wait until every file is read."""
    pages: list[ParsedThread] = []
    files = iter(found)
    while (each := await asyncio.to_thread(next, files, None)) is not None:
        if isinstance(each, FileProblem):
            report.problems.append(each)
            continue
        progress(each.source.name)
        fragments, problems = await asyncio.to_thread(_read, each, format_name)
        report.problems += problems
        for fragment in fragments:
            if fragment.key is None:
                yield merge([fragment])[0]
            else:
                pages.append(fragment)
    for thread in await asyncio.to_thread(merge, pages):
        yield thread


def _read(candidate: Candidate, format_name: str | None) -> tuple[list[ParsedThread], list[FileProblem]]:
    """Read one file, or every file in one pack."""
    threads: list[ParsedThread] = []
    problems: list[FileProblem] = []
    try:
        for source in unpack(candidate.source):
            # What a pack holds beside archives is like what a folder holds.
            named = candidate.named and source.name == candidate.source.name
            try:
                reader = reader_for(source, format_name)
            except BadArchive as error:
                problems.append(FileProblem(source.name, error.sentence, failed=named))
                continue
            try:
                threads += list(reader.read(source))
            except BadArchive as error:
                problems.append(FileProblem(source.name, error.sentence, failed=True))
    except BadArchive as error:
        problems.append(FileProblem(candidate.source.name, error.sentence, failed=True))
    return threads, problems


def _credited(passage: Passage) -> bool:
    return passage.kind is PassageKind.QUOTE and passage.author is not None
