"""Files in, threads out, with whose words each post holds. Memory holds what is being read, not what was."""

import hashlib
import logging
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.archive.attribution import attribute_each
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage
from bot.errors import BadArchive
from bot.importers.detect import reader_for
from bot.importers.identity import Group, Outline, group, outline
from bot.importers.merging import join
from bot.importers.sanity import checked
from bot.importers.source import Source
from bot.importers.unpacking import is_pack, unpack
from bot.languages import Text
from bot.reading.crew import Hands
from bot.reading.encoding import Told, packed, told, unpacked
from bot.reading.files import Candidate, FileProblem
from bot.reading.pace import Pace, Progress
from bot.reading.shelf import Shelf

log = logging.getLogger(__name__)

Outcome = TypeVar("Outcome")

LARGE = 1 << 21
"""Bytes of a file, or of the fragments of a thread, that are worked on where the results go: they need not travel."""
_FILES = 32
_BATCH = 1 << 19


@dataclass(frozen=True, slots=True)
class Page:
    """A fragment that waits for others of its thread: what tells which that is, and the digest of its file."""

    outline: Outline
    data: bytes
    source: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Files:
    """Files that are read in one go, and how many bytes they have."""

    files: tuple[Candidate, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Fragments:
    """All fragments of some threads."""

    threads: tuple[tuple[Group, tuple[bytes, ...]], ...]
    size: int


def read(
    found: Sequence[Candidate], format_name: str | None, progress: Progress
) -> Iterator[Incoming | FileProblem]:
    """Yield whole threads; pages of one thread wait on disk until every file is read."""
    yield from _read(
        found,
        progress,
        lambda tasks: ((task, _read_batch(task, format_name)) for task in tasks),
        lambda tasks: ((task, _join(task)) for task in tasks),
    )


def tell(
    found: Sequence[Candidate], format_name: str | None, progress: Progress, crew: Hands
) -> Iterator[Incoming | FileProblem | Told]:
    """Do what `read` does with the help of a crew: what they read comes as they tell of it."""
    reading = partial(_read_batch, format_name=format_name)
    yield from _read(
        found,
        progress,
        lambda tasks: crew.each(
            partial(_tell_batch, format_name=format_name),
            tasks,
            here=lambda batch: reading(batch) if batch.size > LARGE else None,
        ),
        lambda tasks: crew.each(
            _tell_joined, tasks, here=lambda work: _join(work) if work.size > LARGE else None
        ),
    )


def _read(
    found: Sequence[Candidate],
    progress: Progress,
    reading: Callable[[Iterable[Files]], Iterable[tuple[Files, Iterable[Outcome | Page]]]],
    joining: Callable[[Iterable[Fragments]], Iterable[tuple[Fragments, Iterable[Outcome]]]],
) -> Iterator[Outcome]:
    outlines: list[Outline] = []
    seen: dict[bytes, str] = {}
    with Shelf() as shelf:
        pace = Pace(progress, "{done:,} of {all:,} files", len(found))
        for batch, results in reading(_batches(found)):
            pace.at(batch.files[0].name)
            for each in results:
                if not isinstance(each, Page):
                    yield each
                # No page is read again whose bytes another file had; what is no page is known by its words.
                elif seen.setdefault(each.digest, each.source) == each.source:
                    outlines.append(each.outline)
                    shelf.put(each.data)
            pace.done(len(batch.files))
        groups = group(outlines)
        outlines.clear()
        pace = Pace(progress, "whose words: {done:,} of {all:,} threads", len(groups))
        for work, results in joining(_gathered(groups, shelf)):
            pace.at("")
            yield from results
            pace.done(len(work.threads))


def _batches(found: Sequence[Candidate]) -> Iterator[Files]:
    files: list[Candidate] = []
    size = 0
    for each in found:
        files.append(each)
        size += each.size()
        if len(files) == _FILES or size >= _BATCH:
            yield Files(tuple(files), size)
            files, size = [], 0
    if files:
        yield Files(tuple(files), size)


def _gathered(groups: Sequence[Group], shelf: Shelf) -> Iterator[Fragments]:
    threads: list[tuple[Group, tuple[bytes, ...]]] = []
    size = 0
    for each in groups:
        data = tuple(map(shelf.get, each.members))
        threads.append((each, data))
        size += sum(map(len, data))
        if size >= _BATCH:
            yield Fragments(tuple(threads), size)
            threads, size = [], 0
    if threads:
        yield Fragments(tuple(threads), size)


def _read_batch(batch: Files, format_name: str | None) -> Iterator[Incoming | FileProblem | Page]:
    for candidate in batch.files:
        whole = candidate.read()
        if isinstance(whole, FileProblem):
            yield whole
            continue
        results = _read_file(whole, format_name, named=candidate.named)
        if is_pack(whole):
            del whole
        else:
            # All of the file is read before any of it goes on: its bytes are not kept meanwhile.
            del whole
            results = iter(list(results))
        for each, digest in results:
            if isinstance(each, FileProblem):
                yield each
            elif each.key is None:
                yield _whole([each])
            else:
                yield Page(outline(each), packed(each), each.source, digest)


def _tell_batch(batch: Files, format_name: str | None) -> Iterator[Told | Page]:
    for each in _read_batch(batch, format_name):
        yield each if isinstance(each, Page) else tuple(told(each))


def _join(work: Fragments) -> Iterator[Incoming | FileProblem]:
    for about, data in work.threads:
        yield from _together(about, [unpacked(each) for each in data])


def _tell_joined(work: Fragments) -> Iterator[Told]:
    return (tuple(told(each)) for each in _join(work))


def _together(about: Group, pages: Sequence[ParsedThread]) -> Iterator[Incoming | FileProblem]:
    """Yield the thread these pages make; where a fault of ours keeps it out, those that each makes alone."""
    thread = _whole(pages, about)
    if isinstance(thread, FileProblem) and len(pages) > 1:
        log.error("%d pages of a thread are kept as threads of their own", len(pages))
        yield from (_whole([page], about) for page in pages)
        return
    yield thread


def _whole(pages: Sequence[ParsedThread], about: Group | None = None) -> Incoming | FileProblem:
    """Return the thread that these pages make, attributed."""
    source = pages[0].source
    try:
        thread = join(list(pages), about)
        if not thread.posts:
            return FileProblem(
                source, BadArchive("This thread has no posts.", file=source).sentence, failed=True
            )
        thread = checked(thread)
        return Incoming.of(thread, list(_whose_words(thread.posts)))
    except Exception as error:  # noqa: BLE001 - a fault of ours in one thread leaves the others alone
        return _faulty(source, error)


def _faulty(name: str, error: Exception) -> FileProblem:
    """Report a fault of our own by where in the code it is; what it says may hold words of posts."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__}, {Path(frame.filename).name}:{frame.lineno}"
    log.error("a fault of our own while reading %s: %s", name, where)
    sentence = Text(
        "{file}: A fault of Hansard's own ({where}) kept this thread out. The others went in; please report it.",
        file=name,
        where=where,
    )
    return FileProblem(name, sentence, failed=True)


def _whose_words(posts: Sequence[ParsedPost]) -> Iterable[tuple[Passage, ...]]:
    """Attribute the posts; what an export of ours says of a post is taken as it stands."""
    if all(post.passages for post in posts):
        return (post.passages for post in posts)
    return (post.passages or found for post, found in zip(posts, attribute_each(posts), strict=True))


def _read_file(
    whole: Source, format_name: str | None, *, named: bool
) -> Iterator[tuple[ParsedThread | FileProblem, bytes]]:
    """Read one file, or every file in one pack; yield what is in it, each with the digest of its bytes."""
    name = whole.name
    fruitless = named
    try:
        for source in unpack(whole):
            digest = hashlib.sha256(source.data).digest()
            # What a pack holds beside archives is like what a folder holds.
            for each in _read_source(source, format_name, named=named and source.name == name):
                fruitless = fruitless and isinstance(each, FileProblem) and not each.failed
                yield each, digest
        if fruitless:
            text = Text("{file}: Nothing in it is an archived thread.", file=name)
            yield FileProblem(name, text, failed=True), b""
    except BadArchive as error:
        yield FileProblem(name, error.sentence, failed=True), b""


def _read_source(
    source: Source, format_name: str | None, *, named: bool
) -> Iterator[ParsedThread | FileProblem]:
    known = False
    try:
        reader = reader_for(source, format_name)
        known = True
        yield from list(reader.read(source))
    except BadArchive as error:
        yield FileProblem(source.name, error.sentence, known or named, error.kind)
    except Exception as error:  # noqa: BLE001 - one file must not take the others with it
        yield _faulty(source.name, error)
