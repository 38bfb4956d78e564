"""The player of one replay: claim, speak, confirm; after anything went wrong, look before repeating.

The invariant: the messages of a run, read from top to bottom, are its plan's lines in order, each once, whenever and
wherever the process dies. What a person skipped or took back is the only exception, and it is stored as such.

                       ┌────────────────── nudged ──────────────────┐
    acquire lease ─→ LOOK ─→ WITHDRAW ─→ state? ── paused ─→ IDLE ──┤
                      ↑  a line is claimed: was it said?            │
                      │                   └─ over ─→ end card, settle, release
                      │                   └─ playing
                      │                        │ post not opened: compose it, store its lines
                      │                        │ step by step, no step left: IDLE
                      │                        ↓
                      │                      WAIT until due ── nudged: decide again
                      │                        ↓
                      │                     CLAIM (only while playing, only with the lease)
                      │                        ↓
                      └──── doubt ────────── SAY ── not said ─→ UNCLAIM ─→ wait, pause or stop
                                               ↓ said
                                            CONFIRM

Every arrow is one transaction or one request, and nothing is said or taken back before the transactions that allow it
are on the disk. So a crash or a power cut leaves exactly one of these: nothing claimed (go on), or one line claimed.
That line is looked for; if it is not there, the voice is silenced, which makes a request still under way fail for
good, and it is looked for once more. Only then is it free to be said again.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.languages import say, say_n, spoken
from bot.replay.clock import Bell, Clock
from bot.replay.cues import Cue, Markup, compose
from bot.replay.ledger import Lease, Ledger, Line, NewLine, Run, RunState, Snapshot, Unsafe
from bot.replay.outlet import Barred, Busy, Doubt, Outlet, PlaceGone, Trouble, Utterance, VoiceGone
from bot.replay.pacing import Pace
from bot.replay.panel import Panel
from bot.replay.persona import face, persona_name
from bot.replay.script import Script
from bot.replay.view import EndCard, PanelView, Share

SETTLING = 2.5
"""Seconds a line in doubt is given to arrive before its voice is silenced."""
PATIENCE = 60.0
"""The longest wait between two tries, in seconds, where the other side names none."""
DRIFT = 0.25
"""Lateness in seconds that the next gap makes up for; more is let go, so that a stall makes no burst."""
GLANCE = 15.0
"""Seconds after which an idle player looks for what other processes changed."""
LONG = 8_000
"""Letters from which composing a post is left to a thread."""
_TRIES = 3  # voices taken away in a row before a person is asked

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stage:
    """What all players of a process share."""

    ledger: Ledger
    script: Script
    markup: Markup
    clock: Clock
    face: Callable[[str], str] = face
    """The address of the picture an author wears."""


class Player:
    """Plays one run until nothing is left to be done, its lease is lost, or it is asked to close."""

    def __init__(self, stage: Stage, outlet: Outlet, panel: Panel) -> None:
        """Take everything the player works with; it owns none of it."""
        self._ledger = stage.ledger
        self._script = stage.script
        self._markup = stage.markup
        self._clock = stage.clock
        self._face = stage.face
        self._worn: dict[str, str] = {}
        self._outlet = outlet
        self._panel = panel
        self._nudged = Bell()
        self._closing = False
        self._due_from: float | None = None  # monotonic time the next gap is counted from
        self._due: float | None = None  # monotonic time the line being said was due
        self._personas: dict[str, str] = {}
        self._faces = True
        self._troubles = 0  # in a row
        self._voices_lost = 0  # in a row
        self._note = ""
        self._trouble = ""
        self._waiting = False

    def nudge(self) -> None:
        """Have the player look at once at what was changed in the ledger."""
        self._nudged.ring()

    def close(self) -> None:
        """Ask the player to end after the line it is at."""
        self._closing = True
        self._nudged.ring()

    async def play(self, lease: Lease) -> None:
        """Play until nothing is left to do or `close` was called. Raises LeaseLost where another took over."""
        await self.take_over(lease)
        while not self._closing and await self.step(lease):
            pass
        await self._panel.flush()

    async def take_over(self, lease: Lease) -> None:
        """Take over from whoever played before; the last gap is counted from when the last line was said."""
        self._personas = await self._ledger.personas(lease.run_id)
        run = (await self._ledger.snapshot(lease)).run
        if run.said_at is not None:
            gone = self._clock.now() - run.said_at
            # A wall clock set back tells nothing: then the whole gap is waited.
            self._due_from = self._clock.monotonic() - max(gone, 0.0)

    async def step(self, lease: Lease) -> bool:
        """Do the one next thing; False where nothing is left to do."""
        self._nudged.clear()
        snapshot = await self._ledger.snapshot(lease)
        run = snapshot.run
        self._faces = run.faces
        try:
            if run.panel_id is None:
                await self._ledger.set_panel(lease, await self._panel.first(self._view(snapshot)))
                return True
            if self._panel.message_id not in {None, run.panel_id}:
                await self._ledger.set_panel(lease, self._panel.message_id or 0)
            self._panel.show(self._view(snapshot), run.panel_id)
            if snapshot.claimed is not None:
                await self._settle(lease, snapshot.claimed)
            elif snapshot.withdrawing is not None:
                await self._withdraw(lease, snapshot.withdrawing)
            elif run.state.over:
                await self._end(lease, snapshot)
                return False
            elif run.state is RunState.UNDOING:
                await self._ledger.halt(lease, RunState.UNDONE, run.reason)
            elif run.state is RunState.PAUSED:
                await self._idle(GLANCE)
            else:
                await self._play_on(lease, snapshot)
        except Trouble as trouble:
            await self._handle(lease, trouble, snapshot)
        return True

    async def _play_on(self, lease: Lease, snapshot: Snapshot) -> None:
        run, post, line = snapshot.run, snapshot.post, snapshot.planned
        if post is None:
            await self._ledger.halt(lease, RunState.FINISHED, "")
        elif line is None:
            if run.tempo.pace is Pace.STEP and run.steps < 1:
                self._waiting = True
                self._panel.show(self._view(snapshot), run.panel_id)
                await self._idle(GLANCE)
                self._waiting = False
                return
            await self._open(lease, run, post.number)
        elif await self._until_due(snapshot, line):
            # Asked after the wait: nothing that was removed meanwhile is said.
            if await self._still_there(run, line):
                await self._speak(lease, line)
            else:
                await self._ledger.leave_out(lease, line.ordinal)
                self._note = say(
                    "{post} changed in the archive while being said; its rest was left out.",
                    post=f"{run.slug}#{line.number}",
                )

    async def _open(self, lease: Lease, run: Run, number: int) -> None:
        """Compose the next post as the archive has it now, and plan its lines."""
        post = await self._script.post(run, number)
        if post is None:
            await self._ledger.leave_out(lease, run.position)
            self._note = say(
                "{post} is not in the archive any more and was left out.", post=f"{run.slug}#{number}"
            )
            return
        links = await self._links(run, post.quoted())
        make: Callable[[], tuple[Cue, ...]] = partial(compose, post, self._markup, links.get)
        cues = await asyncio.to_thread(make) if post.length > LONG else make()
        persona = self._personas.get(post.author) or persona_name(
            post.author, run.suffix, self._personas.values()
        )
        digest = post.digest()
        lines = [
            NewLine(cue.part, cue.parts, post.author, persona, cue.text, digest, len(cue.words.strip()))
            for cue in cues
        ]
        if await self._ledger.open_post(lease, run.position, lines):
            self._personas[post.author] = persona

    async def _links(self, run: Run, numbers: set[int]) -> dict[int, str]:
        """Return where in this channel the posts of these numbers were said, those that stand there."""
        links = {}
        for number in numbers:
            message = await self._ledger.message_of(run.id, number)
            if message is not None:
                links[number] = f"https://discord.com/channels/{run.guild_id}/{run.channel_id}/{message}"
        return links

    async def _still_there(self, run: Run, line: Line) -> bool:
        """Tell whether the archive still holds the words of `line`: nothing removed is ever said."""
        post = await self._script.post(run, line.number)
        return post is not None and post.digest() == line.digest

    async def _until_due(self, snapshot: Snapshot, line: Line) -> bool:
        """Wait for the line's moment; False where something else has to be looked at first."""
        self._due = None
        if self._due_from is None or snapshot.post is None:
            return True
        gap = snapshot.run.tempo.gap(
            first=line.part == 1, letters_before=snapshot.letters_before, real=snapshot.post.real_gap
        )
        self._due = self._due_from + gap
        left = self._due - self._clock.monotonic()
        return left <= 0 or not await self._clock.wait(self._nudged, left)

    async def _speak(self, lease: Lease, line: Line) -> None:
        voice = await self._outlet.voice()
        self._note = voice.note or self._note
        if not await self._ledger.claim(lease, line.seq, voice.id, self._outlet.latest()):
            return
        try:
            await self._secured()
            message_id = await self._outlet.say(voice, self._utterance(lease, line))
        except Doubt:
            # Stays claimed: the next step looks for it.
            raise
        except Trouble:
            await self._ledger.unclaim(lease, line.seq)
            raise
        await self._ledger.confirm(lease, line.seq, message_id, self._clock.now())
        self._troubles = self._voices_lost = 0
        self._trouble = ""
        said = self._clock.monotonic()
        self._due_from = self._due if self._due is not None and said - self._due <= DRIFT else said

    async def _secured(self) -> None:
        try:
            await self._ledger.secured()
        except Unsafe as error:
            raise Busy(error.sentence) from error

    async def _settle(self, lease: Lease, line: Line) -> None:
        """Find out whether a claimed line was said."""
        voice_id = line.voice_id or 0
        utterance = self._utterance(lease, line)
        found = await self._outlet.look(voice_id, utterance, line.anchor)
        if found is None:
            await self._clock.sleep(SETTLING)
            found = await self._outlet.look(voice_id, utterance, line.anchor)
        if found is None:
            await self._outlet.silence(voice_id)
            found = await self._outlet.look(voice_id, utterance, line.anchor)
        if found is None:
            await self._ledger.unclaim(lease, line.seq)
            _log.info("replay %d: line %d was not said; it is free to be said", lease.run_id, line.seq)
        else:
            await self._ledger.confirm(lease, line.seq, found, self._clock.now())
            self._due_from = self._clock.monotonic()
            _log.info("replay %d: line %d had been said as %d", lease.run_id, line.seq, found)

    async def _withdraw(self, lease: Lease, line: Line) -> None:
        if line.message_id is not None:
            await self._secured()
            await self._outlet.withdraw(line.voice_id or 0, line.message_id)
        await self._ledger.withdrawn(lease, line.seq)

    async def _end(self, lease: Lease, snapshot: Snapshot) -> None:
        """Show the end card, offer the poll, and be done."""
        run = snapshot.run
        numbers = await self._ledger.said_numbers(run.id)
        shares = tuple(Share(*share) for share in await self._ledger.shares(run.id))
        quoted = await self._script.most_quoted(run, numbers)
        link = (await self._links(run, {quoted[0]})).get(quoted[0], "") if quoted else ""
        view = self._view(snapshot, EndCard(shares, quoted, link) if numbers else None)
        self._panel.show(view, run.panel_id)
        await self._panel.flush()
        await self._ledger.settle(lease)
        if run.poll and run.state is RunState.FINISHED and sum(share.letters > 0 for share in shares) > 1:
            try:
                await self._outlet.farewell(view)
            except Trouble as trouble:
                _log.warning("replay %d: no poll: %s", run.id, trouble)

    async def _handle(self, lease: Lease, trouble: Trouble, snapshot: Snapshot) -> None:
        """Give every kind of trouble its one outcome."""
        self._trouble = spoken(trouble.sentence)
        self._troubles += 1
        _log.warning("replay %d: %s", lease.run_id, trouble)
        state = snapshot.run.state
        if isinstance(trouble, PlaceGone) or (isinstance(trouble, Barred) and state.over):
            # Nothing can be looked for or taken back there; and a run that is over repeats nothing.
            await self._abandon(lease, self._trouble, snapshot)
        elif isinstance(trouble, Barred):
            if state is not RunState.PLAYING:
                # Already still: tried again when somebody stirs, and now and then by itself.
                await self._idle(GLANCE)
            await self._ledger.halt(lease, RunState.PAUSED, self._trouble)
        elif isinstance(trouble, VoiceGone):
            self._voices_lost += 1
            if self._voices_lost >= _TRIES:
                self._voices_lost = 0
                await self._ledger.halt(lease, RunState.PAUSED, self._trouble)
        else:
            wait = trouble.retry_after if isinstance(trouble, Busy) else None
            if wait is None:
                wait = min(2.0**self._troubles, PATIENCE)
            self._panel.show(self._view(await self._ledger.snapshot(lease)), snapshot.run.panel_id)
            await self._idle(wait)

    async def _abandon(self, lease: Lease, reason: str, snapshot: Snapshot) -> None:
        """End a run whose place is gone: nothing can be looked for or taken back there."""
        for _ in range(snapshot.run.posts + 1):
            if snapshot.claimed is not None:
                await self._ledger.unclaim(lease, snapshot.claimed.seq)
            elif snapshot.withdrawing is not None:
                await self._ledger.withdrawn(lease, snapshot.withdrawing.seq)
            else:
                break
            snapshot = await self._ledger.snapshot(lease)
        if not snapshot.run.state.over:
            await self._ledger.halt(lease, RunState.STOPPED, reason)
        await self._ledger.settle(lease)
        self._panel.give_up()
        self._closing = True

    async def _idle(self, seconds: float) -> None:
        """Wait for a nudge, a while, or a change another process may have made."""
        await self._clock.wait(self._nudged, seconds)

    def _utterance(self, lease: Lease, line: Line) -> Utterance:
        # Whoever began a replay with one face ends it with that one, whatever is uploaded meanwhile.
        worn = self._worn.setdefault(line.author, self._face(line.author)) if self._faces else None
        return Utterance(f"{lease.run_id}:{line.seq}", line.persona, worn, line.text or "")

    def _view(self, snapshot: Snapshot, end: EndCard | None = None) -> PanelView:
        run = snapshot.run
        notes = [run.reason, self._trouble, self._note]
        if snapshot.skipped and run.state not in {RunState.UNDOING, RunState.UNDONE}:
            notes.append(say_n("{n} line was passed over.", "{n} lines were passed over.", snapshot.skipped))
        return PanelView(
            run_id=run.id,
            owner_id=run.owner_id,
            slug=run.slug,
            title=run.title,
            state=run.state,
            tempo=run.tempo,
            posts_done=run.position,
            posts=run.posts,
            speaker=snapshot.speaker,
            seconds_left=run.tempo.takes(snapshot.left),
            waiting=self._waiting,
            notes=tuple(dict.fromkeys(note for note in notes if note)),
            end=end,
            poll=run.poll,
        )
