"""An admin and a member, in turn, on the practice room's page: settings, an import, a link to an author, a removal."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.e2e.test_managing import THREAD

pytestmark = pytest.mark.timeout(300)


def bring(person: Person, file: Path) -> None:
    """Type `/archive import` and choose a file."""
    page = person.page
    box = page.locator("#channel-composer-input")
    box.click()
    box.press_sequentially("/archive import", delay=15)
    page.locator("#command-picker-listbox .command-entry").first.wait_for()
    page.keyboard.press("Enter")
    page.locator(".command-chip").wait_for()
    before = person.messages().count()
    page.locator("input[type=file]").first.set_input_files(str(file))
    page.keyboard.press("Escape")
    page.locator("#send-message").click()
    expect(person.messages()).not_to_have_count(before)


def test_an_admin_sets_the_room_up_and_a_member_reads_what_was_imported(page: Page, tmp_path: Path) -> None:
    (tmp_path / "pump.txt").write_text(THREAD, "utf-8")
    person = Person(page)
    person.becomes("admin")
    person.type_command("settings show")
    expect(person.last()).to_contain_text("Private answers · yes")
    person.press("Turn off")
    expect(person.last()).to_contain_text("Private answers · no")
    person.press("Replays")
    expect(person.last()).to_contain_text("Pictures of authors")
    bring(person, tmp_path / "pump.txt")
    expect(person.last()).to_contain_text("3 posts by 2 authors")
    person.press("Import")
    expect(person.last()).to_contain_text("On the record")

    person.becomes("member")
    person.type_command("search", {"query": "rust"})
    expect(person.last()).to_contain_text("Bram Cooper")
    person.type_command("privacy link", {"author": "bram"})
    expect(person.last()).to_contain_text("/archive requests")

    person.becomes("admin")
    person.type_command("archive requests")
    expect(person.last()).to_contain_text("Bram Cooper")
    person.press("Confirm")
    expect(person.last()).to_contain_text("No member asks")

    person.becomes("member")
    person.type_command("privacy hide")
    expect(person.last()).to_contain_text("asks to be hidden")

    person.becomes("admin")
    person.type_command("archive requests")
    person.press("Hide")
    expect(person.last()).to_contain_text("No member asks")

    person.becomes("member")
    person.type_command("search", {"query": "rust"})
    expect(person.last()).to_contain_text("0 posts")
