"""Threads as JSON: fields archivers name in their own ways, and bodies in the markup of the forum they came from."""

import json
from typing import Any

import pytest

from bot.archive.model import MarkKind, ParsedThread, QuoteKeeping
from bot.errors import BadArchive
from bot.importers.cleaning import NOBODY
from bot.importers.detect import reader_for
from bot.importers.source import Source

BOXES = [
    (
        """<div class="bbCodeBlock bbCodeQuote" data-author="Osse"><aside>
        <div class="attribution type">Osse said: <a href="goto/post?id=4#post-4" class="AttributionLink">↑</a></div>
        <blockquote class="quoteContainer"><div class="quote">Hot?</div>
        <div class="quoteExpand">Click to expand...</div></blockquote></aside></div>""",
        "4",
    ),
    (
        """<blockquote class="bbCodeBlock bbCodeBlock--quote" data-quote="Osse" data-source="post: 4">
        <div class="bbCodeBlock-title">Osse said:</div>
        <div class="bbCodeBlock-content"><div class="bbCodeBlock-expandContent">Hot?</div></div></blockquote>""",
        "4",
    ),
    (
        """<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container">
        <div class="bbcode_postedby">Originally Posted by <strong>Osse</strong> <a href="showthread.php?p=4#post4">
        <img alt="View Post"></a></div><div class="message">Hot?</div></div></div></div>""",
        "4",
    ),
    (
        """<div class="quoteheader"><a href="index.php?topic=5.msg4#msg4">Quote from: Osse on March 01, 2014, 09:00 PM
        </a></div><blockquote class="bbc_standard_quote">Hot?</blockquote><div class="quotefooter"></div>""",
        "4",
    ),
    (
        """<blockquote class="ipsQuote" data-ipsquote-username="Osse" data-ipsquote-contentcommentid="4">
        <div class="ipsQuote_citation">Osse said:</div><div class="ipsQuote_contents">Hot?</div></blockquote>""",
        "4",
    ),
    (
        """<blockquote class="mycode_quote"><cite><span> (03-01-2014, 09:00 PM)</span>Osse Wrote:
        <a href="showthread.php?pid=4#pid4" class="quick_jump"></a></cite>Hot?</blockquote>""",
        "4",
    ),
    ("<blockquote><div><cite>Osse wrote:</cite>Hot?</div></blockquote>", None),
    (
        """<table width="90%"><tr><td><span class="genmed"><b>Osse wrote:</b></span></td></tr>
        <tr><td class="quote">Hot?</td></tr></table>""",
        None,
    ),
]
"""A quote of post 4, in the markup of one software after another, and the post it names."""


def read(*posts: dict[str, Any], **thread: Any) -> ParsedThread:
    source = Source("upload", json.dumps({"title": "How hot?", "id": 551, **thread, "posts": posts}).encode())
    return next(reader_for(source).read(source))


def post(body: str, **others: Any) -> dict[str, Any]:
    return {"id": 1, "user": "Brandal", "date": "14 Mar 2014, 21:05", "text": body} | others


def quotes(thread: ParsedThread) -> list[tuple[str, str | None, str | None]]:
    return [
        (each.body[mark.start : mark.end], mark.author, mark.ref)
        for each in thread.posts
        for mark in each.marks
        if mark.kind is MarkKind.QUOTE
    ]


@pytest.mark.parametrize(
    ("who", "ref", "title"),
    [
        ({"user": "Tilda", "userid": 13, "userinfo": [{"key": "Rank", "value": "Kettle"}]}, "13", "Kettle"),
        ({"user": "Tilda", "user_id": 13, "user_title": "Kettle"}, "13", "Kettle"),
        (
            {"user": {"name": "Tilda", "title": "Kettle", "link": "https://k.example/member.php?s=1&u=13"}},
            "13",
            "Kettle",
        ),
        (
            {"user": "Tilda", "user_link": "https://k.example/profile/13-tilda/", "rank_title": "Kettle"},
            "13",
            "Kettle",
        ),
        ({"poster": "Tilda", "poster_id": "13"}, "13", None),
        ({"member": {"displayName": "Tilda", "id": 13}}, "13", None),
        (
            {
                "user": "Tilda",
                "userinfo": [{"key": "postgroup", "value": "Kettle"}, {"key": "stars", "value": "x"}],
            },
            None,
            "Kettle",
        ),
    ],
)
def test_an_author_is_found_under_the_names_archivers_use(
    who: dict[str, Any], ref: str | None, title: str | None
) -> None:
    [found] = read({"postid": 7, "date": "14 Mar 2014, 21:05", "content": "It sings.", **who}).posts
    assert (found.author, found.author_ref, found.author_title, found.ref) == ("Tilda", ref, title, "7")


@pytest.mark.parametrize(
    "wrapper",
    [
        '<blockquote class="messageText SelectQuoteContainer ugc">{}</blockquote>',
        '<blockquote class="postcontent restore">{}</blockquote>',
        '<div class="content">{}</div>',
        ' <blockquote class="post_body">\n{}</blockquote>\n',
    ],
)
@pytest.mark.parametrize(("quote", "ref"), BOXES)
def test_what_is_around_a_whole_body_is_no_quote_whosever_markup_is_in_it(
    wrapper: str, quote: str, ref: str | None
) -> None:
    thread = read(
        post(wrapper.format("It sings.")), post(wrapper.format(f"{quote}Very."), id=2, user="Tilda")
    )
    assert quotes(thread) == [("Hot?", "Osse", ref)]
    assert thread.posts[0].body == "It sings."
    assert thread.posts[1].body.split() == ["Hot?", "Very."]


def test_a_post_that_is_a_quote_as_a_whole_stays_one() -> None:
    thread = read(
        post("It sings."), post("<blockquote><cite>Brandal wrote:</cite>It sings.</blockquote>", id=2)
    )
    assert [found[0] for found in quotes(thread)] == ["It sings."]


def test_bodies_that_all_stand_in_a_bare_box_are_no_quotes() -> None:
    thread = read(*(post(f"<blockquote>Line {n}.</blockquote>", id=n, user=f"Member {n}") for n in (1, 2, 3)))
    assert quotes(thread) == []


@pytest.mark.parametrize("nameless", [{"user": ""}, {"user": None}, {"user": {}}])
def test_a_post_that_names_nobody_is_kept_and_told(nameless: dict[str, Any]) -> None:
    thread = read(post("It sings."), post("Who?", id=2, **nameless))
    assert [each.author for each in thread.posts] == ["Brandal", NOBODY]
    assert [str(notice.text) for notice in thread.notices] == ["1 post names no author."]


def test_posts_that_all_name_nobody_are_no_thread() -> None:
    with pytest.raises(BadArchive):
        read(post("It sings.", user=""), post("Who?", id=2, user=None))


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("28 lutego 2008, 21:42", "2008-02-28 21:42:00"),
        ("Jul 5, 2012 at 3:12 PM", "2012-07-05 15:12:00"),
        ("07.09.2018, 12:19", "2018-09-07 12:19:00"),
        ("1206133445", "2008-03-21 21:04:05+00:00"),
        ("2013-05-14T18:41:31Z", "2013-05-14 18:41:31+00:00"),
        ("20-6-2006 at 17:44", "2006-06-20 17:44:00"),
        ("Yesterday at 3:12 PM", "None"),
        ("03/04/2008", "None"),
        ("", "None"),
    ],
)
def test_dates_are_read_as_forums_print_them_and_what_is_no_date_is_told(printed: str, found: str) -> None:
    thread = read(post("It sings.", date=printed))
    assert str(thread.posts[0].posted_at) == found
    assert len(thread.notices) == (found == "None")


@pytest.mark.parametrize(
    "edited",
    [
        {"edited": {"user": "Brandal", "date": "15 Mar 2014, 08:00"}},
        {"edited": "Last Edit: 15 March 2014, 08:00 by Brandal"},
        {"editedAt": "2014-03-15T08:00:00"},
        {"edit_time": "15 Mar 2014, 08:00"},
    ],
)
def test_an_edit_is_read_from_a_date_an_object_or_a_note(edited: dict[str, Any]) -> None:
    [found] = read(post("It sings.", **edited)).posts
    assert (str(found.posted_at), str(found.edited_at)) == ("2014-03-14 21:05:00", "2014-03-15 08:00:00")


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("It sings.<br>Often.", QuoteKeeping.KEPT),
        ("[quote]x[/quote] y", QuoteKeeping.KEPT),
        ("It sings.", QuoteKeeping.FLATTENED),
    ],
)
def test_markup_keeps_its_quotes_and_plain_text_may_have_lost_them(body: str, kept: QuoteKeeping) -> None:
    assert {each.quotes for each in read(post(body), post("Yes.", id=2)).posts} == {kept}
