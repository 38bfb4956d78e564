"""Our own export: what it says of a thread is what another archive then holds, also where only a part is given."""

import asyncio
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.incoming import Incoming
from bot.archive.model import Mark, MarkKind, ParsedPost, ParsedThread, Passage, PassageKind
from bot.importers.source import Source
from bot.importing.importer import Importer
from bot.reading.files import Candidate
from bot.store.store import Store
from bot.store.values import Viewer
from bot.transcript.forms import FORMS

OPERATOR = Viewer(None, everything=True)
Line = dict[str, Any]
Draft = tuple[ParsedPost, tuple[Passage, ...]]

WORDS = [
    "warm",
    "the",
    "pot",
    "before",
    "tea",
    "goes",
    "in",
    "or",
    "it",
    "sings",
    "never",
    "mine",
    "again",
    "lid",
]
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(" ".join)
PEOPLE = [("Brandal", "1"), ("Osseline", None), ("Tilda", "3"), ("Brandal", "4")]


async def lines_of(store: Store) -> list[Line]:
    form, threads = FORMS["jsonl"], store.threads
    posts = store.posts.export(OPERATOR)
    return [json.loads(form.post(post, await threads.get(post.id.slug, OPERATOR))) async for post in posts]


async def exported(thread: ParsedThread, passages: Sequence[tuple[Passage, ...]]) -> list[Line]:
    """Put a thread into an archive of its own; return what that exports."""
    with tempfile.TemporaryDirectory() as folder:
        async with Store.open(Path(folder) / "a.db") as store:
            async with store.write() as write:
                await store.threads.take_in(write, Incoming.of(thread, passages))
            return await lines_of(store)


async def imported(*files: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Import files of lines into an empty archive; return what that exports."""
    with tempfile.TemporaryDirectory() as folder:
        async with Store.open(Path(folder) / "b.db") as store:
            found = [
                Candidate(Source(f"{number}.jsonl", "\n".join(map(json.dumps, lines)).encode()))
                for number, lines in enumerate(files)
            ]
            report = await Importer(store).run(found)
            assert not report.failed
            return await lines_of(store)


@st.composite
def drafts(draw: st.DrawFn) -> list[Draft]:
    """Posts in whose bodies own sentences, quotes of earlier posts, quotes from elsewhere and furniture take turns."""
    made: list[Draft] = []
    own: list[tuple[int, int, int]] = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        body, tiles = "", list[Passage]()
        kinds = ("own", "earlier", "carried", "elsewhere", "nobody", "furniture")
        for kind in draw(st.lists(st.sampled_from(kinds), max_size=4)):
            start = len(body)
            if kind in ("earlier", "carried") and own:
                source, low, high = draw(st.sampled_from(own))
                body += made[source - 1][0].body[low:high]
                others = [each for each in range(1, number) if each != source]
                via = draw(st.sampled_from(others)) if kind == "carried" and others else None
                told = made[source - 1][0].author
                carried = (via,) if via else ()
                tile = Passage(start, len(body), PassageKind.QUOTE, told, source, low, high, via=carried)
            elif kind == "own":
                body += draw(SENTENCES)
                tile = Passage(start, len(body))
            else:
                body += draw(SENTENCES)
                whose = {"elsewhere": "Tilda"}.get(kind)
                box = PassageKind.FURNITURE if kind == "furniture" else PassageKind.QUOTE
                sure = 1.0 if kind == "furniture" else draw(st.sampled_from([0.0, 0.6, 1.0]))
                declared = draw(st.sampled_from([None, "a stranger"])) if box is PassageKind.QUOTE else None
                tile = Passage(start, len(body), box, whose, confidence=sure, declared=declared)
            tiles += [tile, Passage(len(body), len(body) + 1)]
            body += "\n"
        name, ref = draw(st.sampled_from(PEOPLE))
        parent = draw(st.sampled_from([None, *(str(n) for n in range(1, number))]))
        post = ParsedPost(
            author=name,
            body=body,
            author_ref=ref,
            author_title=draw(st.sampled_from([None, "Regular"])),
            posted_at=draw(st.sampled_from([None, datetime(2020, 1, number, tzinfo=UTC)])),
            edited_at=draw(st.sampled_from([None, datetime(2020, 2, number, tzinfo=UTC)])),
            ref=str(number) if draw(st.booleans()) else None,
            parent_ref=parent,
            url=draw(st.sampled_from([None, f"https://x.example/{number}"])),
            marks=(Mark(0, 3, MarkKind.LINK, url="https://x.example/"),) if body else (),
        )
        made.append((post, tuple(tiles) if tiles else (Passage(0, 0),)))
        own += [(number, tile.start, tile.end) for tile in tiles[::2] if tile.kind is PassageKind.OWN]
    return made


def export_of(made: Sequence[Draft]) -> list[Line]:
    posts = tuple(post for post, _ in made)
    thread = ParsedThread(
        "Warming the pot", posts, "pots.html", "xenforo", "xenforo:thread:1", "https://x.example/t/1"
    )
    return asyncio.run(exported(thread, [tiles for _, tiles in made]))


@settings(max_examples=30)
@given(made=drafts())
def test_an_export_imported_elsewhere_exports_the_same_lines(made: list[Draft]) -> None:
    lines = export_of(made)
    assert asyncio.run(imported(lines)) == lines


@settings(max_examples=40)
@given(made=drafts(), data=st.data())
def test_a_part_in_any_order_credits_nobody_with_what_the_whole_does_not(
    made: list[Draft], data: st.DataObject
) -> None:
    lines = export_of(made)
    part = data.draw(st.permutations(lines))[: data.draw(st.integers(1, len(lines)))]
    cut = data.draw(st.integers(0, len(part)))
    found = asyncio.run(imported(*filter(None, (part[:cut], part[cut:]))))
    places = {line["number"]: place for place, line in enumerate(sorted(part, key=_number), 1)}
    expected = [_moved(line, places) for line in sorted(part, key=_number)]
    for line, due in zip(found, expected, strict=True):
        # What answered a post that was not given may still answer one that it quotes.
        if due["answers"] is None:
            due["answers"] = line["answers"] if line["answers"] in _quoted(line) else None
    assert found == expected
    assert asyncio.run(imported(found)) == found


def _number(line: Line) -> int:
    return int(line["number"])


def _quoted(line: Line) -> set[int]:
    return {passage["number"] for passage in line["passages"]}


def _moved(line: Line, places: Mapping[int, int]) -> Line:
    """What a line should say in an archive that has only these posts."""
    passages = []
    for passage in line["passages"]:
        moved = {**passage, "number": places.get(passage["number"])}
        if moved["number"] is None:
            moved |= {"source_start": None, "source_end": None}
        via = [places[number] for number in moved.pop("via", ()) if number in places]
        declared = {"declared": moved.pop("declared")} if "declared" in moved else {}
        passages.append({**moved, **({"via": via} if via else {}), **declared})
    return {
        **line,
        "number": places[line["number"]],
        "answers": places.get(line["answers"]),
        "passages": passages,
    }


def test_people_of_one_name_stay_two_and_stay_themselves_in_another_archive() -> None:
    posts = (ParsedPost("Brandal", "mine", "1"), ParsedPost("Brandal", "not mine", "2"))
    thread = ParsedThread("Pots", posts, "pots.json", "discord", "discord:channel:1")
    again = ParsedThread("Lids", posts, "lids.json", "discord")
    tiles = [(Passage(0, len(post.body)),) for post in posts]

    async def authors() -> list[set[int]]:
        lines = await exported(thread, tiles)
        with tempfile.TemporaryDirectory() as folder:
            async with Store.open(Path(folder) / "c.db") as store:
                await Importer(store).run(
                    [Candidate(Source("a.jsonl", "\n".join(map(json.dumps, lines)).encode()))]
                )
                async with store.write() as write:
                    await store.threads.take_in(write, Incoming.of(again, tiles))
                threads = [thread.slug for thread in await store.threads.list(OPERATOR)]
                return [
                    {author.id for author in await store.authors.complete("", OPERATOR, thread=slug)}
                    for slug in threads
                ]

    one, other = asyncio.run(authors())
    assert one == other
    assert len(one) == 2


def test_words_of_the_hidden_leave_with_no_id_and_no_link() -> None:
    posts = (
        ParsedPost("Brandal", "see https://x.example/me", "1", ref="9", url="https://x.example/9",
                   marks=(Mark(4, 24, MarkKind.LINK, url="https://x.example/me"),)),
        ParsedPost("Tilda", "yes", "2", ref="10"),
    )  # fmt: skip
    thread = ParsedThread("Pots", posts, "pots.json", "discord", "discord:channel:1")

    async def lines() -> list[Line]:
        with tempfile.TemporaryDirectory() as folder:
            async with Store.open(Path(folder) / "d.db") as store:
                async with store.write() as write:
                    await store.threads.take_in(
                        write, Incoming.of(thread, [(Passage(0, len(p.body)),) for p in posts])
                    )
                async with store.write() as write:
                    await store.privacy.hide("Brandal", OPERATOR, write=write)
                return await lines_of(store)

    hidden, shown = asyncio.run(lines())
    assert (hidden["ref"], hidden["author_ref"], hidden["url"], hidden["marks"]) == (None, None, None, [])
    assert "x.example" not in json.dumps(hidden)
    assert (shown["ref"], shown["author_ref"]) == ("10", "2")


FORGED: list[Any] = [
        None, True, -1, 0, 1, 2, 2**20, 2**63, 2**70, 1.5, float("inf"), "", " ", "secret", "x" * 70_000, "\0", [],
        "\ud800", [1], [None], {}, {"start": 0}, "1", "9999-99-99", "javascript:alert(1)", [[]],
        [{"start": 0, "end": 2**70}],
        [{"start": 0, "end": 3, "author": "Brandal", "number": 2**70, "via": [2**70]}],
        [{"start": 0, "end": 3, "kind": "quote", "author": 5}], [{"start": 2, "end": 1, "kind": "link", "url": []}],
]  # fmt: skip
FIELDS = (
    "source", "format", "thread", "title", "thread_url", "number", "ref", "author", "author_ref", "author_title",
     "posted_at", "edited_at", "url", "answers", "body", "passages", "marks", "kind", "extra"
)  # fmt: skip
SECRET = ParsedThread("Secret", (ParsedPost("Osseline", "The lighthouse is ours alone."),), "s.txt", "text")


def forgeries(lines: list[Line]) -> Iterator[bytes]:
    """Yield exports of two posts with one field of the second forged, each of a thread of its own, and cut ones."""
    for place, (field, value) in enumerate(product(FIELDS, FORGED)):
        one, other = ({**line, "thread": f"t{place}"} for line in lines)
        yield "\n".join(map(json.dumps, (one, {**other, field: value}))).encode()
    whole = "\n".join(map(json.dumps, lines)).encode()
    yield from (whole[:at] for at in range(1, len(whole), 37))


async def test_forged_and_cut_lines_are_read_or_refused_with_a_sentence_and_touch_nothing_else(
    tmp_path: Path,
) -> None:
    first = ParsedPost("Brandal", "Warm the pot first.")
    second = ParsedPost("Tilda", "Warm the pot first.\nNever.")
    tiles = Passage(0, 19, PassageKind.QUOTE, "Brandal", 1, 0, 19), Passage(19, 26)
    thread = ParsedThread("Pots", (first, second), "pots.html", "text")
    lines = await exported(thread, [(Passage(0, 19),), tiles])
    files = [Candidate(Source(f"{place}.jsonl", data)) for place, data in enumerate(forgeries(lines))]
    async with Store.open(tmp_path / "b.db") as store:
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(SECRET, [(Passage(0, 29),)]), guild_id=7)
        before = await exports(store, 7)
        report = await Importer(store).run(files, guild_id=8)
        assert all(str(each.reason).rstrip().endswith((".", "?")) for each in report.problems)
        refused = {each.source for each in report.problems}
        assert 50 < len(refused) < len(files) - 50
        assert await exports(store, 7) == before
        theirs = await exports(store, 8)
        assert "lighthouse" not in str(theirs)
        for line in theirs:
            for passage in line["passages"]:
                assert 0 <= passage["start"] < passage["end"] <= len(line["body"])


async def exports(store: Store, guild: int) -> list[Line]:
    form, viewer = FORMS["jsonl"], Viewer(guild)
    posts = store.posts.export(viewer)
    return [
        json.loads(form.post(post, await store.threads.get(post.id.slug, viewer))) async for post in posts
    ]
