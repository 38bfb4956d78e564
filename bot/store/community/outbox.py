"""What the other processes of this bot are to be told, until they have heard it.

An entry is written in the transaction of the deed itself, so neither is without the other.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from bot.store.sqlite.database import Database, Write


class DeedKind(StrEnum):
    """What every process has to do alike."""

    FORGET = "forget"  # a Discord user: `subject` is their id
    HIDE = "hide"  # an author, in every archive; `pseudonym` where the words stay
    UNHIDE = "unhide"
    REMOVE = "remove"  # a thread or a post for good: a slug, or slug#12


@dataclass(frozen=True, slots=True)
class Deed:
    """One such thing. Doing it twice is the same as doing it once."""

    kind: DeedKind
    subject: str
    pseudonym: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A deed that `peer` has not confirmed."""

    id: int
    peer: str
    deed: Deed


class Outbox:
    """Deeds on their way. `peers` are the addresses of the other processes; with none, nothing is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.peers: tuple[str, ...] = ()

    async def post(self, deed: Deed, *, write: Write) -> None:
        """Note for every peer that `deed` was done here."""
        if self.peers:
            await write.run(_post, self.peers, json.dumps(asdict(deed)))

    async def waiting(self, peer: str, limit: int = 100) -> list[Letter]:
        """Return what a peer has not confirmed, the oldest first."""
        return await self._database.read(_waiting, peer, limit)

    async def confirmed(self, letters: Sequence[Letter]) -> None:
        """Drop what a peer has confirmed."""
        await self._database.transact(_confirmed, [letter.id for letter in letters])

    async def counts(self) -> dict[str, int]:
        """Return how many deeds wait for each peer that has not heard all."""
        return await self._database.read(_counts)


def _post(connection: sqlite3.Connection, peers: Sequence[str], deed: str) -> None:
    connection.executemany("INSERT INTO outbox (peer, deed) VALUES (?, ?)", [(peer, deed) for peer in peers])


def _waiting(connection: sqlite3.Connection, peer: str, limit: int) -> list[Letter]:
    rows = connection.execute(
        "SELECT id, deed FROM outbox WHERE peer = ? ORDER BY id LIMIT ?", (peer, limit)
    ).fetchall()
    return [Letter(row_id, peer, deed_of(json.loads(text))) for row_id, text in rows]


def _confirmed(connection: sqlite3.Connection, ids: list[int]) -> None:
    connection.executemany("DELETE FROM outbox WHERE id = ?", [(each,) for each in ids])


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute("SELECT peer, count(*) FROM outbox GROUP BY peer").fetchall())


def deed_of(told: object) -> Deed:
    """Make a deed of what was told. Raises ValueError where it is none."""
    match told:
        case {"kind": str(kind), "subject": str(subject), "pseudonym": None | str() as pseudonym} if subject:
            if kind in set(DeedKind) and (kind != DeedKind.FORGET or subject.isdecimal()):
                return Deed(DeedKind(kind), subject, pseudonym)
    raise ValueError("this is no deed")
