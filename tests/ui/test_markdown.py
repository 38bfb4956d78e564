import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st
from simcord.preview._markdown import markdown_tokens

from bot.ui.markdown import escape, length, quote_block, split
from tests.ui.discord_reader import read

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
CONTEXT = {
    "users": {"1": "u"},
    "roles": {"1": "r"},
    "channels": {"1": "c"},
    "everyone": True,
    "commands": {"1": "cmd"},
}

PIECES = st.sampled_from(
    (
        "*", "**", "_", "__", "~~", "~", "||", "|", "`", "```", "```py\n", "\\", "#", "# ", "-# ",
        "- ", "> ", ">>> ", ">", "1. ", "2) ", "+ ", "---", "===", "\n", "\n\n", " ", "  ", "\u00a0",
        "\n\u00a0\n", "<t:1:R>", "<@1>", "<@&1>", "<#1>", "</cmd:1>", "<:e:1>", "<a:e:1>",
        "<id:guide>", ":smile:", ":a::skin-tone-2:", "@everyone", "@here", ":)", ":-)", "<3", ">:(",
        "¯\\_(ツ)_/¯", "[a](https://b.cd)", "[a]: https://b.cd", "![", "](", "(", ")",
        "https://example.org/a_b_c", "http://a", "http://", "https://e.org/x(y)", "https://e.org/*x*",
        "://", "http:", "<https://e.org/>", "steam://run/1", "https://e.org/\\x", ".", ",", "!",
        "&amp;", "&", "é", "е", "漢", "👨‍👩‍👧", "🇩🇪", "a\u0301", "\u05d0", "word", "x", "7", "<",
        "a | b\n--- | ---", '"', "'", "]", "\u200d", "\u2028",
    )
)  # fmt: skip
ANYTHING = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=40)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=14).map("".join), st.lists(PIECES | ANYTHING, max_size=6).map("".join)
)


def visible(tokens: Iterable[Mapping[str, Any]], out: list[str]) -> list[str]:
    """Flatten simcord's tokens to text; anything that is no plain text or link shows as its type."""
    for token in tokens:
        kind = token["type"]
        if kind == "text":
            out.append(token["content"])
        elif kind == "break":
            out.append("\n")
        elif kind in {"inline", "paragraph"}:
            visible(token["children"], out)
            if kind == "paragraph":
                out.append("\n")
        elif kind not in {"link_open", "link_close"}:
            out.append(f"⟦{kind}⟧")
    return out


def as_commonmark_leaves_it(text: str) -> list[str]:
    """Drop what a CommonMark renderer drops of plain text: blank lines, blanks around lines, %-codes."""
    lines = (re.sub(r"\s+", " ", unquote(line)).strip() for line in re.split(r"[\n\r]", text))
    return [line for line in lines if line]


def plain_for_commonmark(text: str) -> str:
    """Take out what the renderer has and Discord has not.

    Code by indentation, links by scheme in any case, and small print even behind a backslash.
    """
    text = re.sub(r"(?i)(https?|steam|ftp|mailto)(?=:)", lambda m: m[0].lower(), text)
    text = re.sub(r"(?m)^[^\S\n]+", "", text)
    return re.sub(r"(?m)^-#(?=\s)", "-#x", text)


CASES = [
    ("# title", "\\# title"),
    ("  ## title", "  \\## title"),
    ("-# small", "\\-# small"),
    ("- item", "\\- item"),
    ("* item", "\\* item"),
    ("> said", "\\> said"),
    (">>> all of it", "\\>>> all of it"),
    ("a\n> b", "a\n\\> b"),
    ("a > b - c # d", "a > b - c # d"),
    ("1. first", "1\\. first"),
    ("12) twelfth", "12\\) twelfth"),
    ("in 1914. And", "in 1914. And"),
    ("**bold** *it* __u__ _i_", "\\*\\*bold\\*\\* \\*it\\* \\_\\_u\\_\\_ \\_i\\_"),
    ("~~gone~~ ~5", "\\~\\~gone\\~\\~ ~5"),
    ("||dark||", "\\|\\|dark\\|\\|"),
    ("`x` ```y```", "\\`x\\` \\`\\`\\`y\\`\\`\\`"),
    ("[here](https://a.bc)", "\\[here](https://a.bc)"),
    ("<t:1700000000:R>", "\\<t\\:1700000000:R>"),
    ("<@12> <@&3> <#4>", "\\<@12> \\<@&3> \\<#4>"),
    ("</replay start:7>", "\\</replay start:7>"),
    ("<:smile:8>", "\\<\\:smile:8>"),
    (":smile:", "\\:smile:"),
    ("@everyone and @here", "\\@everyone and \\@here"),
    ("me@example.org", "me@example.org"),
    (":) :-) ;-) :D <3 :'(", ":) :-) ;-) :D <3 :'("),
    ("a < b", "a < b"),
    ("\\o/ \\n", "\\\\o/ \\\\n"),
    ("¯\\_(ツ)_/¯", "¯\\\\\\_(ツ)\\_/¯"),
    ("https://en.wikipedia.org/wiki/A_(b)_c", "https://en.wikipedia.org/wiki/A_(b)_c"),
    ("(https://example.org/a_b).", "(https://example.org/a_b)."),
    ("<https://example.org/>", "\\<<https://example.org/>>"),
    ("*https://example.org*", "\\*<https://example.org>\\*"),
    ("  two  blanks\u00a0\n\u00a0\nend ", "  two  blanks\u00a0\n\u00a0\nend "),
]


@pytest.mark.parametrize(("written", "sent"), CASES)
def test_each_rule_of_discord_is_switched_off_by_the_fewest_signs(written: str, sent: str) -> None:
    assert escape(written) == sent
    assert read(sent)[0] == written
    assert not read(sent)[2]


def test_the_model_of_the_client_sees_what_is_not_escaped() -> None:
    for written, sent in CASES:
        if "http" not in written and sent != written:
            seen, _, constructs = read(written)
            only_commonmark = written.startswith(("12)", "\\o"))
            assert constructs or seen != written or only_commonmark, written


@given(TEXTS)
@example("http://*a*")
@example("http://_")
@example("http://>*a*")
@example("https://e.org/\\x")
def test_what_the_client_shows_is_what_the_author_wrote(text: str) -> None:
    seen, _, constructs = read(escape(text))
    assert seen == text
    assert not constructs


@given(TEXTS)
def test_another_renderer_shows_what_the_author_wrote(text: str) -> None:
    text = plain_for_commonmark(text)
    shown = "".join(visible(markdown_tokens(escape(text), context=CONTEXT), []))
    assert as_commonmark_leaves_it(shown) == as_commonmark_leaves_it(text)


@given(
    st.from_regex(
        r"https://[a-z]{1,9}\.(org|de)/[A-Za-z0-9_\-*~()/.,?=&%]{0,30}[A-Za-z0-9/]", fullmatch=True
    ),
    TEXTS,
)
def test_a_link_among_words_stays_the_author_s_link(link: str, text: str) -> None:
    sent = escape(f"{text} {link} {text}")
    assert link in sent
    assert link in read(sent)[1]


@given(TEXTS)
def test_a_quote_block_shows_the_same_lines(text: str) -> None:
    block = quote_block(text)
    assert all(line.startswith("> ") for line in block.split("\n"))
    shown = "\n".join(line[2:] for line in block.split("\n"))
    assert read(shown)[0].rstrip() == text.rstrip()
    assert not read(shown)[2]


@given(TEXTS, st.integers(8, 60))
def test_parts_fit_once_escaped_and_join_to_the_text(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert "".join(parts) == text
    assert all(part and length(escape(part)) <= limit for part in parts)


@given(
    TEXTS.map(lambda text: text.replace("`", "'").replace("<", "(").replace("://", ":")), st.integers(40, 80)
)
def test_no_part_begins_inside_a_grapheme_cluster(text: str, limit: int) -> None:
    edges = {match.end() for match in regex.finditer(r"\X", text)}
    long = max((len(cluster) for cluster in regex.findall(r"\X", text)), default=0)
    at = 0
    for part in split(text, limit):
        at += len(part)
        assert at in edges or 2 * long > limit


@given(
    st.lists(
        st.from_regex(r"https://e\.org/[a-z_]{0,20}[a-z]|```[a-z \n]{1,20}```|[a-z]{1,9}", fullmatch=True)
    )
)
def test_no_part_begins_inside_a_link_or_a_fence(words: list[str]) -> None:
    starts = set()
    for part in (parts := split(" ".join(words), 80)):
        starts.update(part.split())
    for word in words:
        assert word.startswith("```") or word in starts
        assert any(word in part for part in parts)


def test_cuts_fall_between_paragraphs_before_lines_before_sentences_before_words() -> None:
    assert split("One two.\nThree.\n\nFour five six", 24) == ["One two.\nThree.\n\n", "Four five six"]
    assert split("One two.\nThree four. Five", 22) == ["One two.\n", "Three four. Five"]
    assert split("One two. Three four five", 18) == ["One two. ", "Three four five"]
    assert split("One two three four", 10) == ["One two ", "three four"]
    assert split("первое\u00a0слово\n\u00a0\nвторое", 20) == ["первое\u00a0слово\n\u00a0\n", "второе"]


def test_a_word_longer_than_the_limit_is_cut_between_signs() -> None:
    assert split("👨‍👩‍👧" * 3, 12) == ["👨‍👩‍👧"] * 3
    assert split("e" + "\u0301" * 20, 8) == ["e" + "\u0301" * 7, "\u0301" * 8, "\u0301" * 5]


def test_a_limit_too_small_for_text_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer than 8"):
        split("words", 7)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_the_seed_archive_survives_entire(seed: Path) -> None:
    text = seed.read_text(encoding="utf-8")
    parts = split(text)
    assert "".join(parts) == text
    assert "".join(read(escape(part))[0] for part in parts) == text
    shown = [
        line
        for part in parts
        for line in as_commonmark_leaves_it("".join(visible(markdown_tokens(escape(part)), [])))
    ]
    assert shown == [line for part in parts for line in as_commonmark_leaves_it(part)]


@pytest.mark.parametrize(
    ("text", "units"), [("", 0), ("aя\uffff", 3), ("a😀", 3), ("\ud83d\udc4d", 2), ("\ud800", 1)]
)
def test_a_text_is_as_long_as_its_utf_16(text: str, units: int) -> None:
    assert length(text) == units
