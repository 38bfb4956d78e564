"""Threads: listed, found by slug, put in and taken out."""

from sqlite3 import Connection

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.errors import NotFound
from bot.search.words import alike, fold_name, name_spellings
from bot.store import columns
from bot.store.archive import leaving, name_completion, slugs
from bot.store.archive.additions import Additions
from bot.store.archive.save import Progress, save
from bot.store.archive.suggestions import nearest, proposal
from bot.store.index import changes
from bot.store.sqlite.database import Part, Write, reads, within
from bot.store.values import Saved, ThreadSummary, Viewer

_COLUMNS = name_completion.THREADS.columns.replace("x.", "t.")
_LIST = f"SELECT {_COLUMNS} FROM threads t WHERE {columns.VISIBLE} ORDER BY t.id DESC LIMIT ? OFFSET ?"
_GET = f"SELECT {_COLUMNS} FROM threads t WHERE t.slug = ? AND {columns.VISIBLE}"
_COUNT = f"SELECT count(*) FROM threads t WHERE {columns.VISIBLE}"
_FORMERLY = f"""
    SELECT {_COLUMNS} FROM former_slugs f JOIN threads t ON t.id = f.thread_id
    WHERE f.slug = ? AND {columns.VISIBLE} ORDER BY t.id DESC LIMIT 1"""
_NAMES = f"SELECT t.slug FROM threads t WHERE {columns.VISIBLE} ORDER BY t.id DESC LIMIT ?"
_TITLED = f"""
    SELECT {_COLUMNS} FROM thread_names n CROSS JOIN threads t ON t.id = n.thread_id
    WHERE n.folded = ? AND {columns.VISIBLE} ORDER BY t.id DESC LIMIT ?"""
NEIGHBOURS = 2_000
"""Threads whose names are compared with one that no thread has."""

Summaries = list[ThreadSummary]


class Threads(Part):
    """The archived threads."""

    @reads
    def list(self, db: Connection, viewer: Viewer, *, offset: int = 0, limit: int = 25) -> Summaries:
        """Return threads, the last imported first."""
        return [_summary(row, viewer) for row in db.execute(_LIST, (*columns.seen(viewer), limit, offset))]

    @reads
    def count(self, db: Connection, viewer: Viewer) -> int:
        """Return how many threads `viewer` may see."""
        return int(db.execute(_COUNT, columns.seen(viewer)).fetchone()[0])

    async def get(self, slug: str, viewer: Viewer) -> ThreadSummary:
        """Return the thread called `slug` (now, or formerly, or titled so). Raises NotFound, naming the nearest."""
        return await self._database.read(find_thread, slug, viewer)

    @reads
    def called(self, db: Connection, slug: str, viewer: Viewer) -> ThreadSummary | None:
        """Return the thread that is, or was, called just `slug`."""
        return called(db, slug, viewer)

    @reads
    def complete(self, db: Connection, text: str, viewer: Viewer, *, limit: int = 25) -> Summaries:
        """Return threads of whose title or slug a word begins with `text`, most posts first.

        Then those that have all of its words, and, in a small archive, those that hold them anywhere.
        """

        def begun(folded: str) -> Summaries:
            rows = name_completion.complete(db, name_completion.THREADS, folded, viewer, limit)
            return [_summary(row, viewer) for row in rows]

        return name_completion.spelt_so(text, limit, begun, lambda thread: thread.title)

    async def take_in(
        self,
        write: Write,
        incoming: Incoming,
        *,
        guild_id: int | None = None,
        slug: str | None = None,
        progress: Progress | None = None,
    ) -> Saved:
        """Add a thread, or bring the stored copy of it up to date; the same again changes nothing.

        Its posts are waited for on the database's thread; `progress` is called there with posts done and posts in all.
        Raises BadArchive for a thread with more than 1,048,575 posts.
        """

        def told(done: int, total: int) -> None:
            write.check()
            if progress is not None:
                progress(done, total)

        return await write.run_in(Additions, save, incoming, guild_id, slug, told)

    @within
    def remove(self, slug: str, viewer: Viewer, *, write: Write) -> ThreadSummary:
        """Take a thread out: its posts, passages, words and the authors nobody else needs. An import brings it back."""
        thread = find_thread(write.db, slug, viewer)
        leaving.begin(write.db, thread, bury=False)
        return thread

    @within
    def rename(self, slug: str, new: str, viewer: Viewer, *, write: Write) -> ThreadSummary:
        """Call a thread `new`, numbered where that is another's; return it. Its old ids go on leading to its posts.

        Raises NotFound, and UserError where `new` is no slug.
        """
        return find_thread(write.db, slugs.rename(write.db, find_thread(write.db, slug, viewer), new), viewer)

    @within
    def share(self, slug: str, viewer: Viewer, *, shared: bool, write: Write) -> None:
        """Let every guild see a thread, or only the one that brought it."""
        thread = find_thread(write.db, slug, viewer)
        write.db.execute("UPDATE threads SET shared = ? WHERE id = ?", (shared, thread.id))
        changes.touch(write.db)


def span(db: Connection, slug: str | None, viewer: Viewer) -> tuple[int, int]:
    """Return the first and last id that posts of a thread, or without one of all, may have. Raises NotFound."""
    return (0, columns.LAST_KEY) if slug is None else columns.thread_span(find_thread(db, slug, viewer).id)


def key_of(db: Connection, post: PostId, viewer: Viewer) -> int:
    """Return the id that a post has in the database where there is one. Raises NotFound where its thread is not."""
    return columns.post_key(find_thread(db, post.slug, viewer).id, post.number)


def no_post(thread: ThreadSummary, number: int) -> NotFound:
    """Return what to say where a thread has no post of that number."""
    return NotFound(
        "`{thread}` has no post {number}; its posts are 1 to {last}.",
        thread=thread.slug,
        number=number,
        last=thread.last,
    )


def find_thread(db: Connection, slug: str, viewer: Viewer) -> ThreadSummary:
    """Return a thread by slug, else by its exact title. Raises NotFound, naming the nearest."""
    if (found := named(db, slug, viewer)) is not None:
        return found
    wanted = slug.strip().strip("`").casefold()
    known = [name for (name,) in db.execute(_NAMES, (*columns.seen(viewer), NEIGHBOURS))]
    close = nearest(wanted, known)
    raise NotFound("There is no thread called `{name}`.{proposal}", name=wanted, proposal=proposal(close))


def named(db: Connection, slug: str, viewer: Viewer) -> ThreadSummary | None:
    """Return the thread with that slug, now or formerly, else the last one with that title."""
    if (found := called(db, slug, viewer)) is not None:
        return found
    titled = (
        _summary(each, viewer)
        for folded in (fold_name(slug), *name_spellings(slug))
        for each in db.execute(_TITLED, (folded, *columns.seen(viewer), NEIGHBOURS)).fetchall()
    )
    return next((thread for thread in titled if alike(thread.title, slug)), None)


def called(db: Connection, slug: str, viewer: Viewer) -> ThreadSummary | None:
    """Return the thread with that slug, else the last one that had it."""
    asked = columns.clean(slug).strip().strip("`").casefold(), *columns.seen(viewer)
    row = db.execute(_GET, asked).fetchone() or db.execute(_FORMERLY, asked).fetchone()
    return None if row is None else _summary(row, viewer)


def _summary(row: columns.Row, viewer: Viewer) -> ThreadSummary:
    *counted, first, last, source, form, url, guild_id, shared = row
    if not viewer.everything:
        # Where a file lay on the host is the operator's to know: others are told its name.
        source = source.replace("\\", "/").rstrip("/").rpartition("/")[2]
    times = columns.read_time(first), columns.read_time(last)
    return ThreadSummary(*[*counted, *times, source, form, url, guild_id, bool(shared)])
