"""A folder of saved pages as people really have it: a mirror with its furniture, pages saved whole, packed pages."""

import gzip
from pathlib import Path

import pytest

from bot.importing import importer
from bot.importing import report as report_of
from bot.importing.importer import Importer
from bot.importing.report import Report
from bot.reading.files import candidates
from bot.store.store import Store
from tests.benchmarks.mirror import write_mirror

PAGES = Path(__file__).parents[1] / "importers" / "pages"
PAGE = (PAGES / "phpbb3.html").read_text("utf-8")


async def imported(folder: Path, database: Path, *, together: bool = False) -> Report:
    async with Store.open(database) as store:
        return await Importer(store).run(list(candidates([folder])), together=together)


@pytest.mark.parametrize("together", [False, True])
async def test_a_mirror_gives_every_thread_with_all_its_pages_and_counts_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, together: bool
) -> None:
    files = write_mirror(tmp_path / "mirror", threads=20, posts=40)
    here = await imported(tmp_path / "mirror", tmp_path / "here.db", together=together)
    monkeypatch.setattr(importer, "LARGE", 1)
    there = await imported(tmp_path / "mirror", tmp_path / "there.db", together=together)
    for report in (here, there):
        assert [thread.posts for thread in report.threads] == [40] * 20
        assert report.passed_over.total() == files - 20 * 3
        assert not report.failed
    assert [thread.slug for thread in here.threads] == [thread.slug for thread in there.threads]
    again = await imported(tmp_path / "mirror", tmp_path / "there.db", together=together)
    assert again.outcomes() == {"unchanged": 20}


async def test_what_a_browser_saved_beside_a_page_is_no_thread_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    for beside in ("A kettle_files", "Ein Kessel-Dateien", "alone_files"):
        (folder / beside).mkdir(parents=True)
        (folder / beside / "saved_resource.html").write_text(PAGE, "utf-8")
        (folder / beside / "style.css").write_text("a { color: red }", "utf-8")
    other = PAGE.replace("t=77", "t=78")
    (folder / "A kettle.html").write_text(PAGE.replace("t=77", "t=79"), "utf-8")
    (folder / "Ein Kessel.htm.gz").write_bytes(gzip.compress(other.encode()))
    report = await imported(folder, tmp_path / "a.db")
    assert sorted(thread.source.removeprefix(str(folder)) for thread in report.threads) == [
        "/A kettle.html",
        "/Ein Kessel.htm",
        # There is no page beside this folder: it is one like another.
        "/alone_files/saved_resource.html",
    ]
    assert report.passed_over.total() == 5


async def test_many_files_passed_over_for_one_reason_are_counted_and_few_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for number in range(300):
        (folder / f"list{number:03}.html").write_text(f"<html><body>List {number}</body></html>", "utf-8")
        (folder / f"{number}.png").write_bytes(b"")
    report = await imported(folder, tmp_path / "a.db")
    assert sorted(report.passed_over.values()) == [300, 300]
    assert len(report.problems) == 2 * report_of.NAMED
    assert report.without_thread == 600
