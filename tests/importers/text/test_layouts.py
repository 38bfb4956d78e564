"""One hand-made thread in every layout."""

import pathlib
from collections.abc import Sequence
from datetime import datetime

import pytest

from bot.archive.model import ParsedThread
from bot.importers.source import Source
from bot.importers.text import TextReader
from tests.importers.text.layouts import FOOT, MENU, POSTS, SHARE, Written, bodies, written

ABOUT = "Thread starter old_salt\nStart date Apr 1, 2008\n\n"
PAGER = "Prev\n1\n…\nGo to page\n1 of 2\nNext Last\n\n"


def read(text: str) -> ParsedThread:
    source = Source("cape.txt", text.encode())
    assert TextReader().recognises(source)
    (thread,) = TextReader().read(source)
    return thread


def told(thread: ParsedThread) -> list[Written]:
    return [Written(post.author, post.author_title or "", post.body) for post in thread.posts]


def untitled(posts: Sequence[Written]) -> list[Written]:
    return [Written(post.author, "", post.body) for post in posts]


QUOTED = bodies("\n\nold_salt said:\nThe canal is wide.\nClick to expand...\nIt is not.")
HOSTILE = (
    *POSTS[:2],
    Written("Greta Vane", "Member", POSTS[2].body + "\n\nCast:\n\nold_salt\n\nAs himself"),
    *POSTS[3:],
)  # fmt: skip


@pytest.mark.parametrize(
    ("posts", "text"),
    [
        pytest.param(POSTS, written(), id="seed"),
        pytest.param(untitled(POSTS), written(titled=False), id="notitle"),
        pytest.param(POSTS, written(dated=True), id="dates"),
        pytest.param(bodies("\nClick to expand..."), written(bodies("\nClick to expand...")), id="expand"),
        pytest.param(QUOTED, written(QUOTED), id="said"),
        pytest.param(
            bodies("\nReactions: Greta Vane, 1979 and 3 others"),
            written(bodies("\nReactions: Greta Vane, 1979 and 3 others")),
            id="reactions",
        ),
        pytest.param(bodies("\n- Fair winds"), written(bodies("\n- Fair winds")), id="sigs"),
        pytest.param(
            POSTS,
            written(POSTS[:4], head=f"{MENU}Around the cape\n\n{ABOUT}", foot=PAGER)
            + written(POSTS[4:], head="", foot=SHARE + FOOT),
            id="pages",
        ),
        pytest.param(
            bodies("\nReactions: 1979", QUOTED),
            written(
                bodies("\nReactions: 1979", QUOTED),
                dated=True,
                head=f"{MENU}Around the cape\n\n{ABOUT}",
                foot=SHARE + FOOT,
            ),
            id="kitchen",
        ),
        pytest.param(HOSTILE, written(HOSTILE), id="hostile"),
        pytest.param(POSTS, written(separated=False), id="nosep"),
        pytest.param(untitled(POSTS), written(separated=False, titled=False), id="nosep_notitle"),
        pytest.param(POSTS, written(separated=False, gapped=False), id="oneline"),
        pytest.param(HOSTILE, written(HOSTILE, separated=False), id="hostile_nosep"),
        pytest.param(POSTS, written(separated=False, dated=True), id="nosep with dates"),
        pytest.param(untitled(POSTS), written(separated=False, titled=False, dated=True), id="nosep, dates alone"),
        pytest.param(POSTS, written(head=""), id="no thread title"),
    ],
)  # fmt: skip
def test_a_thread_is_cut_into_the_posts_it_was_written_from(posts: Sequence[Written], text: str) -> None:
    thread = read(text)
    assert told(thread) == list(posts)
    assert thread.title == ("Around the cape" if "Around the cape" in text else "cape")
    lines = text.split("\n")
    for post in thread.posts:
        assert post.line is not None
        assert lines[post.line - 1] == post.author


def test_dates_and_numbers_of_the_heads_are_kept() -> None:
    thread = read(written(dated=True))
    assert [post.ref for post in thread.posts] == [f"#{number}" for number in range(1, 8)]
    assert thread.posts[2].posted_at == datetime(2008, 4, 3)  # noqa: DTZ001 - forums rarely tell their zone


def test_numeric_dates_are_read_in_the_order_the_file_itself_shows() -> None:
    text = written(dated=True)
    for day in range(1, 8):
        text = text.replace(f"Apr {day}, 2008", f"{day + 10:02}/04/2008")
    assert [post.posted_at for post in read(text).posts][1] == datetime(2008, 4, 12)  # noqa: DTZ001


def test_an_edit_date_is_read_and_left_in_the_body() -> None:
    edited = [
        Written(POSTS[0].author, POSTS[0].title, POSTS[0].body + "\nLast edited: Apr 9, 2008"),
        *POSTS[1:],
    ]
    post = read(written(edited)).posts[0]
    assert post.edited_at == datetime(2008, 4, 9)  # noqa: DTZ001
    assert post.body.endswith("Last edited: Apr 9, 2008")


def test_bodies_of_a_file_with_other_newlines_stay_verbatim() -> None:
    text = written().replace("\n", "\r\n")
    thread = read(text)
    assert [post.body for post in thread.posts] == [post.body.replace("\n", "\r\n") for post in POSTS]
    assert [post.author for post in thread.posts] == [post.author for post in POSTS]


def test_a_thread_cut_in_the_middle_of_a_post_keeps_every_post_and_says_so() -> None:
    text = written()[: written().index("Good luck")]
    thread = read(text)
    assert [post.author for post in thread.posts] == [post.author for post in POSTS[:6]]
    assert thread.posts[-1].body == "I have been reading this with a chart at hand."
    assert [(notice.line, notice.text) for notice in thread.notices] == [
        (thread.posts[-1].line, "The file ends before this post is closed: it may be cut short.")
    ]


def test_a_thread_cut_in_a_head_leaves_that_post_out_and_says_so() -> None:
    text = written()[: written().index("I have been reading")]
    thread = read(text)
    assert len(thread.posts) == 5
    assert (
        thread.notices[-1].text == "The file ends in the head of a post by tidewaiter7, which was left out."
    )


def test_page_furniture_between_posts_is_reported_with_its_line() -> None:
    first = written(POSTS[:4], foot=PAGER)
    thread = read(first + written(POSTS[4:], head=""))
    line = first[: first.index("Prev\n")].count("\n") + 1
    assert (line, "Page furniture was left out.") in [(notice.line, notice.text) for notice in thread.notices]


def test_missing_post_numbers_are_reported() -> None:
    thread = read(written(dated=True).replace("#6\n", "#16\n").replace("#7\n", "#17\n"))
    assert "Posts #6 to #15 are not in this file." in [notice.text for notice in thread.notices]


def test_blank_lines_of_a_body_that_hold_a_no_break_space_do_not_end_it() -> None:
    spaced = (
        Written(
            "old_salt", "Well-known member", "A first part.\n\u00a0\nA second part, which goes on for longer."
        ),
        *POSTS[1:],
    )
    assert told(read(written(spaced))) == list(spaced)


COPIED = sorted((pathlib.Path(__file__).parents[1] / "pages").glob("copied-*.txt"))


@pytest.mark.parametrize("file", COPIED, ids=lambda file: file.name)
@pytest.mark.parametrize("newline", ["\n", "\r\n", " \n", "\t\r\n"])
def test_a_copied_page_is_cut_the_same_whatever_its_lines_end_with(file: pathlib.Path, newline: str) -> None:
    text = "\n".join(line.rstrip() for line in file.read_text("utf-8").split("\n"))
    plain, other = read(text), read("\ufeff" + text.replace("\n", newline))
    assert told(plain) == [
        Written(post.author, post.title, post.body.replace(newline, "\n")) for post in told(other)
    ]
    assert [post.posted_at for post in plain.posts] == [post.posted_at for post in other.posts]


def test_a_single_post_is_a_thread_where_its_page_says_so() -> None:
    assert told(read(written(POSTS[:1]))) == list(POSTS[:1])


def test_other_encodings_give_the_same_thread() -> None:
    text = written()
    for codec in ("utf-8-sig", "utf-16"):
        (thread,) = TextReader().read(Source("cape.txt", text.encode(codec)))
        assert told(thread) == list(POSTS)
