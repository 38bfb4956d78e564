"""Transcripts: everybody's words under their own name, and nothing an author wrote escapes its place."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import lxml.html  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.ids import PostId
from bot.archive.model import Passage, PassageKind
from bot.archive.spoken import tiled
from bot.errors import UserError
from bot.store.values import Post, ThreadSummary
from bot.transcript.forms import FORMS, document
from bot.transcript.markdown import escape
from bot.transcript.packing import Packing

THREAD = ThreadSummary(
    1,
    "canal",
    "A canal: <b>worth</b> it?",
    2,
    2,
    2,
    None,
    None,
    "canal.txt",
    "text",
    "https://x.test/t/1",
    None,
    False,  # noqa: FBT003
)


def post(number: int, author: str, body: str, *passages: Passage, **more: Any) -> Post:
    id_ = PostId("canal", number)
    return Post(
        id_, THREAD.title, number, author, None, datetime(2021, 5, 7, tzinfo=UTC), None, None,
        tiled(id_, author, body, passages or (Passage(0, len(body)),)), (), None, **more,
    )  # fmt: skip


SILT = "The silt alone would have ruined them all."
POSTS = [
    post(1, "Maren", SILT),
    post(
        2,
        "Óscar",
        f"{SILT}\nNot with dredgers.",
        Passage(0, len(SILT), PassageKind.QUOTE, "Maren", 1, 0, len(SILT)),
        Passage(len(SILT), len(SILT) + 19),
    ),
]


def page(*posts: Post) -> Any:
    return lxml.html.document_fromstring("".join(document(FORMS["html"], THREAD, posts)))


def test_a_quote_on_the_page_names_its_author_and_leads_to_its_source() -> None:
    root = page(*POSTS)
    (cite,) = root.xpath("//article[@id='canal-2']//blockquote/cite")
    assert cite.text_content() == "Maren · #1"
    (target,) = cite.xpath("./a/@href")
    assert root.xpath(f"//*[@id='{target.removeprefix('#')}']//div[@class='words']")[0].text == SILT


def test_quoted_words_stand_in_their_quote_alone() -> None:
    root = page(*POSTS)
    own = root.xpath("//article[@id='canal-2']/div[@class='words']")
    assert [each.text for each in own] == ["Not with dredgers."]


@given(st.text(max_size=80), st.text(min_size=1, max_size=30))
def test_no_text_and_no_name_becomes_markup(body: str, author: str) -> None:
    def shape(text: str) -> list[str]:
        seen: list[str] = []

        class Tags(HTMLParser):
            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                seen.append(f"{tag} {[name for name, _ in attrs]}")

        Tags().feed(text)
        return seen

    hostile = f"x{body}<script>alert(1)</script><img src=x onerror=alert(1)>"
    assert shape(FORMS["html"].post(post(1, author, hostile), THREAD)) == shape(
        FORMS["html"].post(post(1, "Maren", "x"), THREAD)
    )


def test_an_address_that_is_no_web_page_is_no_link() -> None:
    thread = replace(THREAD, url="javascript:alert(1)")
    assert "javascript" not in FORMS["html"].thread(thread)


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    root = page(*POSTS)
    assert root.xpath("//script | //img | //link | //iframe") == []
    assert "default-src 'none'" in root.xpath("//meta[@http-equiv]/@content")[0]


def test_markdown_heads_a_quote_with_whose_words_it_is() -> None:
    text = "".join(document(FORMS["markdown"], THREAD, POSTS))
    assert f"> **Maren**, canal#1\n>\n> {SILT}\n\nNot with dredgers." in text


def test_words_that_look_like_a_quote_stay_the_posters_own() -> None:
    text = FORMS["markdown"].post(
        post(1, "Maren", "> **Óscar**, canal#2\n# A heading\n1. one\n- two"), THREAD
    )
    body = text.splitlines()[2:]
    assert not [line for line in body if re.match(r"\s*(>|#|-|\d+\.)", line)]


@given(st.text(alphabet="ab \n#>*_-+=1.)\\`[]&|~", max_size=60))
def test_escaping_only_adds_backslashes(text: str) -> None:
    assert re.sub(r"\\(.)", r"\1", escape(text), flags=re.DOTALL) == text


def test_a_name_the_quote_box_alone_gives_is_told_as_hearsay() -> None:
    quoting = post(2, "Óscar", SILT, Passage(0, len(SILT), PassageKind.QUOTE, declared="Vidal"))
    for form in ("markdown", "html"):
        assert "said to be by Vidal" in FORMS[form].post(quoting, THREAD)


def test_json_lines_hold_the_fields_of_the_format_and_no_others() -> None:
    line = json.loads(FORMS["jsonl"].post(POSTS[1], THREAD))
    assert list(line) == [
        "source", "format", "thread", "title", "thread_url", "number", "ref", "author", "author_ref", "author_title",
        "posted_at", "edited_at", "url", "answers", "body", "passages", "marks",
    ]  # fmt: skip
    assert line["passages"] == [
        {
            "start": 0,
            "end": 42,
            "author": "Maren",
            "number": 1,
            "source_start": 0,
            "source_end": 42,
            "confidence": 1.0,
        }
    ]


def test_a_document_that_fits_is_sent_as_it_is() -> None:
    with Packing("canal", "md", 100) as packing:
        packing.add("words")
        assert packing.file() == ("canal.md", b"words")


def test_a_document_that_fits_only_zipped_is_zipped() -> None:
    with Packing("canal", "md", 1000) as packing:
        packing.add("words " * 1000)
        name, data = packing.file()
    assert name == "canal.md.zip"
    assert len(data) <= 1000
    assert data.startswith(b"PK")


def test_a_document_that_does_not_fit_at_all_is_refused_with_a_way_out() -> None:
    def pack() -> None:
        with Packing("canal", "md", 1000) as packing:
            for number in range(10_000):
                packing.add(f"{number * 7919 % 10_007}")
            packing.file()

    with pytest.raises(UserError, match="hansard export"):
        pack()
