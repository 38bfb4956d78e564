"""A channel made of a list, which can lose requests and answers, and a clock that passes when it is waited on."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import bot.ui.markdown
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.replay.clock import Bell
from bot.replay.ledger import PlannedPost, Run, RunPlan
from bot.replay.outlet import Barred, Busy, Doubt, PlaceGone, Utterance, Voice, VoiceGone
from bot.replay.pacing import Tempo
from bot.replay.panel import Panel
from bot.replay.player import Player, Stage
from bot.replay.view import PanelView
from bot.store.replays.script import ArchiveScript
from bot.store.store import Store

GUILD, CHANNEL, OWNER = 1, 10, 99


class Died(BaseException):
    """The process is killed here."""


class Fate(StrEnum):
    """What becomes of a request to say something."""

    HEARD = "heard"
    ANSWER_LOST = "answer lost"
    REQUEST_LOST = "request lost"
    LATE = "late"  # the answer is lost, and the line arrives only when `arrive` is called
    BUSY = "busy"
    VOICE_GONE = "voice gone"
    BARRED = "barred"
    PLACE_GONE = "place gone"
    DIES_BEFORE = "dies before"
    DIES_AFTER = "dies after"  # said, but nobody lived to hear the answer
    DIES_LATE = "dies late"  # sent, killed, arrives later


REFUSALS: dict[Fate, BaseException] = {
    Fate.BUSY: Busy("Discord asks for patience.", 3.0),
    Fate.VOICE_GONE: VoiceGone("The webhook was deleted."),
    Fate.BARRED: Barred("The permission Send Messages is missing."),
    Fate.PLACE_GONE: PlaceGone("The channel was deleted."),
    Fate.REQUEST_LOST: Doubt("No answer."),
    Fate.DIES_BEFORE: Died(),
}


@dataclass(slots=True)
class Said:
    id: int
    voice_id: int
    utterance: Utterance


@dataclass(slots=True)
class Wire:
    """Discord's side: it outlives every process."""

    messages: list[Said] = field(default_factory=list)
    voices: set[int] = field(default_factory=set)
    under_way: list[tuple[int, Utterance]] = field(default_factory=list)
    fates: deque[Fate] = field(default_factory=deque)
    panels: list[PanelView] = field(default_factory=list)
    last_id: int = 1000
    farewells: int = 0

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def hear(self, voice_id: int, utterance: Utterance) -> int:
        said = Said(self.next_id(), voice_id, utterance)
        self.messages.append(said)
        return said.id

    def arrive(self) -> None:
        """Let everything under way arrive whose voice still exists."""
        for voice_id, utterance in self.under_way:
            if voice_id in self.voices:
                self.hear(voice_id, utterance)
        self.under_way.clear()

    @property
    def texts(self) -> list[str]:
        return [said.utterance.text for said in self.messages]


class SimOutlet:
    """An outlet of one process."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._voice = 0

    async def voice(self) -> Voice:
        if self._voice not in self.wire.voices:
            self._voice = max(self.wire.voices, default=0) or self.wire.next_id()
            self.wire.voices.add(self._voice)
        return Voice(self._voice)

    def latest(self) -> int:
        return 0

    async def say(self, voice: Voice, utterance: Utterance) -> int:
        fate = self.wire.fates.popleft() if self.wire.fates else Fate.HEARD
        if voice.id not in self.wire.voices:
            raise VoiceGone("The webhook was deleted.")
        if fate is Fate.VOICE_GONE:
            self.wire.voices.discard(voice.id)
        if fate in REFUSALS:
            raise REFUSALS[fate]
        if fate in {Fate.LATE, Fate.DIES_LATE}:
            self.wire.under_way.append((voice.id, utterance))
            raise Doubt("No answer.") if fate is Fate.LATE else Died
        message_id = self.wire.hear(voice.id, utterance)
        if fate is Fate.ANSWER_LOST:
            raise Doubt("No answer.")
        if fate is Fate.DIES_AFTER:
            raise Died
        return message_id

    async def look(self, voice_id: int, _utterance: Utterance, after: int) -> int | None:
        return next((m.id for m in self.wire.messages if m.voice_id == voice_id and m.id > after), None)

    async def silence(self, voice_id: int) -> None:
        self.wire.voices.discard(voice_id)

    async def withdraw(self, _voice_id: int, message_id: int) -> None:
        self.wire.messages = [said for said in self.wire.messages if said.id != message_id]

    async def panel(self, view: PanelView, message_id: int | None) -> int:
        self.wire.panels.append(view)
        return message_id or self.wire.next_id()

    async def farewell(self, _view: PanelView) -> None:
        self.wire.farewells += 1


class QuickClock:
    """Time that passes at once when it is waited for."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.wall = 1_700_000_000.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.wall + self.passed

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.passed += seconds

    async def wait(self, bell: Bell, seconds: float) -> bool:
        if bell.is_set():
            return True
        self.waits.append(seconds)
        self.passed += seconds
        return False


DEBATE = ParsedThread(
    "A bridge over the strait",
    (
        ParsedPost("Ada", "one: A bridge would pay for itself."),
        ParsedPost("Björn", "A bridge would pay for itself.\ntwo: It would not."),
        ParsedPost("Ada", "three: " + "The sums are simple. " * 120),
        ParsedPost("Ни шагу", "four: Нет."),
        ParsedPost("Björn", "five: " + "Then build it, and see. " * 90),
        ParsedPost("Ada", "six: We shall."),
    ),
    source="bridge.txt",
    format="text",
)
SLUG = "a-bridge-over-the-strait"


def debate_passages() -> list[tuple[Passage, ...]]:
    made: list[tuple[Passage, ...]] = [(Passage(0, len(post.body)),) for post in DEBATE.posts]
    end = len("A bridge would pay for itself.")
    quote = Passage(0, end, PassageKind.QUOTE, "Ada", 1, 5, 5 + end)
    made[1] = (quote, Passage(end, len(DEBATE.posts[1].body)))
    return made


async def archive(store: Store) -> None:
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(DEBATE, debate_passages()))


def plan(numbers: Iterable[int] = range(1, 7), tempo: Tempo | None = None, channel: int = CHANNEL) -> RunPlan:
    return RunPlan(
        guild_id=GUILD,
        channel_id=channel,
        home_id=channel,
        owner_id=OWNER,
        slug=SLUG,
        title=DEBATE.title,
        suffix="(archive)",
        tempo=tempo or Tempo(),
        posts=[PlannedPost(number, 1, 4.0, 5.0) for number in numbers],
    )


def player(store: Store, wire: Wire, clock: QuickClock) -> Player:
    outlet = SimOutlet(wire)
    stage = Stage(store.replays, ArchiveScript(store.posts), bot.ui.markdown, clock)
    return Player(stage, outlet, Panel(outlet, clock))


async def play(store: Store, run: Run, wire: Wire, clock: QuickClock, *, holder: str = "a") -> None:
    """Play to the end, taking over anew whenever the process dies."""
    for life in range(50):
        lease = await store.replays.acquire(run.id, f"{holder}{life}", clock.now(), 10.0)
        assert lease is not None
        try:
            await player(store, wire, clock).play(lease)
        except Died:
            clock.passed += 11.0
            continue
        await store.replays.release(lease)
        return
    raise AssertionError("fifty lives were not enough")
