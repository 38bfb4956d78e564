"""What people may ask of an archive that holds their words: to be known, to be hidden, to be removed for good."""

from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection

from bot.archive.ids import PostId
from bot.errors import NotFound, UserError
from bot.store.archive import fame
from bot.store.archive.authors import find_author
from bot.store.background import PATIENT, Background
from bot.store.privacy import hide, remove
from bot.store.sqlite.database import Database, Part, Write, reads, within
from bot.store.values import ThreadSummary, Viewer

MOST_OPEN = 200
"""Requests a server may have open at once."""

_COLUMNS = "id, guild_id, user_id, kind, author, state, at FROM privacy_requests"

_HIDDEN = """
    SELECT DISTINCT name FROM authors WHERE (hidden OR pseudonym IS NOT NULL) AND identity <> 'removed'
    AND (?1 IS NULL OR guild_id = ?1) ORDER BY name"""
_KEPT = """
    SELECT (SELECT author FROM privacy_requests
        WHERE guild_id = ?1 AND user_id = ?2 AND kind = 'link' AND state = 'granted'),
    (SELECT count(*) FROM quotes_kept WHERE user_id = ?2),
    (SELECT coalesce(sum(correct + wrong), 0) FROM game_scores WHERE user_id = ?2)"""


@dataclass(frozen=True, slots=True)
class Request:
    """What a member asks of a server's managers. `kind` is link or hide, `state` open or granted."""

    id: int
    guild_id: int
    user_id: int
    kind: str
    author: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a Discord user: the author they were confirmed to be on a server, and counts over all."""

    author: str | None
    quotes: int
    guesses: int


class Privacy(Part):
    """Removal for good, and what members ask for."""

    def __init__(self, database: Database, background: Background) -> None:
        super().__init__(database)
        self._background = background

    @reads
    def hidden(self, db: Connection, guild_id: int | None = None) -> list[str]:
        """Return the names that are hidden or have a pseudonym, in one guild's own archive or in every one."""
        return [name for (name,) in db.execute(_HIDDEN, (guild_id,))]

    async def hide(
        self,
        name: str,
        viewer: Viewer,
        *,
        write: Write,
        pseudonym: str | None = None,
        guild_id: int | None = None,
        known_only: bool = True,
    ) -> None:
        """Show an author's words to nobody any more, not even where others quote them; the name goes, too.

        With a `pseudonym` the words stay and only the name goes. It holds for what is imported later, too. With
        `guild_id` it holds for that guild's own archive alone, without it for every one. Raises NotFound where
        nobody there is called so; without `known_only` the name is remembered for what is imported later.
        """
        self._background.wake()
        await write.run(_hide, name, viewer, guild_id, pseudonym, known_only)

    async def unhide(self, name: str, *, write: Write, guild_id: int | None = None) -> None:
        """Undo `hide`, done for the same `guild_id`; `name` is any name hidden then. Aliases do not come back."""
        self._background.wake()
        await write.run(hide.unhide, name, guild_id)

    async def remove_thread(self, slug: str, viewer: Viewer, *, write: Write) -> ThreadSummary:
        """Remove a thread so that neither an import nor an older backup brings it back. Raises NotFound.

        Its words are found nowhere from then on, and leave the file behind; `Store.background` tells when they have.
        """
        self._background.wake()
        return await write.run(remove.remove_thread_for_good, slug, viewer)

    async def quotations(self, post: PostId, viewer: Viewer) -> remove.Quotations:
        """Look for the quotations of a post that is to be removed, while the writer is free. Raises NotFound."""
        return await self._database.read(remove.quotations, post, viewer, seconds=PATIENT)

    async def remove_post(self, known: remove.Quotations, *, write: Write) -> int:
        """Remove a post and every quotation of it, likewise; return how many posts quote it. Its number stays."""
        self._background.wake()
        return await write.run(remove.remove_post_for_good, known)

    @within
    def ask(self, request: str, author: str, viewer: Viewer, user_id: int, *, write: Write) -> Request:
        """Note that a member wants `link` or `hide`; the same again changes nothing. Raises NotFound, UserError."""
        name = find_author(write.db, author, viewer).name
        open_ = write.db.execute(
            "SELECT count(*) FROM privacy_requests WHERE guild_id = ? AND state = 'open'", (viewer.guild_id,)
        ).fetchone()[0]
        if open_ >= MOST_OPEN:
            raise UserError("The managers of this server have too many open requests; ask them directly.")
        write.db.execute(
            "INSERT INTO privacy_requests (guild_id, user_id, kind, author, at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET author = excluded.author, state = 'open', at = excluded.at "
            "WHERE author <> excluded.author",
            (viewer.guild_id, user_id, request, name, datetime.now(UTC).isoformat(timespec="seconds")),
        )
        return _found(
            write.db, "guild_id = ? AND user_id = ? AND kind = ?", viewer.guild_id, user_id, request
        )[0]

    @reads
    def requests(self, db: Connection, guild_id: int, *, limit: int = 10) -> list[Request]:
        """Return a server's open requests, the oldest first."""
        return _found(db, "guild_id = ? AND state = 'open' ORDER BY id LIMIT ?", guild_id, limit)

    @reads
    def request(self, db: Connection, guild_id: int, request_id: int) -> Request:
        """Return one. Raises NotFound where it was settled or withdrawn."""
        for request in _found(db, "guild_id = ? AND id = ? AND state = 'open'", guild_id, request_id):
            return request
        raise NotFound("That request was settled already.")

    @within
    def settle(self, request: Request, *, granted: bool, write: Write) -> None:
        """Grant a request or forget it. A granted `hide` is forgotten, too: the author's name need not stay."""
        if granted and request.kind == "link":
            write.db.execute("UPDATE privacy_requests SET state = 'granted' WHERE id = ?", (request.id,))
        else:
            write.db.execute("DELETE FROM privacy_requests WHERE id = ?", (request.id,))

    @within
    def forget_user(self, guild_id: int, user_id: int, *, write: Write) -> int:
        """Forget who a member is, and what they asked for; return how many entries went."""
        return write.db.execute(
            "DELETE FROM privacy_requests WHERE guild_id = ? AND user_id = ?", (guild_id, user_id)
        ).rowcount

    @reads
    def of(self, db: Connection, guild_id: int, user_id: int) -> Kept:
        """Return what is kept of a Discord user for their own use."""
        return Kept(*db.execute(_KEPT, (guild_id, user_id)).fetchone())

    @within
    def erase(self, user_id: int, *, write: Write) -> int:
        """Forget a Discord user everywhere: what they keep, guessed and asked for; return how many entries went."""
        kept = write.db.execute("SELECT post_id FROM quotes_kept WHERE user_id = ?", (user_id,)).fetchall()
        gone = sum(
            write.db.execute(f"DELETE FROM {table} WHERE user_id = ?", (user_id,)).rowcount
            for table in ("quotes_kept", "game_guesses", "game_scores", "privacy_requests")
        )
        write.db.execute("DELETE FROM panels WHERE owner = ?", (user_id,))
        for (post,) in kept:
            fame.count(write.db, post, post)
        return gone


def _hide(
    db: Connection,
    name: str,
    viewer: Viewer,
    guild_id: int | None,
    pseudonym: str | None,
    known_only: bool,  # noqa: FBT001 - called through Write.run
) -> None:
    unknown = None
    try:
        name = find_author(db, name, viewer).name
    except NotFound as error:
        unknown = error  # somebody who is only quoted has no page of their own, and may still ask
    try:
        hide.hide(db, name, guild_id, pseudonym, asked=known_only)
    except NotFound as error:
        raise unknown or error from None


def _found(db: Connection, where: str, *args: object) -> list[Request]:
    return [
        Request(*[*asked, datetime.fromisoformat(at)])
        for *asked, at in db.execute(f"SELECT {_COLUMNS} WHERE {where}", args)
    ]
