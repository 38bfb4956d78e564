"""Which earlier post each post answers."""

from bot.archive.answers import Answering
from bot.archive.attribution import attribute
from bot.archive.model import ParsedPost
from tests.archive.debates import BRIDGE, HARBOUR, posts


def answered(said: list[ParsedPost]) -> list[int | None]:
    answering = Answering()
    return [answering.next(post, tiles) for post, tiles in zip(said, attribute(said), strict=True)]


def test_a_post_answers_the_one_it_quotes() -> None:
    said = posts(("Marta", HARBOUR), ("Olaf", BRIDGE), ("Pia", HARBOUR + "\nBy whom?"))

    assert answered(said) == [None, None, 1]


def test_of_several_quoted_posts_the_one_with_most_letters_counts() -> None:
    body = f"{HARBOUR}\nBy whom?\n\n{BRIDGE.split(chr(10))[0]}\nIt would not."

    assert answered(posts(("Marta", HARBOUR), ("Olaf", BRIDGE), ("Pia", body)))[-1] == 1


def test_a_carried_quote_yields_to_the_carrier() -> None:
    answer = "Who would pay for the dredger, though?"
    body = f"{HARBOUR}\n\n{answer}\n\nThe passengers, as ever."

    assert answered(posts(("Marta", HARBOUR), ("Olaf", f"{HARBOUR}\n{answer}"), ("Pia", body)))[-1] == 2


def test_ones_own_earlier_words_yield_to_anybody_elses() -> None:
    body = f"{HARBOUR}\nI said so.\n\n{BRIDGE.split(chr(10))[0]}\nIt would not."

    assert answered(posts(("Marta", HARBOUR), ("Olaf", BRIDGE), ("Marta", body)))[-1] == 2


def test_without_quotes_the_archives_own_word_is_taken() -> None:
    said = [
        ParsedPost(author="Marta", body=HARBOUR, ref="a"),
        ParsedPost(author="Olaf", body=BRIDGE, ref="b", parent_ref="a"),
        ParsedPost(author="Pia", body="Hm.", ref="c", parent_ref="elsewhere"),
    ]

    assert answered(said) == [None, 1, None]


def test_nobody_answers_a_post_yet_to_come() -> None:
    said = [
        ParsedPost(author="Marta", body=HARBOUR, ref="a", parent_ref="b"),
        ParsedPost(author="Olaf", body=BRIDGE, ref="b", parent_ref="b"),
    ]

    assert answered(said) == [None, None]
