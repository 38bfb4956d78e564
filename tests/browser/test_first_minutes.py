"""The first five minutes: what a newcomer types and presses works as the welcome says."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.test_practice_room import photograph

SEED = Path(__file__).resolve().parents[2] / "seeds" / "trump-putin-rapport.txt"


def test_every_example_of_the_welcome_runs_when_typed_as_it_stands(page: Page) -> None:
    person = Person(page)
    welcome = person.messages().first
    expect(welcome).to_contain_text("Welcome to the practice room")
    photograph(page, "welcome")
    examples = [text for text in welcome.locator("code").all_inner_texts() if text.startswith("/")]
    examples = [text for text in examples if text != "/help" and "/" not in text[1:]]  # nor a path
    assert len(examples) == 5
    for example in examples:
        person.say(example)
        expect(person.last()).to_contain_text(f"used {example.split()[0]}")
        expect(person.last()).not_to_contain_text("none of my commands")
        expect(person.last()).to_be_in_viewport()


def test_the_buttons_of_the_welcome_do_the_first_things(page: Page) -> None:
    person = Person(page)
    welcome = person.messages().first
    for label, answer in (
        ("Search", "4 posts"),
        ("Quote somebody", "paper-map-or-phone"),
        ("Help", "debates on the record"),
        ("Play the debate", "62 posts by 8 authors"),
    ):
        welcome.get_by_role("button", name=label).click()
        expect(person.last()).to_contain_text(answer)
        expect(person.last()).to_be_in_viewport()
    person.press("Start")
    expect(person.speakers("Maren Holt (archive)").first).to_contain_text("exactly one sentence")
    person.sees_no_fault()


def test_a_refusal_is_an_answer_and_no_fault_of_the_room(page: Page) -> None:
    person = Person(page)
    person.say("/quote show post: nosuch#4")
    expect(person.last()).to_contain_text("There is no thread called nosuch.")
    expect(page.get_by_text(re.compile("uncertain", re.IGNORECASE))).to_have_count(0)
    person.sees_no_fault()


def test_a_mistyped_command_is_answered_with_the_nearest(page: Page) -> None:
    person = Person(page)
    person.say("/qoute random")
    expect(person.last()).to_contain_text("/quote random")


@pytest.mark.parametrize("archives", [(SEED,)])
def test_the_room_opens_on_ones_own_files(page: Page) -> None:
    person = Person(page)
    expect(person.last()).to_contain_text("Your archive is loaded")
    person.say("/thread list")
    expect(person.last()).to_contain_text("Trump and Putin")
    expect(person.last()).not_to_contain_text("Paper map")
