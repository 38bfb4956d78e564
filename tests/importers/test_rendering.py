"""What a reader of the page saw: lines, blanks, and the stretches marks cover."""

import pytest

from bot.archive.model import MarkKind
from bot.importers.html.fragment import only_absolute, rendered
from bot.importers.html.headers import quoted_name
from bot.importers.html.selecting import compiled
from bot.importers.html.tree import parse


def seen(html: str) -> str:
    return rendered(html, lambda _: None, only_absolute)[0]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a <b>b</b>\n   c", "a b c"),
        ("a<br>b<br/>\n<br />c", "a\nb\n\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<div>a</div><br><div>b</div>", "a\n\nb"),
        ("a<br><div>b</div>", "a\nb"),
        ("a<br><br><div>b</div>", "a\n\nb"),
        ("<p>a</p>\n<p>b</p>", "a\n\nb"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<table><tr><td>a</td> <td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc"),
        ("<pre>\na  b\n\n  c</pre>d", "a  b\n\n  c\nd"),
        ("a&nbsp; &nbsp;b", "a\xa0 \xa0b"),
        ("&lt;p&gt; &amp;amp; &hellip; &#8212; &bogus;", "<p> &amp; … — &bogus;"),
        ("<i>a</i><i>b</i>", "ab"),
        ("  <p> </p> a <br> <br> ", "a"),
        ('<img src="https://x.example/a.png" alt="">', "https://x.example/a.png"),
        ('<img src="https://x.example/a.png" alt="a pot">', "a pot"),
        ('<img src="https://x.example/smilies/a.png" alt=":)">', ":)"),
        ('<img src="data:image/png;base64,AAAA" alt="">', ""),
        ('<a href="javascript:alert(1)">a</a>', "a"),
        ("a<!-- b -->c", "ac"),
    ],
)
def test_text_stands_as_the_browser_shows_it(html: str, text: str) -> None:
    assert seen(html) == text


def test_marks_begin_and_end_with_visible_characters() -> None:
    body, marks = rendered(
        "a<blockquote> <br> b <br> <blockquote>c</blockquote> <br></blockquote>d",
        lambda _: None,
        only_absolute,
    )
    assert [(mark.kind, body[mark.start : mark.end]) for mark in marks] == [
        (MarkKind.QUOTE, "b\nc"),
        (MarkKind.QUOTE, "c"),
    ]


def test_an_empty_box_is_no_mark() -> None:
    assert rendered("a<blockquote> <br></blockquote>b", lambda _: None, only_absolute)[1] == ()


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Osse & Line said:", "Osse & Line"),
        ("Osse wrote: ↑", "Osse"),
        ("Osse hat geschrieben:", "Osse"),
        ("Originally Posted by Osse View Post", "Osse"),
        ("Zitat von Osse", "Osse"),
        ("Quote from: Osse on January 05, 2008, 09:44:00 PM", "Osse"),
        ("Quote from: Osse on the hill", "Osse on the hill"),
        ("QUOTE(Osse @ Jan 1 2005, 10:00 AM)", "Osse"),
        ("On 3/4/2019 at 7:00 PM, Osse said:", "Osse"),
        ("Osse, on 01 January 2010 - 10:00 AM, said:", "Osse"),
        ("(01-13-2015, 10:00 AM)Osse Wrote:", "Osse"),
        ("author=Osse link=topic=1.msg2#msg2 date=12 wrote:", "Osse"),
        ("osse:", "osse"),
        ("Quote:", None),
        ("Zitat", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_a_boxs_header_tells_the_name(header: str, name: str | None) -> None:
    assert quoted_name(header) == name


def test_selectors_pick_by_preference_then_page_order() -> None:
    root = parse('<div class="a b" id="x1"><p data-n="v">1</p></div><p class="b">2</p>')
    assert [node.text() for node in root.all("p, .b")] == ["1", "1", "2"]
    found = root.first("p.b, .a")
    assert found is not None
    assert found.text() == "2"
    assert [node.tag for node in root.all("[id^=x] [data-n=v], .zzz")] == ["p"]


@pytest.mark.parametrize("selector", ["", "p >", "p:first-child", "p[", ".", "P"])
def test_what_is_no_selector_is_an_error_at_once(selector: str) -> None:
    with pytest.raises(ValueError, match="not a selector"):
        compiled(selector)
