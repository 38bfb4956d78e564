"""HTML mail: whose the cited blocks are, and what is quoted without any."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.importers.mail.letters import BLOCKS, asked, box, letter, spoken

BRACKETED = "Osse Line [mailto:o@tea.example]"
SAID = "Osse Line &lt;osse@tea.example&gt;"


def test_a_block_that_begins_with_a_line_over_a_block_within_it_is_not_that_writers() -> None:
    inner = f"On Tue, Mar 4, 2008 at 7:15 PM {SAID} wrote:<br><blockquote>cold</blockquote>"
    found = spoken(letter(f"<div>Really?</div><blockquote>{inner}Then warm it.</blockquote>", kind="html"))
    assert [one for one in found if one[0] != "-"] == [
        ("own", "Really?"),
        ("Osse Line", "cold"),
        ("?", "Then warm it."),
    ]


@given(st.lists(st.sampled_from([*BLOCKS, "| cold", ">> old\n> cold"]), min_size=1, max_size=6))
def test_html_mail_without_cited_blocks_is_read_as_the_text_it_shows(blocks: list[str]) -> None:
    shown = "".join(f"<p>{escape(block)}</p>" for block in blocks).replace("\n", "<br>")
    more = "In-Reply-To: <t0@tea.example>\n"

    html = spoken(box(asked(), letter(shown, kind="html", more=more)))

    assert html == spoken(box(asked(), letter("\n\n".join(blocks), more=more)))


def test_signs_beside_cited_blocks_are_quotes_and_those_in_them_are_left_alone() -> None:
    line = "On Tue, 4 Mar 2008, Osse Line &lt;osse@tea.example&gt; wrote:"
    html = (
        f"<div>{line}<br>&gt; cold</div><p>No.</p><div>{line}</div><blockquote>&gt; old<br>lid</blockquote>"
    )

    found = [one for one in spoken(letter(html, kind="html")) if one[0] != "-"]

    assert found == [("Osse Line", "> cold"), ("own", "No."), ("Osse Line", "> old\nlid")]


@pytest.mark.parametrize(
    "within",
    ["cold", "<blockquote>old</blockquote>cold", "<blockquote>a<blockquote>b</blockquote></blockquote>"],
)
def test_blocks_within_blocks_move_nothing_that_stands_below_them(within: str) -> None:
    line = "On Tue, 4 Mar 2008, Osse Line &lt;osse@tea.example&gt; wrote:"
    html = f"<blockquote>lid{within}</blockquote><p>Well.</p><div>{line}<br>&gt; pot</div><p>No.</p>"

    found = spoken(letter(html, kind="html"))

    assert [one for one in found[1:] if one[0] != "-"] == [
        ("own", "Well."),
        ("Osse Line", "> pot"),
        ("own", "No."),
    ]


HTML = {
    "outlook": f"<p>Really?</p><div style='border-top:solid #B5C4DF 1.0pt'><p><b>From:</b> {BRACKETED}<br>"
    "<b>Sent:</b> Tuesday, March 4<br><b>To:</b> all<br><b>Subject:</b> x</p></div><p>cold</p>",
    "outlook, new, german": f"<div>Really?</div><div id='divRplyFwdMsg'><hr><b>Von:</b> {SAID}"
    "<br><b>Gesendet:</b> Dienstag<br><b>An:</b> all<br><b>Betreff:</b> x</div><div>cold</div>",
    "gmail": "<div>Really?</div><div class='gmail_quote'><div class='gmail_attr'>On Tue, Mar 4, 2008 at 7:15 PM"
    f" {SAID} wrote:<br></div><blockquote>cold</blockquote></div>",
    "gmail, old": f"<div>Really?</div>2008/3/4 <span>{SAID}</span><br><blockquote>cold</blockquote>",
    "apple": "Really?<br><div>On Mar 4, 2008, at 7:15 PM, Osse Line &lt;<a href='mailto:o@x.example'>o@x.example</a>"
    "&gt; wrote:</div><br><blockquote type='cite'><div>cold</div></blockquote>",
    "yandex": f"<div>Really?</div><div>04.03.2008, 19:15, {SAID}:</div><blockquote type='cite'>cold</blockquote>",
    "zoho": "<div>Really?</div><div class='zmail_extra'>---- On Tue, 04 Mar 2008 19:15:00 +0100"
    f" <b>{SAID}</b> wrote ----<br><blockquote>cold</blockquote></div>",
    "thunderbird": "<p>Really?</p><div class='moz-cite-prefix'>Le 04/03/2008 à 19:15, Osse Line a écrit :<br></div>"
    "<blockquote type='cite' cite='mid:k7@tea.example'>cold</blockquote>",
    "yahoo": f"<div>Really?</div><div class='yahoo_quoted'><div>On Tuesday, March 4, 2008 at 07:15:00 PM GMT+1, {SAID}"
    " wrote: </div><br><div>cold</div></div>",
    "proton": "<div>Really?</div><div>------- Original Message -------<br>On Tuesday, March 4th, 2008 at 7:15 PM,"
    f" {SAID} wrote:<br><blockquote type='cite'>cold</blockquote></div>",
    "mail.ru": f"<div>Really?</div><blockquote>Вторник, 4 марта 2008, 19:15 +03:00 от {SAID}:<br><br><div>cold</div>"
    "</blockquote>",
    "qq": '<div>Really?</div><div>--------&nbsp;原始邮件&nbsp;--------</div><div><b>发件人:</b>&nbsp;"Osse Line"'
    "&lt;o@x.example&gt;;</div><div><b>发送时间:</b>&nbsp;2008年3月4日</div><div><b>主题:</b>&nbsp;x</div><br><div>cold</div>",
    "notes": f"<div>Really?</div><br>-----{SAID} wrote: -----<div>To: all<br>From: {SAID}<br>"
    "Date: 03/04/2008 07:15PM<br>Subject: x<br><br>cold</div>",
    "icloud, japanese": f"<div>Really?</div><div>2008/03/04 19:15、{SAID}のメール:</div><blockquote>cold</blockquote>",
    "groupwise, german": "<div>Really?</div><div>&gt;&gt;&gt; Osse Line 04.03.2008 19:15 &gt;&gt;&gt;</div>"
    "<div>cold</div>",
    "groupwise": f"<div>Really?</div><br>&gt;&gt;&gt; {SAID} 3/4/2008 7:15 PM &gt;&gt;&gt;<br>cold",
}


@pytest.mark.parametrize("program", HTML)
def test_html_mail_tells_whose_the_original_is_above_it(program: str) -> None:
    found = spoken(letter(HTML[program], kind="html"))
    assert [found[0], found[-1]] == [("own", "Really?"), ("Osse Line", "cold")]
    assert {who for who, _ in found[1:-1]} == {"-"}
