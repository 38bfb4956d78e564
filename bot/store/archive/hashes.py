"""What stands for removed words and hidden names: keyed hashes, from which neither can be read back."""

import hashlib
from collections.abc import Iterable
from operator import itemgetter
from sqlite3 import Connection
from typing import Any

from bot.store.archive.recognition import recognised_name

EVERYWHERE = 0
"""The scope of what holds for every guild."""


class Hashes:
    """Makes and looks up hashes with the salts of one database."""

    def __init__(self, db: Connection) -> None:
        self._connection = db
        self._salts = [salt for (salt,) in db.execute("SELECT salt FROM privacy_salts ORDER BY salt")]

    def every(self, *parts: str) -> list[bytes]:
        """Return each hash that may stand for `parts` here: archives of different origin brought their salts."""
        return [_hash(salt, parts) for salt in self._salts]

    def new(self, *parts: str) -> bytes:
        """Return the hash to keep for `parts`."""
        return _hash(self._salts[0], parts)

    def buried(self, guild_id: int | None, *parts: str) -> bool:
        """Tell whether `parts` were removed for good from the archive of `guild_id`, or from every one."""
        return self._found("SELECT scope, 1 FROM tombstones", "hash", guild_id, parts) is not None

    def hidden(self, guild_id: int | None, name: str) -> tuple[bool, str | None]:
        """Tell whether somebody called `name` is hidden or disguised there, and under which pseudonym."""
        row = self._found("SELECT scope, pseudonym FROM hidings", "name", guild_id, name_parts(name))
        return (False, None) if row is None else (True, row[1])

    def _found(
        self, select: str, column: str, guild_id: int | None, parts: Iterable[str]
    ) -> tuple[int, Any] | None:
        sql = f"{select} WHERE scope IN (0, ?) AND {column} = ?"
        keys = [(guild_id or EVERYWHERE, hashed) for hashed in self.every(*parts)]
        # What a guild decided goes before what holds everywhere.
        found = (row for key in keys for row in self._connection.execute(sql, key))
        return max(found, key=itemgetter(0), default=None)


def name_parts(name: str) -> tuple[str, str]:
    """Return what a hidden person is recognised by."""
    return "name", recognised_name(name)


def _hash(salt: bytes, parts: Iterable[str]) -> bytes:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, key=salt, digest_size=16).digest()
