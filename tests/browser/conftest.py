"""The practice room as a person meets it: `hansard sandbox` in a process of its own, a real Chromium in front of it."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 60
"""How long the process may take to print its address before the test gives up; no measure of speed."""


@pytest.fixture
def archives() -> tuple[Path, ...]:
    """The visitor's own files; none unless a test says so."""
    return ()


@pytest.fixture
def room(tmp_path: Path, archives: tuple[Path, ...]) -> Iterator[str]:
    """The address of a fresh practice room."""
    if CHROMIUM is None:
        pytest.skip(
            "no Chromium here: install one (Debian: apt-get install chromium) to run the browser tests"
        )
    environment = {**os.environ, "HANSARD_DATABASE": str(tmp_path / "room.db"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "sandbox", "--no-open", *map(str, archives)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield _address(process)
        finally:
            process.terminate()
            assert process.wait(20) == 0, "SIGTERM ends the room in order"


@pytest.fixture
def page(room: str) -> Iterator[Page]:
    """The practice room, open in Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        page.goto(room)
        yield page
        browser.close()


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    assert process.stderr is not None
    # Whatever hangs, reading ends: the timer closes the other end of the pipe.
    watch = threading.Timer(START_SECONDS, process.kill)
    watch.start()
    try:
        for line in process.stdout:
            if found := re.search(r"http://\S+", line):
                return found[0]
    finally:
        watch.cancel()
    raise AssertionError(f"the practice room did not open:\n{process.stderr.read()}")
