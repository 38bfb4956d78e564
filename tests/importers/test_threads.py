"""Messages and pages over several files, and our own export there and back."""

import json
from dataclasses import asdict, replace
from datetime import UTC, timedelta, timezone
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.importers.detect import reader_for
from bot.importers.hansard import reader as hansard
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


def export(thread: ParsedThread) -> bytes:
    """The lines `hansard export --format jsonl` writes."""
    rows = []
    for post in thread.posts:
        quotes = [asdict(p) for p in post.passages if p.kind is PassageKind.QUOTE]
        names = ("start", "end", "author", "number", "source_start", "source_end", "confidence")
        rows.append(
            {
                "source": thread.source,
                "thread": thread.slug,
                "number": post.number,
                "author": post.author,
                "author_title": post.author_title,
                "posted_at": post.posted_at.isoformat() if post.posted_at else None,
                "body": post.body,
                "passages": [{name: quote[name] for name in names} for quote in quotes],
            }
        )
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode("utf-8", "surrogatepass")


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@st.composite
def exported(draw: st.DrawFn) -> ParsedPost:
    body = draw(text)
    cuts = sorted(draw(st.sets(st.integers(0, len(body)), max_size=4)) | {0, len(body)})
    kinds = draw(st.lists(st.booleans(), min_size=len(cuts), max_size=len(cuts)))
    passages: list[Passage] = []
    for start, end, quoted in zip(cuts, cuts[1:], kinds, strict=False):
        if quoted:
            number = draw(st.none() | st.integers(1, 99))
            name = draw(st.none() | text.filter(bool))
            sure = draw(st.floats(0, 1))
            passages.append(
                Passage(
                    start,
                    end,
                    PassageKind.QUOTE,
                    name,
                    number,
                    0 if number else None,
                    5 if number else None,
                    sure,
                )
            )
        elif passages and passages[-1].kind is PassageKind.OWN:
            passages[-1] = Passage(passages[-1].start, end)
        else:
            passages.append(Passage(start, end))
    zones = st.sampled_from([None, UTC, timezone(timedelta(hours=5, minutes=30))])
    at = draw(st.none() | st.datetimes(timezones=zones))
    return ParsedPost(
        author=draw(text.filter(bool)),
        body=body,
        author_title=draw(st.none() | text),
        posted_at=at,
        passages=tuple(passages),
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(posts=st.lists(exported(), min_size=1, max_size=4))
def test_our_own_export_comes_back_as_it_was(posts: list[ParsedPost]) -> None:
    numbered = tuple(replace(post, number=number) for number, post in enumerate(posts, 1))
    data = export(ParsedThread("t", numbered, "upload", "hansard", slug="pots"))
    [found] = merge(hansard.read(Source("upload", data)))
    assert export(found) == data
    assert [p.passages for p in found.posts] == [p.passages for p in numbered]
