"""Names beside the archive: in old buttons, the managers' log, requests, quotes of the day, lines of replays.

What the archive itself holds of a hidden author stays, so that hiding can be undone. Beside it no name need stay, but
in the outbox: other processes hash names with salts of their own, so they are told it; it goes once all have confirmed.
"""

import json
from collections.abc import Iterable
from sqlite3 import Connection

from bot.search.words import fold_name

SOMEBODY = "an author"
"""Who a deed in the log was done to, where the name is not to be told."""
_HERE = "(?1 IS NULL OR guild_id = ?1)"
_LOGGED = f"SELECT DISTINCT subject FROM audit WHERE {_HERE}"
_UNLOG = f"UPDATE audit SET subject = ?3 WHERE subject = ?2 AND {_HERE}"
_OWNED = {
    table: (
        f"SELECT DISTINCT author FROM {table} WHERE {_HERE}",
        f"DELETE FROM {table} WHERE author = ?2 AND {_HERE}",
    )
    for table in ("privacy_requests", "daily_quotes")
}
_RUNS = f"run_id IN (SELECT id FROM replay_runs WHERE {_HERE})"
_OVER = "state IN ('said', 'skipped', 'withdrawn')"
_SPEAKERS = f"SELECT DISTINCT author FROM replay_lines WHERE {_RUNS}"
_UNNAME = f"UPDATE replay_lines SET author = ?3, persona = ?3 WHERE author = ?2 AND {_OVER} AND {_RUNS}"

# The player still needs the name; see migration 0021.
_UNNAME_LATER = f"""
    REPLACE INTO lines_unnamed SELECT run_id, seq, ?3 FROM replay_lines
    WHERE author = ?2 AND NOT {_OVER} AND {_RUNS}"""


def forget(db: Connection, names: Iterable[str], guild_id: int | None, shown: str) -> None:
    """Take people called `names` out of whatever a guild, or every one, keeps; lines of replays say `shown`."""
    people = {fold_name(name) for name in names} - {""}

    def found(select: str) -> list[str]:
        named = db.execute(select, (guild_id,)).fetchall()
        return [name for (name,) in named if name is not None and fold_name(name) in people]

    for name in found(_LOGGED):
        db.execute(_UNLOG, (guild_id, name, SOMEBODY))
    for select, delete in _OWNED.values():
        for name in found(select):
            db.execute(delete, (guild_id, name))
    for name in found(_SPEAKERS):
        db.execute(_UNNAME, (guild_id, name, shown))
        db.execute(_UNNAME_LATER, (guild_id, name, shown))
    panels = db.execute("SELECT id, state FROM panels WHERE ?1 IS NULL OR place = ?1", (guild_id,))
    for panel_id, state in panels.fetchall():
        said = f" {fold_name(json.dumps(json.loads(state), ensure_ascii=False))} "
        if any(f" {name} " in said for name in people):
            db.execute("DELETE FROM panels WHERE id = ?", (panel_id,))
