"""The store's front door."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from sqlite3 import Connection

from bot.store.archive import authors, debates, identities, posts, threads
from bot.store.background import Background
from bot.store.community import daily_quotes, outbox, quotes, settings
from bot.store.index import beside
from bot.store.privacy import requests
from bot.store.replays import replays
from bot.store.search import find_quote, large, search
from bot.store.sqlite.database import Database, Part, Write, reads
from bot.store.values import Holdings

_STOCK = """
    SELECT count(*), coalesce(sum(posts), 0) - coalesce((
            SELECT sum(posts) FROM author_threads
            WHERE author_id = (SELECT id FROM authors WHERE identity = 'removed')), 0),
        (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) FROM threads"""


class Store(Part):
    """Everything Hansard remembers, in one SQLite file."""

    def __init__(self, database: Database, large: large.Beside | None = None) -> None:
        super().__init__(database)
        self.background = background = Background(database, large)
        self.threads = threads.Threads(database)
        self.authors = authors.Authors(database)
        self.posts = posts.Posts(database)
        self.finding = find_quote.Finding(database)
        self.debates = debates.Debates(database)
        self.shown = quotes.Shown(database)
        self.keeping = quotes.Keeping(database)
        self.daily = daily_quotes.Daily(database)
        self.scores = quotes.Scores(database)
        self.settings = settings.GuildSettings(database)
        self.panels = settings.Panels(database)
        self.replays = replays.Replays(database)
        self.audit = settings.Audit(database)
        self.outbox = outbox.Outbox(database)
        self.notes = settings.Notes(database)
        self.search = search.Search(database, large)
        self.privacy = requests.Privacy(database, background)

    async def replicated_by(self, sync: Callable[[], Awaitable[None]]) -> None:
        """Have `sync` say when what was written is safe: it returns once a replica holds everything committed."""
        await self._database.replicated_by(sync)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, path: Path | str, *, readers: int = 2, write: bool = True, search: str = large.AUTO
    ) -> AsyncIterator["Store"]:
        """Open the database at `path`, made where it is missing, and close it at the end.

        With `write=False` nothing can be written, and another process may be writing meanwhile. Raises
        StoreError where another process already writes, or the database is newer than this program, or is
        none. `search` chooses the engine, see `bot.store.search.large`.
        """
        beside_it = large.choose(Path(path), search)
        async with contextlib.AsyncExitStack() as stack:
            database = await stack.enter_async_context(
                Database.open(Path(path), readers=readers, write=write)
            )
            store = cls(database, beside_it)
            if beside_it is not None:
                stack.callback(beside_it.close)
            if write:
                await database.transact(identities.renew)
                await database.transact(settings.fold_panels)
                if beside_it is None:
                    await database.transact(beside.discard)
                    await asyncio.to_thread(shutil.rmtree, large.folder(Path(path)), ignore_errors=True)
                await stack.enter_async_context(store.background.running())
            yield store

    async def settle(self) -> bool:
        """Do all that waits, as after imports; False where a reader is in the way, and removed words leave later."""
        done = await self.background.finish()
        self.background.wake()
        return done

    @reads
    def serving(self, db: Connection) -> large.Serving:
        """Return which engine answers searches."""
        return large.serving(db)

    @reads
    def stock(self, db: Connection) -> Holdings:
        """Count what is stored."""
        return Holdings(*db.execute(_STOCK).fetchone())

    def write(self) -> contextlib.AbstractAsyncContextManager[Write]:
        """Open a transaction: committed at the end of the block, undone where it raises. One at a time."""
        return self._database.write()
