"""Commands typed as text are read as the command box would have filled them in."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.typed import NotUnderstoodError, read_command
from bot.sandbox.welcome import FIRST


def entry(invocation: str, *options: tuple[str, bool, str], choices: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "invocation": invocation,
        "options": [
            {
                "name": name,
                "required": required,
                "type": kind,
                "choices": [{"name": choice.title(), "value": choice} for choice in choices],
            }
            for name, required, kind in options
        ],
    }


CATALOG = [
    entry("search", ("query", True, "string"), ("author", False, "string"), ("limit", False, "integer")),
    entry("help"),
    entry("thread list", ("public", False, "boolean"), ("channel", False, "channel")),
    entry("quote by", ("author", True, "string")),
    entry("quote random"),
    entry("archive import", ("file", True, "attachment")),
    entry("replay start", ("pace", False, "string"), choices=("fast", "step")),
]


@pytest.mark.parametrize(
    ("text", "invocation", "options"),
    [
        ("/search query: neocons", "search", {"query": "neocons"}),
        ("/search neocons", "search", {"query": "neocons"}),
        ("  /Search   query:  two   words ", "search", {"query": "two words"}),
        ("/search query: a phrase author: Ann", "search", {"query": "a phrase", "author": "Ann"}),
        ("/search author: Ann query: dots", "search", {"author": "Ann", "query": "dots"}),
        ("/search query: from: Ann", "search", {"query": "from: Ann"}),
        ("/search query: from:Ann limit: 3", "search", {"query": "from:Ann", "limit": "3"}),
        ("/quote by author: Hedgehog Ann", "quote by", {"author": "Hedgehog Ann"}),
        ("/quote by Hedgehog Ann", "quote by", {"author": "Hedgehog Ann"}),
        ("/help", "help", {}),
        ("/thread list public: True", "thread list", {"public": True}),
        ("/thread list public: no", "thread list", {"public": False}),
        ("/search dots limit: 007", "search", {"query": "dots", "limit": "7"}),
        ("/replay start pace: Fast", "replay start", {"pace": "fast"}),
    ],
)
def test_a_command_typed_as_text_is_filled_in(
    text: str, invocation: str, options: dict[str, str | bool]
) -> None:
    typed = read_command(text, CATALOG)
    assert typed is not None
    assert (typed.entry["invocation"], dict(typed.options)) == (invocation, options)


@pytest.mark.parametrize("text", ["neocons", "", "/", "a /search", "and/or", " hello /help"])
def test_plain_talk_is_no_command(text: str) -> None:
    assert read_command(text, CATALOG) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/qoute random", "/quote random"),
        ("/quote", "/quote by"),
        ("/quote by", "/quote by author: …"),
        ("/quote random loudly", "takes no options"),
        ("/archive import", "needs a file"),
        ("/zzz", "/help"),
        ("/thread list public: maybe", "`true` or `false`"),
        ("/thread list channel: #debate", "pick it from the list"),
        ("/search dots limit: many", "whole number"),
        ("/replay start pace: sideways", "one of `Fast`, `Step`"),
    ],
)
def test_what_cannot_be_run_is_answered_with_how_to(text: str, told: str) -> None:
    with pytest.raises(NotUnderstoodError, match=told):
        read_command(text, CATALOG)


@given(st.text(alphabet=st.sampled_from("/ search:query author\n`\u202e🙂")))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(NotUnderstoodError):
        typed = read_command(text, CATALOG)
        assert typed is None or text.lstrip().startswith("/")


def test_every_button_of_the_welcome_types_a_command() -> None:
    assert all(command.startswith("/") for _, command in FIRST.values())
