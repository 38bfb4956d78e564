"""Guesses and scores of the guessing game."""

import sqlite3
from dataclasses import dataclass

from bot.store.sqlite.database import Database


@dataclass(frozen=True, slots=True)
class Score:
    """How often somebody guessed right and wrong in a channel."""

    user_id: int
    correct: int
    wrong: int


class Scores:
    """Who guessed what."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def guess(self, round_id: int, channel_id: int, user_id: int, choice: int, answer: int) -> bool:
        """Note somebody's one guess of a round and count it; False where they had guessed already."""
        return await self._database.transact(_guess, round_id, channel_id, user_id, choice, answer)

    async def guesses(self, round_id: int) -> dict[int, int]:
        """Return everybody's choice in a round, by user."""
        return await self._database.read(_guesses, round_id)

    async def best(self, channel_id: int, *, limit: int = 10) -> list[Score]:
        """Return a channel's best guessers: most right first, of those with the fewest wrong."""
        return await self._database.read(_best, channel_id, limit)


def _guess(
    connection: sqlite3.Connection, round_id: int, channel_id: int, user_id: int, choice: int, answer: int
) -> bool:
    done = connection.execute(
        "INSERT INTO game_guesses VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (round_id, user_id, choice)
    )
    if not done.rowcount:
        return False
    right = choice == answer
    connection.execute(
        "INSERT INTO game_scores VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "correct = correct + excluded.correct, wrong = wrong + excluded.wrong",
        (channel_id, user_id, int(right), int(not right)),
    )
    return True


def _guesses(connection: sqlite3.Connection, round_id: int) -> dict[int, int]:
    return dict(
        connection.execute("SELECT user_id, choice FROM game_guesses WHERE round_id = ?", (round_id,))
    )


def _best(connection: sqlite3.Connection, channel_id: int, limit: int) -> list[Score]:
    found = connection.execute(
        "SELECT user_id, correct, wrong FROM game_scores WHERE channel_id = ? "
        "ORDER BY correct DESC, wrong, user_id LIMIT ?",
        (channel_id, limit),
    )
    return [Score(*row) for row in found]
