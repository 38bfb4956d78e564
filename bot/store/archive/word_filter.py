"""Which words a guild wants covered where posts are shown: part of its settings, read with every post."""

import functools
import json
import re
from sqlite3 import Connection

from bot.store.values import NOTHING_MASKED, Mask

WORDS, STYLE = "mask_words", "mask_style"
"""The settings' keys."""


def of(db: Connection, guild_id: int | None) -> Mask:
    """Return the mask of a guild; nothing is masked for whoever asks from none."""
    if guild_id is None:
        return NOTHING_MASKED
    kept = {
        key: json.loads(value)
        for key, value in db.execute(
            "SELECT key, value FROM guild_settings WHERE guild_id = ? AND key IN (?, ?)",
            (guild_id, WORDS, STYLE),
        )
    }
    words = kept.get(WORDS)
    return Mask(tuple(words), kept.get(STYLE, Mask().style)) if words else NOTHING_MASKED


@functools.lru_cache(maxsize=64)
def pattern(words: tuple[str, ...], between: str = "") -> re.Pattern[str]:
    """Return what finds `words` whole and in any case; `between` may stand between two of their signs."""
    spelt = (between.join(re.escape(sign) for sign in word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)", re.IGNORECASE)


def starred(text: str, mask: Mask) -> str:
    """Return `text` with every masked word covered by as many stars."""
    if not mask.words:
        return text
    return pattern(mask.words).sub(lambda found: "*" * len(found[0]), text)
