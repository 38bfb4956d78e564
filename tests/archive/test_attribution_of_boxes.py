"""Quote boxes that an archive flattened into bare text."""

import pytest

from bot.archive.attribution import attribute
from bot.archive.model import PassageKind
from tests.archive.debates import BRIDGE, HARBOUR, credits_of, last, own_of, posts

FIRST = ("Marta", HARBOUR)


def test_a_box_with_a_whole_post_is_credited_to_the_letter() -> None:
    body = HARBOUR + "\nWho would pay for the dredger, though?"

    box, own = last(FIRST, ("Olaf", body))

    assert (box.start, box.end, box.author, box.number) == (0, len(HARBOUR), "Marta", 1)
    assert (box.source_start, box.source_end) == (0, len(HARBOUR))
    assert box.confidence == 1.0
    assert (own.start, own.end, own.kind) == (len(HARBOUR), len(body), PassageKind.OWN)


def test_a_part_of_a_sentence_is_found_where_it_stands() -> None:
    quote = "the ferry sits on the sandbank for a week"
    body = quote + "\n\nIt was nine days last year."

    box, _ = last(FIRST, ("Olaf", body))

    assert body[box.start : box.end] == quote
    assert (box.source_start, box.source_end) == (HARBOUR.index(quote), HARBOUR.index(quote) + len(quote))


def test_several_boxes_with_answers_between_them_are_told_apart() -> None:
    one, two = HARBOUR.split("\n\n")
    body = f"{one}\nBefore, or instead?\n\n{two}\nThey could bake their own."

    assert credits_of(body, last(FIRST, ("Olaf", body))) == [(one, "Marta", 1), (two, "Marta", 1)]
    assert own_of(body, last(FIRST, ("Olaf", body))) == (
        "Before, or instead?\n\n\nThey could bake their own."
    )


def test_boxes_from_two_posts_are_credited_each_to_its_own() -> None:
    body = f"{HARBOUR}\n\n{BRIDGE}\n\nYou are both right, which settles nothing."

    assert credits_of(body, last(FIRST, ("Olaf", BRIDGE), ("Pia", body))) == [
        (HARBOUR, "Marta", 1),
        (BRIDGE, "Olaf", 2),
    ]


def test_the_same_words_in_another_box_do_not_make_the_quoter_their_writer() -> None:
    second = HARBOUR + "\nWho would pay for the dredger, though?"
    third = HARBOUR + "\nThe council has voted on this already."

    assert credits_of(third, last(FIRST, ("Olaf", second), ("Pia", third))) == [(HARBOUR, "Marta", 1)]


def test_a_quote_of_an_answer_leaves_the_box_in_it_alone() -> None:
    answer = "Who would pay for the dredger, though? Not the ferry company."
    body = answer + "\nThe passengers, as ever."

    box, _ = last(FIRST, ("Olaf", f"{HARBOUR}\n{answer}"), ("Pia", body))

    assert (box.author, box.number, body[box.start : box.end]) == ("Olaf", 2, answer)


def test_a_nested_quote_is_credited_to_its_first_writer_by_way_of_the_carrier() -> None:
    answer = "Who would pay for the dredger, though? Not the ferry company."
    body = f"{HARBOUR}\n\n{answer}\n\nThe passengers, as ever."

    nested, box = (
        tile
        for tile in last(FIRST, ("Olaf", f"{HARBOUR}\n{answer}"), ("Pia", body))
        if tile.kind is PassageKind.QUOTE
    )

    assert (nested.author, nested.number, nested.via) == ("Marta", 1, (2,))
    assert (box.author, box.number, box.via) == ("Olaf", 2, ())


def test_a_post_that_is_nothing_but_a_quote_holds_no_own_words() -> None:
    passages = last(FIRST, ("Olaf", HARBOUR))

    assert credits_of(HARBOUR, passages) == [(HARBOUR, "Marta", 1)]
    assert own_of(HARBOUR, passages) == ""


def test_a_box_wrapped_anew_is_still_found() -> None:
    words = "Every winter the ferry sits on the sandbank\nfor a week, and the island\nruns out of bread."
    body = words + "\n\nThen build a bakery."

    assert credits_of(body, last(FIRST, ("Olaf", body))) == [(words, "Marta", 1)]


@pytest.mark.parametrize(
    "edited",
    [
        "Every winter the ferry sits on the sandbank for a week, and the ISLAND runs out of bread.",
        "Every winter the ferry sits on the [...] sandbank for a week, and the island runs out of bread.",
        "Every winter the ferry sits on the sand bank for a week, and the island runs out of bread.",
        "Every winter … sits on the sandbank for a week, and the island runs out of bread.",
        "Every winter the ferry sits on the sandbank for a week, . . . the island runs out of bread.",
    ],
)
def test_an_edited_or_shortened_box_is_found(edited: str) -> None:
    body = edited + "\n\nI have never seen that happen."

    assert credits_of(body, last(FIRST, ("Olaf", body))) == [(edited, "Marta", 1)]


def test_an_edited_box_is_less_sure_than_one_word_for_word() -> None:
    edited = "Every winter the ferry sits on a sandbank for a week, and the island runs out of bread."

    box, _ = last(FIRST, ("Olaf", edited + "\n\nI have never seen that happen."))

    assert 0.9 < box.confidence < 1.0


def test_pieces_joined_in_one_line_are_one_box() -> None:
    joined = (
        "The harbour should be dredged before the autumn storms arrive ... and the island runs out of bread."
    )
    body = joined + "\n\nThat is two different problems."

    assert credits_of(body, last(FIRST, ("Olaf", body))) == [(joined, "Marta", 1)]


def test_typographic_quotation_marks_and_dashes_make_no_difference() -> None:
    said = 'She called it "the great sandbank" - and the council\'s clerk wrote that down without a smile.'
    quote = "She called it “the great sandbank” – and the council’s clerk wrote that down without a smile."
    body = quote + "\nDid she?"

    assert credits_of(body, last(("Marta", said), ("Olaf", body))) == [(quote, "Marta", 1)]


def test_text_without_spaces_is_compared_letter_by_letter() -> None:
    said = "港口应该在秋季风暴来临之前疏浚。每年冬天渡轮都会在沙洲上搁浅一个星期。"
    quote = "每年冬天渡轮都会在沙洲上搁浅一个星期"
    body = quote + "\n\n去年是九天。"

    assert credits_of(body, last(("Marta", said), ("Olaf", body))) == [(quote, "Marta", 1)]


@pytest.mark.parametrize("short", ["Lobster quotas.", "which lobsters?", "Dredge it twice"])
def test_a_quote_of_two_or_three_words_at_the_top_is_found(short: str) -> None:
    said = f"I have three wishes for the county.\n\n{short}\n\nAnd a warmer ferry."
    body = short + "\nYou cannot be serious about that."

    assert credits_of(body, last(("Marta", said), ("Olaf", body))) == [(short, "Marta", 1)]


def test_thanks_are_everybodys_own() -> None:
    said = attribute(
        posts(
            ("Marta", "The timetable is on the pier.\n\nThanks"),
            ("Olaf", "I went and copied it out for you all.\n\nThanks"),
            ("Pia", "It has changed since, I am afraid.\n\nThanks"),
        )
    )

    assert [credits_of("", tiles) for tiles in said] == [[], [], []]


def test_words_said_only_once_are_never_anybody_elses() -> None:
    assert [tile.kind for tile in last(FIRST, ("Olaf", BRIDGE))] == [PassageKind.OWN]


def test_who_quotes_themselves_is_credited_with_the_earlier_post() -> None:
    body = HARBOUR + "\n\nI said so a year ago and nothing has moved."

    assert credits_of(body, last(FIRST, ("Olaf", BRIDGE), ("Marta", body))) == [(HARBOUR, "Marta", 1)]


def test_a_far_post_is_found_again_in_a_long_thread() -> None:
    between = [
        (f"Member {i}", f"Remark {i} about buoy {i * 7} and lamp {i * 13}, nothing more.") for i in range(400)
    ]
    body = HARBOUR + "\n\nFour hundred remarks later this still stands."

    assert credits_of(body, last(FIRST, *between, ("Olaf", body))) == [(HARBOUR, "Marta", 1)]


def test_a_few_words_are_found_above_the_answer_they_were_quoted_with() -> None:
    answered = "We should wait.\nWaiting is what drowned the last ferry and its captain."
    asked = "I have read the report of the harbour master twice.\n\nWe should wait.\n\nThe storms are early this year."
    tail = "\n\nThe captain drowned because he slept."
    body = "I see.\n\n" + answered + tail

    found = credits_of(body, last(("Marta", asked), ("Olaf", answered), ("Marta", body)))

    assert found == [
        ("We should wait.", "Marta", 1),
        ("Waiting is what drowned the last ferry and its captain.", "Olaf", 2),
    ]


@pytest.mark.parametrize(
    "line", ["for (int at = 0; at < last;) {", "https://harbour.example/plans/dredger_2"]
)
def test_code_and_addresses_below_own_words_are_repeated_and_not_quoted(line: str) -> None:
    asked = f"My loop never ends, and nobody here knows why.\n\n{line}\n\nWhat is wrong with it?"
    body = f"Nothing is wrong with that.\n\n{line}\n\nYours counts in the wrong direction."

    assert not credits_of(body, last(("Marta", asked), ("Olaf", "Show us more."), ("Pia", body)))


@pytest.mark.parametrize(
    "heading",
    [
        "Subject: Re: the lamps along the eastern quay and the light at the mole",
        "To: The whole list of people who ever asked about the harbour",
        "Von: Marten Holm im Hafenamt am östlichen Kai hinter dem Zoll",
        "----- Original Message from the harbour board and its office -----",
        "On Tue, 4 May 2004 at 10:12, The Harbour List <list@quay.example> wrote",
    ],
)
def test_two_who_copy_headings_of_the_same_letter_quote_nobody(heading: str) -> None:
    first = f"I have nothing to add to what was said.\n\n{heading}\n\nThe lamps stay where they are until the summer."
    second = (
        f"Neither have I, nor has anybody else here.\n\n{heading}\n\nWho pays for all of them, by the way?"
    )

    assert not credits_of(second, last(("Nora", first), ("Olaf", second)))


def test_a_letter_sent_back_whole_below_an_answer_is_a_box_to_its_last_line() -> None:
    letter = f"Dear all,\n{HARBOUR}\nThanks,\nMarta"
    body = f"The council says the dredger is sold.\n\n{letter}"

    assert credits_of(body, last(("Marta", letter), ("Olaf", body))) == [(letter, "Marta", 1)]


def test_who_quotes_their_own_letter_quotes_what_they_always_write_in_it_too() -> None:
    letter = f"{HARBOUR}\nThanks,\nMarta"
    other = f"{BRIDGE}\nThanks,\nMarta"
    body = f"It has been dredged since.\n\n{letter}\n\nMy letter of spring, that was."

    assert credits_of(body, last(("Marta", other), ("Marta", letter), ("Marta", body))) == [
        (letter, "Marta", 2)
    ]


def test_two_posts_that_end_alike_quote_nobody() -> None:
    end = "\n\nCast:\n\nOlaf\n\nAs himself"

    assert credits_of(BRIDGE, last(("Marta", HARBOUR + end), ("Pia", BRIDGE + end))) == []


@pytest.mark.parametrize(
    "looks",
    [
        "as they do it over there:\n\ntake the early boat home with the bread and the lamp oil\n\nit works",
        "lower case at the top, by somebody in a hurry to be off\n\nand more below",
        "https://tide.example/tables shows the tides of the whole year and of the next one, too\n\nthere you are",
        '"Nobody dredges on a Friday if the harbour master can help it."\n\nMy grandmother\'s words.',
        "… and so the ferry was sold in the end\n\nThe end.",
    ],
)
def test_looks_alone_make_nothing_a_quote(looks: str) -> None:
    assert [tile.kind for tile in last(FIRST, ("Olaf", looks))] == [PassageKind.OWN]


@pytest.mark.parametrize(
    "answer", ["Re: {line}\n\n???\nno idea", "???\n:key:\n{line}\n???", "{line}\n!!!", "!!!\n\n...\n{line}"]
)
@pytest.mark.parametrize("said", ["{line} 40,20 mm :key:", "{line}\n???\n!!!", "!!! {line}"])
def test_lines_without_words_in_and_around_a_box_stand_nowhere(said: str, answer: str) -> None:
    line = "We look for a spare key for the garden shed"
    body = answer.format(line=line)

    tiles = last(("Ada", said.format(line=line)), ("Bert", body))

    assert "".join(body[tile.start : tile.end] for tile in tiles) == body


@pytest.mark.parametrize("few", ["lobster quotas", "a northern dredger", "sandbank fishermen"])
def test_a_few_words_from_inside_a_sentence_above_their_answer_are_found(few: str) -> None:
    said = f"I have three wishes for the county, and {few} would be one of them.\n\nAnd a warmer ferry."
    body = f"{few}\n\nYou cannot be serious about that."

    assert credits_of(body, last(("Marta", said), ("Olaf", body))) == [(few, "Marta", 1)]


@pytest.mark.parametrize("few", ["Dear all,", "Hello Pia,"])
def test_who_speaks_to_the_same_people_in_the_same_words_quotes_nobody(few: str) -> None:
    body = f"{few}\n\nThe dredger has been sold to the next county."

    assert credits_of(body, last(("Marta", f"{few}\n\n{HARBOUR}"), ("Olaf", body))) == []


@pytest.mark.parametrize(
    "words", ["Is there a source for that?", "Hast du dafür eine Quelle?", "Just a test."]
)
def test_a_post_of_a_few_words_that_somebody_said_before_is_the_posters(words: str) -> None:
    bodies = ("Marta", f"The lamp went out at four.\n\n{words}"), ("Pia", words)

    assert {tile.kind for tile in last(*bodies)} == {PassageKind.OWN}


@pytest.mark.parametrize("sign", ["> ", "Marta wrote:\n"])
def test_a_sign_makes_a_quote_of_a_post_of_a_few_words(sign: str) -> None:
    words = "Is there a source for that?"

    assert credits_of(sign + words, last(("Marta", f"It went out.\n\n{words}"), ("Pia", sign + words)))


@pytest.mark.parametrize("greeting", ["Hi all,", "Dear captain,", "Hallo zusammen,"])
def test_a_greeting_alone_at_the_top_is_the_posters(greeting: str) -> None:
    first = ("Marta", f"{greeting}\n\nthe lamp on the pier is broken again, who has the key?")
    body = f"{greeting}\n\nI have it, but not the ladder."

    assert {tile.kind for tile in last(first, ("Olaf", body))} == {PassageKind.OWN}


def test_a_greeting_goes_along_with_the_letter_it_stands_above() -> None:
    letter = "Hi all,\n\nthe lamp on the pier is broken again, who has the key?"
    body = f"{letter}\n\nI have it, but not the ladder."

    assert credits_of(body, last(("Marta", letter), ("Olaf", body))) == [(letter, "Marta", 1)]
