import io
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.render.alt_text import MAX_LENGTH, alt_text
from bot.render.cards import layout, render_card, shown
from bot.render.colours import GROUNDS
from bot.render.fonts import Fonts
from bot.render.press import outline
from bot.render.values import Card, Style, Theme
from tests.render.samples import HOSTILE, LONG, MIXED, SHORT, card
from tests.said import own


def opened(png: bytes) -> Image.Image:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return Image.open(io.BytesIO(png))


def assert_bounded(png: bytes) -> None:
    width, height = opened(png).size
    assert width == 1200
    assert 300 <= height <= 1500
    assert len(png) < 1_500_000


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("text", [SHORT, LONG, MIXED], ids=["short", "long", "mixed"])
def test_every_style_draws_every_kind_of_quote(fonts: Fonts, style: Style, text: str) -> None:
    assert_bounded(render_card(card(text), style, fonts))


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_make_an_ordinary_card(fonts: Fonts, style: Style, name: str) -> None:
    text = HOSTILE[name]
    words = own(text, text, text)
    hostile = Card(words, text, text, text, words, words)
    assert_bounded(render_card(hostile, style, fonts))


@settings(max_examples=30)
@given(st.text(max_size=300), st.text(max_size=40), st.sampled_from(Style))
def test_any_text_at_all_is_drawn(fonts: Fonts, text: str, name: str, style: Style) -> None:
    assert_bounded(render_card(card(text, author=name, thread=name, slug=name, date=name), style, fonts))


def test_an_exchange_without_parent_or_reply_is_drawn_alone(fonts: Fonts) -> None:
    alone = opened(render_card(card(parent=None, reply=None), Style.EXCHANGE, fonts))
    both = opened(render_card(card(), Style.EXCHANGE, fonts))
    assert alone.height < both.height


def test_letters_that_reach_far_down_are_whole_on_the_last_line(fonts: Fonts) -> None:
    def ink(text: str, style: Style) -> int:
        grey = opened(render_card(card(text, parent=None, reply=None), style, fonts)).convert("L")
        return sum(grey.histogram()[128:])

    for style in (Style.DARK, Style.EXCHANGE):
        assert ink("ا\nج", style) == pytest.approx(ink("ج\nا", style), rel=0.001)  # edges fall between pixels


def test_a_title_that_reads_from_the_right_ends_at_the_left(fonts: Fonts) -> None:
    def beginning(thread: str) -> bytes:
        picture = opened(render_card(card(thread=thread), Style.DARK, fonts))
        return picture.crop((112, picture.height - 80, 130, picture.height - 40)).tobytes()

    assert beginning("שלום?") != beginning("שלום")
    assert beginning("Peace?") == beginning("Peace")


def test_the_same_card_gives_the_same_bytes(fonts: Fonts) -> None:
    assert render_card(card(MIXED), Style.DARK, fonts) == render_card(card(MIXED), Style.DARK, fonts)


def test_markup_in_a_quote_is_drawn_not_run(fonts: Fonts) -> None:
    assert shown(card(HOSTILE["markup"]), Style.LIGHT, fonts).shown == HOSTILE["markup"]


@pytest.mark.parametrize("style", Style)
def test_only_a_cut_quote_carries_the_mark_of_a_cut(fonts: Fonts, style: Style) -> None:
    assert shown(card(LONG), style, fonts).cut
    assert not shown(card(SHORT), style, fonts).cut


@pytest.mark.parametrize("style", Style)
def test_a_part_says_that_there_is_more_before_and_after_it(fonts: Fonts, style: Style) -> None:
    for before, after in ((False, False), (True, False), (False, True), (True, True)):
        part = card("one two three", parent=None, reply=None, before=before, after=after)
        _, values = layout(part, style, fonts)
        quote = values["quote"] if "quote" in values else values["voices"][1]["quote"]
        assert (quote["begun"], quote["cut"]) == (before, after)
        told = alt_text(part, style)
        assert ("[…] “one" in told, "three” […]" in told) == (before, after)


def test_what_is_answered_says_it_too(fonts: Fonts) -> None:
    part = card(parent_before=True, parent_after=True)
    _, values = layout(part, Style.EXCHANGE, fonts)
    quotes = [voice["quote"] for voice in values["voices"]]
    assert [(quote["begun"], quote["cut"]) for quote in quotes] == [
        (True, True),
        (False, False),
        (False, False),
    ]
    assert alt_text(part, Style.EXCHANGE).startswith("Marshal of Tides: […] “Name one thing")


@pytest.mark.parametrize("mark", ["begun", "cut"])
@pytest.mark.parametrize("style", Style)
def test_the_mark_of_a_cut_is_drawn_in_another_colour_than_the_words(
    fonts: Fonts, style: Style, mark: str
) -> None:
    template, values = layout(card("one two three", parent=None, reply=None), style, fonts)
    quote = values["quote"] if "quote" in values else values["voices"][1]["quote"]
    whole = glyphs_by_colour(outline(fonts, template, values))
    quote[mark] = True
    cut = glyphs_by_colour(outline(fonts, template, values))
    added = {colour: cut[colour] - whole[colour] for colour in cut if cut[colour] != whole[colour]}
    (colour, glyphs), *more = added.items()
    ground = GROUNDS[Theme.LIGHT if style is Style.LIGHT else Theme.DARK]
    words = "#211d17" if style is Style.RECORD else ground.ink
    assert not more
    assert glyphs == len("[…]")
    assert colour != words
    assert whole[words] >= len("onetwothree")


def test_the_words_handed_to_the_drawing_are_the_authors(fonts: Fonts) -> None:
    for text in (SHORT, LONG, MIXED, *HOSTILE.values()):
        _, values = layout(card(text), Style.DARK, fonts)
        drawn = "\n".join(row["text"] for row in values["quote"]["lines"])
        assert text.startswith(drawn)
        assert values["quote"]["cut"] == (drawn != text)


def glyphs_by_colour(svg: str) -> Counter[str]:
    return Counter(re.findall(r'<use [^>]*fill="(#[0-9a-f]{6})"', svg))


def test_alt_text_names_the_speaker_the_place_and_the_words() -> None:
    assert alt_text(card()) == (
        "Ramirez Oakes (Diamond Member), 3 May 2014, in “Should the harbour treaty be renewed?”, "
        f"harbour-treaty#42: “{SHORT}”"
    )


def test_alt_text_of_an_exchange_tells_all_three_voices() -> None:
    told = alt_text(card(), Style.EXCHANGE)
    assert told.startswith(
        "Marshal of Tides: “Name one thing the treaty ever bought us.” Answered by Ramirez"
    )
    assert "Answered by שרה לוי: “לא" in told


@given(st.text(max_size=3000), st.text(), st.sampled_from(Style))
def test_alt_text_keeps_within_the_limit_and_quotes_to_the_letter(text: str, name: str, style: Style) -> None:
    told = alt_text(card(text, author=name, thread=name), style)
    assert len(told.encode("utf-16-le", "surrogatepass")) // 2 <= MAX_LENGTH
    assert ("[…]" in told) or (text in told)


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("text", [LONG, "🏳️‍🌈" * 900, "e" + "\u0301" * 5_000], ids=["long", "flags", "stack"])
def test_long_alt_text_shows_its_cut_and_fills_the_room(text: str, style: Style) -> None:
    told = alt_text(card(text, parent=own("kestrel", text), reply=own("bob", text)), style)
    assert "” […]" in told
    assert len(told.encode("utf-16-le")) // 2 <= MAX_LENGTH
    if text is LONG:
        assert len(told) > MAX_LENGTH - 60


def test_outlines_hold_the_words_as_glyphs(fonts: Fonts) -> None:
    svg = outline(fonts, "passage", {"lines": [{"text": "abc", "rtl": False}], "locale": "SC", "width": 300})
    assert svg.count("<use") == 3
