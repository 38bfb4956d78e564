"""Programs with few looks: dates as their translations print them, and pages of which something is missing."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.model import MarkKind, ParsedThread
from bot.errors import BadArchive
from bot.importers.cleaning import NOBODY
from bot.importers.detect import reader_for
from bot.importers.merging import merge
from bot.importers.source import Source

PAGES = Path(__file__).parent / "pages"
PROGRAMS = (
    "bbpress.html",
    "bbpress1.html",
    "bbpress20.html",
    "bbpress-threaded.html",
    "discuz.html",
    "discuz5.html",
    "discuz7.html",
    "flarum-page.html",
    "flarum.html",
    "fluxbb.html",
    "nodebb.html",
    "phpbb1.html",
    "punbb12-de.html",
    "stackexchange-page.html",
    "tapatalk.html",
    "vanilla.html",
    "woltlab3.html",
    "woltlab4.html",
    "woltlab5.html",
    "wpforo.html",
    "wpforo-qa.html",
)


def page(name: str) -> str:
    data = (PAGES / name).read_bytes()
    return data.decode("gbk" if b"gbk" in data[:300] else "utf-8").replace("charset=gbk", "charset=utf-8")


def read(text: str) -> ParsedThread:
    source = Source("upload", text.encode())
    return next(reader_for(source).read(source))


def said(thread: ParsedThread) -> list[str]:
    return [str(notice.text) for notice in thread.notices]


@pytest.mark.parametrize(
    ("name", "printed", "translated", "meant"),
    [
        ("fluxbb.html", "2014-05-08 21:05:11", "8. Mai 2014 21:05:11", "2014-05-08 21:05:11"),
        ("fluxbb.html", "2014-05-08 21:05:11", "8 мая 2014 21:05:11", "2014-05-08 21:05:11"),
        ("punbb12-de.html", "14. Mai 2006 22:18:00", "14 mai 2006 22:18:00", "2006-05-14 22:18:00"),
        ("punbb12-de.html", "14. Mai 2006 22:18:00", "Gestern 22:18:00", "None"),
        ("discuz.html", "发表于 2013-7-10 09:30:11", "發表於 2013-7-10 上午 09:30", "2013-07-10 09:30:00"),
        ("discuz.html", "发表于 2013-7-10 09:30:11", "發表於 2013-7-10 下午 09:30", "2013-07-10 21:30:00"),
        ("discuz.html", "发表于 2013-7-10 09:30:11", "Đăng lúc 10-7-2013 09:30:11", "2013-07-10 09:30:11"),
        ("discuz7.html", "发表于 2010-2-24 12:54", "Posted on 24-2-2010 12:54", "2010-02-24 12:54:00"),
        ("bbpress.html", "July 3, 2014 at 4:05 pm", "3 juillet 2014 à 16 h 05 min", "2014-07-03 16:05:00"),
        ("bbpress.html", "July 3, 2014 at 4:05 pm", "3 julio 2014 a las 16:05", "2014-07-03 16:05:00"),
        ("bbpress.html", "July 3, 2014 at 4:05 pm", "03/07/2014 alle 16:05", "2014-07-03 16:05:00"),
        ("bbpress.html", "July 3, 2014 at 4:05 pm", "5 years, 2 months ago", "None"),
        ("bbpress.html", "July 3, 2014 at 4:05 pm", '<a title="3 July 2014 16:05">8y</a>', "2014-07-03 16:05:00"),
        ("phpbb1.html", "Inviato: 2002-06-13 18:35", "Posted: 2002-06-13 18:35", "2002-06-13 18:35:00"),
        ("phpbb1.html", "Inviato: 2002-06-13 18:35", "Posted: Yesterday 18:35", "None"),
        ("bbpress1.html", "July 3, 2009 - 4:05 pm", "3 July 2009 16:05", "2009-07-03 16:05:00"),
        ("bbpress1.html", "Posted: July 3, 2009 - 4:05 pm", "Posted 3 years ago", "None"),
        ("woltlab3.html", "Freitag, 4. Mai 2007, 17:23", "Friday, May 4th 2007, 5:23pm", "2007-05-04 17:23:00"),
        ("woltlab3.html", "Freitag, 4. Mai 2007, 17:23", "Heute, 17:23", "None"),
        ("wpforo.html", "25/05/2019 3:04 pm", "25. Mai 2019 15:04", "2019-05-25 15:04:00"),
        ("wpforo.html", "25/05/2019 3:04 pm", "5 years ago", "None"),
    ],
)  # fmt: skip
def test_dates_are_read_as_translations_print_them(
    name: str, printed: str, translated: str, meant: str
) -> None:
    text = page(name)
    assert printed in text
    text = text.replace("July 4, 2014 at 7:30 am", "14/07/2014 alle 07:30") if "alle" in translated else text
    thread = read(text.replace(printed, translated))
    assert str(thread.posts[0].posted_at) == meant
    assert (meant == "None") == any("date" in each for each in said(thread))


@pytest.mark.parametrize(
    ("name", "header", "others"),
    [
        ("fluxbb.html", "Brandal wrote:", ["Brandal schrieb:", "Brandal a écrit\u00a0:", "Brandal пишет:"]),
        ("vanilla.html", " said:", [" sagte:", " a dit :", " dijo:", " сказал:"]),
        ("tapatalk.html", "Brandal wrote:", ["Brandal schrieb:", "Brandal escribió:"]),
        ("woltlab4.html", "Quote from Brandal", ["Zitat von Brandal", "Citation de Brandal", "Citaat van Brandal"]),
        ("woltlab3.html", "Zitat von »Brandal«", ["Zitat von „Brandal“", 'Quoted from "Brandal"']),
        ("bbpress1.html", "Brandal said:", ["@Brandal said:", "Brandal sagte:"]),
        ("wpforo.html", "Posted by: @brandal-k", ["Geschrieben von: @brandal-k"]),
        ("bbpress.html", "Brandal wrote:", ["Brandal schrieb:", "Brandal ha scritto:"]),
        ("discuz7.html", "原帖由 <i>Brandal</i> 于 2010-2-24 12:54 发表", [
            "最初由 <i>Brandal</i> 於 2010-2-24 12:54 發表",
            "Originally posted by <i>Brandal</i> at 2010-2-24 12:54",
            "引用自 <i>Brandal</i> 在 2010-2-24 12:54",
        ]),
        ("discuz.html", "兰儿 发表于 2013-7-10", ["兰儿 發表於 2013-7-10", "兰儿 posted on 2013-7-10"]),
    ],
)  # fmt: skip
def test_headers_of_quotes_name_their_author_in_other_languages(
    name: str, header: str, others: list[str]
) -> None:
    text = page(name)
    assert header in text
    [meant] = [mark.author for post in read(text).posts for mark in post.marks if mark.author]
    for other in others:
        thread = read(text.replace(header, other))
        found = [mark for post in thread.posts for mark in post.marks if mark.kind is MarkKind.QUOTE]
        assert found[0].author == meant, other
        assert "Brandal" not in thread.posts[1].body


@pytest.mark.parametrize("name", PROGRAMS)
@settings(max_examples=40)
@given(st.data())
def test_a_page_cut_off_anywhere_invents_nobody(name: str, data: st.DataObject) -> None:
    text = page(name)
    known = {post.author for post in read(text).posts} | {NOBODY}
    cut = text[: data.draw(st.integers(0, len(text)))]
    try:
        found = read(cut)
    except BadArchive:
        return
    names = {post.author for post in found.posts}
    # The last name on the page may be cut in two, or the tag behind it.
    assert len(names - known) <= 1
    assert all(any(each.startswith(name.partition("<")[0]) for each in known) for name in names - known)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_page_whose_words_stand_elsewhere_gives_no_posts_and_that_is_told(name: str) -> None:
    text = page(name).replace("contentHtml", "content").replace('id="message', 'id="gone')
    text = text.replace('\n\n<FONT SIZE="2">', "\n\n<B>")
    emptied = re.sub(
        r'(?<=class=")(?=[^"]*\b(?:postmsg|messageText|messageBody|post|bbp-reply-content|bbp-topic-content|js-post-body|comment-copy'
        r'|wpforo-post-content|wpforo-comment-text|content|Message|Post-body)\b)[^"]*(?=")|(?<=post)content(?="|/)|(?<=id=")postmessage',
        "gone",
        text,
    ).replace('component="post/content', 'component="gone')
    assert emptied != page(name)
    try:
        left = read(emptied)
    except BadArchive:
        return
    assert not left.posts
    assert "shows no words" in said(left)[0]


@pytest.mark.parametrize(
    ("name", "one", "two"),
    [
        ("woltlab5.html", ">21<", ">41<"),
        ("tapatalk.html", ">#1<", ">#11<"),
        ("bbpress.html", "page/2/", "page/3/"),
        ("wpforo.html", "Page 1 / 2", "Page 2 / 2"),
        ("phpbb1.html", 'start=0">1</a> | 2', 'start=0">1</a> | 3'),
        ("woltlab3.html", '"active"><span>1<', '"active"><span>2<'),
        ("bbpress1.html", 'current">1<', 'current">2<'),
        ("discuz7.html", "1楼", "11楼"),
        ("stackexchange-page.html", 'id="question"', 'id="question" '),
    ],
)  # fmt: skip
def test_two_pages_of_one_thread_are_one(name: str, one: str, two: str) -> None:
    text = page(name)
    other = re.sub(
        r"(?<=[_\"/#=-])7(?=0\d\b)|(?<=pid)7(?=0\d\b)|(?<=Row)7(?=0\d\b)|(?<=post)7(?=0\d\b)",
        "8",
        text.replace(one, two),
    )
    threads = merge([read(text), read(other)])
    assert len(threads) == 1
    assert all(isinstance(post.posted_at, datetime) for post in threads[0].posts)
    assert len(threads[0].posts) == len(read(text).posts) * (1 if name.startswith("stack") else 2)
