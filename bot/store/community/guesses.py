"""Guesses and scores of the guessing game."""

from dataclasses import dataclass
from sqlite3 import Connection

from bot.store.sqlite.part import Part, reads, writes


@dataclass(frozen=True, slots=True)
class Score:
    """How often somebody guessed right and wrong in a channel."""

    user_id: int
    correct: int
    wrong: int


class Scores(Part):
    """Who guessed what."""

    @writes
    def guess(
        self, db: Connection, round_id: int, channel_id: int, user_id: int, choice: int, answer: int
    ) -> bool:
        """Note somebody's one guess of a round and count it; False where they had guessed already."""
        done = db.execute(
            "INSERT INTO game_guesses VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (round_id, user_id, choice)
        )
        if not done.rowcount:
            return False
        right = choice == answer
        db.execute(
            "INSERT INTO game_scores VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "correct = correct + excluded.correct, wrong = wrong + excluded.wrong",
            (channel_id, user_id, int(right), int(not right)),
        )
        return True

    @reads
    def guesses(self, db: Connection, round_id: int) -> dict[int, int]:
        """Return everybody's choice in a round, by user."""
        return dict(db.execute("SELECT user_id, choice FROM game_guesses WHERE round_id = ?", (round_id,)))

    @reads
    def best(self, db: Connection, channel_id: int, *, limit: int = 10) -> list[Score]:
        """Return a channel's best guessers: most right first, of those with the fewest wrong."""
        found = db.execute(
            "SELECT user_id, correct, wrong FROM game_scores WHERE channel_id = ? "
            "ORDER BY correct DESC, wrong, user_id LIMIT ?",
            (channel_id, limit),
        )
        return [Score(*row) for row in found]
