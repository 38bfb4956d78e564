"""Sentences are filled, counted and kept in every language."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadArchive, NotFound, UserError
from bot.languages import ENGLISH, LANGUAGES, Text, command, counted, language, say, speaking, spoken

EMPTY, ASKED = "The file is empty.", "That replay is not of this server."


def test_a_text_is_the_english_sentence_until_it_is_spoken() -> None:
    text = Text(EMPTY)
    assert text == EMPTY
    with speaking("ru"):
        assert (str(text), spoken(text), say(EMPTY)) == (EMPTY, "Файл пуст.", "Файл пуст.")
    assert (spoken(text), language()) == (EMPTY, ENGLISH)


def test_a_text_within_a_text_is_said_in_the_same_language() -> None:
    with speaking("ru"):
        assert spoken(Text("{place}{reason}", place="x.txt:3: ", reason=Text(EMPTY))) == "x.txt:3: Файл пуст."


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])  # noqa: S301
def test_a_copy_says_the_same_also_in_another_process(copied: Callable[[Any], Any]) -> None:
    text, error = copied((counted("{n} post", "{n} posts", 2), BadArchive(EMPTY, file="a.txt", line=3)))
    with speaking("ru"):
        assert (spoken(text), spoken(error.sentence)) == ("2 поста", "a.txt:3: Файл пуст.")


def test_commands_are_called_as_the_language_calls_them() -> None:
    assert command("quote random") == "quote random"
    with speaking("ru"):
        assert command("quote random") == "цитата случайная"


@given(st.text(), st.sampled_from(LANGUAGES))
def test_values_stand_as_they_are_whatever_they_hold(value: str, code: str) -> None:
    with speaking(code):
        assert say("{a} and {b}", a=value, b=Text("{x}", x=value)) in (
            f"{value} and {value}",
            f"{value} и {value}",
        )
        assert spoken(value) == value


@given(st.text(), st.sampled_from(LANGUAGES))
def test_what_no_catalog_knows_stands_as_it_is(sentence: str, code: str) -> None:
    with speaking(code):
        assert spoken(Text(f"{sentence}{{")) == f"{sentence}{{"
        assert spoken(Text("")) == ""


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 постов"), (1, "1 пост"), (2, "2 поста"), (5, "5 постов"), (11, "11 постов"),
                    (21, "21 пост"), (104, "104 поста"), (1112, "1112 постов")],
)  # fmt: skip
def test_russian_counts_in_three_forms(n: int, said: str) -> None:
    with speaking("ru"):
        assert spoken(counted("{n} post", "{n} posts", n)) == said


def test_large_numbers_are_grouped_as_the_language_does() -> None:
    many = counted("{n:,} post", "{n:,} posts", 1234567)
    assert many == "1,234,567 posts"
    with speaking("ru"):
        assert spoken(many).replace("\xa0", " ") == "1 234 567 постов"


def test_an_error_is_said_in_english_to_logs_and_in_any_language_to_people() -> None:
    error = NotFound("There is no post `{post}`.", post="debate#{3}")
    assert str(error) == "There is no post `debate#{3}`."
    with speaking("ru"):
        assert spoken(error.sentence) == "Поста `debate#{3}` нет."
    assert str(UserError("a {brace} that is nobody's value")) == "a {brace} that is nobody's value"


def test_a_bad_file_is_named_in_front_of_what_is_wrong() -> None:
    error = BadArchive(EMPTY, file="a{b}.txt", line=3)
    assert str(error) == f"a{{b}}.txt:3: {EMPTY}"
    with speaking("ru"):
        assert spoken(error.sentence) == "a{b}.txt:3: Файл пуст."
