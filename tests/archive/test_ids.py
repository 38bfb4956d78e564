import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.ids import PostId, slugify


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("AHC: Trump's & Putin's rapport", "ahc-trumps-putins-rapport"),
        ("Ни шагу назад!", "ni-shagu-nazad"),
        ("Ёжик в объятиях — щука", "yozhik-v-obyatiyakh-shchuka"),
        ("Crème brûlée / Straße", "creme-brulee-strasse"),
        ("Θεός", "theos"),
        ("漢字だけ", "thread"),
        ("", "thread"),
        ("x" * 80, "x" * 28),
        (
            "one two three four five six seven eight nine ten eleven",
            "one-two-three-four-five-six",
        ),
        ("Paper map or phone? One sentence for the leaflet", "paper-map-or-phone"),
        ("Why? Because the harvest was late that year", "why-because-the-harvest"),
        ("The later consequences of the harbour", "the-later-consequences"),
        ("Dr. No: a film", "dr-no-a-film"),
    ],
)
def test_a_title_becomes_a_slug(title: str, slug: str) -> None:
    assert slugify(title) == slug


@given(st.text())
def test_any_title_becomes_a_usable_slug(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slugify(title))
    assert len(slugify(title)) <= 28


@pytest.mark.parametrize("text", ["a-b#12", " a-b #12 ", "`a-b#12`", "`A-B# 12`.", "a-b#012"])
def test_a_post_id_is_read_however_it_was_pasted(text: str) -> None:
    assert PostId.parse(text) == PostId("a-b", 12)


@pytest.mark.parametrize("text", ["", "a-b", "#12", "a-b#", "a-b#0", "a b#1", "a-b#12 and more"])
def test_what_is_no_post_id_is_none(text: str) -> None:
    assert PostId.parse(text) is None


@given(st.integers(1, 1_000_000), st.text())
def test_a_post_id_survives_being_written(number: int, title: str) -> None:
    post = PostId(slugify(title), number)
    assert PostId.parse(str(post)) == post
