"""The commands on the database as a whole, and on what may be shown of it: backup, restore, repair, hide, remove."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

from bot.archive.ids import PostId
from bot.cli.archive import OPERATOR
from bot.config import Settings
from bot.errors import StoreError
from bot.shards import Shards
from bot.store.community.outbox import Deed, DeedKind
from bot.store.maintenance import repair as repaired
from bot.store.maintenance import restore as restored
from bot.store.maintenance import split as divided
from bot.store.sqlite import files
from bot.store.sqlite.copy import copy
from bot.store.store import Store
from bot.store.values import Holdings

ACTOR = "operator"


async def backup(settings: Settings, options: argparse.Namespace) -> int:
    """Copy the database, in use or not, and look the copy over; an older file is replaced only where that is wanted."""
    if files.refuse_odd(options.file, follow=False) and not (
        options.force or _agreed(f"{options.file} exists. Replace it?")
    ):
        raise StoreError(f"{options.file} exists already; `--force` replaces it.")
    stock = await asyncio.to_thread(copy, settings.database, options.file)
    print(f"{options.file}: {_counted(stock)}, looked over")
    return 0


async def restore(settings: Settings, options: argparse.Namespace) -> int:
    """Bring a backup back; what was hidden or removed since stays so."""
    done = await asyncio.to_thread(restored, options.file, settings.database)
    print(f"{settings.database}: {_counted(done.stock)}, looked over")
    if done.removed:
        print(f"taken out again, as it was hidden or removed since: {', '.join(done.removed)}")
    if done.kept:
        print(f"what was there before: {done.kept}")
    return 0


async def split(settings: Settings, options: argparse.Namespace) -> int:
    """Write what the servers of some shards own to a database of their own; the old one stays as it is."""
    shards: Shards = options.shards
    stock = await asyncio.to_thread(divided, settings.database, options.file, shards.serves)
    print(f"{options.file}: {_counted(stock)} for the shards {shards}; {settings.database} stays as it is")
    return 0


async def repair(settings: Settings, _: argparse.Namespace) -> int:
    """Look the database over and make the index and the counts anew."""

    def told(text: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    stock = await asyncio.to_thread(repaired, settings.database, told)
    print(f"{settings.database}: {_counted(stock)}; index and counts made anew")
    return 0


async def hide(settings: Settings, options: argparse.Namespace) -> int:
    """Hide an author in every archive, or show a pseudonym instead."""
    async with _opened(settings) as store, store.write() as write:
        await store.privacy.hide(options.author, OPERATOR, write=write, pseudonym=options.pseudonym)
        await store.outbox.post(Deed(DeedKind.HIDE, options.author, options.pseudonym), write=write)
        deed = "rename" if options.pseudonym else "hide"
        await store.audit.add(ACTOR, deed, options.pseudonym or "an author", write=write)
    print(f"shown as {options.pseudonym}" if options.pseudonym else "hidden")
    return 0


async def unhide(settings: Settings, options: argparse.Namespace) -> int:
    """Show an author again."""
    async with _opened(settings) as store, store.write() as write:
        await store.privacy.unhide(options.author, write=write)
        await store.outbox.post(Deed(DeedKind.UNHIDE, options.author), write=write)
        await store.audit.add(ACTOR, "unhide", "an author", write=write)
    print("shown again")
    return 0


async def rename(settings: Settings, options: argparse.Namespace) -> int:
    """Give a thread another slug; the old ids go on working."""
    async with _opened(settings) as store, store.write() as write:
        old = (await store.threads.get(options.thread, OPERATOR)).slug
        new = (await store.threads.rename(old, options.slug, OPERATOR, write=write)).slug
        await store.outbox.post(Deed(DeedKind.RENAME, old, new), write=write)
        await store.audit.add(ACTOR, "slug", f"{old} → {new}", write=write)
    print(f"ids begin with {new}# now; those with {old}# go on leading to its posts")
    return 0


async def remove(settings: Settings, options: argparse.Namespace) -> int:
    """Remove threads (slugs) and posts (`slug#12`) for good, once somebody has said yes."""
    async with _opened(settings) as store:
        if not options.yes:
            for name in options.names:
                print(f"to be removed for good: {await _what(store, name)}", file=sys.stderr)
            if not sys.stdin.isatty():
                print("Nothing was removed: nobody can be asked here. Add --yes.", file=sys.stderr)
                return 2
            said = await asyncio.to_thread(input, "No import brings it back. Remove? [y/N] ")
            if said.strip().casefold() not in {"y", "yes"}:
                print("Nothing was removed.")
                return 1
        posts = {name: post for name in options.names if (post := PostId.parse(name)) is not None}
        known = [await store.privacy.quotations(post, OPERATOR) for post in posts.values()]
        async with store.write() as write:
            for quoted in known:
                await store.privacy.remove_post(quoted, write=write)
            for name in dict.fromkeys(options.names):
                if name not in posts:
                    await store.privacy.remove_thread(name, OPERATOR, write=write)
                await store.outbox.post(Deed(DeedKind.REMOVE, name), write=write)
                await store.audit.add(ACTOR, "remove", name, write=write)
        if not await store.settle():
            print("the words leave the file at the next start: somebody is reading it now", file=sys.stderr)
    print(f"removed for good: {', '.join(options.names)}; backups made before still hold it")
    return 0


async def _what(store: Store, name: str) -> str:
    """Say what a thread's slug or a post's id stands for. Raises NotFound."""
    post = PostId.parse(name)
    thread = await store.threads.get(name if post is None else post.slug, OPERATOR)
    if post is None:
        return f"{thread.slug}, “{thread.title}”, {thread.posts} posts"
    return f"post {post.number} of “{thread.title}”"


@contextlib.asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Store]:
    """Open the store; what is done there is done by the other processes, too, once this one runs again."""
    async with Store.open(settings.database, search=settings.search) as store:
        store.outbox.peers = settings.peers
        yield store


def _agreed(question: str) -> bool:
    """Ask whoever sits there; nobody who does not agrees."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def _counted(stock: Holdings) -> str:
    return f"{stock.threads} threads, {stock.posts} posts"
