"""Lines over quotes in mail: whom they name, in every language and order mail programs write them in."""

import pytest

from bot.archive.attribution import attribute
from bot.archive.model import PassageKind
from tests.importers.mail.letters import ASKED, asked, box, by, letter, read, spoken, spoken_in

LINES = [
    "On Tue, Mar 4, 2008 at 7:15 PM Osse Line <osse@tea.example> wrote:",
    "On Mar 4, 2008, at 7:15 PM, Osse Line <osse@tea.example <mailto:osse@tea.example>> wrote:",
    "On 3/4/08 7:15 PM, Osse Line at osse@tea.example wrote:",
    "osse@tea.example (Osse Line) writes...",
    "In article <k7@tea.example> osse@tea.example (Osse Line) wrote:",
    "From article <k7@tea.example>, by osse@tea.example (Osse Line):",
    "Quoting Osse Line (osse@tea.example):",
    "According to Osse Line <osse@tea.example>:",
    "* Osse Line (osse@tea.example) [2008-03-04 19:15]:",
    '"Osse Line" <osse@tea.example> wrote in message news:k7@tea.example...',
    "Am Dienstag, 4. März 2008 um 19:15 schrieb Osse Line <osse@tea.example>:",
    "Osse Line <osse@tea.example> schrieb am Di., 4. März 2008, 19:15:",
    "Osse Line hat am 4. März 2008 um 19:15 geschrieben:",
    "Le mar. 4 mars 2008 à 19:15, Osse Line <osse@tea.example> a écrit :",
    "El mar, 4 mar 2008 a las 19:15, Osse Line (<osse@tea.example>) escribió:",
    "Il giorno mar 4 mar 2008 alle ore 19:15 Osse Line <osse@tea.example> ha scritto:",
    "Em ter., 4 de mar. de 2008 às 19:15, Osse Line <osse@tea.example> escreveu:",
    "Op di 4 mrt 2008 om 19:15 schreef Osse Line <osse@tea.example>:",
    "wt., 4 mar 2008 o 19:15 Osse Line <osse@tea.example> napisał(a):",
    "вт, 4 мар. 2008 г. в 19:15, Osse Line <osse@tea.example>:",
    "4 марта 2008 г., 19:15 пользователь Osse Line <osse@tea.example> написала:",
    "вт, 4 бер. 2008 р. о 19:15 Osse Line <osse@tea.example> пише:",
    "út 4. 3. 2008 v 19:15 odesílatel Osse Line <osse@tea.example> napsala:",
    "ut 4. 3. 2008 o 19:15 Osse Line <osse@tea.example> napísal(a):",
    "Den tis 4 mars 2008 kl 19:15 skrev Osse Line <osse@tea.example>:",
    "tir. 4. mar. 2008 kl. 19.15 skrev Osse Line <osse@tea.example>:",
    "ti 4. maalisk. 2008 klo 19.15 Osse Line (osse@tea.example) kirjoitti:",
    "Osse Line <osse@tea.example> ezt írta (időpont: 2008. márc. 4., K, 19:15):",
    "Osse Line <osse@tea.example>, 4 Mar 2008 Sal, 19:15 tarihinde şunu yazdı:",
    "În mar., 4 mar. 2008 la 19:15, Osse Line <osse@tea.example> a scris:",
    "Στις Τρί 4 Μαρ 2008 στις 7:15 μ.μ., ο χρήστης Osse Line <osse@tea.example> έγραψε:",
    "На вт, 4.03.2008 г. в 19:15 Osse Line <osse@tea.example> написа:",
    "уто, 4. мар 2008. у 19:15 Osse Line <osse@tea.example> је написао/ла:",
    "uto, 4. ožu 2008. u 19:15 Osse Line <osse@tea.example> napisao je:",
    "Osse Line <osse@tea.example> 于2008年3月4日周二 19:15写道：",
    "在 2008年3月4日，19:15，Osse Line <osse@tea.example> 写道：",
    "2008年3月4日(火) 19:15 Osse Line <osse@tea.example>:",
    "2008년 3월 4일 (화) 오후 7:15, Osse Line <osse@tea.example>님이 작성:",
    "Vào Th 3, 4 thg 3, 2008 vào lúc 19:15 Osse Line <osse@tea.example> đã viết:",
    "Pada tanggal Sel, 4 Mar 2008 pukul 19.15 Osse Line <osse@tea.example> menulis:",
    "في الثلاثاء، ٤ مارس ٢٠٠٨ في ٧:١٥ م تمت كتابة ما يلي بواسطة Osse Line <osse@tea.example>:",
    "בתאריך יום ג׳, 4 במרץ 2008 ב-19:15 מאת Osse Line <osse@tea.example>:",
    "در تاریخ سه‌شنبه ۴ مارس ۲۰۰۸،\u200f ۱۹:۱۵ Osse Line <osse@tea.example> نوشت:",
    "Osse Lineさんは書きました:",
    "---- On Tue, 04 Mar 2008 19:15:00 +0100 Osse Line <osse@tea.example> wrote ----",
    "Вторник, 4 марта 2008, 19:15 +03:00 от Osse Line <osse@tea.example>:",
    "2008/03/04 19:15、Osse Line <osse@tea.example>のメール:",
    "On Tue, 4 Mar 2008 19:15:00 +0100 in comp.tea.pots, Osse Line <osse@tea.example> wrote:",
    "Citando Osse Line <osse@tea.example>:",
    "begin quoting Osse Line as of Tue, Mar 04, 2008 at 07:15:00PM +0100:",
    "Osse Line on Tue, 4 Mar 2008 wrote:",
    "Op 4 mrt. 2008, om 19:15 heeft Osse Line <osse@tea.example> het volgende geschreven:",
    "Op 4 mrt. 2008 om 19:15 heeft Osse Line het volgende geschreven:",
    "Wiadomość napisana przez Osse Line <osse@tea.example> w dniu 4 mar 2008, o godz. 19:15:",
    "2008. márc. 4. dátummal, 19:15 időpontban Osse Line <osse@tea.example> írta:",
    "4 Mar 2008 tarihinde 19:15 saatinde, Osse Line <osse@tea.example> şunları yazdı:",
    # Of these languages no phrases are known; a time of day, an address and a colon say it.
    "El dt., 4 de març 2008, 19:15, Osse Line <osse@tea.example> va escriure:",
    "Þann 4. mars 2008 klukkan 19:15 skrifaði Osse Line <osse@tea.example>:",
    "2008. gada 4. marts, plkst. 19:15, lietotājs Osse Line <osse@tea.example> rakstīja:",
    "2008-03-04, an, 19:15 Osse Line <osse@tea.example> rašė:",
]


@pytest.mark.parametrize("line", LINES)
def test_the_line_is_nobodys_and_the_quote_the_named_writers(line: str) -> None:
    found = spoken(letter(f"Really?\n\n{line}\n> The pot is cold.\n\nThen warm it."))
    assert found == [
        ("own", "Really?"),
        ("-", line),
        ("Osse Line", "> The pot is cold."),
        ("own", "Then warm it."),
    ]


@pytest.mark.parametrize("line", [line for line in LINES if "<osse" in line and len(line) > 50])
def test_the_line_may_be_broken_where_mail_programs_break_it(line: str) -> None:
    at = line.index("<osse")
    broken = f"{line[:at].rstrip()}\n{line[at:]}"
    assert spoken(letter(f"{broken}\n> The pot is cold."))[-1] == ("Osse Line", "> The pot is cold.")


@pytest.mark.parametrize(
    "name",
    [
        "Sam",
        "Jan",
        "June",
        "Dec Rossi",
        "Oct Line",
        "Mai",
        "Avril Line",
        "Marco",
        "Marc Pot",
        "Jan van Dam",
        "Don",
        "Mo",
    ],
)
@pytest.mark.parametrize(
    "date", ["Tue, 4 Mar 2008", "Tue, Mar 4, 2008 at 7:15 PM", "4 March 2008 19:15 +0100"]
)
def test_names_lose_nothing_to_the_calendar(name: str, date: str) -> None:
    assert spoken(letter(f"On {date}, {name} <osse@tea.example> wrote:\n> cold"))[-1] == (name, "> cold")
    assert spoken(letter(f"On {date}, {name} wrote:\n> cold"))[-1] == (name, "> cold")


@pytest.mark.parametrize(
    "line", ["Am 04.03.2008 19:15, schrieb osse at tea.example:", "Op 4 mrt 2008 schreef osse@tea.example:"]
)
def test_an_address_behind_the_verb_is_no_verb(line: str) -> None:
    assert spoken(letter(f"{line}\n> cold"))[0] == ("-", line)
    assert spoken(letter(f"{line}\n> cold"))[-1][0].startswith("osse")


def test_an_address_alone_names_whoever_writes_from_it() -> None:
    line = "On Tue, Mar 4, 2008 at 7:15 PM, <osse@tea.example> wrote:"
    assert spoken(letter(f"{line}\n> cold"))[-1] == ("osse@tea.example", "> cold")


@pytest.mark.parametrize(
    "line",
    [
        "As my grandmother said:",
        "See also Osse Line <osse@tea.example>:",
        "The rules of 4 March 2008 say what Osse wrote:",
        "Hello Osse, on Tuesday you wrote:",
    ],
)
def test_a_sentence_above_a_quote_stays_the_posters(line: str) -> None:
    assert spoken(letter(f"{line}\n> cold")) == [("own", line), ("?", "> cold")]


def test_one_line_stands_over_all_quotes_until_the_next() -> None:
    body = (
        "On 4 Mar 2008, Osse Line wrote:\n> cold\n\nNo.\n\n> and old\n\nOh.\n\n"
        "On 5 Mar 2008, Ada Lid wrote:\n> hot\n\nSo?\n\n> and new"
    )
    quotes = [one for one in spoken(letter(body)) if one[1].startswith(">")]
    assert quotes == [
        ("Osse Line", "> cold"),
        ("Osse Line", "> and old"),
        ("Ada Lid", "> hot"),
        ("Ada Lid", "> and new"),
    ]


def test_the_line_names_the_writer_of_the_level_below_it_alone() -> None:
    found = spoken(letter("On 4 Mar 2008, Osse Line wrote:\n>> warm it\n> cold"))
    assert found[1:] == [("?", ">> warm it"), ("Osse Line", "> cold")]


@pytest.mark.parametrize("sign", ["|", "OL>", "Line>", ":", "}", "%", "#", "&", ": >"])
def test_other_signs_are_quotes_where_somebody_is_named_for_them(sign: str) -> None:
    named = spoken(letter(f"On 4 Mar 2008, Osse Line wrote:\n{sign} cold\n{sign} old\n\nNo."))
    assert named[1:] == [("Osse Line", f"{sign} cold\n{sign} old"), ("own", "No.")]
    assert spoken(letter(f"{sign} cold\n\nNo.")) == [("own", f"{sign} cold\n\nNo.")]


def test_a_sign_that_seldom_begins_a_line_is_one_further_down_too() -> None:
    head = "On 4 Mar 2008, Osse Line wrote:"
    assert spoken(letter(f"{head}\n: cold\n\nNo.\n\n: old\n\nYes."))[1:] == [
        ("Osse Line", ": cold"),
        ("own", "No."),
        ("Osse Line", ": old"),
        ("own", "Yes."),
    ]
    assert spoken(letter(f"{head}\n| cold\n\nSee:\n\n| pot | lid |"))[-1] == ("own", "See:\n\n| pot | lid |")


def test_the_line_and_the_signs_of_supercite_name_the_writer() -> None:
    line = '>>>>> "Osse" == Osse Line <osse@tea.example> writes:'
    assert spoken(letter(f"{line}\n\nOsse> cold\n\nNo.")) == [
        ("-", line),
        ("Osse Line", "Osse> cold"),
        ("own", "No."),
    ]


def test_initials_are_signs_where_the_message_answered_is_by_somebody_of_these() -> None:
    first = (
        letter("The pot is cold.", subject="kettles")
        .replace(b"Tilda Pott", b"Osse Line")
        .replace(b"t1@", b"t0@")
    )
    answer = letter("OL> The pot is cold.\n\nSQL> warm", more="In-Reply-To: <t0@tea.example>\n")
    data = b"From x Mon Dec 02 10:00:00 2024\n" + first + b"\nFrom x Mon Dec 02 10:00:00 2024\n" + answer
    assert spoken(data) == [("Osse Line", "OL> The pot is cold."), ("own", "SQL> warm")]


@pytest.mark.parametrize("head", ["", "On 4 Mar 2008, Osse Line wrote:\n"])
@pytest.mark.parametrize("between", [">", "> ", "> ***", ">\n> ----\n>"])
def test_lines_without_words_do_not_end_what_is_known_of_a_quote(head: str, between: str) -> None:
    first = "The kettle on the left is cold again, as it was all week."
    second, third = "Who has the lid of the blue pot?", "Tea is at five."
    asked = letter(f"{first}\n\n***\n\n{second}\n\n----\n\n{third}", subject="kettles")
    asked = asked.replace(b"Tilda Pott", b"Osse Line").replace(b"t1@", b"t0@")
    quote = f"> ----\n> {first}\n{between}\n> {second}\n{between}\n> {third}\n> ***"
    answer = letter(f"{head}{quote}\n\nAda has it.", more="In-Reply-To: <t0@tea.example>\n")

    [thread] = read(box(asked, answer))

    quotes = [tile for tile in attribute(thread.posts)[1] if tile.kind is PassageKind.QUOTE]
    assert [(tile.author, tile.number) for tile in quotes] == [("Osse Line", 1)]
    assert thread.posts[1].body[quotes[0].start : quotes[0].end] == quote


def test_a_sign_alone_on_its_line_is_nobodys() -> None:
    assert spoken(letter("Well.\n\n>\n\nNo.")) == [("own", "Well."), ("-", ">"), ("own", "No.")]


@pytest.mark.parametrize("sign", ["|", ":", "OL>"])
def test_other_signs_within_a_quote_are_quotes_within_it(sign: str) -> None:
    body = f"Bill Cup wrote:\n> On 4 Mar 2008, Osse Line wrote:\n> {sign} cold\n> {sign} old\n>\n> No.\n\nOh."
    assert spoken(letter(body))[1:] == [
        ("Osse Line", f"> {sign} cold\n> {sign} old"),
        ("Bill Cup", ">\n> No."),
        ("own", "Oh."),
    ]


def test_a_message_that_refers_to_nothing_answers_whom_it_quotes_by_name() -> None:
    first, second = ASKED.split("\n\n")
    answer = by("Bill", "b1", f"Osse Line wrote:\n| {first}\n\nAda.\n\n| {second}")
    [thread] = read(box(asked(), answer))

    assert thread.posts[1].parent_ref == "t0@tea.example"
    assert spoken_in(thread) == [
        ("-", "Osse Line wrote:"),
        ("Osse Line", f"| {first}"),
        ("own", "Ada."),
        ("Osse Line", f"| {second}"),
    ]


def test_initials_before_a_line_alter_nothing() -> None:
    answer = letter("OL> Who has the lid of the blue pot?\n\nAda.", more="In-Reply-To: <t0@tea.example>\n")
    [thread] = read(box(asked(), answer))

    [quote] = [tile for tile in attribute(thread.posts)[1] if tile.kind is PassageKind.QUOTE]
    assert (quote.author, quote.number, quote.altered) == ("Osse Line", 1, False)


def test_a_bare_sign_that_begins_a_box_does_not_hide_which_post_it_is_from() -> None:
    second = by("Bill Cup", "b1", f"> {ASKED.splitlines()[0]}\n\nI doubt it very much.")
    body = (
        f"Hm.\n\nBill Cup wrote:\n> Osse Line wrote:\n> > {ASKED.splitlines()[0]}\n>\n> I doubt it very much."
    )
    [thread] = read(box(asked(), second, letter(body)))

    quotes = [tile for tile in attribute(thread.posts)[2] if tile.kind is PassageKind.QUOTE]
    assert [(tile.author, tile.number) for tile in quotes] == [("Osse Line", 1), ("Bill Cup", 2)]


def test_words_in_a_block_of_nobody_named_are_looked_for_line_by_line() -> None:
    html = f"<div>Hm.</div><blockquote>Osse Line wrote:<br>{ASKED.splitlines()[0]}</blockquote>"
    answer = letter(html, kind="html", more="In-Reply-To: <t0@tea.example>\n")

    assert spoken(box(asked(), answer))[-1] == ("Osse Line", ASKED.splitlines()[0])


@pytest.mark.parametrize(
    "line",
    [
        "Call me at 11:00, my address is Osse Line <osse@tea.example> as you know:",
        "The meeting at 11:00 was led by Osse Line <osse@tea.example> who said much:",
        "Ask Osse Line <osse@tea.example> before 11:00:",
    ],
)
def test_a_sentence_that_holds_an_address_and_a_time_attributes_nothing(line: str) -> None:
    assert spoken(letter(f"{line}\n> cold")) == [("own", line), ("?", "> cold")]
