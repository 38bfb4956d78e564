"""The one control panel of a replay: what it shows, and its buttons, which outlive the process."""

from datetime import timedelta

import discord

from bot.replay.ledger import RunState
from bot.replay.pacing import SPEEDS, Pace, Tempo
from bot.replay.view import EndCard, PanelView
from bot.ui.answers import with_bin
from bot.ui.markdown import escape
from bot.ui.presses import button, custom_id, still

VERB = "replay"
"""Custom ids are `hansard:replay:<run>:<order>`."""
ORDERS = ("pause", "resume", "back", "skip", "next", "stop", "slower", "faster")
_BAR, _SHARE = 12, 10
"""How many signs the bars of progress and of a speaker's share are long."""
_COLOURS = {
    RunState.PLAYING: 0x3BA55D,
    RunState.PAUSED: 0xFAA61A,
    RunState.STOPPED: 0xED4245,
}
_STATES = {
    RunState.PLAYING: "▶️ **Playing**",
    RunState.PAUSED: "⏸️ **Paused**",
    RunState.UNDOING: "↩️ **Taking every line back**",
    RunState.FINISHED: "🏁 **Finished**",
    RunState.STOPPED: "⏹️ **Stopped**",
    RunState.UNDONE: "↩️ **Undone**: every line is taken back",
}
_WAITING = "⏩ **Waiting** for Next"
_SPEAKERS = 10

PACES = {
    Pace.SLOW: "slow",
    Pace.NORMAL: "normal",
    Pace.FAST: "fast",
    Pace.READING: "at reading speed",
    Pace.AS_IT_HAPPENED: "as it happened",
    Pace.STEP: "step by step",
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
    """Name the permissions without which nothing can be replayed in `place`."""
    mine = place.permissions_for(place.guild.me)
    thread = isinstance(place, discord.Thread)
    needed = {
        "View Channel": mine.view_channel,
        "Read Message History": mine.read_message_history,
        "Send Messages in Threads" if thread else "Send Messages": mine.send_messages_in_threads
        if thread
        else mine.send_messages,
    }
    return [name for name, there in needed.items() if not there]


def poll(view: PanelView) -> discord.Poll:
    """Ask who was convincing: the speakers who said most, at most ten."""
    made = discord.Poll(question="Who convinced you?", duration=timedelta(hours=24))
    for share in view.end.shares[:_SPEAKERS] if view.end else ():
        made.add_answer(text=share.persona[:55])
    return made


def poll_bin(view: PanelView) -> discord.ui.View:
    """Return the button that deletes the poll: a poll cannot stand in a layout, so its button stands in a view."""
    made = discord.ui.View(timeout=None)
    made.add_item(discord.ui.Button(emoji="🗑️", custom_id=custom_id("bin", view.owner_id)))
    made.stop()
    return made


def tempo_words(tempo: Tempo) -> str:
    """Say how fast it goes."""
    return PACES[tempo.pace] + ("" if tempo.speed == 100 else f", {tempo.speed} %")


def duration(seconds: float | None) -> str:
    """Say how long `seconds` are, as people do."""
    if seconds is None:
        return "as long as you like"
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _lines(view: PanelView) -> list[str]:
    steerable = view.state in {RunState.PLAYING, RunState.PAUSED}
    state = [_WAITING if view.waiting else _STATES[view.state]]
    if steerable:
        state.append(tempo_words(view.tempo))
        if view.seconds_left is not None:
            state.append(f"{duration(view.seconds_left)} left")
    progress = [f"{_bar(view.posts_done, view.posts, _BAR)} {view.posts_done} of {view.posts} posts"]
    if steerable and view.speaker:
        progress.append(f"last: {escape(view.speaker)}")
    small = f"-# replay {view.run_id} of `{view.slug}`"
    if view.state in {RunState.FINISHED, RunState.STOPPED}:
        small += " · `/replay undo` takes every line back"
    return [
        f"### {escape(view.title)}",
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
    lines = ["**Who spoke how much**"]
    lines += [
        f"{_bar(share.letters, total, _SHARE)} {share.letters * 100 // total} % · **{escape(share.persona)}** · "
        f"{share.posts} {'post' if share.posts == 1 else 'posts'}"
        for share in end.shares[:_SPEAKERS]
    ]
    if len(end.shares) > _SPEAKERS:
        lines.append(f"-# and {len(end.shares) - _SPEAKERS} more")
    if end.most_quoted is not None:
        number, times = end.most_quoted
        name = f"{view.slug}#{number}"
        place = f"[{escape(name)}](<{end.most_quoted_at}>)" if end.most_quoted_at else f"`{name}`"
        lines.append(f"Most quoted: {place}, {times} {'time' if times == 1 else 'times'}")
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
        order("back", "⏮️", "Back", disabled=not view.speaker),
        order("resume", "▶️", "Resume", "success") if paused else order("pause", "⏸️", "Pause"),
        order("skip", "⏭️", "Skip"),
    ]
    if stepping:
        moves.append(order("next", "⏩", "Next", "primary", disabled=paused))
    rows = [discord.ui.ActionRow(*moves, order("stop", "⏹️", "Stop", "danger"))]
    if not stepping:
        slower = order("slower", "🐢", "Slower", disabled=view.tempo.speed <= min(SPEEDS))
        rows.append(
            discord.ui.ActionRow(
                slower, order("faster", "🐇", "Faster", disabled=view.tempo.speed >= max(SPEEDS))
            )
        )
    return rows
