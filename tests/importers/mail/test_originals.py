"""The message that is answered, copied below the answer without a sign before its lines."""

import pytest

from bot.archive.phrases import languages
from tests.importers.mail.letters import ASKED, FIELDS, asked, box, copied, letter, spoken

COLD = "Dear all,\n\nthe pot is cold."


@pytest.mark.parametrize("language", FIELDS)
def test_a_copied_header_is_nobodys_and_what_is_below_the_writers(language: str) -> None:
    head = copied(language)
    assert spoken(letter(f"Really?\n\n{head}\n\n{COLD}")) == [
        ("own", "Really?"),
        ("-", head),
        ("Osse Line", COLD),
    ]


def test_every_language_of_the_phrases_has_its_copied_header() -> None:
    assert FIELDS.keys() == languages().keys()


def test_a_header_copied_into_a_quote_credits_the_rest_of_that_quote_alone() -> None:
    head = "\n".join(f"> {line}" for line in copied("en").split("\n"))
    body = f"On 5 Mar 2008, Ada Lid wrote:\n> I see.\n{head}\n>\n> the pot is cold.\n\nWarm it."
    found = spoken(letter(body))
    assert found[-2:] == [("Osse Line", "> the pot is cold."), ("own", "Warm it.")]
    assert ("Ada Lid", "> I see.") in found


@pytest.mark.parametrize(
    "sender",
    [
        "From: tea-bounces@tea.example\n[mailto:tea-bounces@tea.example] On Behalf Of Osse Line",
        "From: tea-bounces at tea.example\n[mailto:tea-bounces at tea.example]On Behalf Of Osse\nLine",
        "From: Osse Line\n<osse@tea.example>",
        "*From:* Osse Line [mailto:osse@tea.example]",
        "From: Osse Line <osse@tea.example<mailto:osse@tea.example>>",
        "Von: tea@tea.example [mailto:tea@tea.example] Im Auftrag von Osse Line",
        "Da: tea@tea.example [mailto:tea@tea.example] Per conto di Osse Line",
    ],
)
def test_fields_may_be_broken_and_name_somebody_behind_a_list(sender: str) -> None:
    fields = "Sent: Tuesday, March 04, 2008\nTo: a@tea.example;\n b@tea.example\nSubject: x"
    head = f"-----Original Message-----\n{sender}\n{fields}"
    assert spoken(letter(f"Really?\n\n{head}\n\n{COLD}")) == [
        ("own", "Really?"),
        ("-", head),
        ("Osse Line", COLD),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "On Tue, Mar 4, 2008 at 7:15 PM Osse Line <osse@tea.example> wrote:",
        "On Tue, Mar 4, 2008 at 7:15 PM Osse Line\n<osse@tea.example> wrote:",
        "Am 04.03.2008 um 19:15 schrieb Osse Line:",
        ">>> Osse Line <osse@tea.example> 3/4/2008 7:15 PM >>>",
        '>>> On 3/4/2008 at 7:15 PM, in message <k7@tea.example>, "Osse Line" <osse@tea.example> wrote:',
        "---- On Tue, 04 Mar 2008 19:15:00 +0100 Osse Line <osse@tea.example> wrote ----",
        "вт, 4 мар. 2008 г. в 19:15, Osse Line <osse@tea.example>:",
    ],
)
def test_what_follows_a_line_that_attributes_without_signs_is_the_writers(line: str) -> None:
    assert spoken(letter(f"Really?\n\n{line}\n\n{COLD}")) == [
        ("own", "Really?"),
        ("-", line),
        ("Osse Line", COLD),
    ]


def test_without_a_word_above_it_the_answer_must_be_below_and_stays_the_posters() -> None:
    line = "On Tue, Mar 4, 2008 at 7:15 PM Osse Line <osse@tea.example> wrote:"
    assert spoken(letter(f"{line}\n\nthe pot is cold.\n\nWarm it.")) == [
        ("own", f"{line}\n\nthe pot is cold.\n\nWarm it.")
    ]


def answered(body: str) -> list[tuple[str, str]]:
    return spoken(box(asked(), letter(body, more="In-Reply-To: <t0@tea.example>\n")))


POT = "The pot is cold."


@pytest.mark.parametrize("rule", ["Begin forwarded message:", "-------- Forwarded Message --------"])
def test_what_announces_a_header_in_a_quote_is_nobodys(rule: str) -> None:
    head = "\n".join(f"> {line}" for line in copied("en").split("\n"))
    assert spoken(letter(f"See:\n\n{rule}\n\n{head}\n>\n> {POT}")) == [
        ("own", "See:"),
        ("-", f"{rule}\n\n{head}\n>"),
        ("Osse Line", f"> {POT}"),
    ]


def test_a_line_within_a_quote_tells_whose_the_rest_of_it_is() -> None:
    first, second = (
        "On 5 Mar 2008, Ada Lid <ada@tea.example> wrote:",
        "On 4 Mar 2008 at 9:15, Osse Line wrote:",
    )
    assert spoken(letter(f"{first}\n> Really?\n>\n> {second}\n> {POT}\n\nYes.")) == [
        ("-", first),
        ("Ada Lid", "> Really?\n>"),
        ("-", f"> {second}"),
        ("Osse Line", f"> {POT}"),
        ("own", "Yes."),
    ]
    assert spoken(letter(f"> {second}\n> {POT}\n\nYes."))[1:] == [
        ("Osse Line", f"> {POT}"),
        ("own", "Yes."),
    ]


def test_a_quote_that_begins_with_such_a_line_has_its_writers_answer_below() -> None:
    first, second = (
        "On 5 Mar 2008, Ada Lid <ada@tea.example> wrote:",
        "On 4 Mar 2008 at 9:15, Osse Line wrote:",
    )
    found = spoken(letter(f"{first}\n> {second}\n> {POT}\n>\n> Warm it.\n\nYes."))
    assert ("Osse Line", "> Warm it.") not in found
    assert found[-2][0] == "Ada Lid"


@pytest.mark.parametrize(
    "head", [copied("en"), "On Tue, Mar 4, 2008 at 7:15 PM Osse Line <osse@tea.example> wrote:"]
)
def test_answers_between_the_lines_of_a_known_original_stay_the_posters(head: str) -> None:
    first, second = ASKED.split("\n\n")
    found = answered(f"See below.\n\n{head}\n\n{first}\n\nI warmed it myself.\n\n{second}\n\nAda.")
    assert found == [
        ("own", "See below."),
        ("-", head),
        ("Osse Line", first),
        ("own", "I warmed it myself."),
        ("Osse Line", second),
        ("own", "Ada."),
    ]


def test_one_sign_does_not_hide_what_the_answered_message_says_to_the_letter() -> None:
    found = answered(f"> Who has the lid of the blue pot?\n\nAda.\n\n{ASKED}")
    assert ("own", "Ada.") in found
    assert [who for who, words in found if "cold again" in words] == ["Osse Line"]


def test_an_answer_filed_before_what_it_answers_is_credited_all_the_same() -> None:
    answer = letter(f"Ada.\n\n{copied('en')}\n\n{ASKED}", more="In-Reply-To: <t0@tea.example>\n")
    found = spoken(box(answer, asked()))
    assert [(who, words) for who, words in found if who != "-"] == [("own", "Ada."), ("Osse Line", ASKED)]


def test_who_is_copied_by_the_address_alone_is_whoever_writes_from_it() -> None:
    head = copied("en").replace("Osse Line <osse@tea.example>", "osse@tea.example")
    answer = letter(f"Really?\n\n{head}\n\nIt is cold.", more="In-Reply-To: <t0@tea.example>\n")

    assert spoken(answer)[-1] == ("osse@tea.example", "It is cold.")
    known = asked().replace(b"<tilda@", b"<osse@")
    assert spoken(box(known, answer))[-1] == ("Osse Line", "It is cold.")
