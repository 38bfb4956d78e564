"""Names that stand once: the thread tells how many of them are heads."""

import pytest

from bot.importers.text.candidates import Candidate, Layout, candidates
from bot.importers.text.evidence import Evidence
from bot.importers.text.one_off import settled
from bot.importers.text.paragraphs import Paragraphs

SHARE = 0.6
UNTITLED = Layout(gapped=True, titled=False)


def named(*names: str) -> list[Candidate]:
    return [
        Candidate(2 * at, 100 * at, name, "", 100 * at + 20, "Some words.", "")
        for at, name in enumerate(names)
    ]


HEADINGS = named("The lamps", "The walls", "The tide", "The steps", "The rings", "The dues")


def test_where_most_lines_are_doubtful_each_is_doubted_more() -> None:
    odds = [0.4, -1.5, -2.0, -1.0, -2.5, -1.8]
    assert all(
        after < before - 0.5 for after, before in zip(settled(HEADINGS, odds, SHARE), odds, strict=True)
    )
    assert settled(HEADINGS, odds, SHARE)[0] < 0


def test_where_most_lines_are_likely_a_doubtful_one_is_taken() -> None:
    odds = [-0.4, 3.5, 4.0, 5.0, 2.5, 3.8]
    assert settled(HEADINGS, odds, SHARE)[0] > 0


def test_who_stands_twice_is_left_as_it_was_and_counts_for_nothing() -> None:
    found = named("Greta Vane", "greta vane", "The lamps", "The walls")
    odds = [9.0, -1.0, -1.5, -2.0]
    after = settled(found, odds, SHARE)
    assert after[:2] == odds[:2]
    assert after[2:] == settled(found[2:], odds[2:], SHARE)


def test_what_is_surely_no_name_says_nothing_about_the_others() -> None:
    found = named("The lamps", "The walls", "};", "* * *", "end if")
    odds = [0.4, 1.0, -30.0, -9.0, -12.0]
    after = settled(found, odds, SHARE)
    assert after[2:] == odds[2:]
    assert after[:2] == settled(found[:2], odds[:2], SHARE)


@pytest.mark.parametrize("found", [[], named("Greta Vane", "Greta Vane")])
def test_a_thread_without_any_is_left_as_it_was(found: list[Candidate]) -> None:
    odds = [1.0] * len(found)
    assert settled(found, odds, SHARE) == odds


SIGNATURE = (
    "Keeper of the light on the north mole of Saltmarsh under Hill\nHis views are his own and nobody else's"
)


def column_of(posts: list[tuple[str, str]], name: str, wanted: str = "same_above") -> list[float]:
    text = "".join(f"{author}\n\n{body}\n\n" for author, body in posts)
    paragraphs = Paragraphs.of(text, 0, len(text))
    found = candidates(paragraphs, UNTITLED)
    evidence = Evidence(paragraphs, found, UNTITLED)
    column = evidence.columns().index(wanted)
    return [evidence.row(one)[column] for one in found if one.name == name]


def test_a_signature_that_others_answer_is_not_the_end_of_a_quote() -> None:
    posts = [
        ("Hob Marrable", "Who cast the bell of the light?\n" + SIGNATURE),
        ("Orrin Pell", "I took it for one of Taylor's."),
        ("Hob Marrable", "There is no mark on it.\n" + SIGNATURE),
        ("Tessa Quill", "Ours is from Holland."),
        ("Hob Marrable", "There is a date below the lip.\n" + SIGNATURE),
        ("Orrin Pell", "Then it is older than the tower."),
    ]
    assert column_of(posts, "Orrin Pell") == [0.0, 0.0]


def test_the_end_of_a_quote_has_the_one_name_of_who_signed_it() -> None:
    said = (
        "There is no mark on the bell that I could find, nor on the clapper, nor below the lip of it.\n\nHob"
    )
    posts = [
        ("Hob Marrable", said),
        ("Orrin Pell", said),
        ("Orrin Pell", "Look again, by daylight."),
        ("Tessa Quill", "It rang."),
    ]
    assert column_of(posts, "Hob") == [1.0, 1.0]
    assert column_of(posts, "Tessa Quill") == [0.0]


@pytest.mark.parametrize(
    ("name", "expected"), [("marten", 2.0), ("Greta Vane", 1.0), ("P. Vane-Kerr", 2 / 3)]
)
def test_a_full_name_spoken_thrice_counts_as_much_less_as_it_has_parts(name: str, expected: float) -> None:
    posts = [("Hob", f"I asked {name}, and {name} said: ask {name} again."), (name, "I said no such thing.")]
    assert column_of(posts, name, "spoken_by_part") == [expected]
