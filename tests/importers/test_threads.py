"""Messages and pages over several files."""

from pathlib import Path

from bot.archive.model import ParsedThread
from bot.importers.detect import reader_for
from bot.importers.mail.threading import base_subject
from bot.importers.merging import merge
from bot.importers.source import Source

PAGES = Path(__file__).parent / "pages"


def read(data: bytes, name: str = "upload") -> list[ParsedThread]:
    source = Source(name, data)
    return list(reader_for(source).read(source))


def test_articles_in_files_of_their_own_make_the_thread_they_make_in_one_file() -> None:
    whole = (PAGES / "usenet.txt").read_bytes()
    starts = [at for at in range(len(whole)) if whole.startswith(b"Path: ", at)]
    articles = [whole[a:b] for a, b in zip(starts, [*starts[1:], len(whole)], strict=True)][:2]
    expected = [post.ref for post in read(b"".join(articles))[0].posts]
    for order in (articles, articles[::-1]):
        [thread] = merge([fragment for data in order for fragment in read(data)])
        assert [post.ref for post in thread.posts] == expected


def test_pages_of_two_threads_mixed_up_come_apart_in_order() -> None:
    page = (PAGES / "xenforo2.html").read_text("utf-8")
    current = 'pageNav-page--current "><a href="/threads/warming-the-pot.4711/page-2">2<'
    pages = [
        page.replace("thread-4711", f"thread-{thread}")
        .replace(current, f'pageNav-page--current "><a href="/x">{number}<')
        .replace("901", f"{thread}{number}1")
        .replace("902", f"{thread}{number}2")
        .replace("#21", f"#{number * 2 - 1}")
        .replace("#22", f"#{number * 2}")
        for number, thread in ((3, 4712), (1, 4711), (2, 4712), (3, 4711), (2, 4711), (1, 4712))
    ]
    threads = merge([fragment for text in pages for fragment in read(text.encode())])
    assert [thread.key for thread in threads] == [
        "xenforo:kettles.example:thread:4712",
        "xenforo:kettles.example:thread:4711",
    ]
    for thread in threads:
        assert [post.number for post in thread.posts] == [1, 2, 3, 4, 5, 6]
        assert thread.notices == ()


def test_answers_to_lost_messages_go_by_their_subject_not_by_the_clock() -> None:
    box = "".join(
        f"From a Tue May  1 02:30:03 2012\nFrom: {author}@x.example\nSubject: {subject}\n"
        f"Message-ID: <{ref}>\n{more}\nwords\n\n"
        for author, subject, ref, more in (
            ("a", "Pots", "1@x", "Date: Tue, 01 May 2040 00:00:00 +0000\n"),
            ("b", "RE: [list] pots", "2@x", "In-Reply-To: <lost@x>\nDate: Tue, 01 May 1980 00:00:00 +0000\n"),
            ("c", "Pots", "3@x", ""),
            ("d", "Re: Lids", "4@x", "In-Reply-To: <lost@x>\n"),
        )
    )
    threads = read(box.encode())
    assert [[post.author for post in thread.posts] for thread in threads] == [["a", "b"], ["c"], ["d"]]


def test_subjects_lose_what_programs_put_before_them() -> None:
    assert base_subject("Re: [kettles] AW: Fwd: Re[2]: On pots (was: lids)") == "On pots"
    assert base_subject("Re:") == "Re:"
    assert base_subject("Recipes: tea") == "Recipes: tea"
