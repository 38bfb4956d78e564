"""A file is divided by server: nothing is lost, nothing doubled, and a target is there whole or not at all."""

import asyncio
import contextlib
import sqlite3
import sys
from pathlib import Path

import pytest

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.errors import StoreError
from bot.search.query import parse
from bot.search.tree import Words
from bot.shards import Shards
from bot.store.community.daily_quotes import DailyQuote
from bot.store.maintenance import split
from bot.store.store import Store
from bot.store.values import Viewer
from tests.store.make import CANAL, CANAL_PASSAGES, own, remove_post, thread

ROOT = Path(__file__).resolve().parents[2]
GUILDS = [(n << 22) + 5 for n in range(4)]
"""A server of each of four shards."""
HALVES = (Shards((0, 2), 4), Shards((1, 3), 4))


async def fill(path: Path) -> None:
    async with Store.open(path) as store, store.write() as write:
        await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
        for guild in GUILDS:
            said = thread(f"Of server {guild}", ("Ada", f"harbour words of {guild}"), ("Bo", "an answer"))
            await store.threads.take_in(write, Incoming.of(said, own(said)), guild_id=guild)
            await store.settings.set(guild, "search_role", guild, write=write)
            await store.audit.add("1", "import", str(guild), write=write, guild_id=guild)
    async with Store.open(path) as store:
        for guild in GUILDS:
            await store.daily.set(DailyQuote(guild + 1, guild, 1, 9, "UTC"))
            own_thread = (await store.threads.list(Viewer(guild)))[0]
            post = await store.posts.get(PostId(own_thread.slug, 1), Viewer(guild))
            await store.keeping.keep(7, post.id, Viewer(guild))


def rows(path: Path, table: str, column: str) -> list[object]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        found = connection.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY 1")  # noqa: S608
        return [value for (value,) in found]


async def test_every_servers_rows_are_in_one_file_and_everybodys_in_each(tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    await fill(whole)
    before = whole.read_bytes()
    parts = [tmp_path / "a.db", tmp_path / "b.db"]
    for shards, part in zip(HALVES, parts, strict=True):
        split(whole, part, shards.serves)
    assert whole.read_bytes() == before
    for table in ("threads", "guild_settings", "daily_quotes", "audit", "quotes_kept"):
        divided = [rows(part, table, "guild_id") for part in parts]
        assert sorted(map(str, [*divided[0], *divided[1]])) == sorted(
            map(str, rows(whole, table, "guild_id"))
        )
    for shards, part in zip(HALVES, parts, strict=True):
        async with Store.open(part) as store:
            for guild in GUILDS:
                slugs = {each.slug for each in await store.threads.list(Viewer(guild))}
                assert "a-canal-across-the-isthmus" in slugs
                assert (len(slugs) == 2) is shards.serves(guild)
                found = await store.search.find(
                    parse("harbour"), viewer=Viewer(guild), words=Words.OWN, limit=5
                )
                assert found.total == int(shards.serves(guild))


async def test_what_a_killed_split_left_is_not_taken_into_the_next(tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    await fill(whole)
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f".a.db.splitting{suffix}").write_bytes(b"half a file" * 999)
    split(whole, tmp_path / "a.db", HALVES[0].serves)
    async with Store.open(tmp_path / "a.db", write=False) as store:
        assert (await store.stock()).threads == 3
    left = await asyncio.to_thread(lambda: [path.name for path in tmp_path.iterdir()])
    assert not [name for name in left if name.startswith(".a.db.splitting")]


async def test_a_target_that_exists_is_left_alone(tmp_path: Path) -> None:
    await fill(tmp_path / "whole.db")
    (tmp_path / "a.db").write_text("mine")
    with pytest.raises(StoreError, match="exists already"):
        split(tmp_path / "whole.db", tmp_path / "a.db", HALVES[0].serves)
    assert (tmp_path / "a.db").read_text() == "mine"


@pytest.mark.parametrize("wait", [0.0, 0.02, 0.05, 0.1, 0.2])
async def test_killed_at_any_moment_it_leaves_no_half_a_file(tmp_path: Path, wait: float) -> None:
    whole = tmp_path / "whole.db"
    await fill(whole)
    program = (
        "import sys; from pathlib import Path; from bot.store.maintenance import split; from bot.shards import Shards; "
        "print('go', flush=True); split(Path(sys.argv[1]), Path(sys.argv[2]), Shards.parse('0,2/4').serves)"
    )
    target = tmp_path / "a.db"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(whole), str(target), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    await process.stdout.readline()
    await asyncio.sleep(wait)
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
    if target.exists():
        async with Store.open(target, write=False) as store:
            assert (await store.stock()).threads == 3
    else:
        split(whole, target, HALVES[0].serves)
    assert rows(whole, "threads", "guild_id") == GUILDS


@pytest.mark.parametrize("earlier", [False, True], ids=["divided now", "divided by an earlier version"])
async def test_a_post_is_removed_from_a_part_as_from_the_whole(tmp_path: Path, earlier: bool) -> None:  # noqa: FBT001
    await fill(tmp_path / "whole.db")
    split(tmp_path / "whole.db", tmp_path / "a.db", HALVES[0].serves)
    if earlier:
        with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
            connection.execute("DELETE FROM authors WHERE identity = 'removed'")
            connection.execute("DELETE FROM migrations WHERE name LIKE '%removed_posts'")
    async with Store.open(tmp_path / "a.db") as part:
        post = PostId((await part.threads.list(Viewer(GUILDS[0])))[0].slug, 1)
        async with part.write() as write:
            await remove_post(part, post, Viewer(GUILDS[0]), write)
        assert (await part.posts.get(post, Viewer(GUILDS[0]))).withheld
