"""Two processes of one bot: what one is asked to forget, hide or remove, the other does, however often it was away."""

import asyncio
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from bot.archive.incoming import Incoming
from bot.operations.peers import Peers, signature
from bot.store.community.outbox import Deed, DeedKind
from bot.store.store import Store
from bot.store.values import Viewer
from tests.patience import until
from tests.store.make import CANAL, CANAL_PASSAGES, OPERATOR

SECRET = "a secret that all processes share"  # noqa: S105 - opens nothing
SLUG = "a-canal-across-the-isthmus"


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[tuple[Store, Store, Peers, Peers]]:
    async with AsyncExitStack() as stack:
        stores, ports = [], (free_port(), free_port())
        for name in ("a", "b"):
            store = await stack.enter_async_context(Store.open(tmp_path / f"{name}.db"))
            async with store.write() as write:
                await store.threads.take_in(write, Incoming.of(CANAL, CANAL_PASSAGES))
            stores.append(store)
        stores[0].outbox.peers = (f"http://127.0.0.1:{ports[1]}",)
        stores[1].outbox.peers = (f"http://127.0.0.1:{ports[0]}",)
        peers = [Peers(store, SECRET, ("127.0.0.1", port)) for store, port in zip(stores, ports, strict=True)]
        for each in peers:
            stack.push_async_callback(each.close)
        yield stores[0], stores[1], peers[0], peers[1]


async def told(store: Store, peers: Peers) -> None:
    """Wait until everything was confirmed."""
    peers.stir()

    async def empty() -> bool:
        return not await store.outbox.counts()

    await until(empty)


async def test_what_one_is_asked_the_other_does_once_it_can_be_reached(
    two: tuple[Store, Store, Peers, Peers],
) -> None:
    here, there, telling, listening = two
    await telling.start()
    async with here.write() as write:
        await here.privacy.hide("Maren", OPERATOR, write=write)
        await here.outbox.post(Deed(DeedKind.HIDE, "Maren"), write=write)
        await here.threads.rename(SLUG, "canal", OPERATOR, write=write)
        await here.outbox.post(Deed(DeedKind.RENAME, SLUG, "canal"), write=write)
    async with here.write() as write:
        await here.privacy.remove_thread("canal", OPERATOR, write=write)
        await here.outbox.post(Deed(DeedKind.REMOVE, "canal"), write=write)
    telling.stir()
    await asyncio.sleep(0.3)
    assert list((await here.outbox.counts()).values()) == [3], "not reached yet: kept, and to be seen"
    assert await there.threads.list(Viewer(1))
    await listening.start()
    async with there.background._turn:  # noqa: SLF001 - it is done before the words have left the files
        await told(here, telling)
        assert await there.threads.list(Viewer(1)) == []
        assert await there.background.waiting()


async def test_a_member_is_forgotten_in_both(two: tuple[Store, Store, Peers, Peers]) -> None:
    here, there, telling, listening = two
    post = (await there.posts.page(SLUG, Viewer(1), count=1))[0]
    await there.keeping.keep(7, post.id, Viewer(1))
    await telling.start()
    await listening.start()
    async with here.write() as write:
        await here.outbox.post(Deed(DeedKind.FORGET, "7"), write=write)
        await here.outbox.post(Deed(DeedKind.HIDE, "Nobody here yet"), write=write)
    await told(here, telling)
    assert (await there.privacy.of(1, 7)).quotes == 0


async def test_nothing_waits_behind_what_is_refused_there_or_is_long(
    two: tuple[Store, Store, Peers, Peers],
) -> None:
    here, there, telling, listening = two
    post = (await there.posts.page(SLUG, Viewer(1), count=1))[0]
    await there.keeping.keep(7, post.id, Viewer(1))
    async with here.write() as write:
        await here.outbox.post(Deed(DeedKind.RENAME, SLUG, "!"), write=write)
        await here.outbox.post(Deed(DeedKind.HIDE, "Ж" * 20_000), write=write)
        for number in range(60):
            await here.outbox.post(Deed(DeedKind.HIDE, f"{number} {'Ж' * 300}"), write=write)
        await here.outbox.post(Deed(DeedKind.FORGET, "7"), write=write)
    await telling.start()
    await listening.start()
    await told(here, telling)
    assert (await there.privacy.of(1, 7)).quotes == 0


async def test_what_cannot_be_done_now_is_kept_and_told_in_a_word(
    two: tuple[Store, Store, Peers, Peers], caplog: pytest.LogCaptureFixture
) -> None:
    here, there, telling, listening = two
    await listening.start()
    async with here.write() as write:
        await here.outbox.post(Deed(DeedKind.REMOVE, SLUG), write=write)
    await there.privacy._database._writer.run(full)  # type: ignore[union-attr] # noqa: SLF001 - as if the disk were full
    await telling.start()
    await until(lambda: "could not be told" in caplog.text)
    assert list((await here.outbox.counts()).values()) == [1]
    assert "Traceback" not in caplog.text


def full(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA query_only = ON")


async def test_with_no_peers_nothing_is_kept(two: tuple[Store, Store, Peers, Peers]) -> None:
    here = two[0]
    here.outbox.peers = ()
    async with here.write() as write:
        await here.outbox.post(Deed(DeedKind.FORGET, "7"), write=write)
    assert await here.outbox.counts() == {}


@pytest.mark.parametrize(
    ("body", "secret", "late", "status"),
    [
        (b"[]", SECRET, 0, 200),
        (b"[]", "another secret of the same length", 0, 403),
        (b"[]", SECRET, 600, 403),
        (b"[]", SECRET, -600, 403),
        (b"not json", SECRET, 0, 400),
        (b'[{"kind": "drop", "subject": "x", "pseudonym": null}]', SECRET, 0, 400),
        (b'[{"kind": "hide", "subject": "", "pseudonym": null}]', SECRET, 0, 400),
        (b'[{"kind": "forget", "subject": "seven", "pseudonym": null}]', SECRET, 0, 400),
        (b'[{"kind": "forget", "subject": "99999999999999999999", "pseudonym": null}]', SECRET, 0, 400),
        (b'{"kind": "hide"}', SECRET, 0, 400),
        (b"7", SECRET, 0, 400),
    ],
)
async def test_only_what_is_signed_fresh_and_a_deed_is_done(
    two: tuple[Store, Store, Peers, Peers], body: bytes, secret: str, late: int, status: int
) -> None:
    here, there, _, listening = two
    await listening.start()
    at = str(int(time.time()) - late)
    async with aiohttp.ClientSession() as session:
        headers = {"X-Hansard-At": at, "X-Hansard-Signature": signature(secret, at, body)}
        async with session.post(f"{here.outbox.peers[0]}/deeds", data=body, headers=headers) as answer:
            assert answer.status == status
            assert "Traceback" not in await answer.text()
    assert await there.threads.list(Viewer(1))
