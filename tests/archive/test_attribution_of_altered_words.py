"""Words that are nearly somebody else's: the opposite in nearly the same words is no quote, an edited quote is one."""

import pytest

from bot.archive.attribution import attribute
from bot.archive.model import PassageKind
from tests.archive.debates import credits_of, last, posts

OPPOSITES = [
    (
        "Your boat was the first one through the lock this morning, as usual.",
        "My boat was the first one through the lock this morning, as usual.",
    ),
    (
        "It was the county and no one else that paid for the new lamp of yours.",
        "It was the county and no one else that paid for the new lamp of mine.",
    ),
    (
        "The council will open the lighthouse in March if the weather holds.",
        "The council will close the lighthouse in March if the weather holds.",
    ),
    (
        "Olaf beat Pia in the rowing match by two lengths.",
        "Pia beat Olaf in the rowing match by two lengths.",
    ),
    (
        "We should not sell the dredger to the county this autumn.",
        "We should sell the dredger to the county this autumn.",
    ),
    (
        "We should sell the dredger to the county this autumn.",
        "We should not sell the dredger to the county this autumn.",
    ),
    (
        "The water stood three metres above the quay that night.",
        "The water stood three feet above the quay that night.",
    ),
    (
        "The crew gets paid on the first of June every year without fail.",
        "The crew gets paid on the first of July every year without fail.",
    ),
    (
        "The meeting is on Monday at the town hall with all the captains.",
        "The meeting is on Friday at the town hall with all the captains.",
    ),
    (
        "I like the green lamp more than the red one on the north pier.",
        "I like the green lamp less than the red one on the north pier.",
    ),
    (
        "The new captain is honest and everybody on the island knows it.",
        "The new captain is dishonest and everybody on the island knows it.",
    ),
    (
        "It is possible to walk to the island at low tide in August.",
        "It is impossible to walk to the island at low tide in August.",
    ),
    (
        "Iran won the match against the team from the capital yesterday.",
        "Iraq won the match against the team from the capital yesterday.",
    ),
    (
        "I can swim from the pier to the buoy and back in an hour.",
        "I can't swim from the pier to the buoy and back in an hour.",
    ),
    (
        "Der neue Hafenmeister ist besser als der alte es jemals war.",
        "Der neue Hafenmeister ist schlechter als der alte es jemals war.",
    ),
    (
        "Ich habe die Fähre gestern am Kai gesehen und war froh.",
        "Ich habe die Fähre gestern nicht am Kai gesehen und war froh.",
    ),
    (
        "Я голосовал за новую стену на последних выборах в совет.",
        "Я голосовал против новой стены на последних выборах в совет.",
    ),
    (
        "He always pays his debts before the winter storms arrive.",
        "He never pays his debts before the winter storms arrive.",
    ),
    (
        "You must take the pills before you eat in the morning.",
        "You must take the pills after you eat in the morning.",
    ),
    (
        "The boat holds 40 people and a few goats on a calm day.",
        "The boat holds 14 people and a few goats on a calm day.",
    ),
    (
        "All of the fishermen agree that the wall should be higher.",
        "None of the fishermen agree that the wall should be higher.",
    ),
    (
        "I would rather have tea with milk than coffee with sugar.",
        "I would rather have coffee with sugar than tea with milk.",
    ),
    (
        "I love the winter here because nobody comes to the beach.",
        "I hate the winter here because nobody comes to the beach.",
    ),
    (
        "The price of bread went up by half since the bakery was sold.",
        "The price of bread went down by half since the bakery was sold.",
    ),
    (
        "She said yes when they asked about the lamp on the cliff.",
        "She said no when they asked about the lamp on the cliff.",
    ),
    (
        "Install the driver first and then restart the machine at once.",
        "Install the driver first and then restart the router at once.",
    ),
    (
        "The wall is 10 km long and 3 m high at every point.",
        "The wall is 10 miles long and 3 m high at every point.",
    ),
    ("No, the ferry is on time.", "No, the ferry is not on time."),
    ("I agree with Marta.", "I disagree with Marta."),
    ("I have two dogs and one cat at home.", "I have one dog and two cats at home."),
    ("My answer is the first one, for sure.", "My answer is the second one, for sure."),
    (
        "Marc told the truth about the harbour money and the wall.",
        "Mark told the truth about the harbour money and the wall.",
    ),
    (
        "In 1984 the rowing club had 412 members and no debts at all, which nobody on the island believes today.",
        "In 1985 the rowing club had 412 members and no debts at all, which nobody on the island believes today.",
    ),
    (
        "We meet at the pier at seven, take the ferry to the mainland and eat at the Red Lion there.",
        "We meet at the pier at eight, take the ferry to the mainland and eat at the Red Lion there.",
    ),
    (
        "Die Fähre legt um acht Uhr ab und kommt pünktlich um zehn am anderen Ufer an, sagt die Reederei.",
        "Die Fähre legt um neun Uhr ab und kommt pünktlich um zehn am anderen Ufer an, sagt die Reederei.",
    ),
    (
        "Our keeper Olsen has never paid a penny for the dinners that we gave in the hall by the quay.",
        "Our keeper Hansen has never paid a penny for the dinners that we gave in the hall by the quay.",
    ),
]
SAID = "Every winter the ferry sits on the sandbank for a week, and the island runs out of bread."


@pytest.mark.parametrize(("said", "answer"), OPPOSITES)
@pytest.mark.parametrize("after", ["", " :)", "\n\nThat is my view of the matter.", "\n\n:-)"])
def test_saying_something_else_in_nearly_the_same_words_is_no_quote(
    said: str, answer: str, after: str
) -> None:
    bodies = ("Marta", said), ("Pia", "It rains."), ("Olaf", answer + after)

    assert {tile.kind for tile in last(*bodies)} == {PassageKind.OWN}


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("Carter", "Reagan"),
        ("lower", "raise"),
        ("everybody", "nobody"),
        ("1977", "1978"),
        ("will be", "will not be"),
    ],
)
def test_many_words_in_a_row_do_not_speak_for_one_that_says_something_else(word: str, other: str) -> None:
    said = (
        "I voted for Carter in the election of that spring because he promised to lower the taxes for everybody who "
        "lives in our town in 1977, when there will be hardly any ships left in the harbour below the lighthouse."
    )
    answer = said.replace(word, other) + "\n\nAnd I would do it again."

    assert {tile.kind for tile in last(("Marta", said), ("Olaf", answer))} == {PassageKind.OWN}


def test_a_word_put_into_many_leaves_a_quote_one() -> None:
    said = (
        "It would be foolish to do without the advantage of its being reachable, dependable and safe all year, in "
        "every kind of weather."
    )
    quote = said.replace("advantage", "great advantage")
    body = f"{quote}\n\nAnd I would do it again."

    assert credits_of(body, last(("Marta", said), ("Olaf", body))) == [(quote, "Marta", 1)]


def test_a_post_that_is_nothing_but_an_altered_quote_is_the_posters() -> None:
    said = f"I voted for the wall in the last council election.\n\n{SAID}"
    answer = f"I voted against the wall in the last council election.\n\n{SAID}"

    assert credits_of(answer, last(("Marta", said), ("Olaf", answer))) == [(SAID, "Marta", 1)]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("The wall cost 300 pounds. ", "The wall cost 400 pounds. "),
        ("The wall does not hold. ", "The wall does hold. "),
    ],
)
def test_a_whole_sentence_beside_it_does_not_undo_another_number_or_a_denial(said: str, answer: str) -> None:
    body = f"{answer}{SAID}\n\nBelieve me."

    assert {tile.kind for tile in last(("Marta", said + SAID), ("Olaf", body))} == {PassageKind.OWN}


def test_a_word_in_square_brackets_is_no_markup_where_it_denies() -> None:
    said = SAID.replace("sits on", "does [not] {style=bold} sit on")
    body = SAID.replace("sits on", "does not sit on") + "\n\nIt does."

    assert [tile.author for tile in last(("Marta", said), ("Olaf", body))] == ["Marta", None]


@pytest.mark.parametrize(
    "quote",
    [
        SAID.replace("ferry", "fery"),
        SAID.replace("winter", "wintre"),
        SAID.replace("sandbank", "sand bank"),
        SAID.replace("a week", "a week (sic)"),
        SAID.replace("sandbank", "sanbank (sic)"),
        SAID.replace("sandbank", "sandban k"),
        SAID.replace("ferry", "ferry [the old one]"),
        SAID.replace("for a week", "[b]for a week[/b]"),
        SAID.replace("on the sandbank for a week", "[...]"),
        SAID.replace("island", "ISLAND"),
        SAID + "x",
        "l" + SAID,
        SAID.replace("ferry", "ferry [url=http://ferry.example/a_b]here[/url]").replace("here", ""),
        SAID + " :xgood:",
    ],
)
def test_an_edited_quote_above_an_answer_is_found(quote: str) -> None:
    body = quote + "\n\nI have never seen that happen."

    assert credits_of(body, last(("Marta", SAID), ("Olaf", body))) == [(quote, "Marta", 1)]


def test_what_stands_word_for_word_beside_an_altered_line_speaks_for_it() -> None:
    altered = "The harbour should be dredged after the autumn storms arrive."
    said = f"The harbour should be dredged before the autumn storms arrive.\n\n{SAID}"
    body = f"{altered}\n\n{SAID}\n\nThat is what you wrote, I think."

    quote = last(("Marta", said), ("Olaf", body))[0]

    assert (quote.author, body[quote.start : quote.end]) == ("Marta", f"{altered}\n\n{SAID}")
    assert quote.altered


def test_a_header_speaks_for_an_altered_line() -> None:
    body = f"Marta wrote:\n{SAID.replace('winter', 'summer')}\n\nShe did."

    quote = next(tile for tile in last(("Marta", SAID), ("Olaf", body)) if tile.kind is PassageKind.QUOTE)

    assert (quote.author, quote.number, quote.altered) == ("Marta", 1, True)


def test_a_quote_word_for_word_is_not_told_as_altered() -> None:
    box, own = last(("Marta", SAID), ("Olaf", f"{SAID}\n\nWell said."))

    assert not box.altered
    assert not own.altered


def test_each_of_many_altered_lines_is_judged() -> None:
    said = [f"The lamp number {i} on the north pier burns all night long." for i in range(40)]
    answers = [line.replace("burns", "sleeps") for line in said]

    tiles = attribute(posts(("Marta", "\n\n".join(said)), ("Olaf", "\n\n".join(answers))))[-1]

    assert {tile.kind for tile in tiles} == {PassageKind.OWN}


@pytest.mark.parametrize(
    ("cut", "told"), [("", True), (" ... ", False), (" [...] ", False), (" (snip) ", True)]
)
def test_words_left_out_without_a_sign_are_told_as_altered(cut: str, *, told: bool) -> None:
    said = "I should say that the county, which has nobody of any sense, is right about the ferry and the bridge."
    box = said.replace(" which has nobody of any sense,", cut) + "\n\nYou do say so."

    quote = next(tile for tile in last(("Marta", said), ("Olaf", box)) if tile.kind is PassageKind.QUOTE)

    assert (quote.author, quote.altered) == ("Marta", told)


@pytest.mark.parametrize(("said", "altered"), OPPOSITES)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_an_altered_line_is_not_quoted_for_standing_between_lines_that_are(
    said: str, altered: str, gap: str
) -> None:
    body = f"He came.{gap}{altered}{gap}He came."
    credited = credits_of(body, last(("Ada", f"He came.{gap}{said}{gap}He came."), ("Cleo", body)))
    assert altered not in "".join(text for text, *_ in credited)
