"""The message that is answered, copied below the answer without a sign before its lines."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.attribution import attribute
from bot.archive.model import PassageKind
from bot.archive.phrases import languages
from bot.importers.merging import merge
from tests.importers.mail.letters import box, letter, read, spoken, spoken_in

FIELDS = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De\u00a0", "Envoyé\u00a0", "À\u00a0", "Objet\u00a0"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "pt": ("De", "Enviada em", "Para", "Assunto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "ru": ("От", "Дата", "Кому", "Тема"),
    "uk": ("Від", "Надіслано", "Кому", "Тема"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "sk": ("Od", "Odoslané", "Komu", "Predmet"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "no": ("Fra", "Sendt", "Til", "Emne"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "hu": ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "ro": ("De la", "Trimis", "Către", "Subiect"),
    "el": ("Από", "Στάλθηκε", "Προς", "Θέμα"),
    "bg": ("От", "Изпратено", "До", "Относно"),
    "sr": ("Šalje", "Poslato", "Kome", "Naslov"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    "vi": ("Từ", "Đã gửi", "Đến", "Chủ đề"),
    "id": ("Dari", "Dikirim", "Kepada", "Perihal"),
    "ar": ("من", "تم الإرسال", "إلى", "الموضوع"),
    "he": ("מאת", "נשלח", "אל", "נושא"),
    "fa": ("از", "ارسال شده", "به", "موضوع"),
}
COLD = "Dear all,\n\nthe pot is cold."


def copied(language: str) -> str:
    sender, sent, to, subject = FIELDS[language]
    return f"{sender}: Osse Line <osse@tea.example>\n{sent}: 4.3.2008 19:15\n{to}: all@tea.example\n{subject}: kettles"


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


ASKED = "The kettle on the left is cold again, as it was all week.\n\nWho has the lid of the blue pot?"


def asked() -> bytes:
    return letter(ASKED, subject="kettles").replace(b"Tilda Pott", b"Osse Line").replace(b"t1@", b"t0@")


def answered(body: str) -> list[tuple[str, str]]:
    return spoken(box(asked(), letter(body, more="In-Reply-To: <t0@tea.example>\n")))


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


def by(name: str, ref: str, body: str) -> bytes:
    """Return a letter that says nothing of what it answers but in its subject."""
    one = letter(body).replace(b"Tilda Pott", name.encode()).replace(b"tilda@", name.lower().encode() + b"@")
    return one.replace(b"<t1@", f"<{ref}@".encode())


def test_a_letter_that_came_after_its_answers_is_quoted_by_them_all_the_same() -> None:
    signed = "\n".join(f"> {line}" for line in ASKED.split("\n"))
    first, second = (
        by("Olaf", "1", "Tea is at five, as it always was."),
        by("Nora", "2", f"{signed}\n\nAda has it."),
    )
    last = by("Pia", "4", "In article <2@tea.example> nora@tea.example (Nora) writes:\n> Ada has it.\n\nNo.")

    [thread] = merge(read(box(first, second, by("Marten", "3", ASKED), last)))

    found = [
        (number, tile.author, tile.number)
        for number, tiles in enumerate(attribute(thread.posts), 1)
        for tile in tiles
        if tile.kind is PassageKind.QUOTE
    ]
    assert found == [(2, "Marten", 3), (4, "Nora", 2)]


def test_who_repeats_a_letter_that_came_before_is_not_quoted_by_its_answers() -> None:
    signed = "\n".join(f"> {line}" for line in ASKED.split("\n"))
    letters = by("Olaf", "1", ASKED), by("Nora", "2", f"{signed}\n\nAda has it."), by("Pia", "3", ASKED)

    [thread] = read(box(*letters))

    assert next(one for one in spoken_in(thread, 1) if one[0] != "-") == ("Olaf", signed)


BRACKETED = "Osse Line [mailto:o@tea.example]"
SAID = "Osse Line &lt;osse@tea.example&gt;"


def test_a_block_that_begins_with_a_line_over_a_block_within_it_is_not_that_writers() -> None:
    inner = f"On Tue, Mar 4, 2008 at 7:15 PM {SAID} wrote:<br><blockquote>cold</blockquote>"
    found = spoken(letter(f"<div>Really?</div><blockquote>{inner}Then warm it.</blockquote>", kind="html"))
    assert [one for one in found if one[0] != "-"] == [
        ("own", "Really?"),
        ("Osse Line", "cold"),
        ("?", "Then warm it."),
    ]


def test_who_is_copied_by_the_address_alone_is_whoever_writes_from_it() -> None:
    head = copied("en").replace("Osse Line <osse@tea.example>", "osse@tea.example")
    answer = letter(f"Really?\n\n{head}\n\nIt is cold.", more="In-Reply-To: <t0@tea.example>\n")

    assert spoken(answer)[-1] == ("osse@tea.example", "It is cold.")
    known = asked().replace(b"<tilda@", b"<osse@")
    assert spoken(box(known, answer))[-1] == ("Osse Line", "It is cold.")


BLOCKS = (
    copied("en"),
    copied("de"),
    "On Tue, Mar 4, 2008 at 7:15 PM Osse Line <osse@tea.example> wrote:",
    *ASKED.split("\n\n"),
    "> Who has the lid of the blue pot?",
    "OL> The kettle on the left is cold again, as it was all week.",
    ">",
    "Ada has it.",
    "I warmed it myself.\nTwice.",
    "--\nTilda Pott, kettles and pots",
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=6), st.sampled_from(["plain", "html"]))
def test_letters_in_files_of_their_own_are_read_as_if_they_were_in_one(blocks: list[str], kind: str) -> None:
    body = "\n\n".join(blocks)
    if kind == "html":
        body = "".join(f"<p>{escape(block)}</p>" for block in blocks).replace("\n", "<br>")
    answer = letter(body, kind=kind, more="In-Reply-To: <t0@tea.example>\n")

    [apart] = merge([*read(asked()), *read(answer)])

    assert spoken_in(apart) == spoken(box(asked(), answer))


@settings(deadline=None)
@given(st.lists(st.sampled_from([*BLOCKS, "| cold", ">> old\n> cold"]), min_size=1, max_size=6))
def test_html_mail_without_cited_blocks_is_read_as_the_text_it_shows(blocks: list[str]) -> None:
    shown = "".join(f"<p>{escape(block)}</p>" for block in blocks).replace("\n", "<br>")
    more = "In-Reply-To: <t0@tea.example>\n"

    html = spoken(box(asked(), letter(shown, kind="html", more=more)))

    assert html == spoken(box(asked(), letter("\n\n".join(blocks), more=more)))


def test_signs_beside_cited_blocks_are_quotes_and_those_in_them_are_left_alone() -> None:
    line = "On Tue, 4 Mar 2008, Osse Line &lt;osse@tea.example&gt; wrote:"
    html = (
        f"<div>{line}<br>&gt; cold</div><p>No.</p><div>{line}</div><blockquote>&gt; old<br>lid</blockquote>"
    )

    found = [one for one in spoken(letter(html, kind="html")) if one[0] != "-"]

    assert found == [("Osse Line", "> cold"), ("own", "No."), ("Osse Line", "> old\nlid")]


@pytest.mark.parametrize(
    "heading", ["On Tue, Mar 4, 2008 at 7:15 PM Osse Line <osse@tea.example> wrote:", copied("en")]
)
def test_an_answer_below_an_original_without_signs_is_the_posters_whatever_file_that_came_in(
    heading: str,
) -> None:
    answer = letter(f"{heading}\n\n{ASKED}\n\nAda has it.", more="In-Reply-To: <t0@tea.example>\n")

    [apart] = merge([*read(asked()), *read(answer)])

    assert spoken_in(apart) == [("-", heading), ("Osse Line", ASKED), ("own", "Ada has it.")]


HTML = {
    "outlook": f"<p>Really?</p><div style='border-top:solid #B5C4DF 1.0pt'><p><b>From:</b> {BRACKETED}<br>"
    "<b>Sent:</b> Tuesday, March 4<br><b>To:</b> all<br><b>Subject:</b> x</p></div><p>cold</p>",
    "outlook, new, german": f"<div>Really?</div><div id='divRplyFwdMsg'><hr><b>Von:</b> {SAID}"
    "<br><b>Gesendet:</b> Dienstag<br><b>An:</b> all<br><b>Betreff:</b> x</div><div>cold</div>",
    "gmail": "<div>Really?</div><div class='gmail_quote'><div class='gmail_attr'>On Tue, Mar 4, 2008 at 7:15 PM"
    f" {SAID} wrote:<br></div><blockquote>cold</blockquote></div>",
    "gmail, old": f"<div>Really?</div>2008/3/4 <span>{SAID}</span><br><blockquote>cold</blockquote>",
    "apple": "Really?<br><div>On Mar 4, 2008, at 7:15 PM, Osse Line &lt;<a href='mailto:o@x.example'>o@x.example</a>"
    "&gt; wrote:</div><br><blockquote type='cite'><div>cold</div></blockquote>",
    "yandex": f"<div>Really?</div><div>04.03.2008, 19:15, {SAID}:</div><blockquote type='cite'>cold</blockquote>",
    "zoho": "<div>Really?</div><div class='zmail_extra'>---- On Tue, 04 Mar 2008 19:15:00 +0100"
    f" <b>{SAID}</b> wrote ----<br><blockquote>cold</blockquote></div>",
    "thunderbird": "<p>Really?</p><div class='moz-cite-prefix'>Le 04/03/2008 à 19:15, Osse Line a écrit :<br></div>"
    "<blockquote type='cite' cite='mid:k7@tea.example'>cold</blockquote>",
    "yahoo": f"<div>Really?</div><div class='yahoo_quoted'><div>On Tuesday, March 4, 2008 at 07:15:00 PM GMT+1, {SAID}"
    " wrote: </div><br><div>cold</div></div>",
    "proton": "<div>Really?</div><div>------- Original Message -------<br>On Tuesday, March 4th, 2008 at 7:15 PM,"
    f" {SAID} wrote:<br><blockquote type='cite'>cold</blockquote></div>",
    "mail.ru": f"<div>Really?</div><blockquote>Вторник, 4 марта 2008, 19:15 +03:00 от {SAID}:<br><br><div>cold</div>"
    "</blockquote>",
    "qq": '<div>Really?</div><div>--------&nbsp;原始邮件&nbsp;--------</div><div><b>发件人:</b>&nbsp;"Osse Line"'
    "&lt;o@x.example&gt;;</div><div><b>发送时间:</b>&nbsp;2008年3月4日</div><div><b>主题:</b>&nbsp;x</div><br><div>cold</div>",
    "notes": f"<div>Really?</div><br>-----{SAID} wrote: -----<div>To: all<br>From: {SAID}<br>"
    "Date: 03/04/2008 07:15PM<br>Subject: x<br><br>cold</div>",
    "icloud, japanese": f"<div>Really?</div><div>2008/03/04 19:15、{SAID}のメール:</div><blockquote>cold</blockquote>",
    "groupwise, german": "<div>Really?</div><div>&gt;&gt;&gt; Osse Line 04.03.2008 19:15 &gt;&gt;&gt;</div>"
    "<div>cold</div>",
    "groupwise": f"<div>Really?</div><br>&gt;&gt;&gt; {SAID} 3/4/2008 7:15 PM &gt;&gt;&gt;<br>cold",
}


@pytest.mark.parametrize("program", HTML)
def test_html_mail_tells_whose_the_original_is_above_it(program: str) -> None:
    found = spoken(letter(HTML[program], kind="html"))
    assert [found[0], found[-1]] == [("own", "Really?"), ("Osse Line", "cold")]
    assert {who for who, _ in found[1:-1]} == {"-"}
