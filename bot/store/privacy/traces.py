"""Names beside the archive: in old buttons, the managers' log, requests, quotes of the day, lines of replays.

What the archive itself holds of a hidden author stays, so that hiding can be undone. Beside it no name need stay, but
in the outbox: other processes hash names with salts of their own, so they are told it; it goes once all have confirmed.
"""

import json
from collections.abc import Collection
from sqlite3 import Connection

from bot.search.words import fold_name, folded_ways, written_out

SOMEBODY = "an author"
"""Who a deed in the log was done to, where the name is not to be told."""
_HERE = "(:guild IS NULL OR guild_id = :guild)"
_OVER = "state IN ('said', 'skipped', 'withdrawn')"


def _named(table: str, column: str, where: str) -> str:
    """Return the condition that one of the people is named there; each name is folded once."""
    named = f"SELECT DISTINCT {column} FROM {table} WHERE {where} LIMIT -1"
    return f"""{column} IN (SELECT {column} FROM ({named})
        WHERE fold_name({column}) IN (SELECT value FROM json_each(:people))) AND {where}"""


# As JSON. Lines are many and their names few: the index is asked for one name after another.
_SPEAKERS = """
    WITH RECURSIVE said (name) AS (
        SELECT min(author) FROM replay_lines UNION ALL
        SELECT (SELECT min(author) FROM replay_lines WHERE author > name) FROM said WHERE name IS NOT NULL)
    SELECT json_group_array(name) FROM said WHERE fold_name(name) IN (SELECT value FROM json_each(?))"""
_SPOKEN = f"""author IN (SELECT value FROM json_each(:speakers))
    AND +run_id IN (SELECT id FROM replay_runs WHERE {_HERE})"""
_FORGET = (
    f"UPDATE audit SET subject = '{SOMEBODY}' WHERE {_named('audit', 'subject', _HERE)}",
    *(
        f"DELETE FROM {table} WHERE {_named(table, 'author', _HERE)}"
        for table in ("privacy_requests", "daily_quotes")
    ),
    f"UPDATE replay_lines SET author = :shown, persona = :shown WHERE {_OVER} AND {_SPOKEN}",
    # The player still needs the name; see migration 0021.
    f"REPLACE INTO lines_unnamed SELECT run_id, seq, :shown FROM replay_lines WHERE NOT {_OVER} AND {_SPOKEN}",
)


def forget(db: Connection, names: Collection[str], guild_id: int | None, shown: str) -> None:
    """Take people called `names` out of whatever a guild, or every one, keeps; lines of replays say `shown`."""
    if not (people := {fold_name(name) for name in names} - {""}):
        return
    listed = json.dumps(sorted(people), ensure_ascii=False)
    (speakers,) = db.execute(_SPEAKERS, (listed,)).fetchone()
    asked = {"people": listed, "speakers": speakers, "guild": guild_id, "shown": shown}
    for statement in _FORGET:
        db.execute(statement, asked)
    by_word: dict[str, list[str]] = {}
    for name in people | {written_out(name) for name in names if not name.isascii()}:
        by_word.setdefault(name.partition(" ")[0], []).append(f" {name} ")
    panels = db.execute("SELECT id, state, folded FROM panels WHERE ?1 IS NULL OR place = ?1", (guild_id,))
    for panel_id, state, folded in panels.fetchall():
        said = folded or folded_ways(json.dumps(json.loads(state), ensure_ascii=False))
        if any(name in said for word in by_word.keys() & said.split() for name in by_word[word]):
            db.execute("DELETE FROM panels WHERE id = ?", (panel_id,))
