"""Discord exports of every form: who speaks, what is not their own, and when it was said."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.attribution import attribute
from bot.archive.model import MarkKind, ParsedPost, ParsedThread, PassageKind
from bot.errors import BadArchive
from bot.importers.detect import reader_for
from bot.importers.discord.dates import moments
from bot.importers.discord.message import markdown
from bot.importers.merging import merge
from bot.importers.source import Source

Message = dict[str, Any]
_NUMBER = 1000


def message(content: str, name: str = "tilda", user: str = "5", **more: Any) -> Message:
    author = {"id": user, "name": name, "discriminator": "0000", "nickname": name.title(), "isBot": False}
    author |= more.pop("author", {})
    told = {"type": "Default", "timestamp": "2024-01-01T10:00:00+00:00", "content": content, "author": author}
    return {"attachments": [], "embeds": [], "stickers": [], **told, **more}


def persona(content: str, name: str, **more: Any) -> Message:
    """Said by way of a webhook: all share its id, and the exporter gives all the first one's nickname."""
    return message(content, name, "900", author={"isBot": True, "nickname": "Heron"}, **more)


def export(*messages: Message, **more: Any) -> bytes:
    numbered = [{"id": str(_NUMBER + place), **each} for place, each in enumerate(messages)]
    frame = {"guild": {"name": "Club"}, "channel": {"id": "77", "name": "pots"}, "messages": numbered}
    return json.dumps({**frame, **more}).encode()


def read(data: bytes, name: str = "upload") -> ParsedThread:
    source = Source(name, data)
    [thread] = merge(reader_for(source).read(source))
    return thread


def posts(*messages: Message) -> tuple[ParsedPost, ...]:
    return read(export(*messages)).posts


def not_own(post: ParsedPost) -> list[str]:
    return [post.body[mark.start : mark.end] for mark in post.marks if mark.kind is MarkKind.QUOTE]


def test_each_name_a_webhook_speaks_under_is_a_person() -> None:
    found = posts(persona("a", "Heron"), persona("b", "Otter"), persona("c", "Heron"))
    assert [post.author for post in found] == ["Heron", "Otter", "Heron"]
    assert found[0].author_ref == found[2].author_ref != found[1].author_ref
    assert all(post.aliases == () for post in found)


def test_a_bot_that_was_renamed_stays_one() -> None:
    robot = {"isBot": True, "discriminator": "4321"}
    one, other = posts(message("a", "Kettle", author=robot), message("b", "Pot", author=robot))
    assert one.author_ref == other.author_ref == "5"


LINK = "https://discord.com/channels/1/77/1000"


@pytest.mark.parametrize(
    "description",
    [f"**[Reply to:]({LINK})** sure it does", f"[Reply to:]({LINK}) sure", f"[jump](<{LINK}>)\nsure"],
)
def test_a_persona_answers_what_its_embed_links_to(description: str) -> None:
    told = {"description": description, "author": {"name": "Tilda ↩️"}}
    _, answer = posts(message("does it sing?"), persona("it does", "Heron", embeds=[told]))
    assert (answer.parent_ref, answer.body) == ("1000", "it does")


def test_the_words_in_a_reply_embed_are_nobodys_where_the_persona_says_nothing() -> None:
    told = {"description": f"**[Reply to:]({LINK})** does it sing?"}
    _, answer = posts(message("does it sing?"), persona("", "Heron", embeds=[told]))
    assert (answer.parent_ref, answer.body) == ("1000", "")


def test_a_link_to_a_message_in_somebodys_own_words_is_no_answer() -> None:
    told = {"description": f"[Reply to:]({LINK}) does it sing?"}
    _, other = posts(message("does it sing?"), message(f"[see]({LINK})", embeds=[told]))
    assert other.parent_ref is None


def test_all_that_is_passed_on_is_a_quote_and_own_words_beside_it_are_not() -> None:
    snapshot = {
        "content": "the plan",
        "attachments": [{"fileName": "plan.png", "url": "https://x.example/plan.png"}],
        "stickers": [{"name": "steam"}],
        "embeds": [
            {"title": "Notice", "description": "closed", "fields": [{"name": "when", "value": "noon"}]}
        ],
    }
    [post] = posts(
        message("look", forwardedMessage=snapshot, reference={"type": "Forward", "messageId": "55"})
    )
    assert post.body == "look\nthe plan\nplan.png\nsteam\nNotice\nclosed\nwhen\nnoon"
    assert not_own(post) == ["the plan", "plan.png", "steam", "Notice\nclosed\nwhen\nnoon"]
    assert post.parent_ref is None


def test_a_preview_of_a_page_is_not_what_its_poster_says() -> None:
    [alone] = posts(message("", embeds=[{"title": "Pots", "description": "for sale"}]))
    assert not_own(alone) == [alone.body]
    [bot] = posts(message("", embeds=[{"title": "Tea"}], author={"isBot": True, "discriminator": "0001"}))
    assert (bot.body, not_own(bot)) == ("Tea", [])


@pytest.mark.parametrize(
    ("content", "quotes"),
    [
        ("> warm it\nnever", ["> warm it"]),
        (">_< no", []),
        (">:( no", []),
        (">no sign without a blank", []),
        ("  > nor behind blanks", []),
        ("well\n>>> all\nof it", [">>> all\nof it"]),
        ("a > b\n-> c", []),
        ("```\n> code\n```", []),
        ("```\n>>> code\n```\n> warm it", ["> warm it"]),
        ("> one\n> two\nthree", ["> one\n> two"]),
    ],
)
def test_quotes_are_what_discord_shows_as_quotes(content: str, quotes: list[str]) -> None:
    words, marks = markdown(content)
    assert [words[mark.start : mark.end] for mark in marks if mark.kind is MarkKind.QUOTE] == quotes


@given(st.text(alphabet="> `\nab", max_size=30))
def test_marks_of_any_words_lie_in_them_and_quotes_begin_with_their_sign(content: str) -> None:
    words, marks = markdown(content)
    assert words == content
    for mark in marks:
        assert 0 <= mark.start < mark.end <= len(words)
        assert mark.kind is MarkKind.CODE or words[mark.start] == ">"


def test_two_who_say_the_same_are_no_quote() -> None:
    said = "so it turns out that the kettle does not sing at all"
    found = posts(
        message(said, "ada", "6"), message(said), message(f"{said}\n\nand nobody minds", "kees", "7")
    )
    assert {tile.kind for tiles in attribute(found) for tile in tiles} == {PassageKind.OWN}


def test_the_writer_of_a_quote_is_found_among_earlier_posts() -> None:
    found = posts(
        message("the kettle does not sing at all", "ada", "6"),
        message("> the kettle does not sing at all\nmine does"),
    )
    assert [(tile.author, tile.number) for tile in attribute(found)[1]] == [("Ada", 1), (None, None)]


def test_an_export_with_the_newest_message_first_is_put_in_order() -> None:
    data = json.loads(export(message("one"), message("two"), message("three")))
    data["messages"].reverse()
    assert [post.body for post in read(json.dumps(data).encode()).posts] == ["one", "two", "three"]


def test_a_count_that_does_not_fit_and_messages_without_words_are_told() -> None:
    thread = read(export(message("one"), message(""), messageCount=9))
    assert [str(notice.text) for notice in thread.notices] == [
        "1 message has no words in this export.",
        "The export says it holds 9 messages; 2 were read.",
    ]


def test_parts_of_a_channel_in_any_form_are_one_thread_by_the_id_in_their_names() -> None:
    head = "AuthorID,Author,Date,Content,Attachments,Reactions\n"
    rows = [f'"5","tilda","2024-01-0{day}T10:00:00+00:00","day {day}","",""\n' for day in (1, 2)]
    name = "Club - Tea - pots [1234567890123456789]{}.csv"
    files = [
        Source(name.format(part), (head + row).encode())
        for part, row in zip(("", " [part 2]"), rows, strict=True)
    ]
    for order in (files, files[::-1]):
        [thread] = merge(found for source in order for found in reader_for(source).read(source))
        assert [post.body for post in thread.posts] == ["day 1", "day 2"]
        assert (thread.key, thread.title) == ("discord:channel:1234567890123456789", "pots")


def test_tables_of_one_name_without_an_id_are_two_channels() -> None:
    head = "AuthorID,Author,Date,Content,Attachments,Reactions\n"
    sources = [
        Source("a.csv", f'{head}"5","tilda","2024-01-01T10:00:00+00:00","{word}","",""\n'.encode())
        for word in "xy"
    ]
    assert len(merge(found for source in sources for found in reader_for(source).read(source))) == 2


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ('"5","tilda"\n', "a.csv:3: This row has 2 columns, the first has 6."),
        ('"5","tilda","2024","never closed\n', "a.csv:3: This row has 4 columns, the first has 6."),
    ],
)
def test_a_row_that_does_not_fit_is_named_with_its_line(row: str, sentence: str) -> None:
    head = "AuthorID,Author,Date,Content,Attachments,Reactions\n"
    with pytest.raises(BadArchive) as caught:
        read((head + '"5","tilda","2024-01-01T10:00:00+00:00","fine","",""\n' + row).encode(), "a.csv")
    assert str(caught.value) == sentence


def test_a_comma_at_the_end_of_rows_is_no_column() -> None:
    rows = 'AuthorID,Author,Date,Content,Attachments,Reactions\n"5","tilda#1234","01-Jan-20 01:33 AM","fine","","",\n'
    [post] = read(rows.encode()).posts
    assert (post.author, post.body) == ("tilda", "fine")


@pytest.mark.parametrize(
    "content",
    [
        '<span class="markdown">one\n  two</span>',
        '<div class="markdown">one\n  two <span class="chatlog__edited-timestamp" title="x">(edited)</span></div>',
        '<div class="markdown">\n   <span class="preserve-whitespace">one\n  two</span>\n\n    </div>',
        "<span class=chatlog__markdown-preserve>one\n  two</span>",
    ],
)
def test_words_on_a_page_keep_their_lines_and_nothing_of_the_markup_around_them(content: str) -> None:
    group = '<div class="chatlog__message-group"><span class="chatlog__author-name" title="a#1234">a</span>'
    message = f'<div class="chatlog__message">\n <div class="chatlog__content">\n {content}\n </div>\n</div>'
    page = f'<html><div class="chatlog">{group}{message}</div></div></html>'
    assert [post.body for post in read(page.encode()).posts] == ["one\n  two"]


def plain(*heads: str) -> bytes:
    rule = "=" * 62
    return "\n".join(
        [rule, "Guild: Club", "Channel: Tea / pots", rule, "", *(f"{head}\nwords\n\n" for head in heads)]
    ).encode()


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["01-Jan-24 10:00 AM", "01-Jan-24 10:02 PM"], "2024-01-01T10:00:00"),
        (["1/2/2024 10:00 AM", "1/13/2024 9:00 AM"], "2024-01-02T10:00:00"),
        (["01/02/2024 10:00", "13/02/2024 09:00"], "2024-02-01T10:00:00"),
        (["01.02.2024 10:00", "02.02.2024 10:00"], "2024-02-01T10:00:00"),
        (["2024-02-01 10:00", "2024-02-01 10:01"], "2024-02-01T10:00:00"),
        (["1/2/2024 10:00 AM", "2/2/2024 9:00 AM", "1/3/2024 9:00 AM"], "2024-02-01T10:00:00"),
        (["1 févr. 2024 10:00", "2 févr. 2024 10:00"], "2024-02-01T10:00:00"),
    ],
)
def test_dates_are_read_as_the_machine_wrote_them(dates: list[str], first: str) -> None:
    thread = read(plain(*(f"[{date}] tilda" for date in dates)))
    assert len(thread.posts) == len(dates)
    assert thread.posts[0].posted_at is not None
    assert thread.posts[0].posted_at.isoformat() == first


def test_a_date_that_reads_both_ways_is_left_out_and_told() -> None:
    thread = read(plain("[01/02/2024 10:00] tilda"))
    assert thread.posts[0].posted_at is None
    assert "1 message has a date that cannot be told; it was kept without one." in [
        str(n.text) for n in thread.notices
    ]


def test_brackets_at_the_start_of_a_paragraph_begin_no_message() -> None:
    thread = read(plain("[01-Jan-24 10:00 AM] tilda\none\n\n[so they say] it sings\n\n[1] see below"))
    assert [post.body for post in thread.posts] == ["one\n\n[so they say] it sings\n\n[1] see below\nwords"]


def test_an_id_tells_the_moment_and_the_print_the_zone() -> None:
    sent = (1704103200000 - 1420070400000) << 22  # 2024-01-01 10:00 UTC
    printed = {
        "1/1/2024 5:00 AM": "05:00:00-05:00",
        "01.01.2024 15:30": "15:30:00+05:30",
        "unreadable": "10:00:00+00:00",
    }
    for text, due in printed.items():
        [found] = moments([(str(sent), text)])
        assert found is not None
        assert found.isoformat() == f"2024-01-01T{due}"


def test_an_id_that_was_made_up_tells_nothing() -> None:
    [found] = moments([("1200000000000000000", "02-Feb-20 10:00 AM")])
    assert found is not None
    assert found.isoformat() == "2020-02-02T10:00:00"
