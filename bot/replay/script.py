"""Where a replay reads what to say."""

from typing import Protocol

from bot.replay.cues import ScriptPost
from bot.replay.ledger import Run


class Script(Protocol):
    """The archive as a replay sees it; `bot.store` is behind it."""

    async def post(self, run: Run, number: int) -> ScriptPost | None:
        """Return a post of the run's thread as it is now; None where the run's guild may not see it any more."""
        ...

    async def most_quoted(self, run: Run, numbers: list[int]) -> tuple[int, int] | None:
        """Return which of these posts the others of them quote most, and how often; None where none is quoted."""
        ...
