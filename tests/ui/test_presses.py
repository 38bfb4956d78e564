"""What is written on buttons and in menus fits what Discord takes, whoever wrote it."""

import regex
from hypothesis import example, given
from hypothesis import strategies as st

from bot.ui.markdown import length, shortened
from bot.ui.presses import BUTTON, HINT, OPTION, button, menu

FAMILY = "👨‍👩‍👧‍👦"
WRITTEN = (
    st.lists(st.sampled_from(["a", " ", "é", "漢", FAMILY, "🇩🇪", "e\u0301", "\u200b"])).map("".join)
    | st.text()
)


@given(WRITTEN)
@example(FAMILY * 40)
@example("e" + "\u0301" * 300)
@example("a" * 79 + "👍")
@example(" ")
def test_what_is_written_on_buttons_and_in_menus_fits_and_is_never_nothing(written: str) -> None:
    chosen = menu("found", 1, choices={"value": written}, placeholder=written or None)
    texts = [
        (chosen.options[0].label, OPTION),
        (button("found", 1, label=written or "x").label or "", BUTTON),
    ]
    texts += [(chosen.placeholder, HINT)] if chosen.placeholder else []
    for text, most in texts:
        assert 0 < length(text) <= most
        assert text.strip()


@given(WRITTEN, st.integers(1, 60))
def test_what_is_too_long_ends_between_graphemes(written: str, most: int) -> None:
    kept = shortened(written, most)
    if kept not in {written, "…"}:
        graphemes = regex.findall(r"\X", written)
        starts = {"".join(graphemes[:count]).rstrip() for count in range(len(graphemes) + 1)}
        assert kept[-1] == "…"
        assert kept[:-1] in starts
