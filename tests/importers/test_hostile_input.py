"""Input made to hurt: bounded in time and depth, nothing fetched or run, and the honest posts still read.

Nothing here is timed; the suite's own timeout catches what hangs.
"""

import gzip
import json
from pathlib import Path

import pytest

from bot.archive.model import ParsedPost, ParsedThread
from bot.errors import BadArchive
from bot.importers.detect import reader_for, readers
from bot.importers.source import Source
from tests.work import growth

PAGES = Path(__file__).parent / "pages"
HTML = sorted(PAGES.glob("*.html"))
JSON = sorted(PAGES.glob("*.json"))
LINES = sorted(PAGES.glob("*.jsonl"))
MANY = 100_000
LARGE = 400_000
"""Bytes."""
DEPTHS = {
    "div": "<div>" * MANY,
    "blockquote": "<blockquote>" * MANY,
    "classed": '<div class="quote">' * MANY,
    "table": "<table><tr><td>" * (MANY // 3),
    "formatting": "".join(f'<b a="{n}"><i>' for n in range(MANY // 2)) + "<p>" * 1000,
    "list": "<ul><li>" * (MANY // 2),
    "attributes": "<div " + " ".join(f"a{n}=''" for n in range(MANY)) + ">",
    "attribute": '<div title="' + "x" * 5_000_000 + '">',
    "open tags": "<a href='" * MANY,
    "comments": "<!--" * MANY,
    "entities": "&amp;" * MANY + "&" * MANY,
    "controls": "\u202e\u2066" * MANY,
}


def read(data: bytes) -> list[ParsedThread]:
    source = Source("upload", data)
    return list(reader_for(source).read(source))


def posts(data: bytes) -> list[ParsedPost]:
    return [post for thread in read(data) for post in thread.posts]


@pytest.mark.parametrize("garbage", DEPTHS.values(), ids=DEPTHS.keys())
@pytest.mark.parametrize("name", ["xenforo2.html", "phpbb2.html"])
def test_a_page_followed_by_hostile_markup_keeps_its_posts(name: str, garbage: str) -> None:
    page = (PAGES / name).read_bytes()
    found = posts(page.replace(b"</body>", garbage.encode() + b"</body>"))
    assert [(p.author, p.body) for p in found] == [(p.author, p.body) for p in posts(page)]


@pytest.mark.parametrize("page", HTML, ids=lambda path: path.name)
def test_posts_below_a_hundred_thousand_open_elements_are_still_read(page: Path) -> None:
    data = page.read_bytes()
    body = data.index(b">", data.lower().index(b"<body")) + 1
    opened = "<div>" * (MANY // 3) + "<blockquote>" * (MANY // 3) + "<table><tr><td>" * (MANY // 9)
    found = posts(data[:body] + opened.encode() + data[body:])
    assert [p.author for p in found] == [p.author for p in posts(data)]


def test_quotes_nested_without_end_are_one_post() -> None:
    page = (PAGES / "xenforo2.html").read_text("utf-8")
    box = '<blockquote data-quote="Tilda" class="bbCodeBlock--quote"><div class="bbCodeBlock-content">'
    deep = page.replace(
        "Brandal said: it sings.", box * 20_000 + "deep" + "</div></blockquote>" * 20_000 + "it sings."
    )
    last = posts(deep.encode())[-1]
    assert "deep" in last.body
    assert last.body.endswith("it sings.")
    assert all(0 <= mark.start < mark.end <= len(last.body) for mark in last.marks)


def test_entities_that_multiply_are_not_expanded() -> None:
    bomb = (
        '<!DOCTYPE html [<!ENTITY a "lollollol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    )
    page = (PAGES / "xenforo2.html").read_text("utf-8").removeprefix("<!DOCTYPE html>")
    last = posts((bomb + page.replace("it sings.", "it &c; &x; sings.")).encode())[-1]
    assert last.body.endswith("Brandal said: it &c; &x; sings.")


def test_scripts_styles_and_other_unseen_text_are_nobodys_words() -> None:
    unseen = (
        "<script>var s = 'no';</script><style>b{}</style><noscript>no</noscript><template>no</template>"
        "<!-- no --><textarea>no</textarea><svg><text>no</text></svg><iframe>no</iframe>"
    )
    page = (PAGES / "xenforo2.html").read_text("utf-8").replace("it sings.", f"it {unseen}sings.")
    assert posts(page.encode())[-1].body.endswith("Brandal said: it sings.")


def test_lone_surrogates_and_nuls_become_replacement_characters_with_a_notice() -> None:
    thread = json.loads((PAGES / "discord-export.json").read_text("utf-8"))
    thread["messages"][0]["content"] = "a\ud800b\0c"
    thread["messages"][0]["author"]["nickname"] = "\udfffBrandal"
    [found] = read(json.dumps(thread).encode())
    assert (found.posts[0].author, found.posts[0].body) == ("\ufffdBrandal", "a\ufffdb\ufffdc")
    assert any("lone surrogates" in notice.text for notice in found.notices)


def test_numeric_references_to_what_is_no_character_leave_text_that_can_be_kept() -> None:
    page = (
        (PAGES / "xenforo2.html").read_text("utf-8").replace("it sings.", "it &#xD800;&#0;&#x110000; sings.")
    )
    body = posts(page.encode())[-1].body
    assert body.encode("utf-8")
    assert "\0" not in body


def test_nul_bytes_in_a_page_are_passed_over() -> None:
    page = (PAGES / "xenforo2.html").read_bytes()
    assert posts(page.replace(b"it sings.", b"it \0sings.\0\0"))[-1].body.endswith("it sings.")


def test_text_directions_stay_text() -> None:
    page = (PAGES / "xenforo2.html").read_text("utf-8").replace("it sings.", "it \u202esings\u202c.")
    assert posts(page.encode())[-1].body.endswith("it \u202esings\u202c.")


def test_a_page_whose_posts_speak_of_another_software_is_read_as_what_it_is() -> None:
    words = (
        '&lt;li id="post_1" class="postbit"&gt; class="message--post" <b>vBulletin</b> {"post_stream": []}'
    )
    page = (PAGES / "phpbb3.html").read_text("utf-8").replace("it sings.", words).encode()
    assert reader_for(Source("upload", page)).name == "phpbb"


def test_a_page_in_utf_16_is_read() -> None:
    page = (PAGES / "xenforo2.html").read_text("utf-8")
    assert [p.body for p in posts(page.encode("utf-16"))] == [p.body for p in posts(page.encode())]


@pytest.mark.parametrize("fixture", [*JSON, *LINES], ids=lambda path: path.name)
def test_json_with_a_wrong_type_in_any_field_is_read_or_refused(fixture: Path) -> None:
    lines = fixture.suffix == ".jsonl"
    text = fixture.read_text("utf-8")
    value = [json.loads(line) for line in text.splitlines()] if lines else json.loads(text)
    wrongs: tuple[object, ...] = (None, True, -1.5, "7", [], {}, [[], 1, "x"], {"a": [None]})
    for wrong in wrongs:
        for path in _paths(value):
            broken = _with(value, path, wrong)
            data = (
                "\n".join(map(json.dumps, broken))
                if lines and isinstance(broken, list)
                else json.dumps(broken)
            )
            _read_or_refuse(data.encode(), reader_for(Source("f", text.encode())).name)


def _paths(value: object, above: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value[:2]))
    else:
        inner = []
    found = [above] if above else []
    return found + [path for key, one in inner for path in _paths(one, (*above, key))]


def _with(value: object, path: tuple[object, ...], wrong: object) -> object:
    if not path:
        return wrong
    key = path[0]
    if isinstance(value, dict):
        return {**value, key: _with(value[key], path[1:], wrong)}
    assert isinstance(value, list)
    return [_with(one, path[1:], wrong) if index == key else one for index, one in enumerate(value)]


def _read_or_refuse(data: bytes, name: str) -> None:
    source = Source("upload", data)
    reader = next(reader for reader in readers if reader.name == name)
    try:
        for thread in reader.read(source):
            check(thread)
    except BadArchive as error:
        assert str(error).startswith("upload:")  # noqa: PT017 - either outcome is right


def check(thread: ParsedThread) -> None:
    """What every thread must be, whatever came in."""
    for text in (thread.title, *(t for p in thread.posts for t in (p.author, p.body))):
        assert isinstance(text, str)
        assert "\0" not in text.encode("utf-8").decode("utf-8")
    for post in thread.posts:
        assert post.author
        assert all(0 <= mark.start < mark.end <= len(post.body) for mark in post.marks)
        assert not post.passages or [p.start for p in post.passages] == [
            0,
            *(p.end for p in post.passages[:-1]),
        ]
        assert post.posted_at is None or post.posted_at.year


@pytest.mark.parametrize(
    "reader", [one for one in readers if one.name != "text"], ids=lambda reader: reader.name
)
@pytest.mark.parametrize(
    "data", [b"[" * MANY, b'{"a":' * MANY, b"1" * 10_000, b"[" + b"1" * 5000 + b"]", b"\xff\xfe", b""]
)
def test_readers_told_to_read_what_is_not_theirs_refuse_it(reader: object, data: bytes) -> None:
    with pytest.raises(BadArchive):
        list(reader.read(Source("upload", data)))  # type: ignore[attr-defined]


def test_an_address_that_is_none_is_passed_over() -> None:
    data = b'{"url": "http://[x/viewtopic.php?t=1", "title": "t", "posts": [{"author": "a", "body": "b"}]}'
    assert [(thread.url, thread.posts[0].body) for thread in read(data)] == [(None, "b")]


def test_deep_json_is_refused_with_its_reason() -> None:
    deep = b'{"post_stream": {"posts": ' + b"[" * MANY + b"]" * MANY + b"}}"
    with pytest.raises(BadArchive, match="nested too deep"):
        read(deep)


def test_a_mailbox_of_nested_messages_is_read() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000)
    )
    box = b"From x Tue May  1 02:30:03 2012\nFrom: a@b.example\nSubject: deep\n" + nested + b"\n\nwords\n"
    good = b"\nFrom x Tue May  1 02:31:03 2012\nFrom: c@d.example\nSubject: flat\n\nfine words\n"
    assert "fine words" in {post.body for post in posts(box + good)}


def test_a_header_with_a_hundred_thousand_ids_is_read() -> None:
    ids = b" ".join(b"<%d@x.example>" % n for n in range(MANY))
    box = (
        b"From x Tue May  1 02:30:03 2012\nFrom: a@b.example\nSubject: s\nReferences: " + ids + b"\n\nwords\n"
    )
    assert [post.body for post in posts(box)] == ["words"]


def test_quote_marks_nested_without_end_are_read() -> None:
    box = b"From x Tue May  1 02:30:03 2012\nFrom: a@b.example\nSubject: s\n\n"
    body = b"\n".join(b">" * n + b" x wrote:" for n in range(2000)) + b"\n" + b">" * MANY + b"\n"
    assert len(posts(box + body)) == 1


def test_a_charset_with_a_nul_in_its_name_is_passed_over() -> None:
    box = b"From x Tue May  1 02:30:03 2012\nFrom: =?utf\0-8?Q?Brandal?= <a@b.example>\nSubject: s\n\nwords\n"
    assert [post.author for post in posts(box)] == ["Brandal"]


def test_a_gzip_is_told_from_an_archive() -> None:
    with pytest.raises(BadArchive, match="not"):
        read(gzip.compress((PAGES / "pipermail.txt").read_bytes()))


REPEATED = {
    "usenet": b"Newsgroups: a.b\nFrom: a@b.example\nSubject: s\nMessage-ID: <1@x>\n\n",
    "mbox": b"From x Tue May  1 02:30:03 2012\nFrom: a@b.example\nSubject: s\n\n",
}


@pytest.mark.parametrize("start", REPEATED.values(), ids=REPEATED.keys())
@pytest.mark.parametrize(
    "line",
    [
        b"-------------- next part --------------\n",
        b"-----Original Message-----\nA: x\n  ",
        b"x wrote:\n> y\n",
        b"\n\nFrom: x\n",
        b"\nFrom x Tue May  1 02:30:03 2012\n",
        b"-- \n",
        b">",
        b"[quote=x]",
    ],
)
def test_a_line_repeated_without_end_in_a_message_is_read(start: bytes, line: bytes) -> None:
    # Steps of Python are counted; what goes on inside C shows in a file so large that its square would not end.
    assert growth(lambda count: lambda: posts(start + line * count + b"\n"), 300) < 2.5
    assert posts(start + line * min(30_000, LARGE // len(line)) + b"\n")


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("smf11.html", '<div class="post">a</div>'),
        ("ipboard2.html", '<div class="postcolor">a</div>'),
        ("phpbb2.html", '<span class="name"><a name="5"></a></span>'),
        ("xenforo2.html", '<blockquote data-quote="">a</blockquote>'),
    ],
)
def test_boxes_repeated_without_end_on_a_page_are_read(name: str, piece: str) -> None:
    page = (PAGES / name).read_text("utf-8")
    assert posts(page.replace("</body>", piece * 30_000 + "</body>").encode())


def test_code_and_quotes_in_turn_without_end_are_read() -> None:
    channel = json.loads((PAGES / "discord-export.json").read_text("utf-8"))
    channel["messages"][0]["content"] = "```a```\n> b\n" * 30_000
    [found] = read(json.dumps(channel).encode())
    assert len(found.posts[0].marks) == 60_000


def test_answers_and_beginnings_of_one_subject_without_end_are_threaded() -> None:
    box = b"".join(
        b"From x Tue May  1 02:30:03 2012\nFrom: a@b.example\nSubject: %ss\nMessage-ID: <%d@x>\n\nw\n\n"
        % (re, n)
        for n in range(5_000)
        for re in (b"", b"Re: ")
    )
    assert len(read(box)) == 5_000
