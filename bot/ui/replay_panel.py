"""The one control panel of a replay: what it shows, and its buttons, which outlive the process."""

from datetime import timedelta

import discord

from bot.replay.ledger import RunState
from bot.replay.pacing import SPEEDS, Pace, Tempo
from bot.replay.view import EndCard, PanelView
from bot.ui.markdown import escape
from bot.ui.presses import button, still

VERB = "replay"
"""Custom ids are `hansard:replay:<run>:<order>`."""
ORDERS = ("pause", "resume", "back", "skip", "next", "stop", "slower", "faster")
_BAR = 20
_COLOURS = {
    RunState.PLAYING: 0x3BA55D,
    RunState.PAUSED: 0xFAA61A,
    RunState.STOPPED: 0xED4245,
}
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
    """Lay the panel out; a replay that is over has no buttons left."""
    container: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(
        discord.ui.TextDisplay("\n".join(_lines(view))), accent_colour=_COLOURS.get(view.state, 0x5865F2)
    )
    if view.end is not None:
        container.add_item(discord.ui.Separator())
        container.add_item(discord.ui.TextDisplay(_end(view, view.end)))
    if view.state not in {RunState.PLAYING, RunState.PAUSED}:
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
    done = view.posts_done / view.posts if view.posts else 1.0
    bar = "▰" * round(done * _BAR) + "▱" * (_BAR - round(done * _BAR))
    lines = [f"### {escape(view.title)}", f"{bar} {view.posts_done} of {view.posts} posts"]
    state = f"**{view.state.capitalize()}**"
    if view.waiting:
        state = "**Waiting** for Next"
    if view.state in {RunState.PLAYING, RunState.PAUSED}:
        state += f" · {tempo_words(view.tempo)}"
        if view.seconds_left is not None:
            state += f" · {duration(view.seconds_left)} left"
        if view.speaker:
            state += f" · last: {escape(view.speaker)}"
    lines.append(state)
    lines += [f"⚠️ {note}" for note in view.notes]
    lines.append(f"-# replay {view.run_id} of `{view.slug}`")
    return lines


def _end(view: PanelView, end: EndCard) -> str:
    total = sum(share.letters for share in end.shares) or 1
    lines = ["**Who spoke how much**"]
    lines += [
        f"{escape(share.persona)}: {share.posts} {'post' if share.posts == 1 else 'posts'}, "
        f"{share.letters * 100 // total} %"
        for share in end.shares[:_SPEAKERS]
    ]
    if len(end.shares) > _SPEAKERS:
        lines.append(f"-# and {len(end.shares) - _SPEAKERS} more")
    if end.most_quoted is not None:
        number, times = end.most_quoted
        lines.append(f"Most quoted: `{view.slug}#{number}`, {times} {'time' if times == 1 else 'times'}")
    return "\n".join(lines)


def _buttons(view: PanelView) -> list[discord.ui.ActionRow[discord.ui.LayoutView]]:
    def order(
        name: str, emoji: str, label: str, *, disabled: bool = False
    ) -> discord.ui.Button[discord.ui.LayoutView]:
        style = discord.ButtonStyle.danger if name == "stop" else discord.ButtonStyle.secondary
        return button(VERB, view.run_id, name, emoji=emoji, label=label, style=style, disabled=disabled)

    paused = view.state is RunState.PAUSED
    steady = view.tempo.pace is not Pace.STEP
    first = [
        order("resume", "▶️", "Resume") if paused else order("pause", "⏸️", "Pause"),
        order("back", "⏮️", "Back", disabled=not view.speaker),
        order("skip", "⏭️", "Skip"),
        order("next", "⏩", "Next", disabled=steady or paused),
        order("stop", "⏹️", "Stop"),
    ]
    second = [
        order("slower", "🐢", "Slower", disabled=view.tempo.speed <= min(SPEEDS)),
        order("faster", "🐇", "Faster", disabled=view.tempo.speed >= max(SPEEDS)),
    ]
    return [discord.ui.ActionRow(*first), discord.ui.ActionRow(*second)]
