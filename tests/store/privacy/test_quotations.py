"""A removed post's words stay out of quotations that come later; nobody else's words go with them."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.archive.attribution.thread import attribute
from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import Mark, MarkKind, ParsedPost, ParsedThread, QuoteKeeping
from bot.store import columns
from bot.store.archive.post_rows import POST_COLUMNS
from bot.store.archive.save import _tell_the_same
from bot.store.archive.tombstones import boxed, boxes_of
from bot.store.maintenance import restore
from bot.store.sqlite.copy import copy
from bot.store.store import Store
from bot.store.values import Outcome, Saved, Viewer
from tests.said import body
from tests.store.make import OPERATOR, remove_post, thread

SILT = "The silt alone would have ruined them all. Nobody dredges twice. That is what I think of canals."
PART = "Nobody dredges twice."
KEY = "xenforo:forum.example:thread:7"
Box = tuple[str | None, str, str | None]
"""Whom a quote box names, what stands in it, and the id of the post it names."""


def said(author: str, *parts: str | Box, ref: str | None = None) -> ParsedPost:
    """A post of quote boxes and the poster's own words, each on a line of its own."""
    text, marks = "", []
    for part in parts:
        name, words, quoted = (None, part, None) if isinstance(part, str) else part
        if not isinstance(part, str):
            marks.append(Mark(len(text), len(text) + len(words), MarkKind.QUOTE, name, quoted))
        text += words + "\n"
    return ParsedPost(author, text[:-1], ref=ref, marks=tuple(marks), quotes=QuoteKeeping.KEPT)


def canal(*later: ParsedPost, key: str | None = KEY) -> ParsedThread:
    """A thread whose second post is to be removed."""
    opening = said("Maren", "Suppose the canal had been dug in 1825.", ref="1")
    return thread("A canal", opening, said("Óscar", SILT, ref="2"), *later, key=key)


def later_page(*posts: ParsedPost, key: str | None = KEY) -> ParsedThread:
    """A page of that thread on which the removed post does not stand."""
    return replace(thread("A canal", *posts, key=key), page=2)


async def put(store: Store, parsed: ParsedThread, guild_id: int | None = None) -> Saved:
    async with store.write() as write:
        incoming = Incoming.of(parsed, attribute(parsed.posts))
        saved = await store.threads.take_in(write, incoming, guild_id=guild_id)
    await store.settle()
    return saved


async def remove(store: Store, post: PostId, viewer: Viewer = OPERATOR) -> None:
    async with store.write() as write:
        await remove_post(store, post, viewer, write)
    assert await store.settle()


async def bodies(store: Store, slug: str, viewer: Viewer = OPERATOR) -> list[str]:
    return [body(post) for post in await store.posts.page(slug, viewer)]


def black(text: str) -> str:
    return "".join(c if c.isspace() else "█" for c in text)


@pytest.mark.parametrize("ref", ["2", None], ids=["names the post", "names its poster only"])
async def test_a_quotation_stays_out_when_its_post_is_edited_on_a_page_that_lacks_what_it_quotes(
    store: Store, ref: str | None
) -> None:
    await put(store, canal(said("Maren", ("Óscar", SILT, ref), "I doubt it.", ref="3")))
    await remove(store, PostId("a-canal", 2))
    assert (
        await put(store, later_page(said("Maren", ("Óscar", SILT, ref), "I doubt it.", ref="3")))
    ) == Saved("a-canal", Outcome.UNCHANGED, 0)
    await put(store, later_page(said("Maren", ("Óscar", SILT, ref), "I doubt it very much.", ref="3")))
    assert (await bodies(store, "a-canal"))[2] == f"{black(SILT)}\nI doubt it very much."
    found = (await store.posts.page("a-canal", OPERATOR))[2].passages[0]
    assert (found.author, found.declared) == ("a removed post", None)


async def test_who_quotes_the_same_words_later_quotes_nothing(store: Store) -> None:
    await put(store, canal(said("Maren", ("Óscar", PART, None), "So?", ref="3")))
    await remove(store, PostId("a-canal", 2))
    whole, part, new = ("Óscar", SILT, None), ("Óscar", PART.upper(), None), ("Óscar", "Twice nobody", "2")
    await put(
        store, later_page(said("Zed", whole, "Late.", part, "Really late.", new, "That is all.", ref="4"))
    )
    assert (await bodies(store, "a-canal"))[3].splitlines() == [
        black(SILT), "Late.", black(PART), "Really late.", "█████ ██████", "That is all.",
    ]  # fmt: skip


async def test_a_quotation_stays_out_of_another_thread_that_comes_later(store: Store) -> None:
    await put(store, canal())
    await put(
        store,
        thread("Elsewhere", said("Óscar", "Something else."), said("Zed", ("Óscar", PART, None), "Ha.")),
    )
    await remove(store, PostId("a-canal", 2))
    assert (await bodies(store, "elsewhere"))[1] == f"{black(PART)}\nHa."
    for title, words in ("Later", SILT), ("Latest", PART):
        await put(store, thread(title, said("Zed", ("Óscar", words, None), "Indeed.")))
        assert await bodies(store, title.lower()) == [f"{black(words)}\nIndeed."]


def boxes(text: str, *marks: tuple[str, str | None, str | None], ref: str) -> ParsedPost:
    """A post with a quote box around each of some stretches of it, one in the other perhaps."""
    made = [
        Mark(text.index(stretch), text.index(stretch) + len(stretch), MarkKind.QUOTE, name, quoted)
        for stretch, name, quoted in marks
    ]
    return ParsedPost("Zed", text, ref=ref, marks=tuple(made), quotes=QuoteKeeping.KEPT)


async def test_what_stands_around_it_stays(store: Store) -> None:
    await put(store, canal())
    await remove(store, PostId("a-canal", 2))
    nested = f"I object.\n{SILT}"
    more = f"One more thing.\nTwice?\n{PART} Not once."
    headed = boxes(f"Quote:\n{PART}\nHm.", (f"Quote:\n{PART}", None, "2"), ref="8")
    await put(
        store,
        later_page(
            boxes(f"{nested}\nI concur.", (nested, "Ada", "5"), (SILT, "Óscar", "2"), ref="6"),
            boxes(
                f"{more}\nNo.",
                (more, "Óscar", "5"),
                ("Twice?", "Ada", "6"),
                (f"{PART} Not once.", "Óscar", "2"),
                ref="7",
            ),
            replace(headed, marks=(*headed.marks, Mark(0, 6, MarkKind.HEADER))),
        ),
    )
    assert (await bodies(store, "a-canal"))[2:] == [
        f"I object.\n{black(SILT)}\nI concur.",
        f"One more thing.\nTwice?\n{black(PART)} ███ █████\nNo.",
        f"Quote:\n{black(PART)}\nHm.",
    ]


@pytest.mark.parametrize("words", ["Suppose not.", "What else?", "Suppose not. What else?"])
async def test_what_the_post_says_between_its_own_quotations_is_known_apart_and_together(
    store: Store, words: str
) -> None:
    removed = said("Óscar", "Suppose not.", ("Maren", "had been dug in 1825.", "1"), "What else?", ref="2")
    await put(store, thread("A canal", canal().posts[0], removed, key=KEY))
    await remove(store, PostId("a-canal", 2))
    await put(store, thread("Later", said("Zed", ("Óscar", words, None), "Indeed.")))
    assert await bodies(store, "later") == [f"{black(words)}\nIndeed."]


async def test_a_quotation_stays_out_under_every_name_it_had(store: Store) -> None:
    await put(store, canal(said("Maren", ("Vidal", PART, "2"), "So?", ref="3")))
    await remove(store, PostId("a-canal", 2))
    for title, name in ("Later", "Vidal"), ("Latest", "Óscar"):
        await put(store, thread(title, said("Zed", (name, PART, None), "Indeed.")))
        assert await bodies(store, title.lower()) == [f"{black(PART)}\nIndeed."]


@pytest.mark.parametrize("ref", ["2", "8"])
async def test_on_a_page_that_came_first_the_box_tells_whether_the_post_is_quoted(
    store: Store, ref: str
) -> None:
    changed = "Nobody ever dredges."
    await put(store, later_page(said("Zed", ("Óscar", changed, ref), "Hm.", ref="4")))
    await put(store, canal())
    await remove(store, PostId("a-canal", 3))
    assert (await bodies(store, "a-canal"))[0] == f"{black(changed) if ref == '2' else changed}\nHm."


@pytest.mark.parametrize(
    "posts",
    [
        [said("Zed", SILT, ref="9")],
        [said("Zed", ("Ada", SILT, None), "So says Ada.", ref="9")],
        [said("Zed", ("Óscar", "The silt alone", None), "He said that somewhere.", ref="9")],
        [said("Zed", ("Óscar", "Quite another thing.", "8"), "So there.", ref="9")],
        [said("Zed", ("Óscar", "One thing.", "2"), ("Óscar", "Another.", "8"), "So there.", ref="9")],
        [
            boxes(
                "One.\nTwo.\nNo.",
                ("One.\nTwo.", "Óscar", "2"),
                ("One.", "Ada", "5"),
                ("Two.", "Ada", "6"),
                ref="9",
            )
        ],
        [said("Óscar", PART, ref="8"), said("Zed", ("Óscar", PART, "8"), "Again.", ref="9")],
        [said("Zed", ("Óscar", "…", None), "He said nothing.", ref="9")],
    ],
    ids=[
        "own",
        "of another",
        "unquoted part",
        "another post",
        "boxes side by side",
        "those in a box",
        "said again",
        "no words",
    ],
)
async def test_where_it_is_not_sure_that_the_removed_post_is_quoted_the_words_stay(
    store: Store, posts: list[ParsedPost]
) -> None:
    quoting = said("Maren", ("Óscar", PART, "2"), "So?", ("Óscar", "?!", "2"), "Hm.", ref="3")
    await put(store, canal(quoting))
    await remove(store, PostId("a-canal", 2))
    await put(store, later_page(*posts))
    shown = await bodies(store, "a-canal")
    assert shown[3:] == [post.body for post in posts]


async def test_what_a_later_page_cannot_tell_stays_as_it_was_known(store: Store) -> None:
    flat = [
        replace(post, quotes=QuoteKeeping.FLATTENED)
        for post in canal(said("Maren", SILT, "I doubt it.", ref="3")).posts
    ]
    await put(store, thread("A canal", *flat, key=KEY))
    await remove(store, PostId("a-canal", 2))
    before = await bodies(store, "a-canal")
    assert before[2] == f"{black(SILT)}\nI doubt it."
    assert (await put(store, later_page(flat[2]))).outcome is Outcome.UNCHANGED
    assert await bodies(store, "a-canal") == before


async def test_a_later_page_on_which_a_quotation_is_changed_is_taken_in(store: Store) -> None:
    await put(store, canal(said("Maren", ("Óscar", PART, "2"), "So?", ref="3")))
    await put(
        store, later_page(said("Maren", ("Óscar", PART.replace("twice", "TWICE"), "2"), "So?", ref="3"))
    )
    assert "TWICE" in (await bodies(store, "a-canal"))[2]
    await put(
        store, later_page(said("Maren", ("Óscar", PART.replace("twice", "TWICE"), "2"), "██?", ref="3"))
    )
    assert "██?" in (await bodies(store, "a-canal"))[2]


async def test_what_was_recognised_by_its_words_leaves_no_id_either(store: Store) -> None:
    await put(store, canal(key=None))
    await remove(store, PostId("a-canal", 2))
    answer = ParsedPost("Maren", "Why not?", ref="3", parent_ref="<2@oscar>")
    mailed = replace(canal().posts[1], ref="<2@oscar>")
    await put(store, thread("Mail", canal().posts[0], mailed, answer, key="mail:1"))
    assert (await bodies(store, "mail"))[1:] == ["", "Why not?"]
    rows = await store._database.read(lambda db: db.execute("SELECT * FROM posts").fetchall())  # noqa: SLF001
    assert "oscar" not in repr(rows)


async def test_a_quotation_of_another_post_of_the_same_words_stays_where_that_is_known(store: Store) -> None:
    again = [said("Óscar", PART, ref="3"), said("Zed", ("Óscar", PART, None), "Hm.", ref="4")]
    await put(store, canal(said("Óscar", PART, ref="9"), *again))
    await remove(store, PostId("a-canal", 3))
    before = await bodies(store, "a-canal")
    assert before[4] == f"{PART}\nHm."
    await put(store, later_page(again[1]))
    assert await bodies(store, "a-canal") == before


async def test_a_backup_comes_back_with_quotations_of_another_post_of_the_same_words(tmp_path: Path) -> None:
    path, backup = tmp_path / "a.db", tmp_path / "b.db"
    again = [said("Óscar", f"{PART} Or thrice.", ref="3"), said("Zed", ("Óscar", PART, "3"), "Hm.", ref="4")]
    async with Store.open(path) as store:
        await put(store, canal(said("Óscar", PART, ref="9"), *again))
        await remove(store, PostId("a-canal", 3))
        before = await bodies(store, "a-canal")
    assert before[4] == f"{PART}\nHm."
    copy(path, backup)
    assert restore(backup, path).removed == ()
    async with Store.open(path) as store:
        assert await bodies(store, "a-canal") == before


@pytest.mark.parametrize("mine", [7, None])
async def test_quotations_in_another_servers_archive_stay(store: Store, mine: int | None) -> None:
    other = None if mine is None else 8
    await put(store, canal(), 7)
    early = (await put(store, thread("Early", said("Zed", ("Óscar", SILT, None), "Early.")), other)).slug
    await remove(store, PostId("a-canal", 2), Viewer(7))
    quoting = thread("Quoting", said("Zed", ("Óscar", SILT, None), "Late."))
    theirs = (await put(store, quoting, other)).slug
    assert await bodies(store, theirs, Viewer(other)) == [f"{SILT}\nLate."]
    assert await bodies(store, early, Viewer(other)) == [f"{SILT}\nEarly."]
    ours = (await put(store, quoting, 7)).slug
    assert await bodies(store, ours, Viewer(7)) == [f"{black(SILT)}\nLate."]


async def test_a_thread_taken_out_and_imported_again_without_the_post_quotes_nothing(store: Store) -> None:
    quoting = said("Maren", ("Óscar", PART, None), "So?", ref="3")
    await put(store, canal(quoting))
    await remove(store, PostId("a-canal", 2))
    async with store.write() as write:
        await store.threads.remove("a-canal", OPERATOR, write=write)
    await put(store, later_page(quoting))
    assert await bodies(store, "a-canal") == [f"{black(PART)}\nSo?"]


async def test_the_id_of_a_removed_post_does_not_come_back_with_an_answer_to_it(store: Store) -> None:
    answer = ParsedPost("Maren", "Why not?", ref="<3@maren>", parent_ref="<2@oscar>")
    mail = thread(
        "Mail", said("Maren", "Shall we?"), said("Óscar", "Never.", ref="<2@oscar>"), answer, key="mail:1"
    )
    await put(store, mail)
    await remove(store, PostId("mail", 2))
    await put(store, replace(mail, posts=(replace(answer, body="Why ever not?"),), page=2))
    assert (await bodies(store, "mail"))[2] == "Why ever not?"
    rows = await store._database.read(lambda db: db.execute("SELECT * FROM posts").fetchall())  # noqa: SLF001
    assert "oscar" not in repr(rows)


async def test_a_quotation_stays_out_while_those_of_before_are_still_being_blacked_out(store: Store) -> None:
    await put(store, canal(said("Maren", ("Óscar", PART, None), "So?", ref="3")))
    later = later_page(said("Maren", ("Óscar", PART, None), "So what?", ref="3"))
    async with store.write() as write:
        await remove_post(store, PostId("a-canal", 2), OPERATOR, write)
        await store.threads.take_in(write, Incoming.of(later, attribute(later.posts)))
    assert await store.settle()
    assert (await bodies(store, "a-canal"))[2] == f"{black(PART)}\nSo what?"


def replayed(db: sqlite3.Connection, slug: str, number: int) -> None:
    """Note that a post was said in a replay."""
    db.execute(
        "INSERT INTO replay_runs (id, guild_id, channel_id, home_id, owner_id, slug, title, suffix, pace, speed, "
        "posts, created_at) VALUES (1, 1, 1, 1, 1, ?, '', '', 'reading', 1, 4, '')",
        (slug,),
    )
    db.execute(
        "INSERT INTO replay_lines (run_id, seq, ordinal, number, part, parts, author, persona, letters, digest, "
        "state, text) VALUES (1, 1, 1, ?, 1, 1, 'Zed', 'Zed', 1, '', 'said', ?)",
        (number, PART),
    )


async def test_a_quotation_of_somebody_who_had_written_nothing_when_it_came_goes_with_the_post(
    store: Store,
) -> None:
    await put(store, thread("Early", said("Zed", ("Óscar", PART, None), "So he says elsewhere.")))
    await put(store, canal())
    await remove(store, PostId("a-canal", 2))
    assert await bodies(store, "early") == [f"{black(PART)}\nSo he says elsewhere."]


async def test_what_is_blacked_out_in_a_backup_already_is_not_taken_out_again(tmp_path: Path) -> None:
    path, backup = tmp_path / "a.db", tmp_path / "b.db"
    async with Store.open(path) as store:
        await put(store, canal())
        await remove(store, PostId("a-canal", 2))
        await put(store, later_page(said("Zed", (None, PART, "2"), "Hm.", ref="4")))
        before = await bodies(store, "a-canal")
    assert before[2] == f"{black(PART)}\nHm."
    copy(path, backup)
    assert restore(backup, path).removed == ()
    async with Store.open(path) as store:
        assert await bodies(store, "a-canal") == before


async def test_a_backup_that_holds_quotations_alone_comes_back_without_them(tmp_path: Path) -> None:
    path, backup = tmp_path / "a.db", tmp_path / "b.db"
    quoting = thread("Quoting", said("Óscar", "Hello."), said("Zed", ("Óscar", PART, None), "Late."))
    async with Store.open(path) as store:
        await put(store, quoting)
        async with store.write() as write:
            await write.run(replayed, "quoting", 2)
        copy(path, backup)
        await put(store, canal())
        await remove(store, PostId("a-canal", 2))
    assert restore(backup, path).removed == ("quoting#2",)
    async with Store.open(path) as store:
        lines = await store._database.read(lambda db: db.execute("SELECT text FROM replay_lines").fetchall())  # noqa: SLF001
        assert lines == [(None,)]
        assert await bodies(store, "quoting") == ["Hello.", f"{black(PART)}\nLate."]
        rows = await store._database.read(lambda db: db.execute("SELECT * FROM posts").fetchall())  # noqa: SLF001
    assert "dredges" not in repr(rows)


def test_the_innermost_box_that_declares_the_same_tells_the_post_in_whatever_order_marks_come() -> None:
    marks = [Mark(0, 90, MarkKind.QUOTE, "Óscar", "9"), Mark(10, 40, MarkKind.QUOTE, "Óscar", "2")]
    marks += [Mark(0, 90, MarkKind.LINK, "Óscar"), Mark(20, 30, MarkKind.QUOTE, "Maren", "3")]
    for given in (marks, marks[::-1]):
        places = [
            ((22, 28), "Óscar"),
            ((22, 28), "Maren"),
            ((22, 28), None),
            ((22, 60), "Óscar"),
            ((0, 91), "Óscar"),
        ]
        told = [boxed(boxes_of(given), place, declared) for place, declared in places]
        assert told == ["2", "3", None, "9", None]


async def test_the_marks_of_a_post_that_quotes_much_are_read_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes = [part for n in range(50) for part in (("Óscar", f"He said {n} of it all.", "7"), f"No, {n}.")]
    await put(store, canal(said("Maren", *boxes, ref="3")))
    asked: list[str | None] = []
    read = columns.read_marks

    def noted(text: str | None) -> tuple[Mark, ...]:
        asked.append(text)
        return read(text)

    monkeypatch.setattr(columns, "read_marks", noted)
    await store.privacy.quotations(PostId("a-canal", 2), OPERATOR)
    assert len(asked) == 1


async def test_a_post_that_quotes_much_is_read_written_and_indexed_once(store: Store) -> None:
    boxes = [part for n in range(50) for part in (("Óscar", f"He said {n} of it all.", "2"), f"No, {n}.")]
    await put(store, canal(said("Maren", *boxes, ref="3")))
    ran: list[str] = []
    async with store.write() as write:
        await write.run(lambda db: db.set_trace_callback(ran.append))
    known = await store.privacy.quotations(PostId("a-canal", 2), OPERATOR)
    assert len(known.places) == 50
    await remove(store, PostId("a-canal", 2))
    said_there = "\n".join(f"{black(f'He said {n} of it all.')}\nNo, {n}." for n in range(50))
    assert (await bodies(store, "a-canal"))[2] == said_there
    assert sum("UPDATE posts SET body" in each for each in ran) == 1
    assert sum("SELECT body FROM posts" in each for each in ran) < 5
    # The removed post and the one that quotes it.
    assert sum("'delete'" in each and "words_1" in each for each in ran) == 2


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("██ ███\nMine.", "He said\nMine.", False),
        ("██ ████\nMine.", "He said\nMine.", True),
        ("He said\nMine.", "██ ████\nMine.", True),
        ("██ ████\nMine.", "He said\nYours", False),
        ("He █aid\nMine.", "He said\nMine.", False),
    ],
    ids=["shorter", "blacked out before", "blacked out now", "own words differ", "a black sign alone"],
)
def test_a_post_says_the_same_but_for_what_is_blacked_out(before: str, after: str, *, same: bool) -> None:
    def row(body: str) -> columns.Row:
        return tuple(body if name == "body" else None for name in POST_COLUMNS)

    stretches = [(1, 0, 0, 7, "quote"), (1, 1, 7, 13, "own")]
    assert _tell_the_same(row(before), row(after), stretches) is same
