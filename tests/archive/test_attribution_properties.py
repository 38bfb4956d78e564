"""What holds for attribution whatever people wrote."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.attribution import attribute, attribute_each
from bot.archive.model import Mark, MarkKind, ParsedPost, PassageKind

PIECES = st.sampled_from(
    [
        "said:",
        "Click to expand...",
        "[quote=A]",
        "[/quote]",
        "> ",
        '"',
        "…",
        "&#8220;",
        "\n",
        "\n\n",
        "\r\n",
        "the harbour",
        "ferry sits on the sandbank for a week",
        "A",
        "B wrote:",
        "Reactions: A",
        "港口应该",
        "\u0130\u00df",
        "\x00",
        " ",
    ]
)
BODIES = st.lists(PIECES, max_size=30).map(" ".join) | st.text(max_size=80)
AUTHORS = st.sampled_from(["A", "B", "Ç", "a"])


@st.composite
def written(draw: st.DrawFn) -> ParsedPost:
    body = draw(BODIES)
    places = st.integers(0, len(body))
    marks = draw(
        st.lists(
            st.builds(
                lambda one, other, kind, author, number: Mark(
                    min(one, other), max(one, other), kind, author=author, number=number
                ),
                places,
                places,
                st.sampled_from(MarkKind),
                st.none() | AUTHORS,
                st.none() | st.integers(-1, 9),
            ),
            max_size=3,
        )
    )
    return ParsedPost(author=draw(AUTHORS), body=body, marks=tuple(marks))


@given(st.lists(written(), max_size=8))
@settings(max_examples=100)
def test_passages_tile_every_body_and_point_into_earlier_posts(said: list[ParsedPost]) -> None:
    result = attribute(said)

    assert len(result) == len(said)
    for number, (post, tiles) in enumerate(zip(said, result, strict=True), 1):
        assert "".join(post.body[tile.start : tile.end] for tile in tiles) == post.body
        assert all(tile.start < tile.end for tile in tiles) or not post.body
        for tile in tiles:
            assert 0.0 <= tile.confidence <= 1.0
            assert all(0 < carrier < number for carrier in tile.via)
            if tile.kind is not PassageKind.QUOTE:
                assert tile.author is None
                assert tile.number is None
            if tile.number is not None:
                assert 0 < tile.number < number
            if tile.source_start is not None and tile.source_end is not None and tile.number is not None:
                assert 0 <= tile.source_start < tile.source_end <= len(said[tile.number - 1].body)


WORDS = st.lists(st.text("abcdefghijklmnop", min_size=2, max_size=9), min_size=6, max_size=14)
SENTENCES = st.lists(WORDS, min_size=2, max_size=4)


@st.composite
def debate(draw: st.DrawFn) -> tuple[list[ParsedPost], list[tuple[int, str] | None]]:
    """Make posts of unlike words, some opening with a box that holds lines of an earlier post."""
    said: list[ParsedPost] = []
    boxes: list[tuple[int, str] | None] = []
    own: list[list[str]] = []
    for number in range(draw(st.integers(2, 6))):
        # Words that stand in this post alone keep chance from saying the same twice.
        lines = [
            " ".join(f"{word}{number}x{at}x{place}" for place, word in enumerate(words))
            for at, words in enumerate(draw(SENTENCES))
        ]
        box = None
        if own and draw(st.sampled_from(["box", ""])):
            source = draw(st.integers(0, len(own) - 1))
            first = draw(st.integers(0, len(own[source]) - 1))
            last = draw(st.integers(first + 1, len(own[source])))
            box = (source + 1, "\n\n".join(own[source][first:last]))
        body = "\n\n".join([*([box[1]] if box else []), *lines])
        said.append(ParsedPost(author=f"member {number}", body=body))
        boxes.append(box)
        own.append(lines)
    return said, boxes


@given(debate())
@settings(max_examples=60)
def test_every_box_put_into_a_debate_is_found_again(
    made: tuple[list[ParsedPost], list[tuple[int, str] | None]],
) -> None:
    said, boxes = made

    for post, box, tiles in zip(said, boxes, attribute(said), strict=True):
        found = [(tile.number, post.body[tile.start : tile.end]) for tile in tiles if tile.number]
        assert found == ([box] if box else [])


@given(st.lists(st.tuples(AUTHORS, WORDS), min_size=1, max_size=6))
@settings(max_examples=100)
def test_words_nobody_else_said_are_credited_to_nobody_else(said: list[tuple[str, list[str]]]) -> None:
    posts = [
        ParsedPost(author=author, body=" ".join(f"{word}{number}" for word in words))
        for number, (author, words) in enumerate(said)
    ]

    assert all(tile.author is None for tiles in attribute(posts) for tile in tiles)


@given(debate(), debate())
@settings(max_examples=25)
def test_later_posts_change_nothing_about_earlier_ones(
    made: tuple[list[ParsedPost], list[tuple[int, str] | None]],
    more: tuple[list[ParsedPost], list[tuple[int, str] | None]],
) -> None:
    before, after = made[0], more[0]

    assert attribute(before + after)[: len(before)] == attribute(before)


@given(st.lists(written(), max_size=5))
@settings(max_examples=25)
def test_the_same_posts_give_the_same_passages(said: list[ParsedPost]) -> None:
    assert attribute(said) == attribute(said)


@given(st.lists(written(), min_size=1, max_size=8))
@settings(max_examples=30)
def test_posts_attributed_one_by_one_are_attributed_alike(said: list[ParsedPost]) -> None:
    whole = attribute(said)
    one_by_one = attribute_each(said)

    assert next(one_by_one) == whole[0]
    assert list(one_by_one) == whole[1:]
