"""The one control panel of a replay: what it shows, and its buttons, which outlive the process."""

from datetime import timedelta

import discord

from bot.languages import Text, counted
from bot.replay.ledger import RunState
from bot.replay.pacing import SPEEDS, Pace, Tempo
from bot.replay.view import EndCard, PanelView
from bot.ui.answers import with_bin
from bot.ui.markdown import named
from bot.ui.presses import button, custom_id, still
from bot.ui.sentences import Markup, say, say_n, spoken

VERB = "replay"
"""Custom ids are `hansard:replay:<run>:<order>`."""
_BAR, _SHARE = 12, 10
"""How many signs the bars of progress and of a speaker's share are long."""
_COLOURS = {
    RunState.PLAYING: 0x3BA55D,
    RunState.PAUSED: 0xFAA61A,
    RunState.STOPPED: 0xED4245,
}
_STATES = {
    RunState.PLAYING: Text("▶️ **Playing**"),
    RunState.PAUSED: Text("⏸️ **Paused**"),
    RunState.UNDOING: Text("↩️ **Taking every line back**"),
    RunState.FINISHED: Text("🏁 **Finished**"),
    RunState.STOPPED: Text("⏹️ **Stopped**"),
    RunState.UNDONE: Text("↩️ **Undone**: every line is taken back"),
}
_WAITING = Text("⏩ **Waiting** for Next")
_SPEAKERS = 10

PACES = {
    Pace.SLOW: Text("slow"),
    Pace.NORMAL: Text("normal"),
    Pace.FAST: Text("fast"),
    Pace.READING: Text("at reading speed"),
    Pace.AS_IT_HAPPENED: Text("as it happened"),
    Pace.STEP: Text("step by step"),
}


def render(view: PanelView) -> discord.ui.LayoutView:
    """Lay the panel out; a replay that is over has no buttons left but the bin."""
    container: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(
        discord.ui.TextDisplay("\n".join(_lines(view))), accent_colour=_COLOURS.get(view.state, 0x5865F2)
    )
    if view.end is not None:
        container.add_item(discord.ui.Separator())
        container.add_item(discord.ui.TextDisplay(_end(view, view.end)))
    if view.state.over:
        return with_bin(still(container), view.owner_id)
    if view.state is RunState.UNDOING:
        return still(container)
    return still(container, *_buttons(view))


def missing(place: discord.abc.GuildChannel | discord.Thread) -> list[str]:
    """Return the permissions, by discord.py's names, without which nothing can be replayed in `place`."""
    mine = place.permissions_for(place.guild.me)
    thread = isinstance(place, discord.Thread)
    needed = {
        "view_channel": mine.view_channel,
        "read_message_history": mine.read_message_history,
        "send_messages_in_threads" if thread else "send_messages": mine.send_messages_in_threads
        if thread
        else mine.send_messages,
    }
    return [name for name, there in needed.items() if not there]


def poll(view: PanelView) -> discord.Poll:
    """Ask who was convincing: the speakers who said most, at most ten, none who only quoted."""
    made = discord.Poll(question=say("Who convinced you?"), duration=timedelta(hours=24))
    spoke = [share for share in view.end.shares if share.letters] if view.end else []
    for share in spoke[:_SPEAKERS]:
        made.add_answer(text=share.persona[:55])
    return made


def poll_bin(view: PanelView) -> discord.ui.View:
    """Return the button that deletes the poll: a poll cannot stand in a layout, so its button stands in a view."""
    made = discord.ui.View(timeout=None)
    made.add_item(discord.ui.Button(emoji="🗑️", custom_id=custom_id("bin", view.owner_id)))
    made.stop()
    return made


def titled(title: str) -> str:
    """Return the title of a run's thread; a thread that was removed for good left none."""
    return named(title) or say("a removed thread")


def tempo_words(tempo: Tempo) -> str:
    """Say how fast it goes."""
    return spoken(PACES[tempo.pace]) + ("" if tempo.speed == 100 else f", {tempo.speed} %")


def duration(seconds: float | None) -> str:
    """Say how long `seconds` are, as people do."""
    if seconds is None:
        return say("as long as you like")
    minutes = round(seconds / 60)
    if minutes < 1:
        return say("less than a minute")
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return say("{minutes} min", minutes=minutes)
    return say("{hours} h {minutes} min", hours=hours, minutes=minutes)


def _lines(view: PanelView) -> list[str]:
    steerable = view.state in {RunState.PLAYING, RunState.PAUSED}
    state: list[str] = [spoken(_WAITING if view.waiting else _STATES[view.state])]
    if steerable:
        state.append(tempo_words(view.tempo))
        if view.seconds_left is not None:
            state.append(say("{duration} left", duration=duration(view.seconds_left)))
    done = say_n("{done} of {n} post", "{done} of {n} posts", view.posts, done=view.posts_done)
    progress = [f"{_bar(view.posts_done, view.posts, _BAR)} {done}"]
    if steerable and view.speaker:
        progress.append(say("last: {name}", name=named(view.speaker)))
    small: str = say("-# replay {number} of `{thread}`", number=view.run_id, thread=view.slug)
    if view.state in {RunState.FINISHED, RunState.STOPPED}:
        small += " · " + say("`/replay undo` takes every line back")
    return [
        f"### {titled(view.title)}",
        " · ".join(state),
        " · ".join(progress),
        *(f"ℹ️ {note}" for note in view.notes),
        small,
    ]


def _bar(part: int, whole: int, length: int) -> str:
    full = round(part * length / whole) if whole else length
    return "▰" * full + "▱" * (length - full)


def _end(view: PanelView, end: EndCard) -> str:
    total = sum(share.letters for share in end.shares) or 1
    lines = [f"**{say('Who spoke how much')}**"]
    lines += [
        f"{_bar(share.letters, total, _SHARE)} {share.letters * 100 // total} % · **{named(share.persona)}** · "
        + say_n("{n} post", "{n} posts", share.posts)
        for share in end.shares[:_SPEAKERS]
    ]
    if len(end.shares) > _SPEAKERS:
        lines.append(say("-# and {n} more", n=len(end.shares) - _SPEAKERS))
    if end.most_quoted is not None:
        number, times = end.most_quoted
        name = f"{view.slug}#{number}"
        place = f"[{named(name)}](<{end.most_quoted_at}>)" if end.most_quoted_at else f"`{name}`"
        often = counted("{n} time", "{n} times", times)
        lines.append(say("Most quoted: {post}, {times}", post=Markup(place), times=often))
    return "\n".join(lines)


def _buttons(view: PanelView) -> list[discord.ui.ActionRow[discord.ui.LayoutView]]:
    def order(
        name: str, emoji: str, label: str, style: str = "secondary", *, disabled: bool = False
    ) -> discord.ui.Button[discord.ui.LayoutView]:
        return button(
            VERB,
            view.run_id,
            name,
            emoji=emoji,
            label=label,
            style=discord.ButtonStyle[style],
            disabled=disabled,
        )

    paused = view.state is RunState.PAUSED
    stepping = view.tempo.pace is Pace.STEP
    moves = [
        order("back", "⏮️", say("Back"), disabled=not view.speaker),
        order("resume", "▶️", say("Resume"), "success") if paused else order("pause", "⏸️", say("Pause")),
        order("skip", "⏭️", say("Skip")),
    ]
    if stepping:
        moves.append(order("next", "⏩", say("Next"), "primary", disabled=paused))
    rows = [discord.ui.ActionRow(*moves, order("stop", "⏹️", say("Stop"), "danger"))]
    if not stepping:
        slower = order("slower", "🐢", say("Slower"), disabled=view.tempo.speed <= min(SPEEDS))
        rows.append(
            discord.ui.ActionRow(
                slower, order("faster", "🐇", say("Faster"), disabled=view.tempo.speed >= max(SPEEDS))
            )
        )
    return rows
