"""What the control panel shows, as plain values."""

from dataclasses import dataclass

from bot.replay.ledger import RunState
from bot.replay.pacing import Tempo


@dataclass(frozen=True, slots=True)
class Share:
    """How much a speaker said: `letters` are their own words' alone."""

    persona: str
    posts: int
    letters: int


@dataclass(frozen=True, slots=True)
class EndCard:
    """What is worth knowing afterwards.

    `most_quoted` is the number of a post and how often it was quoted, `most_quoted_at` the address of the message that
    said it; empty where none stands.
    """

    shares: tuple[Share, ...]
    most_quoted: tuple[int, int] | None = None
    most_quoted_at: str = ""


@dataclass(frozen=True, slots=True)
class PanelView:
    """A replay at one moment. `seconds_left` is None where that is up to people; `notes` are full sentences."""

    run_id: int
    owner_id: int
    slug: str
    title: str
    state: RunState
    tempo: Tempo
    posts_done: int
    posts: int
    speaker: str = ""
    seconds_left: float | None = None
    waiting: bool = False
    notes: tuple[str, ...] = ()
    end: EndCard | None = None
    poll: bool = False
