"""What a replay remembers, so that it survives its process. `bot.store` keeps it.

The intent to speak is stored before the line leaves (`claim`), the outcome after (`confirm`, `unclaim`). Whatever is
claimed and neither confirmed nor unclaimed is in doubt and must be looked for before anything else is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.languages import Text
from bot.replay.pacing import Tempo, Weight


class RunState(StrEnum):
    """Where a replay stands."""

    PLAYING = "playing"
    PAUSED = "paused"
    UNDOING = "undoing"
    FINISHED = "finished"
    STOPPED = "stopped"
    UNDONE = "undone"

    @property
    def over(self) -> bool:
        """Tell whether nothing more will be said."""
        return self in {RunState.FINISHED, RunState.STOPPED, RunState.UNDONE}


class LineState(StrEnum):
    """Where a line stands."""

    PLANNED = "planned"
    CLAIMED = "claimed"  # about to be said, or said, or lost
    SAID = "said"
    SKIPPED = "skipped"  # passed over: somebody asked for it, or the words left the archive
    WITHDRAWING = "withdrawing"  # said, and to be deleted
    WITHDRAWN = "withdrawn"


class LeaseLost(Exception):  # noqa: N818 - reads as what happened
    """Another process plays this run now; this one must not touch it any more."""


class Unsafe(Exception):  # noqa: N818
    """What was written down may still be lost; `sentence` says why, to people."""

    def __init__(self, sentence: Text) -> None:
        """Take the sentence."""
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to play a run. `epoch` grows with every new holder: older ones are refused."""

    run_id: int
    holder: str
    epoch: int


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post on the plan and what it weighs. `real_gap` is the gap before it, in seconds, as `pacing` bounds it."""

    number: int
    lines: int
    reading: float
    real_gap: float


@dataclass(frozen=True, slots=True)
class RunPlan:
    """A replay that is to begin. `home_id` is the channel a thread belongs to, else the channel itself."""

    guild_id: int
    channel_id: int
    home_id: int
    owner_id: int
    slug: str
    title: str
    suffix: str
    tempo: Tempo
    posts: Sequence[PlannedPost]
    poll: bool = False
    faces: bool = True
    """Whether every speaker wears a picture."""


@dataclass(frozen=True, slots=True)
class Run:
    """A replay as stored. `position` is the index of the post being said or next; `anchor` the last message known.

    `steps` is how many posts may be begun before somebody asks for the next, where the pace is step by step.
    """

    id: int
    guild_id: int
    channel_id: int
    home_id: int
    owner_id: int
    slug: str
    title: str
    suffix: str
    state: RunState
    reason: str
    tempo: Tempo
    position: int
    posts: int
    steps: int
    panel_id: int | None
    anchor: int
    said_at: float | None
    poll: bool
    settled: bool
    faces: bool = True


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line about to be planned. `digest` stands for the post it was made from, `own` counts the speaker's letters."""

    part: int
    parts: int
    author: str
    persona: str
    text: str
    digest: str
    own: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a run. `text` is None once it is said or given up; the archive keeps the words, not the replay."""

    seq: int
    ordinal: int
    number: int
    part: int
    parts: int
    author: str
    persona: str
    text: str | None
    digest: str
    state: LineState
    voice_id: int | None
    message_id: int | None
    anchor: int
    letters: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A run at one moment, with everything the player decides by.

    `post` is the post at `run.position`, None past the end. `letters_before` is the length of the last line said.
    `withdrawing` is the lowest line to be deleted: of a run that is being undone, the lowest that stands.
    """

    run: Run
    post: PlannedPost | None
    claimed: Line | None
    withdrawing: Line | None
    planned: Line | None
    letters_before: int
    speaker: str
    left: Weight
    skipped: int


class Ledger(Protocol):
    """The player's memory. Methods that take a lease raise `LeaseLost` where it is not the run's lease any more."""

    async def unfinished(self) -> list[Run]:
        """Return the runs that still need somebody to play them."""
        ...

    async def inherit(self, holder: str) -> None:
        """Free the runs of every other holder that is known to be dead; where nobody can know, leases run out."""
        ...

    async def acquire(self, run_id: int, holder: str, now: float, ttl: float) -> Lease | None:
        """Take the right to play a run for `ttl` seconds, or None while another holder has it."""
        ...

    async def renew(self, holder: str, now: float, ttl: float) -> None:
        """Lengthen every lease of `holder`."""
        ...

    async def release(self, lease: Lease) -> None:
        """Give the right back; content if it is lost already."""
        ...

    async def snapshot(self, lease: Lease) -> Snapshot:
        """Return where the run stands."""
        ...

    async def personas(self, run_id: int) -> dict[str, str]:
        """Return who wears which name in this run."""
        ...

    async def message_of(self, run_id: int, number: int) -> int | None:
        """Return the message in which this run said the beginning of a post, None where it stands nowhere."""
        ...

    async def open_post(self, lease: Lease, ordinal: int, lines: Sequence[NewLine]) -> bool:
        """Plan the lines of the post at `ordinal`; False where that is not what the run needs now."""
        ...

    async def leave_out(self, lease: Lease, ordinal: int) -> None:
        """Pass over the unsaid lines of a post that the archive does not hold any more, and go on after it."""
        ...

    async def claim(self, lease: Lease, seq: int, voice_id: int, anchor: int) -> bool:
        """Store the intent to say a planned line; False where the run is not playing, or not at that line."""
        ...

    async def secured(self) -> None:
        """Return once everything written down so far survives the loss of the machine's power.

        Nothing is said or taken back before: what the ledger forgets must not have been heard by anybody. Raises
        Unsafe where that cannot be had now.
        """
        ...

    async def confirm(self, lease: Lease, seq: int, message_id: int, now: float) -> None:
        """Store that a claimed line was said."""
        ...

    async def unclaim(self, lease: Lease, seq: int) -> None:
        """Store that a claimed line was not said and cannot arrive any more."""
        ...

    async def withdrawn(self, lease: Lease, seq: int) -> None:
        """Store that a line to be withdrawn is gone."""
        ...

    async def set_panel(self, lease: Lease, message_id: int) -> None:
        """Store where the control panel is."""
        ...

    async def halt(self, lease: Lease, state: RunState, reason: str) -> None:
        """Pause, stop or finish a run for a reason of the player's own; a run that is over stays as it is."""
        ...

    async def settle(self, lease: Lease) -> None:
        """Store that nothing is left to be done for a run that is over."""
        ...

    async def shares(self, run_id: int) -> list[tuple[str, int, int]]:
        """Return each persona's posts and own letters said, most first: words only quoted are nobody's speech."""
        ...

    async def said_numbers(self, run_id: int) -> list[int]:
        """Return the numbers of the posts that were said."""
        ...
