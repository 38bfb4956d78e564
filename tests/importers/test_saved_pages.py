"""What browsers, archives and other skins do to a page, and what its addresses are relative to."""

import re
from pathlib import Path

import pytest

from bot.archive.model import MarkKind, ParsedThread
from bot.importers.detect import reader_for
from bot.importers.source import Source

PAGES = Path(__file__).parent / "pages"
CANONICAL = '<link rel="canonical" href="https://kettles.example/threads/warming-the-pot.4711/page-2" />'


def page(name: str = "xenforo2.html") -> str:
    return (PAGES / name).read_text("utf-8")


def read(text: str, encoding: str = "utf-8") -> ParsedThread:
    source = Source("upload", text.encode(encoding))
    return next(reader_for(source).read(source))


@pytest.mark.parametrize(
    "note",
    [
        "<!-- saved from url=(0039)https://kettles.example/threads/pots.4711/ -->",
        "<!--\n Page saved with SingleFile \n url: https://kettles.example/threads/pots.4711/ \n saved date: Mon -->",
        "<!-- saved from url=(0080)https://web.archive.org/web/2020/https://kettles.example/threads/pots.4711/ -->",
    ],
)
def test_the_address_a_browser_notes_makes_links_absolute(note: str) -> None:
    thread = read(page().replace(CANONICAL, "").replace("<html ", f"{note}\n<html ", 1))
    assert thread.url == "https://kettles.example/threads/pots.4711/"
    assert thread.posts[0].url == "https://kettles.example/threads/warming-the-pot.4711/post-901"


def test_without_any_address_relative_links_stay_unsaid() -> None:
    thread = read(page().replace(CANONICAL, ""))
    assert thread.url is None
    assert thread.key == "xenforo:thread:4711"
    assert [post.url for post in thread.posts] == [None, None]


def test_a_copy_in_the_wayback_machine_tells_the_original_addresses() -> None:
    text = page().replace('href="/', 'href="/web/20200101000000/https://kettles.example/')
    text = text.replace('href="https://', 'href="https://web.archive.org/web/20200101000000/https://')
    original = read(page())
    thread = read(text)
    assert (thread.url, thread.key) == (original.url, original.key)
    assert [post.url for post in thread.posts] == [post.url for post in original.posts]


def test_a_page_in_the_windows_encoding_it_declares_is_read() -> None:
    text = page("vbulletin3.html").replace("charset=ISO-8859-1", "charset=windows-1251")
    text = text.replace("Brandal", "Брандал").replace("Originally Posted by", "Сообщение от")
    text = text.replace("Caf&eacute;", "Чай").replace("03-14-2008", "14.03.2008")
    thread = read(text, "windows-1251")
    assert thread.posts[0].author == "Брандал"
    assert "Чай" in thread.posts[0].body
    assert str(thread.posts[0].posted_at) == "2008-03-14 21:05:00"
    assert [m.author for m in thread.posts[1].marks if m.kind is MarkKind.QUOTE] == ["Брандал", "Tilda", None]


def test_numeric_dates_are_read_by_the_order_the_page_itself_shows() -> None:
    text = page("mybb.html").replace("01-13-2015", "05-03-2015").replace("01-14-2015", "13-03-2015")
    assert [str(post.posted_at) for post in read(text).posts] == [
        "2015-03-05 10:00:00",
        "2015-03-13 23:00:00",
    ]


def test_code_in_a_quote_is_quoted_with_the_words_around_it() -> None:
    code = '<div style="margin:20px; margin-top:5px"><div class="smallfont">Code:</div><pre>kettle on</pre></div>'
    text = page("vbulletin3.html")
    said = "Do you warm the pot?<br />"
    post = read(text.replace(f">{said}", f">Try {code} and {said}")).posts[1]
    quote = next(mark for mark in post.marks if mark.kind is MarkKind.QUOTE)
    assert post.body[quote.start : quote.end].startswith("Try\nkettle on\nand Do you warm the pot?\n")
    assert MarkKind.CODE in {mark.kind for mark in post.marks}


def test_code_alone_in_a_table_is_code() -> None:
    post = read(page("vbulletin3.html").replace("Nobody said this.", "<code>kettle on</code>")).posts[1]
    marks = [mark.kind for mark in post.marks if post.body[mark.start : mark.end] == "kettle on"]
    assert marks == [MarkKind.CODE]


def test_a_post_without_words_is_told_and_passed_over() -> None:
    text = page().replace('<article class="message-body js-selectToQuote"><div class="bbWrapper">', "<p>", 1)
    text = text.replace(
        '<article class="message-body js-selectToQuote"><div itemprop="text"><div class="bbWrapper">', "<p>"
    )
    thread = read(text)
    assert [notice.text for notice in thread.notices] == [
        "post 901 shows no words (deleted or hidden); passed over.",
        "post 902 shows no words (deleted or hidden); passed over.",
    ]


def test_a_name_of_five_million_characters_is_cut() -> None:
    thread = read(page().replace('data-author="Brandal"', f'data-author="{"x" * 5_000_000}"'))
    assert len(thread.posts[0].author) == 300


@pytest.mark.parametrize(
    ("file", "name", "number"),
    [
        ("phpbb2.html", "mirror/viewtopic.php?t=901&start=15.html", "901"),
        ("phpbb2.html", "mirror/viewtopic.php@t=901&start=15.html", "901"),
        ("phpbb2.html", "mirror/viewtopic.php%3Ft%3D901.htm", "901"),
        ("phpbb2.html", "mirror/some-kettle-t901.html", "901"),
        ("smf20.html", "mirror/index.php@topic=901.0.html", "901"),
        ("vbulletin3.html", "mirror/showthread.php@t=901&page=2.html", "901"),
        ("vbulletin3.html", "mirror/threads/901-kettles.html", "901"),
        ("vbulletin3.html", "kettles/page-2.html", None),
        ("vbulletin3.html", "saved on 2004-05-06/12-kettles.html", None),
        ("phpbb2.html", "kettles - page 2.html", None),
        ("phpbb2.html", "2.html", None),
    ],
)
def test_an_address_in_the_files_name_tells_the_thread(file: str, name: str, number: str | None) -> None:
    text = re.sub(r'(?:href|content)="[^"]*"', 'href=""', page(file))
    thread = next(reader_for(Source(name, text.encode())).read(Source(name, text.encode())))
    place, _, found = (thread.key or "").rpartition(":thread:")
    assert (found if place else None) == number
