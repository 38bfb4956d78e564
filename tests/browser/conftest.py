"""The practice room as a person meets it: `hansard sandbox` in a process of its own, a real Chromium in front of it."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import program

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
START_SECONDS = 120
"""How long the process may take to print its address before the test gives up; no measure of speed."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with these, in whatever order they are: they wait in real time, so they are not the last."""
    items.sort(key=lambda item: not item.path.is_relative_to(Path(__file__).parent))


@pytest.fixture
def archives() -> tuple[Path, ...]:
    """The visitor's own files; none unless a test says so."""
    return ()


@pytest.fixture
def room(tmp_path: Path, archives: tuple[Path, ...]) -> Iterator[str]:
    """The address of a fresh practice room."""
    environment = {**os.environ, "HANSARD_DATABASE": str(tmp_path / "room.db"), "PYTHONUNBUFFERED": "1"}
    said = tmp_path / "said.txt"
    process = program.start(
        "sandbox", "--no-open", *map(str, archives), said=said, cwd=Path.cwd(), env=environment
    )
    try:
        yield _address(process, said)
    finally:
        process.terminate()
        process.join(START_SECONDS)
        assert process.exitcode == 0, "SIGTERM ends the room in order"
        process.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; ended with the module, for while it runs no other loop may."""
    if CHROMIUM is None:
        pytest.skip(
            "no Chromium here: install one (Debian: apt-get install chromium) to run the browser tests"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, room: str) -> Iterator[Page]:
    """The practice room, open in a window of its own that remembers nothing."""
    with browser.new_context(viewport={"width": 1100, "height": 900}) as context:
        page = context.new_page()
        page.goto(room)
        page.locator("#preview-app[aria-busy=false]").wait_for()
        if "fonts" in page.locator("#diagnostics").inner_text():
            # A font that Chromium once failed to load on a busy machine stays missing until the page is loaded again.
            page.reload()
        yield page


def _address(process: ForkServerProcess, said: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.is_alive():
        if said.exists() and (found := re.search(r"http://\S+(?=\s)", said.read_text("utf-8"))):
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"the practice room did not open:\n{said.read_text('utf-8')}")
