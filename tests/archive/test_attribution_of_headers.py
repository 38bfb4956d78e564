"""Boxes whose header or residue the archive kept: furniture, and a name that is taken for true."""

import pytest

from bot.archive.attribution import attribute
from bot.archive.model import Passage, PassageKind
from tests.archive.debates import HARBOUR, credits_of, last, own_of, posts

FIRST = ("Marta", HARBOUR)
LINE = HARBOUR.split("\n\n")[0]


def furniture(body: str, passages: tuple[Passage, ...]) -> list[str]:
    return [body[p.start : p.end] for p in passages if p.kind is PassageKind.FURNITURE]


@pytest.mark.parametrize(
    "header",
    [
        "Marta said:",
        "Marta wrote:",
        "Marta schrieb:",
        "Originally posted by Marta:",
        "Originally posted by Marta",
        "Quote from: Marta on May 02, 2009, 11:15:03 PM",
        "Marta wrote: ↑Sat May 02, 2009 11:15 pm",
        "Marta said: ↑",
        "Marta wrote on May 2, 2009:",
        "QUOTE (Marta @ May 2 2009, 11:15 PM)",
        "QUOTE(Marta @ May 2 2009, 11:15 PM) *",
        "Quote (Marta)",
        "Цитата: Marta от 12 Мая 2011, 10:14",
        "Zitat Zitat von Marta Beitrag anzeigen",
    ],
)
def test_a_header_is_nobodys_words_and_names_the_writer(header: str) -> None:
    body = f"{header}\n{LINE}\n\nBy whom?"

    passages = last(FIRST, ("Olaf", body))

    assert furniture(body, passages) == [header]
    assert credits_of(body, passages) == [(LINE, "Marta", 1)]
    assert {p.declared for p in passages if p.kind is PassageKind.QUOTE} == {"Marta"}
    assert own_of(body, passages) == "By whom?"


@pytest.mark.parametrize(
    "line",
    [
        "On Tue, 3 May 2005, Marta wrote:",
        "On Tue, 3 May 2005 at 10:02, Marta <marta@example.org> wrote:",
        "marta@example.org (Marta) writes:",
        "In article <12@example.org> marta@example.org (Marta) writes:",
    ],
)
def test_what_a_mail_program_wrote_above_a_quote_names_the_writer_and_stays_with_its_mail(line: str) -> None:
    body = f"{line}\n{LINE}\n\nBy whom?"

    passages = last(FIRST, ("Olaf", body))

    assert credits_of(body, passages) == [(LINE, "Marta", 1)]
    assert own_of(body, passages) == f"{line}\n\n\nBy whom?"


@pytest.mark.parametrize(
    "farewell",
    ["Yours, Marta of the north lamp", "M. Marta, keeper, 1 Pier Road", "Olaf and I greet you all"],
)
def test_a_farewell_with_a_name_in_it_is_typed_however_often(farewell: str) -> None:
    said = [("Marta", f"Remark number {i} on the state of buoy {i}.\n{farewell}") for i in range(4)]

    for tiles in attribute(posts(*said, ("Olaf", "I see."))):
        assert {tile.kind for tile in tiles} <= {PassageKind.OWN, PassageKind.QUOTE}
        assert {tile.author for tile in tiles} <= {None, "Marta"}


def test_residue_ends_a_box_whose_words_stand_nowhere() -> None:
    body = (
        "Gustav said:\nNobody here has read this before.\n\nNor this.\nClick to expand...\n\nWho is Gustav?"
    )

    passages = last(FIRST, ("Olaf", body))

    assert furniture(body, passages) == ["Gustav said:", "Click to expand..."]
    assert credits_of(body, passages) == [("Nobody here has read this before.\n\nNor this.", "Gustav", None)]
    assert own_of(body, passages) == "Who is Gustav?"


def test_a_box_without_a_name_and_without_a_source_is_vouched_for_by_nobody() -> None:
    body = "Words of an article no one here wrote.\nClick to expand...\n\nI beg to differ."

    passages = last(FIRST, ("Olaf", body))

    assert credits_of(body, passages) == [("Words of an article no one here wrote.", None, None)]
    assert own_of(body, passages) == "I beg to differ."


@pytest.mark.parametrize(("name", "credit"), [("Martha", ("Marta", 1)), ("Gustav", ("Gustav", None))])
def test_a_name_nobody_bears_is_the_writers_only_where_it_is_nearly_theirs(
    name: str, credit: tuple[str, int | None]
) -> None:
    body = f"{name} said:\n{LINE}\nClick to expand...\n\nBy whom?"

    quote = next(p for p in last(FIRST, ("Olaf", body)) if p.kind is PassageKind.QUOTE)

    assert (quote.author, quote.number, quote.declared) == (*credit, name)


def test_boxes_within_boxes_each_keep_their_name() -> None:
    body = (
        f"Olaf said:\nMarta said:\n{LINE}\nClick to expand...\nBy whom, pray?\nClick to expand...\n"
        "By the county."
    )

    passages = last(FIRST, ("Olaf", f"{LINE}\nBy whom, pray?"), ("Pia", body))

    assert credits_of(body, passages) == [(LINE, "Marta", 1), ("By whom, pray?", "Olaf", 2)]
    assert own_of(body, passages) == "By the county."


@pytest.mark.parametrize(("opens", "closes"), [("[quote=Marta]", "[/quote]"), ("[quote]", "[/quote]")])
def test_a_quote_tag_left_in_the_text_is_the_posters_and_its_words_are_not(opens: str, closes: str) -> None:
    body = f"{opens}{LINE}{closes}\nBy whom?"

    passages = last(FIRST, ("Olaf", body))

    assert furniture(body, passages) == []
    assert credits_of(body, passages) == [(LINE, "Marta", 1)]


def test_marks_of_mail_quoting_do_not_hide_the_words() -> None:
    quoted = "> The harbour should be dredged before\n> the autumn storms arrive."
    body = f"Marta wrote:\n{quoted}\n\nBy whom?"

    assert credits_of(body, last(FIRST, ("Olaf", body))) == [(quoted, "Marta", 1)]


def test_a_sentence_that_only_looks_like_a_header_is_the_posters() -> None:
    body = "As my grandmother said:\n\nnever dredge on a Friday."

    assert [p.kind for p in last(FIRST, ("Olaf", body))] == [PassageKind.OWN]


def test_words_between_the_posters_own_quotation_marks_stay_the_posters() -> None:
    body = f'As for the first point:\n"{LINE}"\nI agree, and that is why I moved away.'

    assert [p.kind for p in last(FIRST, ("Olaf", body))] == [PassageKind.OWN]


@pytest.mark.parametrize("lead", ["Hm. ", "No: ", "So "])
def test_a_word_in_front_of_a_copy_between_quotation_marks_stays_the_posters_with_it(lead: str) -> None:
    said = LINE.split(". ")[0]
    body = f'{lead}"{said}."\n\nWho would pay?'

    assert {tile.kind for tile in last(FIRST, ("Olaf", body))} == {PassageKind.OWN}


def test_a_long_copy_between_quotation_marks_is_credited_without_its_marks() -> None:
    said = "The dredger belongs to the county, the crew to the port, " * 3 + "and the sand to nobody at all"
    body = f'"{said}."\n\nWell put, if I may say so.'

    assert credits_of(body, last(("Marta", said + "."), ("Olaf", body))) == [(said, "Marta", 1)]


def test_a_box_with_a_copy_in_it_is_the_copiers() -> None:
    copied = f'As for the first point:\n"{LINE}"\nI agree, and that is why I moved away.'
    body = copied + "\n\nWe all miss you."

    assert credits_of(body, last(FIRST, ("Olaf", copied), ("Pia", body))) == [(copied, "Olaf", 2)]


def test_a_signature_under_most_posts_of_an_author_is_furniture() -> None:
    signature = "Keeper of the north lamp since 1987"
    said = [f"Remark number {i} on the state of buoy {i}.\n{signature}" for i in range(4)]

    passages = attribute(posts(*((("Marta", text)) for text in said)))

    assert [furniture(body, tiles) for body, tiles in zip(said, passages, strict=True)] == [[signature]] * 4


def test_a_line_that_two_members_end_their_posts_with_is_nobodys_signature() -> None:
    line = "[attachment deleted by the keeper]"
    said = [(f"member {i % 2}", f"Remark number {i * 7} on buoy {i}.\n{line}") for i in range(8)]

    passages = attribute(posts(*said))

    assert [own_of(body, tiles) for (_, body), tiles in zip(said, passages, strict=True)] == [
        body for _, body in said
    ]


def test_reactions_under_a_post_are_nobodys_words() -> None:
    body = "The pier is closed.\nReactions: Olaf, Pia and 3 others"

    assert furniture(body, last(("Marta", body))) == ["Reactions: Olaf, Pia and 3 others"]


def test_a_header_that_came_along_with_a_quoted_letter_is_that_letters() -> None:
    header = "marta@example.org (Marta) writes:"
    answer = "Dredging is dear, and the county has just paid for a new lighthouse."
    first = f"{header}\n> {LINE}\n\n{answer}"
    second = f"{header}\n> > {LINE}\n\n> {answer}\n\nThe lighthouse was paid for by the island alone."

    found = credits_of(second, last(FIRST, ("Olaf", first), ("Pia", second)))

    assert found == [(header, "Olaf", 2), (f"> > {LINE}", "Marta", 1), (f"> {answer}", "Olaf", 2)]


def test_a_header_that_two_people_put_above_the_same_quote_is_nobodys() -> None:
    header = "Marta writes:"
    first = f"{header}\n> {LINE}\n\nDredging is dear."
    second = f"{header}\n> {LINE}\n\nThe lighthouse was dear, too."

    passages = last(FIRST, ("Olaf", first), ("Pia", second))

    assert furniture(second, passages) == [header]


@pytest.mark.parametrize("verb", ["wrote", "hat geschrieben", "ha scritto"])
def test_a_header_on_one_line_with_the_words_it_stands_over_is_told_from_them(verb: str) -> None:
    body = f"Hello,\n\nMarta {verb}:{LINE}\n\nBy whom?"

    passages = last(FIRST, ("Olaf", body))

    assert furniture(body, passages) == [f"Marta {verb}:"]
    assert credits_of(body, passages) == [(LINE, "Marta", 1)]


def test_a_name_nobody_bears_before_words_is_no_header() -> None:
    body = f"Herodotus wrote:{LINE}"

    assert furniture(body, last(("Olaf", body))) == []


def test_a_few_words_without_a_frame_are_no_box_where_the_archive_keeps_the_frames() -> None:
    few = "the ferry sits on the sandbank"
    framed = f"Marta said:\n{LINE}\nClick to expand...\n\nBy whom?"
    body = f"{few}\n\nIt was nine days last year."

    assert credits_of(body, last(FIRST, ("Olaf", "By whom?"), ("Pia", body))) == [(few, "Marta", 1)]
    assert credits_of(body, last(FIRST, ("Olaf", framed), ("Pia", body))) == []


@pytest.mark.parametrize(
    "words", ["So you said:", "And then he said:", "What she said:", "Wie du schon sagtest, er sagte:"]
)
def test_talking_of_what_somebody_said_opens_no_box(words: str) -> None:
    box = "Gustav said:\nNobody here has read this before.\nClick to expand..."
    body = f"{words}\n\nno dredging on Fridays.\n\n{box}\nI beg to differ."

    found = credits_of(body, last(FIRST, ("Olaf", body)))

    assert found == [("Nobody here has read this before.", "Gustav", None)]


@pytest.mark.parametrize(
    "words",
    [
        "Quote by Marta is wrong about everything",
        "Quote: Marta is right about 1984",
        "Quote (Marta said so in 1984)",
        "Marta wrote on the wall in 1984:",
        "Цитата: Marta права от начала до 1984",
    ],
)
def test_a_sentence_that_begins_like_a_header_is_the_posters(words: str) -> None:
    body = f"{words}\nNobody here has read this before."

    assert {tile.kind for tile in last(FIRST, ("Olaf", body))} == {PassageKind.OWN}


@pytest.mark.parametrize(
    "subject",
    ["Re: Wooden tools for the shed", "RE[2]: Wooden tools for the shed", "AW: Wooden tools for the shed"],
)
def test_the_subject_of_an_answer_is_nobodys_quote(subject: str) -> None:
    bodies = [
        (name, f"{subject}\n\n{text}")
        for name, text in (("Bert", "Which wood?"), ("Cleo", "Oak."), ("Dan", "Ash."))
    ]

    for tiles in attribute(posts(("Ada", "Here is the plan."), *bodies)):
        assert {tile.kind for tile in tiles} == {PassageKind.OWN}


def test_a_colon_makes_a_box_that_only_its_end_tells_begin_below_it() -> None:
    quoted = "Words of an article no one here wrote.\n\nAnd more of them.\n\nAnd the end of it."
    body = f"I found this in the library:\n\n{quoted}\nClick to expand...\n\nWell?"

    assert credits_of(body, last(FIRST, ("Olaf", body))) == [(quoted, None, None)]


@pytest.mark.parametrize(
    "body",
    [
        "I built the pier.[/quote]\n\nSo there.",
        "I built the pier.\n\n[/quote]\nSo there.",
        "[quote]int planks = 40;\nint nails = 400;[/quote]\n\nThat is how I count them.",
        "[QUOTE]My own rule of thumb[/QUOTE]\nholds.",
        "[quote=Marta]I never said anything of the kind, not even once.[/quote]\nOh yes you did.",
        "[quote=“Gustav”][quote]Is the pier open?[/quote]\nIt has been since May.[/quote]\n\nThank you.",
    ],
)
def test_tags_around_words_of_nobody_known_are_the_posters_and_so_are_the_words(body: str) -> None:
    assert {tile.kind for tile in last(FIRST, ("Olaf", body))} == {PassageKind.OWN}


@pytest.mark.parametrize("head", ["Marta wrote: ", "Marta schrieb: ", "Hm.\n\nMarta said: "])
@pytest.mark.parametrize("marks", ["", '"', "“"])
def test_words_behind_a_header_typed_in_one_line_are_looked_for(head: str, marks: str) -> None:
    said = HARBOUR.split("\n")[0]
    body = f"{head}{marks}{said}{marks}\n\nWho would pay?"

    [(quote, *whose)] = credits_of(body, last(("Marta", HARBOUR), ("Olaf", body)))

    assert said in quote
    assert whose == ["Marta", 1]


@pytest.mark.parametrize("name", ["Marta: ", "Hm.\nmarta: "])
def test_words_behind_no_more_than_a_name_are_looked_for(name: str) -> None:
    said = HARBOUR.split("\n")[0]
    body = f"{name}{said}\n\nWho would pay?"

    assert credits_of(body, last(("Marta", HARBOUR), ("Olaf", body))) == [(said, "Marta", 1)]


@pytest.mark.parametrize("head", ["Marta wrote: ", "Marta: "])
def test_what_stands_nowhere_behind_a_header_in_one_line_is_the_posters(head: str) -> None:
    body = f"{head}that nobody would pay for the dredger.\n\nWho would?"

    assert {tile.kind for tile in last(("Marta", HARBOUR), ("Olaf", body))} == {PassageKind.OWN}
