"""Which of the bot's shards a process serves.

Discord sends everything of a server to one shard, `(guild_id >> 22) % shards`, and direct messages to shard 0
(discord.com/developers/docs/events/gateway#sharding). So a process that serves some shards, with a database of its own,
holds everything its servers own.
"""

import re
from dataclasses import dataclass

MOST = 16_000
"""Shards a bot may have here: more than Discord gives out, few enough to list."""
_PART = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards `ids` of `count` in all, ascending."""

    ids: tuple[int, ...]
    count: int

    @classmethod
    def parse(cls, text: str) -> "Shards":
        """Read `0-3/16` or `0-3,16-19/32`. Raises ValueError with a sentence that says what is wrong."""
        listed, _, total = text.replace(" ", "").partition("/")
        if not (total.isascii() and total.isdecimal() and 1 <= int(total[:6]) <= MOST):
            raise ValueError(f"{text!r} does not end in how many shards there are in all, such as 0-3/16.")
        ids: list[int] = []
        for part in listed.split(","):
            found = _PART.fullmatch(part)
            if found is None:
                raise ValueError(f"{part!r} is no shard and no range of shards; write them like 0-3/16.")
            first, last = int(found[1]), int(found[2] or found[1])
            if last < first or last >= int(total):
                raise ValueError(f"{part!r} is not within the shards 0 to {int(total) - 1}.")
            ids += range(first, last + 1)
        if len(set(ids)) < len(ids):
            raise ValueError(f"{text!r} names a shard twice.")
        return cls(tuple(sorted(ids)), int(total))

    @property
    def all(self) -> bool:
        """Whether one process serves every shard."""
        return len(self.ids) == self.count

    @property
    def first(self) -> bool:
        """Whether direct messages come here, and with them what is done once for the whole bot."""
        return self.ids[0] == 0

    def serves(self, guild_id: int) -> bool:
        """Tell whether what a server does comes to one of these shards."""
        return (guild_id >> 22) % self.count in self.ids

    def __str__(self) -> str:
        runs: list[list[int]] = []
        for shard in self.ids:
            if runs and shard == runs[-1][-1] + 1:
                runs[-1].append(shard)
            else:
                runs.append([shard])
        parts = (f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
        return f"{','.join(parts)}/{self.count}"
