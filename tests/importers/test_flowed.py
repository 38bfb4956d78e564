"""Mail whose lines were broken only for the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importers.mail.flowed import unflowed


@pytest.mark.parametrize(
    ("text", "delete_space", "expected"),
    [
        ("A long \nline. \nNext", False, "A long line. Next"),
        ("お茶 \nは", True, "お茶は"),
        ("> quoted \n> words\n>> deeper \nmine", False, "> quoted words\n>> deeper \nmine"),
        (" > stuffed\n From here", False, "> stuffed\nFrom here"),
        ("words \n-- \nOsse \nLine", False, "words \n-- \nOsse Line"),
        ("fixed\nlines\n\nstay", False, "fixed\nlines\n\nstay"),
    ],
)
def test_lines_that_end_with_a_blank_go_on(text: str, delete_space: bool, expected: str) -> None:  # noqa: FBT001
    assert unflowed(text, delete_space=delete_space) == expected


@given(st.text(st.sampled_from("a >\n-"), max_size=60), st.booleans())
def test_no_letter_is_lost_and_no_line_comes_up(text: str, delete_space: bool) -> None:  # noqa: FBT001
    found = unflowed(text, delete_space=delete_space)
    assert found.count("a") == text.count("a")
    assert found.count("\n") <= text.count("\n")
