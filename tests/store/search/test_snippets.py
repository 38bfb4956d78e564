"""The piece of a post that a result shows."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.ids import PostId
from bot.archive.model import Passage, PassageKind
from bot.archive.spoken import tiled
from bot.search.tree import Phrase, Term, Words
from bot.store.search import snippets
from bot.store.search.snippets import LENGTH, snippet, sought
from bot.store.values import Post
from tests.work import growth

QUOTED = "The bridge must be rebuilt in stone."
OWN = "Stone is dear, and the river took the last bridge in a night."


ID = PostId("bridge", 2)


def post(body: str, *passages: Passage) -> Post:
    return Post(
        ID, "The bridge", 2, "Ada", None, None, None, None,
        tiled(ID, "Ada", body, passages or (Passage(0, len(body)),)), (), None,
    )  # fmt: skip


def two() -> Post:
    cut = len(QUOTED)
    return post(QUOTED + OWN, Passage(0, cut, PassageKind.QUOTE, "Bram", 1), Passage(cut, cut + len(OWN)))


def test_own_scope_never_shows_quoted_words() -> None:
    assert snippet(two(), Words.OWN, sought([Term("bridge")])).text == OWN
    assert snippet(two(), Words.QUOTED, sought([Term("bridge")])).text == QUOTED


def test_quoted_words_come_with_whose_they_are_and_own_words_come_first() -> None:
    quoted = snippet(two(), Words.QUOTED, sought([Term("bridge")])).quoted
    assert quoted is not None
    assert (quoted.writer, quoted.source) == ("Bram", PostId("bridge", 1))
    both = snippet(two(), Words.ALL, sought([Term("bridge")]))
    assert (both.text, both.quoted) == (OWN, None)
    only_quoted = snippet(two(), Words.ALL, sought([Term("rebuilt")]))
    assert (only_quoted.text, only_quoted.quoted) == (QUOTED, quoted)


def test_every_form_of_a_word_is_marked() -> None:
    found = snippet(post("Argue as he argued, arguing on."), Words.OWN, sought([Term("argue")]))
    assert [found.text[a:b] for a, b in found.marks] == ["Argue", "argued", "arguing"]
    found = snippet(post("Tidy, tidies, tidied, tide."), Words.OWN, sought([Term("tidied"), Term("no")]))
    assert [found.text[a:b] for a, b in found.marks] == ["Tidy", "tidies", "tidied"]


def test_a_phrase_is_marked_as_one_and_an_open_end_marks_the_whole_word() -> None:
    found = snippet(two(), Words.OWN, sought([Phrase(("last", "bridge"))]))
    assert [found.text[a:b] for a, b in found.marks] == ["last bridge"]
    found = snippet(two(), Words.OWN, sought([Phrase(("riv",), open_end=True)]))
    assert [found.text[a:b] for a, b in found.marks] == ["river"]


def test_joined_words_are_marked_in_any_form_of_the_last() -> None:
    body = "They co-operated: two T-shirts, a co-op, one T."
    found = snippet(
        post(body),
        Words.OWN,
        sought([Phrase(("co", "operate"), any_form=True), Phrase(("t", "shirt"), any_form=True)]),
    )
    assert [found.text[a:b] for a, b in found.marks] == ["co-operated", "T-shirts"]
    assert not snippet(post(body), Words.OWN, sought([Phrase(("co", "operate"))])).marks


def test_a_long_post_is_cut_at_words_around_what_was_asked_for() -> None:
    body = "filler words before it " * 40 + "the needle stands here " + "and more words after it " * 40
    found = snippet(post(body), Words.OWN, sought([Term("needle")]))
    assert "needle stands here" in found.text
    assert found.cut_before
    assert found.cut_after
    assert len(found.text) <= LENGTH
    assert set(found.text.split()) <= set(body.split())


def test_the_passage_with_most_of_the_words_is_shown_the_first_of_equal_ones() -> None:
    passages = ["One bridge. ", "A bridge, a bridge! ", "Bridge and bridge. ", "No more."]
    ends = [sum(map(len, passages[: place + 1])) for place in range(len(passages))]
    cut = [Passage(end - len(text), end) for text, end in zip(passages, ends, strict=True)]
    found = snippet(post("".join(passages), *cut), Words.OWN, sought([Term("bridge")]))
    assert found.text == "A bridge, a bridge!"
    assert snippet(post("".join(passages), *cut), Words.OWN, sought([Term("nothing")])).text == "One bridge."


@given(st.text(max_size=600), st.lists(st.sampled_from(["a", "the", "é", "字"]), max_size=3))
def test_a_snippet_is_always_a_verbatim_piece_with_its_marks_inside(body: str, asked: list[str]) -> None:
    found = snippet(post(body), Words.OWN, sought([Term(word) for word in asked]))
    assert found.text in body
    assert all(0 <= start < end <= len(found.text) for start, end in found.marks)
    assert list(found.marks) == sorted(found.marks)


@given(
    st.lists(
        st.sampled_from(
            (
                "Argue",
                "arguing,",
                "don't",
                "dont'",
                "''t",
                "silt",
                "SILTED",
                "a-silt",
                "Tidy",
                "tidies",
                " ",
                "x",
                "и",
            )
        )
    ).map(" ".join),
    st.lists(st.sampled_from(("argue", "dont", "t", "silt", "si", "tidy", "x")).map(Term), max_size=3)
    | st.lists(
        st.one_of(
            st.sampled_from(("argue", "dont", "t", "silt", "x")).map(Term),
            st.lists(st.sampled_from(("argue", "dont", "silt", "t")), min_size=1, max_size=3)
            .map(tuple)
            .flatmap(lambda words: st.booleans().map(lambda end: Phrase(words, end))),
        ),
        max_size=3,
    ),
)
def test_what_is_passed_over_for_speed_holds_nothing_that_was_asked_for(
    text: str, asked: list[Term | Phrase]
) -> None:
    found = snippets._marks(text, sought(asked))  # noqa: SLF001
    assert found == sorted(set(snippets._marked_in(text, asked)))  # noqa: SLF001


def test_a_long_post_full_of_a_word_takes_no_longer_for_each_place_it_stands_in() -> None:
    def make(size: int) -> Callable[[], object]:
        full = post("the canal " * size)
        return lambda: snippet(full, Words.OWN, sought([Term("canal")]))

    assert growth(make, 200) < 2.3
