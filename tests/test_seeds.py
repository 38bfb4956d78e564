"""The archives that come along: kept byte for byte, and read as their manifest says."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from bot.importers.detect import reader_for
from bot.importers.source import Source

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
MANIFEST = json.loads((SEEDS / "manifest.json").read_text("utf-8"))["archives"]


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: str(entry["file"]))
def test_a_seed_is_untouched_and_reads_as_the_manifest_says(entry: dict[str, Any]) -> None:
    data = (SEEDS / entry["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    reader = reader_for(Source(entry["file"], data))
    (thread,) = reader.read(Source(entry["file"], data))
    assert reader.name == entry["format"]
    assert thread.title == entry["title"]
    assert len(thread.posts) == entry["posts"]
    assert sorted({post.author for post in thread.posts}) == sorted(entry["authors"])


def test_every_seed_stands_in_the_manifest() -> None:
    files = (path for path in SEEDS.rglob("*") if path.is_file())
    archives = {str(path.relative_to(SEEDS)) for path in files} - {"manifest.json"}
    assert archives == {entry["file"] for entry in MANIFEST}
