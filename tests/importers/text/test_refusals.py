"""What is no thread is refused with a sentence; hostile input neither hangs nor harms."""

import pathlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadArchive
from bot.importers.source import Source
from bot.importers.text import TextReader
from tests.importers.text.layouts import POSTS, Written, written

PROSE = "It was a quiet evening on the quay. " * 8
LOG = "\n".join(f"2024-01-{day:02} 10:00:00 INFO worker {day} started" for day in range(1, 28))
ROOT = pathlib.Path(__file__).parents[3]


UNPACK = "Unpack it, and import the files in it or a zip of them."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.txt: The file is empty."),
        (b" \r\n\t\n \n", "a.txt: The file is blank."),
        (b"one\ntwo\0", "a.txt:2: The file holds a NUL character, so it is not text."),
        (
            b"PK\x03\x04rest",
            f"a.txt: This is a ZIP archive or an office document, not an archived thread. {UNPACK}",
        ),
    ],
)
def test_what_holds_no_words_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(BadArchive) as caught:
        next(TextReader().read(Source("a.txt", data)))
    assert str(caught.value) == message
    assert not TextReader().recognises(Source("a.txt", data))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PROSE, id="a line"),
        pytest.param("\n\n".join([PROSE] * 9), id="prose"),
        pytest.param(
            f"A title\n\nChapter 1\n\n{PROSE}\n\nChapter 2\n\n{PROSE}\n\nNotes\n\n{PROSE}", id="a book"
        ),
        pytest.param("\n\u00a0\n".join([PROSE] * 9), id="prose with no-break spaces"),
        pytest.param(LOG, id="a log"),
        pytest.param((ROOT / "bot" / "importers" / "text" / "evidence.py").read_text(), id="source code"),
        pytest.param((ROOT / "pyproject.toml").read_text(), id="settings"),
        pytest.param((ROOT / "LICENSE").read_text(), id="a licence"),
        pytest.param("name,age\nAnn,7\nBob,8\n" * 30, id="a table"),
        pytest.param("\u00a0", id="a separator"),
    ],
)
def test_a_text_that_is_no_thread_is_refused(text: str) -> None:
    source = Source("a.txt", text.encode())
    assert not TextReader().recognises(source)
    with pytest.raises(BadArchive) as caught:
        next(TextReader().read(source))
    assert str(caught.value).startswith("a.txt: ")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * 1_000_000, id="one long line"),
        pytest.param("\n" * 1_000_000 + "x", id="blank lines"),
        pytest.param(" " * 1_000_000 + "x", id="blanks"),
        pytest.param(" \n" * 300_000 + "x", id="lines of blanks"),
        pytest.param("\u00a0\n" * 300_000, id="separators"),
        pytest.param("\n" + "\u00a0" * 300_000 + "x", id="no-break spaces"),
        pytest.param("a\n\n" * 20_000, id="short paragraphs"),
        pytest.param("Prev\n1\n" * 100_000, id="pagers"),
        pytest.param("Top\n\n" * 60_000, id="furniture"),
        pytest.param("1 2 3 4 5 6 7 8 9 " * 6_000 + "x", id="numbers"),
        pytest.param("a\n\nb\n\u00a0\n\n" * 30_000, id="tiny posts"),
        pytest.param("a said:\n" * 100_000, id="headers"),
        pytest.param("Posts: 1\n" * 100_000, id="figures"),
        pytest.param("March 14, 2008\n#1\n" * 50_000, id="dates and numbers"),
        pytest.param("Logged\nab\ncd\nPosts: 1\n" * 30_000, id="heads without a date"),
    ],
)
@pytest.mark.timeout(60)
def test_hostile_input_ends(text: str) -> None:
    try:
        (thread,) = TextReader().read(Source("a.txt", text.encode()))
    except BadArchive as refusal:
        assert str(refusal).startswith("a.txt")  # noqa: PT017 - either end will do
    else:
        assert thread.posts


letters = st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Cf"])
lines = st.text(st.one_of(letters, st.sampled_from(" \u00a0\t")), max_size=30)
texts = st.one_of(
    st.text(),
    st.lists(
        st.one_of(lines, st.sampled_from(["", "\u00a0", "Ann", "Bob", "Member", "Top", "#1"])), max_size=60
    ).map("\n".join),
)


@given(texts, st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_text_is_refused_or_gives_posts_in_order_that_stand_in_it(text: str, newline: str) -> None:
    text = text.replace("\n", newline)
    try:
        (thread,) = TextReader().read(Source("a.txt", text.encode("utf-8", "surrogatepass")))
    except BadArchive:
        return
    seen = 0
    for post in thread.posts:
        at = text.find(post.body, text.index(post.author, seen) + len(post.author))
        assert at >= seen
        seen = at + len(post.body)


WORDS = [
    "anchor",
    "barge",
    "canal",
    "deck",
    "ebb",
    "ferry",
    "gale",
    "harbour",
    "inlet",
    "jetty",
    "keel",
    "ledger",
    "mast",
    "north",
    "oar",
    "pilot",
    "quay",
    "reef",
    "sail",
    "tide",
]
names = st.builds("{}{}".format, st.sampled_from(WORDS), st.integers(1, 99))
sentence = st.lists(st.sampled_from(WORDS), min_size=7, max_size=14).map(
    lambda words: " ".join(words).capitalize() + "."
)
sentences = st.lists(sentence, min_size=1, max_size=4)


@st.composite
def threads(draw: st.DrawFn) -> tuple[Written, ...]:
    members = draw(st.lists(names, min_size=2, max_size=5, unique=True))
    titles = {
        name: draw(st.sampled_from(["Well-known member", "Member", "Gone fishing"])) for name in members
    }
    order = [*members, *draw(st.lists(st.sampled_from(members), min_size=3, max_size=9))]
    return tuple(Written(name, titles[name], "\n\n".join(draw(sentences))) for name in order)


@given(threads(), st.booleans(), st.booleans())
@settings(max_examples=40)
def test_a_thread_with_separators_comes_back_as_it_was_written(
    posts: tuple[Written, ...],
    titled: bool,  # noqa: FBT001
    dated: bool,  # noqa: FBT001
) -> None:
    (thread,) = TextReader().read(Source("a.txt", written(posts, titled=titled, dated=dated).encode()))
    assert [(post.author, post.body) for post in thread.posts] == [(post.author, post.body) for post in posts]
    if titled:
        assert [post.author_title for post in thread.posts] == [post.title for post in posts]


@given(threads(), st.booleans())
@settings(max_examples=40)
def test_a_thread_with_user_titles_alone_comes_back_as_it_was_written(
    posts: tuple[Written, ...],
    gapped: bool,  # noqa: FBT001
) -> None:
    (thread,) = TextReader().read(Source("a.txt", written(posts, separated=False, gapped=gapped).encode()))
    assert [(post.author, post.body) for post in thread.posts] == [(post.author, post.body) for post in posts]


def test_a_folder_of_other_files_holds_no_thread() -> None:
    mistaken = [
        file
        for file in sorted((ROOT / "bot").rglob("*.py"))
        if TextReader().recognises(Source(file.name, file.read_bytes()))
    ]
    assert mistaken == []


def test_the_posts_are_found_in_a_file_larger_than_the_first_look() -> None:
    long = (Written("old_salt", "Well-known member", "\n\n".join([PROSE] * 2500)), *POSTS[1:])
    source = Source("a.txt", written(long).encode())
    assert len(source.data) > 600_000
    assert TextReader().recognises(source)
