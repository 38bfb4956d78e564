from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

import bot.ui.markdown as markup
from bot.archive.ids import PostId
from bot.archive.model import Passage, PassageKind
from bot.archive.spoken import tiled
from bot.replay.cues import LIMIT, NAME_ROOM, ScriptPost, compose
from bot.replay.plan import Draft, Selection
from tests.said import own
from tests.ui.discord_reader import read

WORDS = st.text(st.sampled_from("ab *_~`|>#-:<@[]()\\\n\u00a0é漢😀."), max_size=400)


def post(body: str, passages: tuple[Passage, ...] | None = None, at: datetime | None = None) -> ScriptPost:
    tiles = (Passage(0, len(body)),) if passages is None else passages
    return ScriptPost("a_slug", 7, "Ada", tiled(PostId("a_slug", 7), "Ada", body, tiles), at)


def nowhere(_: int) -> None:
    return None


@settings(max_examples=60)
@given(st.lists(st.tuples(WORDS, st.sampled_from(list(PassageKind)), st.integers(1, 12)), max_size=5))
def test_all_own_words_are_said_to_the_letter_and_every_message_fits(
    parts: list[tuple[str, PassageKind, int]],
) -> None:
    body, passages, own = "", [], ""
    for words, kind, times in parts:
        start, body = len(body), body + words * times
        quoted = {"author": "Björn", "number": 3} if kind is PassageKind.QUOTE else {}
        passages.append(Passage(start, len(body), kind, **quoted))  # type: ignore[arg-type]
        own += words * times if kind is PassageKind.OWN else ""
    cues = compose(post(body, tuple(passages)), markup, nowhere)
    assert "".join(cue.words for cue in cues) == own
    assert all(markup.length(cue.text) <= LIMIT - NAME_ROOM for cue in cues)
    assert [cue.part for cue in cues] == list(range(1, len(cues) + 1))
    assert all(cue.text.rsplit("\n", 1)[-1].startswith("-# a\\_slug#7") for cue in cues)


@settings(max_examples=60)
@given(WORDS.filter(str.strip), st.integers(1, 20))
def test_a_reader_sees_the_words_as_they_were_written(words: str, times: int) -> None:
    cues = compose(post(words * times), markup, nowhere)
    seen = [read(cue.text)[0].removeprefix("\u200b").rsplit("\n", 1)[0] for cue in cues]
    assert seen == [cue.words.strip("\n") for cue in cues]


def test_a_post_without_words_still_says_that_it_is_there() -> None:
    (cue,) = compose(post("", ()), markup, nowhere)
    assert cue.text == "-# a\\_slug#7"


def test_a_quote_names_whom_and_where() -> None:
    body = "Was it?\nIt was.\n"
    passages = (Passage(0, 7, PassageKind.QUOTE, "Bj_rn", 3), Passage(7, len(body)))
    at = datetime(2024, 2, 9, tzinfo=UTC)
    (here,) = compose(post(body, passages, at), markup, lambda n: f"https://d.c/{n}")
    assert (
        here.text
        == "> **Bj\\_rn** · [a\\_slug#3](<https://d.c/3>)\n> Was it?\n\nIt was.\n-# a\\_slug#7 · 9 Feb 2024"
    )
    (there,) = compose(post(body, passages), markup, nowhere)
    assert there.text.startswith("> **Bj\\_rn** · a\\_slug#3\n> Was it?")


def test_of_a_long_quote_stands_whose_it_is_where_and_how_long() -> None:
    wall, answer = "word " * 282, "That is a lot of words."
    quote = Passage(0, len(wall), PassageKind.QUOTE, "Bj_rn", 3)
    passages = (quote, Passage(len(wall), len(wall + answer)))
    (here,) = compose(post(wall + answer, passages), markup, lambda n: f"https://d.c/{n}")
    assert here.text == (
        "-# ↩ **Bj\\_rn** [#3](<https://d.c/3>), 282 words\n\nThat is a lot of words.\n-# a\\_slug#7"
    )
    (there,) = compose(post(wall + answer, passages), markup, nowhere)
    assert there.text.startswith("-# ↩ **Bj\\_rn** #3, 282 words\n\nThat")
    altered = replace(quote, confidence=0.9, source_start=0, source_end=5)
    (other,) = compose(post(wall + answer, (altered, passages[1])), markup, nowhere)
    assert "282 words · altered\n" in other.text


def test_own_words_are_never_folded_however_long() -> None:
    wall = "word " * 1_000
    assert "".join(cue.words for cue in compose(post(wall), markup, nowhere)) == wall


def test_furniture_is_nobody_s_and_not_said() -> None:
    body = "Click to expand...Own."
    passages = (Passage(0, 18, PassageKind.FURNITURE), Passage(18, len(body)))
    (cue,) = compose(post(body, passages), markup, nowhere)
    assert cue.text == "Own.\n-# a\\_slug#7"


def test_blanks_an_author_began_with_are_kept_from_being_trimmed() -> None:
    (cue,) = compose(post("   indented"), markup, nowhere)
    assert cue.text.startswith("\u200b   indented")


def test_long_words_say_which_part_they_are() -> None:
    cues = compose(post("A sentence of six short words. " * 150), markup, nowhere)
    assert [cue.text.rsplit(" · ", 1)[-1] for cue in cues] == [
        f"part {n} of {len(cues)}" for n in range(1, len(cues) + 1)
    ]
    assert len(cues) > 2


def test_a_draft_counts_the_gaps_that_really_passed_and_forgives_dates_that_lie() -> None:
    times = [datetime(2024, 1, 1, 0, 0, tzinfo=UTC), datetime(2024, 1, 1, 0, 0, 30, tzinfo=UTC), None]
    times += [
        datetime(2024, 1, 1, tzinfo=UTC),
        datetime(2023, 1, 1, tzinfo=UTC),
        datetime(2024, 5, 1, tzinfo=UTC),
    ]
    draft = Draft()
    draft.add([ScriptPost("s", n, "Ada", (own("Ada", "x"),), at) for n, at in enumerate(times, 1)], markup)
    assert [planned.real_gap for planned in draft.posts] == [5.0, 30.0, 5.0, 5.0, 5.0, 120.0]


def test_a_selection_takes_what_was_asked_for() -> None:
    posts = [ScriptPost("s", n, "AB"[n % 2], ()) for n in range(1, 9)]
    assert [p.number for p in posts if Selection("s", 2, 5).takes(p)] == [2, 3, 4, 5]
    assert [p.number for p in posts if Selection("s", authors=frozenset("A")).takes(p)] == [2, 4, 6, 8]
    assert [p.number for p in posts if Selection("s", numbers=frozenset({3, 9})).takes(p)] == [3]
