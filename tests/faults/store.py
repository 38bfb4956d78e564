"""Kill a process in the middle of whatever it does to a database: `python -m tests.faults.store`.

Whatever it was doing, the database opens afterwards, is sound to the last page, and holds what was there before or
what was to be there after: nothing in between.
"""

import argparse
import asyncio
import lzma
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import tantivy

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.errors import StoreError
from bot.search.query import parse
from bot.shards import Shards
from bot.store.index import fulltext, parts
from bot.store.maintenance import repair, restore, split
from bot.store.search.large import AUTO, TANTIVY, folder
from bot.store.sqlite import schema
from bot.store.sqlite.copy import copy, examine
from bot.store.store import Store
from bot.store.values import Viewer
from tests import program
from tests.store.make import remove_post

ROOT = Path(__file__).resolve().parents[2]
EVERYTHING = Viewer(None, everything=True)
BESIDE = ("build", "follow", "rebuild")
"""What is done to the index beside the database: built, brought up to date, built anew without removed words."""
DEEDS = (
    "import",
    "fill",
    "hide",
    "backup",
    "restore",
    "repair",
    "migrate",
    "upgrade",
    "remove",
    "black out",
    "split",
    *BESIDE,
)
SERVED, OTHERS = Shards((0, 2), 4), Shards((1, 3), 4)
"""Whom the two files of a division serve."""


async def do(deed: str, path: Path, other: Path) -> None:
    """Do to the database at `path` whatever is to be cut short."""
    if deed == "backup":
        copy(path, other)
    elif deed == "restore":
        restore(other, path)
    elif deed == "repair":
        repair(path)
    elif deed == "split":
        split(path, other, SERVED.serves)
    elif deed in {"fill", "upgrade"}:
        async with Store.open(path) as store:
            if deed == "fill":
                await store._database.transact(fulltext.empty)  # noqa: SLF001 - as before there was an index
            await store.settle()
    elif deed == "migrate":
        known = schema.shipped()
        slow = "CREATE TABLE later AS SELECT * FROM posts;\nCREATE INDEX later_body ON later (body);"
        schema.shipped = lambda: {**known, "9000_later": slow}
        async with Store.open(path):
            pass
    else:
        await _write(deed, path)


async def _write(deed: str, path: Path) -> None:
    async with Store.open(path, search=TANTIVY if deed in BESIDE else AUTO) as store:
        async with store.write() as write:
            if deed in {"remove", "rebuild"}:
                await store.privacy.remove_thread("thread-0", EVERYTHING, write=write)
            elif deed == "black out":
                await remove_post(store, PostId("quoted", 1), EVERYTHING, write)
            elif deed == "hide":
                await store.privacy.hide("author 3", EVERYTHING, write=write)
            elif deed != "build":
                parsed = made(99)
                await store.threads.take_in(
                    write, Incoming.of(parsed, [(Passage(0, len(p.body)),) for p in parsed.posts])
                )
        await store.settle()
        await store.background.follow()


def _work(deed: str, path: Path, other: Path, begun: Connection) -> None:
    # Of an index in several parts; for a process that upgrades one, the part there is is too large.
    parts.FULL = 200_000
    begun.send(None)
    asyncio.run(do(deed, path, other))


def made(number: int, posts: int = 400) -> ParsedThread:
    """Make a thread of its own words."""
    words = [f"w{number}x{i}" for i in range(40)]
    return ParsedThread(
        f"Thread {number}",
        tuple(ParsedPost(f"author {i % 7}", f"{i} {' '.join(words)}") for i in range(posts)),
        source="made.txt",
        format="text",
    )


async def fill_quoted(path: Path) -> None:
    """Put in a thread all posts of which quote the first."""
    opening = made(0).posts[0]
    words = opening.body
    others = [replace(each, body=f"{words}\n{each.body}") for each in made(1).posts]
    quote = Passage(0, len(words), PassageKind.QUOTE, opening.author, 1, 0, len(words))
    tiles = [(quote, Passage(len(words), len(each.body))) for each in others]
    parsed = ParsedThread("Quoted", (opening, *others), source="made.txt", format="text")
    async with Store.open(path) as store, store.write() as write:
        await store.threads.take_in(write, Incoming.of(parsed, [(Passage(0, len(words)),), *tiles]))


async def content(path: Path, search: str = AUTO) -> list[str]:
    """Everything a reader sees of a database."""
    async with Store.open(path, search=search) as store:
        return [repr(post) async for post in store.posts.export(EVERYTHING)]


async def fill(path: Path, threads: int, *, servers: bool = False) -> None:
    """Put in `threads` threads, each of a server of the shard of its number where `servers`."""
    async with Store.open(path) as store, store.write() as write:
        for number in range(threads):
            parsed, guild = made(number), (number << 22) + 5 if servers else None
            own = [(Passage(0, len(p.body)),) for p in parsed.posts]
            await store.threads.take_in(write, Incoming.of(parsed, own), guild_id=guild)


def run(deed: str, path: Path, other: Path, after: float | None) -> float:
    """Do a deed in a process of its own and kill it `after` seconds from its beginning; return how long it lasted."""
    here, there = Pipe(duplex=False)
    process = program.begin(_work, deed, path, other, there)
    with here, there:
        here.recv()
    began = time.monotonic()
    if after is not None:
        time.sleep(after)
        process.kill()
    process.join()
    lasted, code = time.monotonic() - began, process.exitcode
    process.close()
    if code not in {0, -signal.SIGKILL}:
        raise RuntimeError(f"{deed} failed by itself")
    return lasted


async def check(deed: str, path: Path, other: Path, states: list[list[str]]) -> str | None:
    """Say what is wrong after a death; None where nothing is."""
    try:
        if deed == "migrate":
            # The table of the unknown migration is there with its record, or not at all; both are sound.
            try:
                examine(path)
            except StoreError as error:
                return None if "newer version" in str(error) else str(error)
        found = await content(path, TANTIVY if deed in BESIDE else AUTO)
        examine(path)
        if deed == "black out" and found not in states:
            if any("w0x1 " in post for post in found):
                return "words of a removed post are shown"
            async with Store.open(path) as store:
                await store.settle()
            found = await content(path)
        if complaint := await _searched(path, deed, found):
            return complaint
        if deed == "backup":
            _look(other)
        if deed == "split" and (complaint := await _divided(path, other, found)):
            return complaint
    except StoreError as error:
        return str(error)
    return None if found in states else f"{len(found)} posts: neither as before nor as after"


async def storm(kills: int, seed: int, deeds: tuple[str, ...] = DEEDS) -> tuple[Counter[str], list[str]]:
    """Kill each deed in turn, at a moment of chance; return how often each was killed, and what was wrong."""
    dice = random.Random(seed)  # noqa: S311 - chance, not secrecy
    deaths: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        await fill(place / "plain.db", 3)
        await fill(place / "backup.db", 2)
        copy(place / "plain.db", place / "seed.db")
        await fill(place / "servers.db", 4, servers=True)
        await fill_quoted(place / "quoted.db")
        older = Path(__file__).parents[1] / "store" / "sqlite" / "older" / "packed.db.xz"
        (place / "older.db").write_bytes(lzma.decompress(older.read_bytes()))
        copy(place / "plain.db", place / "beside.db")
        async with Store.open(place / "beside.db", search=TANTIVY) as store:
            await store.background.follow()
        lasts = {}
        for deed in deeds:
            path, other = _fresh(place, deed)
            lasts[deed] = run(deed, path, other, None)
        for at in range(kills):
            deed = deeds[at % len(deeds)]
            path, other = _fresh(place, deed)
            before = place / f"{deed}-before.db"
            if not before.exists():
                copy(path, before)
            states = [await content(before)]
            if deed in {"import", "hide", "restore", "remove", "black out", "follow", "rebuild"}:
                after = place / f"{deed}-after.db"
                if not after.exists():
                    copy(path, after)
                    run(deed, after, other, None)
                states.append(await content(after))
            run(deed, path, other, dice.random() * lasts[deed])
            deaths[deed] += 1
            complaint = await check(deed, path, other, states)
            if complaint:
                wrong.append(f"{deed}: {complaint}")
    return deaths, wrong


async def _searched(path: Path, deed: str, posts: list[str]) -> str | None:
    """Say what of the posts is not found once all that waits is done, or what is found or left that should not be."""
    words = (
        "lock OR canal" if deed == "upgrade" else " OR ".join(f"w{number}x0" for number in (*range(4), 99))
    )
    async with Store.open(path, search=TANTIVY if deed in BESIDE else AUTO) as store:
        await store.settle()
        await store.background.follow()
        if await store.background.waiting():
            return "something waits though all was done"
        if deed in BESIDE and not (await store.serving()).beside:
            return "the index beside the database does not serve though all was done"
        found = await store.search.find(parse(words), viewer=EVERYTHING)
        shown = sum("withheld=True" not in post for post in posts)
    if not found.total_exact or (found.total != shown and deed != "upgrade") or not found.total:
        return f"{found.total} of {shown} posts are found"
    left = any(b"w0x1" in file.read_bytes() for file in path.parent.glob("work.db*") if file.is_file())
    if deed in BESIDE:
        left |= any(spelt(path, "w0x1"))
    if deed in {"remove", "black out", "rebuild"} and left != any("w0x1 " in post for post in posts):
        return "words that were removed are still in the file"
    if deed in BESIDE and len(list(folder(path).iterdir())) != 1:
        return "an index nobody uses is left"
    return None


def spelt(path: Path, start: str) -> set[str]:
    """Return the words beginning so in the files of an index beside `path`, which are packed and tell no bytes."""
    searchers = [tantivy.Index.open(str(each)).searcher() for each in folder(path).iterdir()]
    return {word for each in searchers for word, _ in each.terms_with_prefix("own", start)}


async def _divided(path: Path, part: Path, posts: list[str]) -> str | None:
    """Say what is lost or doubled once the division that was cut short is done again; nothing where `part` is whole."""
    rest = part.with_name("rest.db")
    await asyncio.to_thread(_divide, path, part, rest)
    halves = [await content(half) for half in (part, rest)]
    if not all(halves) or sorted(posts) != sorted(halves[0] + halves[1]):
        return f"{len(halves[0])} and {len(halves[1])} of {len(posts)} posts"
    left = [file.name for file in part.parent.glob("*.splitting*")]
    return f"{left} is left" if left else None


def _divide(path: Path, part: Path, rest: Path) -> None:
    if not part.exists():
        split(path, part, SERVED.serves)
    split(path, rest, OTHERS.serves)


def _look(path: Path) -> None:
    """A backup that is there at all is whole."""
    if path.exists():
        examine(path)


def _fresh(parent: Path, deed: str) -> tuple[Path, Path]:
    """Return a new copy of the database to work on, and the other file of the deed."""
    place = Path(tempfile.mkdtemp(dir=parent))
    seed = {"upgrade": "older.db", "split": "servers.db", "black out": "quoted.db"}.get(deed, "seed.db")
    copy(parent / seed, place / "work.db")
    other = place / "backup.db"
    if deed in {"follow", "rebuild"}:
        copy(parent / "beside.db", place / "work.db")
        shutil.copytree(folder(parent / "beside.db"), folder(place / "work.db"))
    if deed == "restore":
        copy(parent / "backup.db", other)
    return place / "work.db", other


async def main(kills: int, seed: int, deeds: tuple[str, ...]) -> int:
    """Run the storm and report."""
    deaths, wrong = await storm(kills, seed, deeds)
    print(f"seed {seed}: {sum(deaths.values())} kills: {dict(deaths)}")
    print("\n".join(wrong) or "every database sound, and as before or as after")
    return 1 if wrong else 0


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=250)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options.add_argument("--deeds", nargs="+", choices=DEEDS, default=DEEDS)
    chosen = options.parse_args()
    sys.exit(asyncio.run(main(chosen.kills, chosen.seed, tuple(chosen.deeds))))
