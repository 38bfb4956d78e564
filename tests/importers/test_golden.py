"""Every format once: a page or export in the software's own markup, and all that is read of it.

The golden files are plain transcripts; after a wanted change, write the new transcript beside the fixture and
read the difference.
"""

from pathlib import Path

import pytest

from bot.importers.detect import reader_for
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


def test_every_golden_file_has_its_fixture() -> None:
    assert {path.stem for path in (HERE / "golden").iterdir()} == {path.name for path in FIXTURES}
