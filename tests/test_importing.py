"""Imports, small and large: the same result in whichever process files are read, and nothing half done."""

import asyncio
import os
import pty
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.archive.attribution import attribute_each
from bot.archive.incoming import Incoming
from bot.errors import BadArchive, UserError
from bot.importers.merging import join
from bot.importers.source import Source
from bot.importers.text import TextReader
from bot.importing import importer
from bot.importing.importer import Importer
from bot.importing.report import Report
from bot.reading import threads
from bot.reading.files import Candidate, FileProblem, candidates
from bot.reading.pace import Progress
from bot.store.archive import save
from bot.store.sqlite.copy import examine
from bot.store.store import Store
from tests import patience
from tests.faults.store import content
from tests.store.make import own, thread

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "seeds" / "trump-putin-rapport.txt"


def written(folder: Path, name: str, posts: int) -> Path:
    """Save a thread whose every second post quotes the one before it."""
    path = folder / f"{name}.txt"
    said = [" ".join(f"{name}{n}w{i}" for i in range(40)) for n in range(posts)]
    bodies = [f"{said[n - 1]}\n\n{said[n]}" if n % 2 else said[n] for n in range(posts)]
    text = "\n\u00a0\n\n".join(f"Author {n % 7}\n\nMember\n{body}\n" for n, body in enumerate(bodies))
    path.write_text(f"Thread {name}\n\n{text}", "utf-8")
    return path


async def imported(path: Path, *files: Path, together: bool = False) -> tuple[Report, list[str]]:
    said: list[str] = []
    async with Store.open(path) as store:
        report = await Importer(store).run(list(candidates(files)), together=together, progress=said.append)
    return report, said


@pytest.mark.parametrize("together", [False, True])
async def test_reading_in_another_process_changes_nothing_but_where_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, together: bool
) -> None:
    files = [SEED, written(tmp_path, "long", 2_500), written(tmp_path, "short", 3), tmp_path / "missing"]
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    files.append(tmp_path / "picture.txt")
    here = await imported(tmp_path / "here.db", *files, together=together)
    monkeypatch.setattr(importer, "LARGE", 1)
    monkeypatch.setattr(importer, "read", None)  # not to be done here
    there = await imported(tmp_path / "there.db", *files, together=together)
    # How far it is, is told twice a second.
    assert there[0] == here[0]
    assert [line for line in there[1] if " files: " not in line] == [
        line for line in here[1] if " files: " not in line
    ]
    assert [thread.posts for thread in here[0].threads] == [9, 2_500, 3]
    assert here[0].threads[1].quotes == here[0].threads[1].quotes_credited == 1_250
    assert [problem.failed for problem in here[0].problems] == [True, True]
    assert "Thread long: 2500 of 2500 posts kept" in here[1]
    assert here[1][-1] == "2512 new posts: listing new names"
    assert await content(tmp_path / "there.db") == await content(tmp_path / "here.db")
    again, _ = await imported(tmp_path / "there.db", *files, together=together)
    assert again.outcomes() == {"unchanged": 3}


PAGES = ROOT / "tests" / "importers" / "pages"


@pytest.mark.parametrize(
    "name",
    [
        "vbulletin-archive.html",
        "vbulletin3-print.html",
        "vbulletin42-print.html",
        "phpbb3-print.html",
        "smf11-print.html",
        "smf20-print.html",
        "mybb-archive.html",
        "mybb18-print.html",
        "ipboard2-lofi.html",
        "charsets.mbox",
    ],
)
async def test_a_page_without_ids_given_twice_at_once_or_again_adds_nothing(
    tmp_path: Path, name: str
) -> None:
    page = PAGES / name
    copy = tmp_path / f"copy-{name}"
    copy.write_bytes(page.read_bytes() + b"\n")
    once, _ = await imported(tmp_path / "once.db", page)
    again, _ = await imported(tmp_path / "once.db", page)
    twice, _ = await imported(tmp_path / "twice.db", page, copy)
    assert (again.posts_added, twice.posts_added) == (0, once.posts_added)
    assert await content(tmp_path / "twice.db") == await content(tmp_path / "once.db")


async def test_a_file_given_twice_is_one_page_even_where_its_only_post_tells_nothing(tmp_path: Path) -> None:
    post = (
        '<div class="post"><div class="posttop"><div class="username">Osk</div><div class="date"></div></div>'
    )
    page = f'<p class="largefont"><a href="showthread.php?t=5">Tea</a></p>{post}<div class="posttext">+1</div></div>'
    for name, saved in (("a", page), ("b", page), ("c", f"{page} ")):
        (tmp_path / f"{name}.html").write_text(saved, "utf-8")
    same, _ = await imported(tmp_path / "same.db", tmp_path / "a.html", tmp_path / "b.html")
    other, _ = await imported(tmp_path / "other.db", tmp_path / "a.html", tmp_path / "c.html")
    assert (same.posts_added, other.posts_added) == (1, 2)


async def test_a_page_without_ids_and_then_more_of_its_thread_give_each_post_once(tmp_path: Path) -> None:
    first = (PAGES / "vbulletin-archive.html").read_text("utf-8")
    second = first.replace("09:05 PM", "11:15 PM").replace("10:05 PM", "11:55 PM")
    longer = second.replace("</body>", "<p>Saved later.</p></body>")
    for name, saved in (("1", first), ("2", second), ("3", longer)):
        (tmp_path / f"{name}.html").write_text(saved, "utf-8")
    files = [tmp_path / f"{name}.html" for name in "123"]
    added = [
        (await imported(tmp_path / "a.db", *given))[0].posts_added for given in (files[:1], files, files[1:])
    ]
    assert added == [2, 2, 0]
    assert [(await imported(tmp_path / "b.db", file))[0].posts_added for file in files] == [2, 2, 0]
    assert await content(tmp_path / "a.db") == await content(tmp_path / "b.db")


async def test_threads_of_one_transaction_go_in_before_one_that_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save, "MOST_POSTS", 5)
    files = [written(tmp_path, "a", 3), written(tmp_path, "b", 6), written(tmp_path, "c", 3)]
    with pytest.raises(BadArchive, match=r"b\.txt: A thread may have at most 5 posts"):
        await imported(tmp_path / "a.db", *files)
    assert len(await content(tmp_path / "a.db")) == 3
    async with Store.open(tmp_path / "b.db") as store:
        with pytest.raises(BadArchive):
            await Importer(store).run(list(candidates(files)), together=True)
        assert await content(tmp_path / "b.db") == []
        short = thread("Short", ("Ada", "The canal."))
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(short, own(short)))
        with pytest.raises(BadArchive):
            await Importer(store).run(list(candidates(files)), dry_run=True)


async def test_a_reading_process_that_is_ended_from_outside_is_named_and_leaves_the_archive_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "LARGE", 1)

    def kill(line: str) -> None:
        if "posts kept" in line:
            (child,) = children(os.getpid())
            os.kill(child, signal.SIGKILL)

    async with Store.open(tmp_path / "a.db") as store:
        with pytest.raises(UserError, match="The system ended the process that was reading"):
            await Importer(store).run(list(candidates([written(tmp_path, "long", 9_000)])), progress=kill)
    assert await content(tmp_path / "a.db") == []


async def test_a_fault_while_reading_comes_back_with_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "LARGE", 1)
    async with Store.open(tmp_path / "a.db") as store:
        found = [BadCandidate(written(tmp_path, "a", 3))]
        with pytest.raises(RuntimeError, match=r"(?s)reading failed:.*threads.py.*nonsense"):
            await Importer(store).run(found)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("broken", ["attribution", "reader", "merging"])
async def test_a_fault_of_our_own_in_one_thread_lets_the_others_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, *, large: bool
) -> None:
    if large:
        # The reading process starts anew and would not know of the fault: read here as it does there.
        monkeypatch.setattr(importer, "LARGE", 1)
        monkeypatch.setattr(importer, "ReadingProcess", _ReadHere)

    def breaks(work: Callable[..., Any], broke: Callable[..., bool]) -> Callable[..., Any]:
        def broken_work(*given: Any) -> Any:
            return 1 // 0 if broke(*given) else work(*given)

        return broken_work

    files = [written(tmp_path, name, 3) for name in ("a", "b", "c")]
    if broken == "attribution":
        faulty = breaks(attribute_each, lambda posts: "b0w0" in posts[0].body)
        monkeypatch.setattr(threads, "attribute_each", faulty)
    elif broken == "merging":
        faulty = breaks(join, lambda pages, *_: any(page.source.endswith("b.txt") for page in pages))
        monkeypatch.setattr(threads, "join", faulty)
    else:
        faulty = breaks(TextReader.read, lambda _, source: source.name.endswith("b.txt"))
        monkeypatch.setattr(TextReader, "read", faulty)

    report, _ = await imported(tmp_path / "a.db", *files)

    assert [each.title for each in report.threads] == ["Thread a", "Thread c"]
    assert [(problem.source, problem.failed) for problem in report.problems] == [(str(files[1]), True)]
    assert "A fault of Hansard's own (ZeroDivisionError, test_importing.py:" in str(report.problems[0].reason)
    assert len(await content(tmp_path / "a.db")) == 6


class _ReadHere:
    """What a reading process does, in this one."""

    def __init__(
        self, found: Sequence[Candidate], format_name: str | None, progress: Progress, *, whole: bool
    ) -> None:
        assert not whole
        self._threads = threads.read(found, format_name, progress)

    ready = False

    def next(self) -> Incoming | FileProblem | None:
        return next(self._threads, None)

    def end(self) -> None:
        """Nothing is left to end."""


class BadCandidate(Candidate):
    """A file that breaks whoever reads it."""

    __slots__ = ()

    def read(self) -> Source | FileProblem:
        """Break."""
        raise ZeroDivisionError("nonsense")


async def test_an_import_that_is_called_off_ends_its_reading_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "LARGE", 1)
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell(_: str) -> None:
        loop.call_soon_threadsafe(begun.set)

    async with Store.open(tmp_path / "a.db") as store:
        work = asyncio.create_task(
            Importer(store).run(
                list(candidates([written(tmp_path, "long", 6_000)])),
                progress=tell,
            )
        )
        await begun.wait()
        assert children(os.getpid())
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert children(os.getpid()) == []
        assert (await store.stock()).posts == 0


def children(parent: int) -> list[int]:
    """Return the processes started by `parent` that read files."""
    return [
        int(child)
        for task in Path(f"/proc/{parent}/task").iterdir()
        for child in (task / "children").read_text("ascii").split()
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


HALTING = """
import os, signal, sys

class Terminal:
    halted = False

    def __getattr__(self, name):
        return getattr(sys.__stderr__, name)

    def write(self, text):
        sys.__stderr__.write(text)
        sys.__stderr__.flush()
        if " posts kept" in text and not self.halted:
            self.halted = True
            os.kill(os.getpid(), signal.SIGSTOP)

from bot.cli.main import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs the tests may ignore it
sys.stderr = Terminal()
sys.exit(main())
"""
"""The program, which stands still in the middle of what it keeps."""


@contextmanager
def import_on_a_terminal(path: Path, *files: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-W", "ignore", "-c", HALTING, "import", *map(str, files), "--db", str(path)]
    with subprocess.Popen(command, stderr=theirs, stdout=subprocess.DEVNULL, cwd=ROOT) as process:
        os.close(theirs)
        try:
            yield process, ours
        finally:
            process.kill()
            os.close(ours)


def halted(process: subprocess.Popen[bytes], terminal: int) -> bytes:
    """Read what the terminal shows until the process stands still."""
    shown = until(terminal, b"posts kept")
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)
    return shown


def until(terminal: int, words: bytes) -> bytes:
    """Read what the terminal shows up to some words, or to the end where there are none."""
    shown = b""
    while words not in shown:
        try:
            shown += os.read(terminal, 4096)
        except OSError:
            return shown
    return shown


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_an_import_stopped_in_the_middle_leaves_the_archive_as_it_was_and_no_process(
    tmp_path: Path, end: signal.Signals
) -> None:
    path = tmp_path / "a.db"
    await imported(path, SEED)
    before = await content(path)
    long = written(tmp_path, "long", 9_000)
    assert long.stat().st_size > importer.LARGE
    with import_on_a_terminal(path, long) as (process, terminal):
        assert b" of 9000 posts kept" in halted(process, terminal)
        readers = children(process.pid)
        assert readers
        process.send_signal(end)
        process.send_signal(signal.SIGCONT)
        shown = until(terminal, b"left out whole")
        code = process.wait()
    assert code == (130 if end == signal.SIGINT else -end)
    assert (b"Stopped; what was not finished was left out whole." in shown) == (end == signal.SIGINT)
    await patience.until(lambda: not any(Path(f"/proc/{each}").exists() for each in readers))
    assert await content(path) == before
    examine(path)


WATCH = """
import os, sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in ("discord", "bot.reading.process"):
            reading = "multiprocessing.spawn" in " ".join(sys.orig_argv)
            with open(os.environ["IMPORTED"], "a") as file:
                print("reading" if reading else "asking", name, file=file)

sys.meta_path.insert(0, Watch())
"""


def script(folder: Path) -> Path:
    """Write the `hansard` script as pip does."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    module, _, function = project["scripts"]["hansard"].partition(":")
    path = folder / "hansard"
    path.write_text(
        f"import sys\nfrom {module} import {function}\nif __name__ == '__main__':\n    sys.exit({function}())\n",
        "utf-8",
    )
    return path


@pytest.mark.parametrize("as_script", [True, False], ids=["hansard", "python -m bot"])
def test_a_process_that_reads_files_loads_nothing_of_discord(tmp_path: Path, *, as_script: bool) -> None:
    (tmp_path / "sitecustomize.py").write_text(WATCH, "utf-8")
    (tmp_path / "large.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(importer.LARGE))
    start = [str(script(tmp_path))] if as_script else ["-m", "bot"]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *start, "import", "large.txt", "--db", "a.db"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}", "IMPORTED": str(tmp_path / "imported")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "large.txt" in done.stderr
    imported = (tmp_path / "imported").read_text("ascii").splitlines()
    assert set(imported) == {"asking discord", "asking bot.reading.process", "reading bot.reading.process"}
