"""A stranger's first ten minutes in the practice room, in a real browser."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person

# The whole debate is played in real time, at the fast pace.
pytestmark = pytest.mark.timeout(300)


def photograph(page: Page, name: str) -> None:
    """Keep a picture where HANSARD_PICTURES names a folder: the README's pictures are taken so."""
    if folder := os.environ.get("HANSARD_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_the_room_says_what_it_is_and_how_to_go_on_from_it(page: Page) -> None:
    person = Person(page)
    expect(person.last()).to_contain_text("Welcome to the practice room")
    expect(person.last()).to_contain_text("no token")
    expect(person.last()).to_contain_text("To a real server")


def test_a_stranger_reads_the_answers_in_russian(page: Page) -> None:
    person = Person(page)
    person.becomes("читатель")
    person.type_command("search", {"query": "от:Agent23 neocons"})
    expect(person.last()).to_contain_text("1 пост")


def test_a_stranger_searches_turns_a_page_and_opens_a_post(page: Page) -> None:
    person = Person(page)
    person.type_command("search", {"query": "neocons"})
    expect(person.last()).to_contain_text("Agent23")
    expect(person.last()).not_to_contain_text("WolfBear")
    photograph(page, "search")
    person.type_command("search", {"query": "the"})
    person.press("▶️")
    expect(person.last()).to_contain_text("Airedale260")
    before = person.messages().count()
    person.last().get_by_role("button", name="Open").first.click()
    expect(person.messages()).to_have_count(before + 1)
    expect(person.last()).to_contain_text("of 9")
    photograph(page, "post")


def test_a_stranger_quotes_an_author_picked_from_the_suggestions(page: Page) -> None:
    person = Person(page)
    person.type_command("quote by", {"author": "wolf"})
    expect(person.last()).to_contain_text("WolfBear")
    person.press("▶️")
    expect(person.last()).to_contain_text("So, something should occur that should really discredit them.")
    expect(person.last()).not_to_contain_text("neocons")
    photograph(page, "quote")
    person.press("What was answered")
    expect(person.last()).to_contain_text("Not if the neocons and neolibs")


def test_a_stranger_reads_a_debate_post_by_post(page: Page) -> None:
    person = Person(page)
    person.type_command("thread read", {"thread": "trump"})
    expect(person.last()).to_contain_text("raharris1973")
    person.press("Next")
    expect(person.last()).to_contain_text("WolfBear")


def test_a_replay_is_started_paused_resumed_and_finished(page: Page) -> None:
    person = Person(page)
    person.type_command("replay start", {"thread": "trump", "pace": "fast"})
    expect(person.last()).to_contain_text("9 posts by 5 authors")
    person.press("Start")
    panel = person.panel()
    expect(panel).to_contain_text("Playing")
    expect(person.speakers("WolfBear (archive)").first).to_be_visible()
    panel.get_by_role("button", name="Pause").click()
    expect(panel).to_contain_text("Paused")
    said = person.messages().count()
    page.wait_for_timeout(6_000)
    expect(person.messages()).to_have_count(said)
    panel.get_by_role("button", name="Resume").click()
    expect(panel).to_contain_text("Playing")
    expect(person.speakers("Airedale260 (archive)").first).to_contain_text("part 1 of 5", timeout=120_000)
    expect(person.messages().filter(has_text="part 5 of 5")).to_be_visible(timeout=120_000)
    expect(panel).to_contain_text("9 of 9 posts")
    photograph(page, "replay-end")
    spoken = page.locator("#channel-message-list article").all_inner_texts()
    lines = [text for text in spoken if "ahc-trump-and-putins#" in text]
    assert len(lines) == len(set(lines)), "no line is said twice"


def test_a_quote_in_a_replay_links_to_the_message_that_said_it(page: Page) -> None:
    person = Person(page)
    person.type_command("replay start", {"thread": "trump", "from": "2", "to": "4", "pace": "fast"})
    expect(person.last()).to_contain_text("3 posts by 2 authors")
    person.press("Start")
    expect(person.speakers("Agent23 (archive)")).to_have_count(1)
    person.show(person.panel())
    photograph(page, "replay")
    expect(person.lines()).to_have_count(3)
    links = person.lines().get_by_role("link")
    expect(links).to_have_text(["ahc-trump-and-putins#2", "ahc-trump-and-putins#3"])
    said = [line.get_attribute("data-message-id") for line in person.lines().all()]
    assert [(link.get_attribute("href") or "").rpartition("/")[2] for link in links.all()] == said[:2]


def test_a_replay_is_stepped_through_with_next_and_undone(page: Page) -> None:
    person = Person(page)
    person.type_command("replay start", {"thread": "trump", "pace": "step"})
    expect(person.last()).to_contain_text("as long as you like")
    person.press("Start")
    panel = person.panel()
    expect(person.speakers("raharris1973 (archive)")).to_have_count(1)
    expect(panel).to_contain_text("Waiting for Next")
    # Nothing is said that nobody asked for.
    page.wait_for_timeout(6_000)
    expect(person.lines()).to_have_count(1)
    photograph(page, "step")
    panel.get_by_role("button", name="Next").click()
    expect(person.speakers("WolfBear (archive)")).to_have_count(1)
    expect(panel).to_contain_text("2 of 9 posts")
    panel.get_by_role("button", name="Skip").click()
    expect(panel).to_contain_text("3 of 9 posts")
    panel.get_by_role("button", name="Next").click()
    expect(person.lines()).to_have_count(3)
    panel.get_by_role("button", name="Back").click()
    expect(person.lines().filter(has_text="putins#4")).to_have_count(1)
    expect(panel).to_contain_text("Waiting for Next")
    expect(person.lines()).to_have_count(3)
    person.show(person.lines().nth(1))
    photograph(page, "stepped")
    person.type_command("replay undo")
    expect(person.lines()).to_have_count(0)
    expect(panel).to_contain_text("Undone")
    expect(panel.get_by_role("button", name="Next")).to_have_count(0)
    expect(panel.get_by_role("button", name="🗑️")).to_have_count(1)
    photograph(page, "undone")
