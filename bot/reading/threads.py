"""Files in, threads out, with whose words each post holds."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

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
                yield from _incoming(merge([each])[0], progress)
            else:
                pages.append(each)
    for thread in merge(pages):
        yield from _incoming(thread, progress)


def _incoming(thread: ParsedThread, progress: Progress) -> Iterator[Incoming | FileProblem]:
    if not thread.posts:
        error = BadArchive("This thread has no posts.", file=thread.source)
        yield FileProblem(thread.source, error.sentence, failed=True)
        return
    thread = checked(thread)
    progress(f"{thread.title}: whose words, {len(thread.posts)} posts")
    yield Incoming.of(thread, _whose_words(thread.posts))


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
    try:
        reader = reader_for(source, format_name)
    except BadArchive as error:
        yield FileProblem(source.name, error.sentence, failed=named)
        return
    try:
        yield from list(reader.read(source))
    except BadArchive as error:
        yield FileProblem(source.name, error.sentence, failed=True)
