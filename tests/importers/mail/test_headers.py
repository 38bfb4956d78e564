"""Header fields: letters in any charset, people behind lists, subjects of answers."""

import pytest

from bot.importers.mail.people import sender
from bot.importers.mail.threading import base_subject
from tests.importers.mail.letters import read


@pytest.mark.parametrize(
    ("charset", "declared"),
    [("utf-8", ""), ("utf-8", "us-ascii"), ("latin-1", "iso-8859-1"), ("cp1252", "")],
)
def test_bare_letters_of_the_west_are_kept(charset: str, declared: str) -> None:
    head = (
        "From: René Pot <rene@tea.example>\nSubject: Théière à l'été\nDate: Mon, 2 Dec 2024 10:00:00 +0000\n"
    )
    kind = f"Content-Type: text/plain; charset={declared}\n" if declared else ""
    [thread] = read(f"{head}{kind}\nça va, très bien\n".encode(charset))
    assert (thread.title, thread.posts[0].author, thread.posts[0].body) == (
        "Théière à l'été", "René Pot", "ça va, très bien",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("charset", "declared"),
    [("koi8-r", "koi8-r"), ("cp1251", "windows-1251"), ("utf-8", ""), ("koi8-r", ""), ("cp1251", "")],
)
@pytest.mark.parametrize("subject", ["Холодный чайник", "ХОЛОДНЫЙ ЧАЙНИК"])
def test_bare_cyrillic_letters_are_kept(charset: str, declared: str, subject: str) -> None:
    head = f"From: Осип Линёв <osip@tea.example>\nSubject: {subject}\nDate: Mon, 2 Dec 2024 10:00:00 +0000\n"
    kind = f"Content-Type: text/plain; charset={declared}\n" if declared else ""
    [thread] = read(f"{head}{kind}\nСовсем остыл, и крышки нет.\n".encode(charset))
    assert (thread.title, thread.posts[0].author) == (subject, "Осип Линёв")
    assert thread.posts[0].body == "Совсем остыл, и крышки нет."


def test_encoded_words_stand_beside_bare_letters() -> None:
    head = (
        "From: =?utf-8?q?Ren=C3=A9?= Pot <rene@tea.example>\nSubject: =?utf-8?b?w6k=?= =?utf-8?b?w6g=?= où\n"
    )
    [thread] = read(f"{head}Date: Mon, 2 Dec 2024 10:00:00 +0000\n\nx\n".encode())
    assert (thread.title, thread.posts[0].author) == ("éè où", "René Pot")


@pytest.mark.parametrize(
    ("field", "name", "address"),
    [
        ("Osse Line <osse@tea.example>", "Osse Line", "osse@tea.example"),
        ("osse at tea.example (Osse Line)", "Osse Line", "osse@tea.example"),
        ('"Line, Osse" <Osse(a)tea.example>', "Line, Osse", "osse@tea.example"),
        ("Osse Line via Tea-list <tea@lists.example>", "Osse Line", ""),
        ("'Osse Line' via Tea <tea@lists.example>", "Osse Line", ""),
        ("Osse Line <os...@tea.example>", "Osse Line", ""),
        ("os...@tea.example", "os...", ""),
        ("os...@tea.example (Osse Line)", "Osse Line", ""),
        ("tea-bounces@lists.example On Behalf Of Osse Line", "Osse Line", ""),
        ("tea@lists.example [mailto:tea@lists.example] Im Auftrag von Osse Line", "Osse Line", ""),
        ("tea@lists.example [mailto:tea@lists.example] De la part de Osse Line", "Osse Line", ""),
        ("osse@tea.example", "osse", "osse@tea.example"),
        ("Osse Line osse@tea.example", "Osse Line", "osse@tea.example"),
        ('Osse "Kettle" Line Osse@tea.example', 'Osse "Kettle" Line', "osse@tea.example"),
        ("osse@tea.example osse@tea.example", "osse", "osse@tea.example"),
        ("osse at tea.example (osse at tea.example)", "osse", "osse@tea.example"),
    ],
)
def test_a_message_is_by_whoever_wrote_it_not_by_the_list(field: str, name: str, address: str) -> None:
    assert sender(field) == (name, address)


def test_behind_a_list_the_address_to_reply_to_is_the_writers() -> None:
    head = "From: Osse Line via Tea <tea@lists.example>\nReply-To: Osse Line <osse@tea.example>\nSubject: x\n"
    [thread] = read(f"{head}Date: Mon, 2 Dec 2024 10:00:00 +0000\n\nx\n".encode())
    assert (thread.posts[0].author, thread.posts[0].author_ref) == ("Osse Line", "osse@tea.example")


ANSWERS = [
    *(
        "Re: ",
        "RE : ",
        "Re[2]: ",
        "Re^3: ",
        "AW: ",
        "Antwort: ",
        "SV: ",
        "VS: ",
        "Antw: ",
        "Odp: ",
        "YNT: ",
        "VÁ: ",
    ),
    *(
        "R: ",
        "RIF: ",
        "RES: ",
        "RV: ",
        "TR: ",
        "ENC: ",
        "WG: ",
        "Fwd: ",
        "FW: ",
        "Doorst: ",
        "Vb: ",
        "VL: ",
        "PD: ",
    ),
    *(
        "ilt: ",
        "Rép : ",
        "回复：",
        "回覆: ",
        "答复: ",
        "转发：",
        "轉寄: ",
        "返信: ",
        "転送: ",
        "회신: ",
        "전달: ",
        "Отв: ",
    ),
    *("НА: ", "ΑΠ: ", "ΣΧΕΤ: ", "Bls: ", "Trs: ", "رد: ", "תגובה: ", "Re: [tea] AW: "),
]


@pytest.mark.parametrize("prefix", ANSWERS)
def test_what_answers_put_before_a_subject_is_no_part_of_it(prefix: str) -> None:
    assert base_subject(f"{prefix}Cold pots") == "Cold pots"


@pytest.mark.parametrize(
    "subject", ["Rest: a pot", "Pots: warm or cold", "Trip: Ghent", "r: small", "Anna: hello"]
)
def test_what_only_looks_like_it_stays(subject: str) -> None:
    assert base_subject(subject) == subject


def message(subject: str, number: int, date: str = "2 Dec 2024") -> bytes:
    head = f"From: P{number} <p{number}@tea.example>\nSubject: {subject}\nDate: {date} 10:00:00 +0000\n"
    return f"From x Mon Dec 02 10:00:00 2024\n{head}Message-ID: <q{number}@tea.example>\n\nwords {number}\n\n".encode()


def sizes(*messages: bytes) -> list[int]:
    return [len(thread.posts) for thread in read(b"".join(messages))]


def test_answers_without_references_join_the_thread_of_their_subject() -> None:
    subjects = ["Pots", *(f"{prefix}Pots" for prefix in ANSWERS)]
    assert sizes(*(message(subject, at) for at, subject in enumerate(subjects))) == [len(subjects)]


def test_years_later_the_same_subject_is_another_thread() -> None:
    assert sizes(message("Pots", 1), message("Re: Pots", 2), message("Re: Pots", 3, "2 Dec 2027")) == [2, 1]


def test_where_no_answer_says_so_equal_subjects_near_each_other_are_one_thread() -> None:
    assert sizes(
        message("Pots", 1), message("Lids", 2), message("Pots", 3), message("Pots", 4, "9 Dec 2025")
    ) == [2, 1, 1]
    assert sizes(message("Pots", 1), message("Re: Lids", 2), message("Pots", 3)) == [1, 1, 1]


@pytest.mark.parametrize(
    ("subject", "more"),
    [
        ("[Tea-List] Pots", ""),
        ("Re: [tealist] Pots", ""),
        ("Pots", "List-Post: <mailto:Tea-List@lists.example>\n"),
    ],
)
def test_who_writes_under_the_address_of_the_list_is_known_by_name_alone(subject: str, more: str) -> None:
    names = ["Osse Line", "Maren Quist"]
    mails = (
        f"From tea-list@lists.example  Fri May 24 01:15:1{at} 2002\nFrom: tea-list@lists.example ({name})\n"
        f"Date: Thu, 23 May 2002 19:15:1{at} -0500\nSubject: {subject}\n{more}\nWords {at}.\n\n"
        for at, name in enumerate(names)
    )
    [thread] = read("".join(mails).encode())
    assert [(post.author, post.author_ref) for post in thread.posts] == [(name, None) for name in names]


def test_a_message_without_an_id_that_a_mailbox_holds_twice_is_one() -> None:
    mail = (
        "From osse@tea.example  Fri May 24 01:15:10 2002\nFrom: Osse Line osse@tea.example\n"
        "Date: Thu, 23 May 2002 19:15:10 -0500\nSubject: Pots\n\nCold.\n\n"
    )
    again = mail.replace("19:15:10", "19:15:40")
    [thread] = read((mail + again + mail).encode())
    assert [post.body for post in thread.posts] == ["Cold.", "Cold."]
