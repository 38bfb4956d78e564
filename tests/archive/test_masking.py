"""Whether a text gives a name away."""

import pytest

from bot.archive.masking import gives_away


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("as wolfbear said", "wolfbear"),
        ("as the wolf bear said", "wolf bear"),
        ("redarmyfan is wrong", "red army fan"),
        ("you mean army fan", "red army fan"),
        ("ask ed about it", "ed"),
        ("see wolf bear", "wolfbear"),
    ],
)
def test_a_name_whole_squeezed_spread_or_in_part_is_noticed(text: str, name: str) -> None:
    assert gives_away(text.split(), [name.split()])


@pytest.mark.parametrize(
    ("text", "name"),
    [("the wolf is near", "bear"), ("he was educated", "ed"), ("the red one", "red army fan"), ("", "x")],
)
def test_a_text_that_names_nobody_passes(text: str, name: str) -> None:
    assert not gives_away(text.split(), [name.split(), []])
