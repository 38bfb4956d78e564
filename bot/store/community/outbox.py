"""What the other processes of this bot are to be told, until they have heard it.

An entry is written in the transaction of the deed itself, so neither is without the other.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from sqlite3 import Connection

from bot.store.sqlite.database import Part, Write, reads, within, writes

_ID = re.compile("[0-9]{1,18}|[1-8][0-9]{18}")  # what SQLite holds as a number


class DeedKind(StrEnum):
    """What every process has to do alike."""

    FORGET = "forget"  # a Discord user: `subject` is their id
    HIDE = "hide"  # an author, in every archive; `pseudonym` where the words stay
    UNHIDE = "unhide"
    RENAME = "rename"  # a thread, whose new slug stands in `pseudonym`
    REMOVE = "remove"  # a thread or a post for good: a slug, or slug#12


@dataclass(frozen=True, slots=True)
class Deed:
    """One such thing. Doing it twice is the same as doing it once."""

    kind: DeedKind
    subject: str
    pseudonym: str | None = None


class Outbox(Part):
    """Deeds on their way. `peers` are the addresses of the other processes; with none, nothing is kept."""

    peers: tuple[str, ...] = ()

    @within
    def post(self, deed: Deed, *, write: Write) -> None:
        """Note for every peer that `deed` was done here."""
        told = json.dumps(asdict(deed))
        write.db.executemany(
            "INSERT INTO outbox (peer, deed) VALUES (?, ?)", [(peer, told) for peer in self.peers]
        )

    @reads
    def waiting(self, db: Connection, peer: str, limit: int = 100) -> dict[int, Deed]:
        """Return what a peer has not confirmed, by number, the oldest first."""
        rows = db.execute("SELECT id, deed FROM outbox WHERE peer = ? ORDER BY id LIMIT ?", (peer, limit))
        return {number: deed_of(json.loads(text)) for number, text in rows}

    @writes
    def confirmed(self, db: Connection, numbers: Iterable[int]) -> None:
        """Drop what a peer has confirmed."""
        db.executemany("DELETE FROM outbox WHERE id = ?", ((number,) for number in numbers))

    @reads
    def counts(self, db: Connection) -> dict[str, int]:
        """Return how many deeds wait for each peer that has not heard all."""
        return dict(db.execute("SELECT peer, count(*) FROM outbox GROUP BY peer").fetchall())


def deed_of(told: object) -> Deed:
    """Make a deed of what was told. Raises ValueError where it is none."""
    match told:
        case {"kind": str(kind), "subject": str(subject), "pseudonym": None | str() as pseudonym} if subject:
            if kind in set(DeedKind) and (kind != DeedKind.FORGET or _ID.fullmatch(subject)):
                return Deed(DeedKind(kind), subject, pseudonym)
    raise ValueError("this is no deed")
