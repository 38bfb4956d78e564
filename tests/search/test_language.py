"""The language, case by case: what each query finds, in SQLite and by the tree's own account of a post in memory."""

import string
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.archive.model import Mark, MarkKind, ParsedPost, ParsedThread, Passage, PassageKind
from bot.search import tree
from bot.search.query import DEEPEST, MOST_PARTS, parse
from bot.search.tree import Node, Words, describe, has_words
from tests.search.document import Document, fits

TODAY = date(2021, 6, 1)
Q, LONG_POST = PassageKind.QUOTE, " ".join(["dredging"] * 200)


def post(
    author: str, body: str, day: int | None = None, title: str | None = None, **more: object
) -> ParsedPost:
    at = datetime(2021, 5, day, tzinfo=UTC) if day else None
    return ParsedPost(author, body, posted_at=at, author_title=title, **more)  # type: ignore[arg-type]


QUOTED = "The silt ruined them all."
CANAL = ParsedThread(
    "A canal across the isthmus",
    (
        post("Maren", "Suppose the canal had been dug in 1825.", 7),
        post("Óscar Vidal", QUOTED, 8, "Chief Engineer"),
        post("Maren", f"{QUOTED}\nNot with proper dredgers: they argued, and it pays.", 9, "Engineer"),
        post("Ни шагу", "Согласен, каналы бы окупились. Naïve café talk?", 20),
        post("李", "運河を掘るのは大変だ。anti-war don't", None),
    ),
    "test",
    "text",
)
MUD = ParsedThread(
    "Mud, C++ & more",
    (
        post("Red Army Fan", "- one\n- two\nSee https://example.org/mud about mud", 7),
        post("maren's ghost", "canals canal CANAL", 31, marks=(Mark(0, 6, MarkKind.CODE),)),
        post("Ada", LONG_POST, 1, marks=(Mark(0, 8, MarkKind.IMAGE),)),
    ),
    "test",
    "text",
)
PASSAGES = {
    (1, 3): (
        Passage(0, len(QUOTED) + 1, Q, "Óscar Vidal", 2, 0, len(QUOTED)),
        Passage(len(QUOTED) + 1, len(CANAL.posts[2].body)),
    )
}
THREADS = (CANAL, MUD)
SLUGS = ("a-canal-across-the-isthmus", "mud-c-more")
# Posts are named thread.number.
EVERY = "1.1 1.2 1.3 1.4 1.5 2.1 2.2 2.3"
CASES: list[tuple[str, str]] = [
    ("", EVERY),
    ("   ", EVERY),
    ("canal", "1.1 2.2"),
    ("CANALS", "1.1 2.2"),
    ('"canals"', "2.2"),
    ("dig", ""),
    ("dug", "1.1"),
    ("argue", "1.3"),
    ("arguing", "1.3"),
    ('"argue"', ""),
    ("canal 1825", "1.1"),
    ("canal AND 1825", "1.1"),
    ("canal and 1825", ""),
    ("1825 OR mud", "1.1 2.1"),
    ("1825 | mud", "1.1 2.1"),
    ("1825|mud", "1.1 2.1"),
    ("1825 or mud", ""),
    ("canal -1825", "2.2"),
    ("canal NOT 1825", "2.2"),
    ("canal - 1825", "1.1"),
    ("-canal", "1.2 1.3 1.4 1.5 2.1 2.3"),
    ("--canal", "1.1 2.2"),
    ("-(canal OR mud)", "1.2 1.3 1.4 1.5 2.3"),
    ("(canal OR silt) -1825", "1.2 2.2"),
    ("canal OR silt -1825", "1.1 1.2 2.2"),
    ("the (silt | canal)", "1.1 1.2"),
    ('"the canal had"', "1.1"),
    ('"the had canal"', ""),
    ("“the canal”", "1.1"),
    ("«the canal»", "1.1"),
    ("„the canal“", "1.1"),
    ("”the had canal”", ""),
    ("»the had canal«", ""),
    ("»the had canal»", ""),
    ('-"the canal" canal', "2.2"),
    ("dredg*", "1.3 2.3"),
    ('"prop* dredgers"', ""),
    ('"canal canal"', "2.2"),
    ("canal*", "1.1 2.2"),
    ('"the canal h*"', "1.1"),
    ('"the canal *"', "1.1"),
    ('"dredg*"', "1.3 2.3"),
    ("cafe", "1.4"),
    ("CAFÉ", "1.4"),
    ("naive", "1.4"),
    ("канал", "1.4"),
    ("КАНАЛЫ", "1.4"),
    ("соглас*", "1.4"),
    ("運河", "1.5"),
    ("掘る", "1.5"),
    ("運", "1.5"),
    ("河を掘", "1.5"),
    ("河掘", ""),
    ("anti-war", "1.5"),
    ("anti-wars", "1.5"),
    ('"anti-wars"', ""),
    ("war anti", "1.5"),
    ("war-anti", ""),
    ("don't", "1.5"),
    ("dont", "1.5"),
    ("don’t", "1.5"),
    ("from:maren", "1.1 1.3"),
    ('from:"oscar vidal"', "1.2"),
    ("FROM:maren", "1.1 1.3"),
    ("from:maren canal", "1.1"),
    ("from: maren canal", "1.1"),
    ("from:\u00a0\tMaren canal", "1.1"),
    ('from: "oscar vidal"', "1.2"),
    ("-from: maren", "1.2 1.4 1.5 2.1 2.2 2.3"),
    ("(in: mud-c-more) has: link", "2.1"),
    ("during: 2021-05 is: op", "1.1 2.1"),
    ("canal from: OR mud", "1.1 2.1 2.2"),
    ("from: -canal", "1.2 1.3 1.4 1.5 2.1 2.3"),
    ("from: from: maren", "1.1 1.3"),
    ("is: canal", "1.1 2.2"),
    ("-from:maren", "1.2 1.4 1.5 2.1 2.2 2.3"),
    ("from:李", "1.5"),
    ("from:xyzzy", ""),
    ("-from:xyzzy", EVERY),
    ('quoting:"Óscar Vidal"', "1.3"),
    ("quoting:maren", ""),
    ("in:mud-c-more", "2.1 2.2 2.3"),
    ('in:"A canal across the isthmus" from:maren', "1.1 1.3"),
    ("title:mud", "2.1 2.2 2.3"),
    ('title:"canal isth"', "1.1 1.2 1.3 1.4 1.5"),
    ("role:engineer", "1.2 1.3"),
    ("role:chief", "1.2"),
    ("post:2", "1.2 2.2"),
    ("post:2..3", "1.2 1.3 2.2 2.3"),
    ("post:>4", "1.5"),
    ("post:<=1", "1.1 2.1"),
    ("before:2021-05-08", "1.1 2.1 2.3"),
    ("after:2021-05-09", "1.4 2.2"),
    ("on:2021-05-07", "1.1 2.1"),
    ("during:2021-05", "1.1 1.2 1.3 1.4 2.1 2.2 2.3"),
    ("during:2020", ""),
    ("after:3d", "2.2"),
    ("-during:2021", "1.5"),
    ("has:quote", "1.3"),
    ("has:link", "2.1"),
    ("has:image", "2.3"),
    ("has:code", "2.2"),
    ("has:lists", "2.1"),
    ("is:op", "1.1 2.1"),
    ("is:long", "2.3"),
    ("is:short -is:op", "1.2 1.3 1.4 1.5 2.2"),
    ("is:reply has:code", "2.2"),
    ("len:3", "2.2"),
    ("len:>=200", "2.3"),
    ("see:mud", ""),
    ("((canal", "1.1 2.2"),
    ("canal))", "1.1 2.2"),
    ('"canal', "1.1 2.2"),
    ("canal OR", "1.1 2.2"),
    ("NOT", ""),
    ("!!!", ""),
    ("has:nonsense canal", "1.1 2.2"),
    ("silt", "1.2"),
]
SCOPED: list[tuple[str, Words, str]] = [
    ("silt", Words.QUOTED, "1.3"),
    ("silt", Words.ALL, "1.2 1.3"),
    ("-silt", Words.QUOTED, "1.1 1.2 1.4 1.5 2.1 2.2 2.3"),
    ('"all not"', Words.ALL, ""),
    ("ruin* pays", Words.ALL, "1.3"),
    ("ruin* pays", Words.OWN, ""),
    ('"silt ruined"', Words.QUOTED, "1.3"),
]


def documents() -> dict[str, Document]:
    """The archive as the tree sees it, made without the store."""
    found = {}
    traits = {"1.3": "quote", "2.1": "link list", "2.2": "code", "2.3": "image"}
    for number, parsed in enumerate(THREADS, 1):
        for place, each in enumerate(parsed.posts, 1):
            name = f"{number}.{place}"
            tiles = PASSAGES.get((number, place), (Passage(0, len(each.body)),))
            found[name] = Document(
                own=tuple(each.body[t.start : t.end] for t in tiles if t.kind is PassageKind.OWN),
                quoted=tuple(each.body[t.start : t.end] for t in tiles if t.kind is Q),
                names=(each.author,),
                quoted_names=tuple(t.author for t in tiles if t.author),
                slug=SLUGS[number - 1],
                title=parsed.title,
                role=each.author_title or "",
                number=place,
                day=each.posted_at.date() if each.posted_at else None,
                traits=frozenset(traits.get(name, "").split()),
            )
    return found


ALL_CASES = [(query, Words.OWN, expected) for query, expected in CASES] + SCOPED


@pytest.mark.parametrize(("query", "scope", "expected"), ALL_CASES)
def test_the_tree_tells_of_a_post_in_memory_whether_it_fits(query: str, scope: Words, expected: str) -> None:
    node = parse(query, today=TODAY).tree
    assert [name for name, each in documents().items() if fits(node, each, scope)] == expected.split()


IGNORED = [
    ("canal )", [")"]),
    ("(canal", ["("]),
    ("()", ["()"]),
    ('canal "', ['"']),
    ('""', ['""']),
    ("canal OR", ["OR"]),
    ("OR canal", ["OR"]),
    ("a OR OR b", ["OR"]),
    ("NOT", ["NOT"]),
    ("canal NOT", ["NOT"]),
    ("from:", ["from:"]),
    ("from: ", ["from:"]),
    ("from: maren", []),
    ("from: OR canal", ["from:", "OR"]),
    ("len: many words", ["len:"]),
    ('from: "" canal', ["from:", '""']),
    ("has:nonsense", ["has:nonsense"]),
    ("on:2021-13-01", ["on:2021-13-01"]),
    ("len:x", ["len:x"]),
    ("!!! canal", ["!!!"]),
    ("color:red", ["color: (no such filter; searched as text)"]),
    ("https://example.org", []),
    ("C++ don't a-b", []),
]


@pytest.mark.parametrize(("query", "ignored"), IGNORED)
def test_what_is_left_out_is_told(query: str, ignored: list[str]) -> None:
    assert list(parse(query).ignored) == ignored


def test_more_than_can_be_searched_is_left_out_and_told() -> None:
    many = parse(" ".join(f"w{i}" for i in range(MOST_PARTS + 5)))
    assert isinstance(many.tree, tree.And)
    assert len(many.tree.parts) == MOST_PARTS
    assert many.ignored == (f"everything after the first {MOST_PARTS} words",)
    deep = parse("(" * 40 + "canal" + ")" * 40)
    assert deep.tree == tree.Term("canal")
    assert "(" in deep.ignored
    assert DEEPEST < 40


PIECES = st.sampled_from(
    [
        "(",
        ")",
        "-",
        "|",
        '"',
        "“",
        "»",
        "OR",
        "AND",
        "NOT",
        "from:",
        "on:2021",
        "len:..",
        "post:1..",
        "*",
        "канал",
        "'",
        " ",
    ]
)


@given(st.text(max_size=6000) | st.lists(PIECES | st.text(max_size=4), max_size=120).map("".join))
@example("\x00\ud800\udfff\u202e")
@example("(" * 6000)
@example("-" * 6000)
def test_any_text_at_all_is_a_query_that_can_be_said_in_english(text: str) -> None:
    query = parse(text)
    assert describe(query.tree)
    for each in documents().values():
        assert fits(query.tree, each, Words.ALL) in {True, False}


@pytest.mark.parametrize("field", ["post", "len"])
@pytest.mark.parametrize("span", ["{}", ">{}", "..{}", "{}..", "<={}"])
def test_no_number_is_larger_than_an_engine_takes(field: str, span: str) -> None:
    for size in range(1, 40):
        node = parse(f"{field}:{span}".format("9" * size)).tree
        if size <= 9 or not isinstance(node, tree.Nothing):
            assert isinstance(node, tree.Number | tree.Length)
            assert node.first < 1 << 62 > (node.last or 0)


@given(st.from_regex("[a-z0-9]{1,80}", fullmatch=True).filter(lambda word: word not in {"or", "and", "not"}))
@example("a" * 80)
def test_a_word_typed_small_is_what_it_is_in_capitals(word: str) -> None:
    node = parse(word).tree
    assert node == parse(word.upper()).tree
    assert isinstance(node, tree.Term)
    assert node.typed == word


@given(st.text(alphabet=string.printable, max_size=300))
def test_a_query_reads_the_same_twice(text: str) -> None:
    assert parse(text, today=TODAY) == parse(text, today=TODAY)


def test_a_title_fits_by_the_beginnings_of_its_words() -> None:
    assert has_words("a canal across", (("can",), ("acr",)))
    assert not has_words("a canal across", (("anal",),))


def test_nodes_say_themselves_in_english() -> None:
    node: Node = parse(
        '(canal OR silt) -from:maren "the end" neo* post:2.. len:..9 on:2021-05-07', today=TODAY
    ).tree
    assert describe(node) == (
        "(either the word “canal” or the word “silt”), not written by maren, the words “the end”, "
        "a word beginning with “neo”, number at least 2 of its thread, at most 9 words long and written on 2021-05-07"
    )
