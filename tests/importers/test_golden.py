"""Every format once: a page or export in the software's own markup, and all that is read of it.

The golden files are plain transcripts; after a wanted change, write the new transcript beside the fixture and
read the difference.
"""

from pathlib import Path

import pytest

from bot.archive.model import MarkKind, QuoteKeeping
from bot.importers.detect import reader_for, readers
from bot.importers.source import Source
from tests.importers.transcripts import transcript

HERE = Path(__file__).parent / "pages"
FIXTURES = sorted(path for path in HERE.iterdir() if path.is_file())


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_everything_in_the_fixture_is_read_as_the_transcript_says(fixture: Path) -> None:
    # The name tells nothing: formats are known by their content.
    source = Source("upload", fixture.read_bytes())
    found = transcript(reader_for(source).read(source))
    assert found == (HERE / "golden" / f"{fixture.name}.txt").read_text("utf-8")


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_a_reader_that_finds_boxes_declares_that_its_format_keeps_them(fixture: Path) -> None:
    source = Source("upload", fixture.read_bytes())

    for thread in reader_for(source).read(source):
        if any(mark.kind is MarkKind.QUOTE for post in thread.posts for mark in post.marks):
            assert QuoteKeeping.FLATTENED not in {post.quotes for post in thread.posts}


def test_every_reader_has_a_fixture() -> None:
    read = {reader_for(Source("upload", fixture.read_bytes())).name for fixture in FIXTURES}

    assert {reader.name for reader in readers} - read == set()


def test_every_golden_file_has_its_fixture() -> None:
    assert {path.stem for path in (HERE / "golden").iterdir()} == {path.name for path in FIXTURES}
