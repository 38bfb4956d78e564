"""Posts laid out in parts, from any passages."""

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.ids import PostId
from bot.archive.model import Passage, PassageKind
from bot.archive.spoken import tiled
from bot.store.values import Post
from bot.ui.markdown import length
from bot.ui.posts import Quotes, parts

LIMIT = 1400
WORDS = st.text(st.sampled_from("ab*_ \n.é😀"), min_size=1, max_size=40).map(lambda text: text * 30)


def a_post(texts: list[tuple[PassageKind, str]]) -> Post:
    body, passages = "", []
    for kind, text in texts:
        passages.append(Passage(len(body), len(body) + len(text), kind, "Ada" if kind == "quote" else None))
        body += text
    id_ = PostId("t", 1)
    return Post(id_, "T", 1, "Bob", None, None, None, None, tiled(id_, "Bob", body, passages), (), None)


@given(
    texts=st.lists(st.tuples(st.sampled_from(PassageKind), WORDS), max_size=6), quotes=st.sampled_from(Quotes)
)
def test_no_part_is_longer_than_its_limit_or_empty(
    *, texts: list[tuple[PassageKind, str]], quotes: Quotes
) -> None:
    shown = parts(a_post(texts), LIMIT, quotes=quotes)
    assert shown
    assert all(0 < length(part) <= LIMIT for part in shown)


@given(st.lists(st.tuples(st.sampled_from(PassageKind), WORDS), max_size=6))
def test_every_own_letter_is_shown_in_order(texts: list[tuple[PassageKind, str]]) -> None:
    post = a_post(texts)
    own = "".join(words.text for words in post.said if words.own)
    folded = [line for part in parts(post, LIMIT, quotes=Quotes.NAMED) for line in part.split("\n")]
    shown = "".join(line for line in folded if not line.startswith("-# ↩ "))
    letters = [sign for sign in shown if sign in "abé😀"]
    assert letters == [sign for sign in own if sign in "abé😀"] or not own.strip()


@given(st.lists(st.tuples(st.sampled_from(PassageKind), WORDS), max_size=6))
def test_a_gap_stands_only_where_a_quote_stood_between_own_words(
    texts: list[tuple[PassageKind, str]],
) -> None:
    post = a_post(texts)
    spoken = [kind for kind, text in texts if text.strip()]
    gaps = "".join({"own": "o", "quote": "q", "furniture": ""}[kind] for kind in spoken).strip("q")
    own = post.own()
    assert (own.text if own else "").count("[…]") == len([run for run in gaps.split("o") if run])
