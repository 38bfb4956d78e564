"""Files in, threads out, with whose words each post holds."""

import hashlib
import logging
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from bot.archive.attribution import attribute_each
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage
from bot.errors import BadArchive
from bot.importers.detect import reader_for
from bot.importers.merging import merge
from bot.importers.sanity import checked
from bot.importers.source import Source
from bot.importers.unpacking import unpack
from bot.languages import Text
from bot.reading.files import Candidate, FileProblem

log = logging.getLogger(__name__)

Progress = Callable[[str], None]
"""Told, as an import goes on, in a line what it is at; called on other threads than the caller's, too."""


def read(
    found: Iterable[Candidate], format_name: str | None, progress: Progress
) -> Iterator[Incoming | FileProblem]:
    """Yield whole threads, each to be taken in before the next; pages of one thread wait until every file is read."""
    pages: list[ParsedThread] = []
    seen: set[bytes] = set()
    for candidate in found:
        progress(candidate.name)
        # All of the file is read before any of it goes on: its bytes are not kept meanwhile.
        held = list(_read_file(candidate, format_name, seen))
        while held:
            each = held.pop(0)
            if isinstance(each, FileProblem):
                yield each
            elif each.key is None:
                yield from _whole([each], progress)
            else:
                pages.append(each)
    yield from _whole(pages, progress)


def _whole(pages: Sequence[ParsedThread], progress: Progress) -> Iterator[Incoming | FileProblem]:
    """Yield the threads these pages make; where a fault of ours keeps them apart, those that each makes alone."""
    try:
        threads = merge(pages)
    except Exception as error:  # noqa: BLE001 - one thread's pages must not take the others with them
        if len(pages) == 1:
            yield _faulty(pages[0].source, error)
        else:
            for page in pages:
                yield from _whole([page], progress)
        return
    for thread in threads:
        yield from _incoming(thread, progress)


def _incoming(thread: ParsedThread, progress: Progress) -> Iterator[Incoming | FileProblem]:
    if not thread.posts:
        error = BadArchive("This thread has no posts.", file=thread.source)
        yield FileProblem(thread.source, error.sentence, failed=True)
        return
    thread = checked(thread)
    progress(f"{thread.title}: whose words, {len(thread.posts)} posts")
    try:
        passages = list(_whose_words(thread.posts))
    except Exception as error:  # noqa: BLE001 - a fault of ours in one thread leaves the others alone
        yield _faulty(thread.source, error)
        return
    yield Incoming.of(thread, passages)


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
    candidate: Candidate, format_name: str | None, seen: set[bytes]
) -> Iterator[ParsedThread | FileProblem]:
    """Read one file, or every file in one pack, but no page again whose bytes were `seen`."""
    whole = candidate.read()
    if isinstance(whole, FileProblem):
        yield whole
        return
    name = whole.name
    fruitless = candidate.named
    try:
        for source in unpack(whole):
            digest = hashlib.sha256(source.data).digest()
            again = digest in seen
            seen.add(digest)
            # What a pack holds beside archives is like what a folder holds.
            for each in _read_source(source, format_name, named=candidate.named and source.name == name):
                fruitless = fruitless and isinstance(each, FileProblem) and not each.failed
                # What tells no thread of its own is known again by its words.
                if not (again and isinstance(each, ParsedThread) and each.key is not None):
                    yield each
        if fruitless:
            yield FileProblem(
                name, Text("{file}: Nothing in it is an archived thread.", file=name), failed=True
            )
    except BadArchive as error:
        yield FileProblem(name, error.sentence, failed=True)


def _read_source(
    source: Source, format_name: str | None, *, named: bool
) -> Iterator[ParsedThread | FileProblem]:
    known = False
    try:
        reader = reader_for(source, format_name)
        known = True
        yield from list(reader.read(source))
    except BadArchive as error:
        yield FileProblem(source.name, error.sentence, failed=known or named)
    except Exception as error:  # noqa: BLE001 - one file must not take the others with it
        yield _faulty(source.name, error)
