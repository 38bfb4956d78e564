import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.replay.persona import LIMIT, face, persona_name

FORBIDDEN = (
    "discord",
    "DISCORD",
    "ｄｉｓｃｏｒｄ",
    "Clyde",
    "xclydex",
    "dis",
    "everyone",
    "HERE",
    "@everyone",
)
INVISIBLE = ("", " ", "\u200b", "\u3164", "\u2800\u2800", "a\u202eb")
LONG = ("e" + "\u0301" * 50, "👨‍👩‍👧" * 30, "漢字" * 60, "a:b#c`d@e")
NAMES = st.text(st.characters(codec="utf-8"), max_size=120) | st.sampled_from(FORBIDDEN + INVISIBLE + LONG)
SUFFIXES = st.sampled_from(
    ("", "(archive)", " (archive)", "📜", "\u200b", "x" * 90, "cord", "yde")
) | st.text(max_size=30)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(NAMES, SUFFIXES)
@example("dis", "cord")
@example("cl", "yde")
def test_any_name_becomes_one_discord_accepts(author: str, suffix: str) -> None:
    name = persona_name(author, suffix, [])
    assert 1 <= units(name) <= LIMIT
    folded = unicodedata.normalize("NFKC", name).casefold()
    assert "discord" not in folded
    assert "clyde" not in folded
    assert folded.strip() not in {"everyone", "here", "@everyone", "@here"}
    assert name == " ".join(name.split())
    assert not {unicodedata.category(sign) for sign in name} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert any(unicodedata.category(sign)[0] in "LNPS" and sign not in "\u3164\u2800\uffa0" for sign in name)


@given(st.lists(NAMES, max_size=12, unique=True), SUFFIXES)
def test_no_two_authors_wear_names_that_look_the_same(authors: list[str], suffix: str) -> None:
    taken: list[str] = []
    for author in authors:
        taken.append(persona_name(author, suffix, taken))
    shapes = ["".join(unicodedata.normalize("NFKC", name).casefold().split()) for name in taken]
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("WolfBear", "WolfBear (archive)"),
        ("Ни шагу назад!", "Ни шагу назад! (archive)"),
        ("  two   blanks ", "two blanks (archive)"),
        ("a\u202eb\u200b", "ab (archive)"),
        ("\u3164", "Nameless (archive)"),
        ("Discord Fan", "ԁiscord Fan (archive)"),
        ("x" * 100, "x" * 69 + "… (archive)"),
    ],
)
def test_a_name_stays_recognisable(author: str, name: str) -> None:
    assert persona_name(author, " (archive)", []) == name


def test_everyone_is_quoted_where_no_suffix_tells_it_apart() -> None:
    assert persona_name("everyone", "", []) == "‹everyone›"


def test_an_author_always_wears_the_same_public_face() -> None:
    assert face("Ada") == face("Ada")
    assert {face(f"author {n}") for n in range(100)} == {
        f"https://cdn.discordapp.com/embed/avatars/{n}.png" for n in range(6)
    }
