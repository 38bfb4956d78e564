"""Names that are somebody's already: another name for one author must not put words in another's mouth."""

import json
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from sqlite3 import Connection

from bot.errors import UserError
from bot.search.words import LAST, alike, fold_name, fold_words, name_spellings
from bot.store import columns
from bot.store.values import Viewer

_AUTHOR = f"""
    SELECT x.name, coalesce(n.alias, x.pseudonym, x.name)
    FROM authors x LEFT JOIN author_names n ON n.author_id = x.id AND n.whole
    WHERE x.id IN (
        SELECT id FROM authors WHERE folded = ?1 UNION SELECT author_id FROM author_names WHERE folded = ?1 AND whole)
    AND x.id NOT IN (SELECT value FROM json_each(?)) AND x.identity <> 'removed' AND {columns.AUTHOR_VISIBLE}"""
_NEXT_NAME = """
    SELECT min(coalesce(author, declared)) FROM passages INDEXED BY passages_by_name
    WHERE kind = 'quote' AND coalesce(author, declared) > ?"""
_QUOTED = f"""
    SELECT 1 FROM passages g INDEXED BY passages_by_name JOIN threads t ON t.id = g.post_id >> {columns.NUMBER_BITS}
    WHERE g.kind = 'quote' AND coalesce(g.author, g.declared) = ?
    AND coalesce(g.author_id NOT IN (SELECT value FROM json_each(?)), 1) AND {columns.VISIBLE}"""


def spellings(db: Connection, folded: set[str]) -> Iterator[str]:
    """Yield the names, as they are written, of people who are quoted and whose folded names are asked for.

    Names come in order: where one goes another way than all that are asked for, those that begin like it are skipped.
    """
    asked = tuple(map(_bare, folded))
    written = ""
    while (written := db.execute(_NEXT_NAME, (written,)).fetchone()[0]) is not None:
        if fold_name(written) in folded:
            yield written
            continue
        ends = range(1, len(written) + 1)
        same = bisect_left(ends, True, key=lambda end: not _begins(_bare(written[:end]), asked))  # noqa: FBT003
        if same < len(written):
            written = max(written, written[: same + 1] + LAST)


def _begins(start: str, asked: Iterable[str]) -> bool:
    return any(name.startswith(start) for name in asked)


def _bare(name: str) -> str:
    """Return a name without accents, so that it begins with what its beginning becomes; of signs nothing is left."""
    spread = unicodedata.normalize("NFD", fold_words(name))
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def is_taken(db: Connection, name: str, guild_id: int | None, people: set[int]) -> bool:
    """Tell whether somebody but `people` is called `name` in what a guild, or without one anybody, may see.

    Whoever wrote, is quoted, has an alias or a pseudonym so counts, however it is spelt, and who is hidden, too.
    """
    asked = json.dumps(sorted(people)), *columns.seen(Viewer(guild_id, everything=guild_id is None))
    folded = {fold_name(name), *name_spellings(name)}
    called = (names for each in folded for names in db.execute(_AUTHOR, (each, *asked)))
    if any(alike(each, name) for names in called for each in names):
        return True
    quoted = (written for written in spellings(db, folded) if alike(written, name))
    return any(db.execute(_QUOTED, (written, *asked)).fetchone() for written in quoted)


def taken(name: str) -> UserError:
    """Return what to say to whoever chose the name of somebody else."""
    return UserError(
        "Somebody else in the archive is called “{name}”: their words and these would be taken for one person's. "
        "Choose another name.",
        name=name,
    )
