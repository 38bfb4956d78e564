"""What README shows, as a person comes to see it; with HANSARD_PICTURES=FOLDER its pictures are kept there."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.test_practice_room import photograph

CHANNEL: Any = {"x": 0, "y": 112, "width": 720, "height": 575}
"""Where on a narrow page the messages stand."""
FRAMES = 30
"""Of the moving picture, half a second each, the last one longer."""
COLOURS = 48
BYTES = "async each => Array.from(new Uint8Array(await (await fetch(each.currentSrc)).arrayBuffer()))"

pytestmark = pytest.mark.timeout(300)


def folder() -> Path | None:
    """Where pictures are kept, if they are."""
    return Path(kept) if (kept := os.environ.get("HANSARD_PICTURES")) else None


def test_a_search_shows_who_said_it(page: Page) -> None:
    page.set_viewport_size({"width": 860, "height": 760})
    person = Person(page)
    person.say("/search query: fog")
    expect(person.last()).to_contain_text("posts")
    expect(person.last()).to_contain_text("paper-map-or-phone#")
    person.show(person.last())
    photograph(page, "search")


@pytest.mark.parametrize(
    ("name", "command", "alt"),
    [
        ("card", "/quote card post: paper-map-or-phone#13", "you fold one, you charge the other"),
        ("map", "/debate map thread: paper-map-or-phone", "quote"),
        ("timeline", "/debate timeline thread: paper-map-or-phone", "62 posts by 8 authors"),
        ("author", "/author author: Tobias", "Tobias"),
    ],
)
def test_a_picture_is_drawn_and_says_what_it_shows(page: Page, name: str, command: str, alt: str) -> None:
    person = Person(page)
    person.say(command)
    image = person.last().locator("img[alt]:not([alt=''])").last
    expect(image).to_be_visible()
    assert alt.casefold() in (image.get_attribute("alt") or "").casefold()
    page.wait_for_function("each => each.naturalWidth > 0", arg=image.element_handle())
    drawn = bytes(image.evaluate(BYTES))
    assert drawn.startswith(b"\x89PNG"), drawn[:80]
    width, height = Image.open(BytesIO(drawn)).size
    assert width >= 1000
    assert height >= 200
    if (kept := folder()) is not None:
        (kept / f"{name}.png").write_bytes(drawn)


def test_a_replay_moves_line_by_line(page: Page) -> None:
    page.set_viewport_size({"width": 720, "height": 760})
    person = Person(page)
    person.say("/replay start thread: paper-map-or-phone from: 2 to: 9 pace: fast")
    expect(person.last()).to_contain_text("8 posts by")
    person.press("Start")
    expect(person.speakers("Tobias (archive)").first).to_be_visible()
    frames = []
    for _ in range(FRAMES):
        page.wait_for_timeout(500)
        person.show(person.last())
        page.mouse.move(5, 5)
        frames.append(page.screenshot(clip=CHANNEL))
        if folder() is None and len(set(frames)) > 3:
            break
    assert len(set(frames)) > 3, "lines come one after the other"
    person.sees_no_fault()
    expect(person.speakers("oldcairn (archive)").first).to_be_visible()
    if (kept := folder()) is not None:
        keep_moving(kept / "replay.gif", frames)


def keep_moving(path: Path, frames: list[bytes]) -> None:
    """Write frames as a moving picture of few colours; what stands still is only shown longer."""
    shown: list[Any] = []
    times: list[int] = []
    for at, frame in enumerate(frames):
        if at and frame == frames[at - 1]:
            times[-1] += 500
            continue
        shown.append(Image.open(BytesIO(frame)).convert("RGB"))
        times.append(500)
    times[-1] += 2_500
    palette = shown[-1].quantize(COLOURS)
    first, *others = (each.quantize(palette=palette, dither=Image.Dither.NONE) for each in shown)
    first.save(path, save_all=True, append_images=others, duration=times, loop=0, optimize=True)
