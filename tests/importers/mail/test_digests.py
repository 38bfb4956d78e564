"""Digests are the messages they bring; news and mail with few headers are read, too."""

import pytest

from tests.importers.mail.letters import read

DATE = "Date: Mon, 2 Dec 2024 {}:00:00 +0000\n"
MASTHEAD = f"From: tea-request@lists.example\nSubject: Tea Digest, Vol 3, Issue 7\n{DATE.format(10)}"
FIRST = f"From: Osse Line <osse@tea.example>\nSubject: Cold pots\n{DATE.format(7)}Message-ID: <d1@x>\n"
SECOND = f"From: Ada Lid <ada@tea.example>\nSubject: Re: Cold pots\n{DATE.format(8)}In-Reply-To: <d1@x>\n"
RULE, BETWEEN = "-" * 70, "-" * 30


def plain(*messages: str, numbered: bool = True) -> str:
    parts = [f"Message: {at}\n{one}" if numbered else one for at, one in enumerate(messages, 1)]
    between = f"\n\n{BETWEEN}\n\n"
    end = "End of Tea Digest, Vol 3, Issue 7\n*********************************\n"
    return f"{MASTHEAD}\nToday's Topics:\n\n   1. Cold pots (Osse Line)\n\n{RULE}\n\n{between.join([*parts, end])}"


def inner(kind: str) -> str:
    parts = "".join(
        f"--i\n{kind}\n{one}\n" for one in (f"{FIRST}\nThe pot is cold.\n", f"{SECOND}\nWarm it.\n")
    )
    return f"Content-Type: multipart/digest; boundary=i\n\n{parts}--i--\n"


OUTER = "Content-Type: multipart/mixed; boundary=o\n\n--o\n\nToday's Topics:\n--o\n"
DIGESTS = {
    "plain": plain(f"{FIRST}\nThe pot is cold.", f"{SECOND}\nWarm it."),
    "plain, without numbers": plain(f"{FIRST}\nThe pot is cold.", f"{SECOND}\nWarm it.", numbered=False),
    "multipart": f"{MASTHEAD}{inner('')}",
    "multipart, types told": f"{MASTHEAD}{inner('Content-Type: message/rfc822' + chr(10))}",
    "multipart within mixed": f"{MASTHEAD}{OUTER}{inner('')}--o--\n",
}


@pytest.mark.parametrize("form", DIGESTS)
def test_a_digest_is_the_messages_it_brings(form: str) -> None:
    [thread] = read(DIGESTS[form].encode())
    assert thread.title == "Cold pots"
    assert [(post.author, post.body) for post in thread.posts] == [
        ("Osse Line", "The pot is cold."),
        ("Ada Lid", "Warm it."),
    ]


def test_a_rule_somebody_wrote_ends_no_message_of_a_digest() -> None:
    [thread] = read(plain(f"{FIRST}\nThe pot is cold.\n\n{BETWEEN}\n\nSo it is.").encode())
    assert thread.posts[0].body.split() == ["The", "pot", "is", "cold.", BETWEEN, "So", "it", "is."]


def test_letters_of_a_plain_digest_are_those_of_the_digest() -> None:
    piece = f"{FIRST}Content-Type: text/plain; charset=koi8-r\n\nчай, où ça"
    data = plain(piece).replace(
        "Date: Mon, 2 Dec 2024 10", "Content-Type: text/plain; charset=utf-8\nDate: Mon, 2 Dec 2024 10"
    )
    assert read(data.encode())[0].posts[0].body == "чай, où ça"


def test_an_answer_to_a_digest_is_a_message_of_its_own() -> None:
    [thread] = read(f"{MASTHEAD.replace('tea-request', 'osse')}\nI read it all.\n".encode())
    assert [post.body for post in thread.posts] == ["I read it all."]


@pytest.mark.parametrize(
    ("head", "author"),
    [
        (
            "Newsgroups: alt.tea\nFrom: osse@tea.example (Osse Line)\nDate: 2 Dec 84 10:00:00 GMT\n",
            "Osse Line",
        ),
        ("From: Osse Line <osse@tea.example>\nNewsgroups: alt.tea\nReferences: <a@b>\n", "Osse Line"),
        (
            "From: Osse Line <osse@tea.example>\nTo: all@tea.example\nDate: Mon, 2 Dec 2024 10:00:00 +0000\n",
            "Osse Line",
        ),
        ("From: Osse Line <osse(a)tea.example>\nTo: tea(a)lists.example\nSubject: x\n", "Osse Line"),
    ],
)
def test_few_headers_are_enough(head: str, author: str) -> None:
    [thread] = read(f"{head}\nThe pot is cold.\n".encode())
    assert [(post.author, post.body) for post in thread.posts] == [(author, "The pot is cold.")]


@pytest.mark.parametrize(
    "line",
    [
        "From osse(a)tea.example Mon Dec  2 10:00:00 2024",
        "From 1582030405060708@xxx Mon Dec 02 10:00:00 +0000 2024",
        "From - Mon Dec  2 10:00:00 2024",
    ],
)
def test_mailboxes_of_hyperkitty_and_takeout_are_read(line: str) -> None:
    one = "From: Osse Line <osse(a)tea.example>\nSubject: {}\n" + DATE.format(10) + "\nThe pot is cold.\n\n"
    threads = read(f"{line}\n{one.format('a')}{line}\n{one.format('b')}".encode())
    assert [(thread.title, thread.posts[0].author_ref) for thread in threads] == [
        ("a", "osse@tea.example"),
        ("b", "osse@tea.example"),
    ]
