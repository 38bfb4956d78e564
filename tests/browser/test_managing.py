"""An admin and a member, in turn, on the practice room's page: settings, an import, a link to an author, a removal."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.e2e.test_managing import THREAD

pytestmark = pytest.mark.timeout(300)


def as_(page: Page, name: str) -> Person:
    """Look at the room as somebody else."""
    page.get_by_label("Viewing as").select_option(label=name)
    page.wait_for_timeout(500)
    return Person(page)


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
    admin = as_(page, "admin")
    admin.type_command("settings show")
    expect(admin.last()).to_contain_text("Private answers · yes")
    admin.press("Turn off")
    expect(admin.last()).to_contain_text("Private answers · no")
    admin.press("Replays")
    expect(admin.last()).to_contain_text("Pictures of authors")
    bring(admin, tmp_path / "pump.txt")
    expect(admin.last()).to_contain_text("3 posts by 2 authors")
    admin.press("Import")
    expect(admin.last()).to_contain_text("On the record")

    member = as_(page, "member")
    member.type_command("search", {"query": "rust"})
    expect(member.last()).to_contain_text("Bram Cooper")
    member.type_command("privacy link", {"author": "bram"})
    expect(member.last()).to_contain_text("/archive requests")

    admin = as_(page, "admin")
    admin.type_command("archive requests")
    expect(admin.last()).to_contain_text("Bram Cooper")
    admin.press("Confirm")
    expect(admin.last()).to_contain_text("No member asks")

    member = as_(page, "member")
    member.type_command("privacy hide")
    expect(member.last()).to_contain_text("asks to be hidden")

    admin = as_(page, "admin")
    admin.type_command("archive requests")
    admin.press("Hide")
    expect(admin.last()).to_contain_text("No member asks")

    member = as_(page, "member")
    member.type_command("search", {"query": "rust"})
    expect(member.last()).to_contain_text("0 posts")
