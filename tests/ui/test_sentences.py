"""What is not ours does nothing in our sentences, whatever it is and wherever it is put in."""

import ast
from pathlib import Path

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadArchive, NotFound
from bot.languages import Text, joined, speaking
from bot.ui.answers import note
from bot.ui.errors import sentence_for
from bot.ui.markdown import clipped, escape, is_address, length, link
from bot.ui.posts import original
from bot.ui.presses import still
from bot.ui.sentences import Markup, label, listed, say, spoken
from tests.ui.discord_reader import read

ROOT = Path(__file__).resolve().parents[2]
BOTH = {"bot/ui/health.py"}
"""Asked by the command line, too, which shows no Markdown."""
HOSTILE = {
    "a masked link": "[free nitro](https://evil.example)",
    "out of a link": "x)[free](https://evil.example",
    "a heading": "first\n# BIG",
    "a quote": "first\n> I never said that",
    "a list": "first\n- one",
    "small print": "first\n-# `other#1` · original",
    "stars": "**bold** __under__ ~~gone~~ ||hidden||",
    "a mention": "@everyone <@123> <#456> <@&789> </search:1>",
    "an emoji": "<:smile:123456789012345678> :tada:",
    "a time": "<t:1700000000:R>",
    "backticks": "`code` and ``more``",
    "a fence": "```\nfenced\n```",
    "an override": "\u202egnp.exe\u2066\u2069",
    "nothing to see": "a\u200b\u2060\ufeff\u00adb",
    "a tower": "Z" + "\u0321\u0322\u0353\u0348\u0329" * 40,
    "line breaks": "a\r\nb\u2028c\u2029d\x85e\x0bf",
    "a script": "[x](javascript:alert(1))",
    "much": "word " * 5_000,
}
PLAIN = ("Somebody is called **{name}**.", "{name}", "Is it {name!r}?", "**{name}** · {name}")
CODE = ("There is no `{name}` here.", "in `{name}#…`, by `{name}`")


@pytest.mark.parametrize("code", ["en", "ru"])
@pytest.mark.parametrize("sentence", [*PLAIN, *CODE])
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_somebodys_is_one_calm_line_without_effect(name: str, sentence: str, code: str) -> None:
    with speaking(code):
        said, plain = (say(sentence, name=each) for each in (HOSTILE[name], "Ada"))
    if sentence in CODE:
        assert said.count("`") == plain.count("`"), "nothing gets out of the backticks"
    else:
        _, links, effects = read(said)
        assert links == []
        assert len(effects) == len(read(plain)[2]), effects
    assert not set(said) & set("\n\r\u2028\u2029\x85\x0b\u202e\u2066\u2069\u200b\u2060\ufeff\u00ad")
    assert length(said) < 1_500


@given(st.text(max_size=60))
def test_any_text_at_all_leaves_the_sentence_around_it_as_it_is(text: str) -> None:
    seen, links, effects = read(say("one {name} two", name=text))
    assert seen.startswith("one ")
    assert seen.endswith(" two")
    assert (links, effects) == ([], [])


def test_ours_stays_as_it_is_and_is_said_once() -> None:
    assert say("{a} and {b}", a=Markup("**x**"), b=escape("_y_")) == "**x** and \\_y\\_"
    assert say("{what}", what=Text("Own words")) == "Own words"
    assert listed(["a_b", Markup("**c**")]) == "a\\_b, **c**"
    assert spoken("a_b") == "a\\_b"
    assert label("by {name}", name="a_b\n*c*") == "by a_b *c*"


def test_values_of_sentences_in_sentences_are_harmless_too() -> None:
    inner = joined(", ", [Text("`{name}`", name="x`[y](z)"), "*raw*"])
    assert say("ignored: {words}", words=inner) == "ignored: `xˋ[y](z)`, \\*raw\\*"


@pytest.mark.parametrize("name", HOSTILE)
def test_an_error_is_shown_without_effect(name: str) -> None:
    for error in (
        NotFound("Nobody in the archive is called “{name}”.", name=HOSTILE[name]),
        BadArchive("{what} is no date", what=HOSTILE[name], file=f"{HOSTILE[name]}.txt", line=3),
    ):
        said = sentence_for(error) or ""
        assert read(said)[1:] == ([], [])
        assert "\n" not in said


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        "//evil.example",
        "https://", "https:///path", "ht tps://a", "https://a b", "\x01javascript:alert(1)", "https://" + "a" * 700,
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_no_link(url: str) -> None:
    assert not is_address(url)
    assert original(url) == ""


@given(st.text(st.characters(exclude_categories=["Z", "C"]), max_size=40))
def test_no_address_breaks_out_of_its_link(tail: str) -> None:
    url = f"https://forum.example/{tail}"
    if is_address(url):
        made = link(Markup("original"), url)
        assert made.startswith("[original](<https://forum.example/")
        assert made.endswith(">)")
        assert not set(made.removeprefix("[original](<").removesuffix(">)")) & set("()<>[]\\`|* \n")


@given(st.lists(st.text(max_size=3_000), min_size=1, max_size=4))
def test_a_layout_holds_no_more_than_discord_takes(texts: list[str]) -> None:
    shown = [discord.ui.TextDisplay[discord.ui.LayoutView](text or "-") for text in texts]
    still(discord.ui.Container(*shown))
    assert sum(length(each.content) for each in shown) <= 4_000
    if sum(map(length, texts)) < 3_900:
        assert [each.content for each in shown] == [text or "-" for text in texts]
    (only,) = (each for each in note("x" * 9_000).walk_children() if isinstance(each, discord.ui.TextDisplay))
    assert len(only.content) <= 4_000


@given(st.text("\\*ab😀", max_size=60), st.integers(2, 50))
def test_what_is_cut_ends_in_no_half_of_an_escape(text: str, limit: int) -> None:
    cut = clipped(text, limit)
    assert length(cut) <= max(limit, 1)
    kept = cut.removesuffix("…")
    if cut != text:
        assert (len(kept) - len(kept.rstrip("\\"))) % 2 == 0


@pytest.mark.parametrize(
    "module", sorted([*ROOT.glob("bot/ui/*.py"), *ROOT.glob("cogs/**/*.py")]), ids=lambda path: path.stem
)
def test_rooms_that_speak_markdown_say_nothing_past_it(module: Path) -> None:
    taken = {
        alias.name
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "bot.languages"
        for alias in node.names
    }
    if str(module.relative_to(ROOT)) not in BOTH:
        assert not taken & {"say", "say_n", "spoken"}
