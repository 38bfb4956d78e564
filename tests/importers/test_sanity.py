"""Threads that can hardly be right are told, whatever format they came in; those that can are left alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread
from bot.importers.cleaning import NOBODY
from bot.importers.detect import reader_for
from bot.importers.merging import merge
from bot.importers.sanity import checked
from bot.importers.source import Source
from bot.reading.files import Candidate
from bot.reading.threads import read
from tests.importers.test_golden import FIXTURES

PAGES = Path(__file__).parent / "pages"
START = datetime(2014, 3, 14, 21, 5, tzinfo=UTC)


def thread(
    authors: Sequence[str], days: Sequence[int] | None = None, title: str = "How hot?"
) -> ParsedThread:
    dates = [START + timedelta(days=day) for day in days or range(len(authors))]
    posts = tuple(
        ParsedPost(name, f"Line {n}.", ref=str(n), posted_at=date)
        for n, (name, date) in enumerate(zip(authors, dates, strict=True))
    )
    return ParsedThread(title, posts, "page.html", "phpbb")


def said(found: ParsedThread) -> list[str]:
    return [str(notice.text) for notice in checked(found).notices]


THREE = ("Brandal", "Tilda", "Osse")


@pytest.mark.parametrize(
    ("found", "doubt"),
    [
        (thread(THREE, title="Log in"), "The title 'Log in' is hardly this thread's: none was found."),
        (
            thread(THREE, title="Ankündigung:"),
            "The title 'Ankündigung:' is hardly this thread's: none was found.",
        ),
        (thread(THREE, title=" "), "The title ' ' is hardly this thread's: none was found."),
        (
            thread(("Offline",) * 6),
            "All 6 posts of 'How hot?' are by 'Offline': if others wrote in it, its look was misread.",
        ),
        (thread((NOBODY, NOBODY, "Tilda")), "2 of 3 posts of 'How hot?' name nobody: its look was misread."),
        (
            thread(THREE * 3, [1, 20, 300] * 3),
            "In 'How hot?' all posts of a member have the same date: it is hardly the day they were written.",
        ),
        (
            thread(("Brandal", "Tilda", "Osse", "Marek", "Ylva", "Ada", "Bert"), [9, 2, 7, 1, 8, 3, 5]),
            "The dates in 'How hot?' go back and forth: they are hardly those of its posts.",
        ),
    ],
)
def test_what_can_hardly_be_right_is_told(found: ParsedThread, doubt: str) -> None:
    assert doubt in said(found)


@pytest.mark.parametrize(
    "found",
    [
        thread(("Brandal",) * 5),
        thread(THREE * 3),
        thread(THREE * 3, list(range(9, 0, -1))),  # the newest first
        thread(THREE * 3, [1, 2, 3, 2, 4, 5, 6, 7, 8]),  # one clock was wrong
        thread(THREE * 2, [1] * 6),  # all on one day, whose hours were not printed
        thread((NOBODY, "Tilda", "Osse")),
        thread(THREE, title="Log in to the kettle"),
    ],
)
def test_what_can_be_right_is_left_alone(found: ParsedThread) -> None:
    assert checked(found) is found


def test_answers_stand_by_what_they_answer_whatever_their_dates() -> None:
    found = thread(THREE * 3, [9, 2, 7, 1, 8, 3, 5, 6, 4])
    answers = tuple(replace(post, parent_ref="0") for post in found.posts[1:])
    assert said(replace(found, posts=(found.posts[0], *answers))) == []


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_no_fixture_raises_a_doubt(fixture: Path) -> None:
    source = Source("upload", fixture.read_bytes())
    for found in merge(reader_for(source).read(source)):
        assert checked(found) is found


def test_an_import_tells_the_doubts() -> None:
    text = (PAGES / "phpbb3-avatar.html").read_text("utf-8")
    text = text.replace("<title>How hot? - Page 2 - Kettle Board</title>", "").replace(
        '<h2><a href="./viewtopic.php?f=3&amp;t=551">How hot?</a></h2>', "<h2>Login</h2>"
    )
    for heading in ("<h2>Main menu</h2>", "<h1>Kettle Board</h1>", "Re: How hot?"):
        text = text.replace(heading, "")
    [incoming] = read([Candidate(Source("page.html", text.encode()))], None, lambda _: None)
    assert isinstance(incoming, Incoming)
    assert any("none was found" in notice.text for notice in incoming.head.notices)


@pytest.mark.parametrize(
    ("name", "claim", "told"),
    [
        (
            "vbulletin4-horizontal.html",
            '<div id="postpagestats_above">Resultaten 11 tot 15 van 25</div>',
            "The page says that it shows 5 posts, but only 3 could be found.",
        ),
        (
            "phpbb3-subsilver2-span.html",
            '<div class="pagination">7 messages &bull; Page <b>1</b> sur <b>1</b></div>',
            "The page says that it shows 7 posts, but only 2 could be found.",
        ),
        ("vbulletin3-cells.html", ">Announcement: 22 of 25 posts<", None),
        (
            "vbulletin4-horizontal.html",
            '<div id="postpagestats_above">Resultaten 11 tot 13 van 25</div>',
            None,
        ),
    ],
)
def test_a_page_that_claims_more_posts_than_were_found_is_told(
    name: str, claim: str, told: str | None
) -> None:
    text = (PAGES / name).read_text("utf-8")
    at = text.index(">", text.index("<body")) + 1
    source = Source("upload", (text[:at] + claim + text[at:]).encode())
    [found] = reader_for(source).read(source)
    claims = [str(notice.text) for notice in found.notices if "says that it shows" in notice.text]
    assert claims == ([told] if told else [])


def test_a_gap_in_the_numbers_of_a_page_is_told() -> None:
    text = (
        (PAGES / "vbulletin3-cells.html")
        .read_text("utf-8")
        .replace('name="22"><strong>22', 'name="25"><strong>25')
    )
    source = Source("upload", text.encode())
    [found] = reader_for(source).read(source)
    assert "Between #21 and #25 3 posts are not on the page." in [
        str(notice.text) for notice in found.notices
    ]


@pytest.mark.parametrize("beside", ["04-08-2013, 07:28 PM ", "Rating 5 of 5 "])
def test_a_number_that_stands_among_others_is_not_taken_for_the_posts(beside: str) -> None:
    text = (PAGES / "mybb18-fr.html").read_text("utf-8")
    text = text.replace(
        '<div class="float_right"><strong>', f'<div class="float_right"><strong>{beside}</strong><strong>'
    )
    source = Source("upload", text.encode())
    [found] = reader_for(source).read(source)
    assert [post.number for post in found.posts] == [1, 2]
