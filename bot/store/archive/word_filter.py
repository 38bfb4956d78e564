"""Which words a guild wants covered where posts are shown: part of its settings, read with every post."""

import json
from sqlite3 import Connection

from bot.store.values import NOTHING_MASKED, Mask

WORDS, STYLE = "mask_words", "mask_style"
"""The settings' keys."""


def of(db: Connection, guild_id: int | None) -> Mask:
    """Return the mask of a guild; nothing is masked for whoever asks from none."""
    kept = {
        key: json.loads(value)
        for key, value in db.execute(
            "SELECT key, value FROM guild_settings WHERE guild_id = ? AND key IN (?, ?)",
            (guild_id, WORDS, STYLE),
        )
    }
    words = kept.get(WORDS)
    return Mask(tuple(words), kept.get(STYLE, Mask().style)) if words else NOTHING_MASKED
