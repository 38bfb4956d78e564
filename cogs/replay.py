"""/replay: an archived debate, spoken again in a channel, line by line."""

from collections.abc import Awaitable, Callable, Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.ids import PostId
from bot.errors import NotFound, UserError
from bot.languages import Text, speaking
from bot.replay.ledger import Run, RunState
from bot.replay.pacing import Pace
from bot.store.store import Store
from bot.ui.answers import acknowledge, answer, note, replace
from bot.ui.guilds import rules_of
from bot.ui.locales import shared_by
from bot.ui.markdown import named
from bot.ui.outlet import Place
from bot.ui.parameters import AuthorName, ShortQuery, Thread
from bot.ui.permissions import NEEDS, Need, require_voice
from bot.ui.presses import OUTDATED, Presses, known
from bot.ui.reader import Reader
from bot.ui.replay_panel import PACES, VERB, tempo_words, titled
from bot.ui.replay_preview import Preview, Wish
from bot.ui.replay_room import ReplayRoom, require_replayer, shown_at
from bot.ui.sentences import say, spoken

PACE_CHOICES = [app_commands.Choice(name=str(words), value=pace.value) for pace, words in PACES.items()]
STATES = {
    RunState.PLAYING: Text("Playing"),
    RunState.PAUSED: Text("Paused"),
    RunState.UNDOING: Text("Undoing"),
    RunState.FINISHED: Text("Finished"),
    RunState.STOPPED: Text("Stopped"),
    RunState.UNDONE: Text("Undone"),
}
WHERE_CHOICES = [
    app_commands.Choice(name="this channel", value="here"),
    app_commands.Choice(name="a new thread", value="thread"),
]


@app_commands.guild_only()
class Replay(commands.GroupCog, name="replay", description="An archived debate, spoken again line by line"):
    """Starts replays and steers them."""

    def __init__(
        self,
        store: Store,
        presses: Presses,
        reader: Reader,
        room: ReplayRoom,
        tree: app_commands.CommandTree[discord.Client],
    ) -> None:
        """Take the verbs `replay` and `replay-start`, and the context menu on replayed messages."""
        self._replays = store.replays
        self._reader = reader
        self._room = room
        self._tree = tree
        self._preview = Preview(store, room)
        self._orders: dict[str, Callable[[Run, str], Awaitable[Run]]] = {
            "pause": lambda run, who: self._replays.pause(run.id, say("Paused by {name}.", name=who)),
            "resume": lambda run, _: self._replays.resume(run.id),
            "stop": lambda run, who: self._replays.stop(run.id, say("Stopped by {name}.", name=who)),
            "back": lambda run, _: self._replays.back(run.id),
            "skip": lambda run, _: self._replays.skip(run.id),
            "next": lambda run, _: self._replays.step(run.id),
            "slower": lambda run, _: self._replays.set_tempo(run.id, run.tempo.slower()),
            "faster": lambda run, _: self._replays.set_tempo(run.id, run.tempo.faster()),
            "undo": lambda run, _: self._replays.undo(run.id),
        }
        presses.on(VERB, self._press, "# order")
        presses.on("replay-start", self._start, "owner #")
        self._menu = app_commands.ContextMenu(name="Where is this from?", callback=self._where_from)
        app_commands.guild_only(self._menu)

    async def cog_load(self) -> None:
        """Offer the context menu, which a group cannot hold itself."""
        self._tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the context menu back."""
        self._tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(
        description="Replay a debate here: first a preview only you see", extras={NEEDS: Need.REPLAYER}
    )
    @app_commands.describe(
        thread="Which debate",
        from_="First post (default: the first)",
        to="Last post (default: the last)",
        author="Only this author's posts",
        other="Together with `author`: the exchange between these two",
        query="Only posts that fit this search, as `/search` takes it",
        pace="How fast",
        where="Where to play it (default: this channel)",
        channel="Another channel or thread",
        poll="Ask at the end who was convincing",
    )
    @app_commands.rename(from_="from")
    @app_commands.choices(pace=PACE_CHOICES, where=WHERE_CHOICES)
    async def start(
        self,
        interaction: discord.Interaction,
        thread: Thread,
        from_: app_commands.Range[int, 1] = 1,
        to: app_commands.Range[int, 1] | None = None,
        author: AuthorName | None = None,
        other: AuthorName | None = None,
        query: ShortQuery | None = None,
        pace: str | None = None,
        where: str = "here",
        channel: discord.TextChannel | discord.VoiceChannel | discord.Thread | None = None,
        poll: bool = False,
    ) -> None:
        """Show what would be replayed, how long it takes, and what is missing."""
        await acknowledge(interaction, private=True)
        rules = await rules_of(interaction)
        require_replayer(interaction.user, rules)
        target = channel or interaction.channel
        if not isinstance(target, Place):
            raise UserError("Replays need a text channel or a thread.")
        wish = Wish(
            slug=thread.slug,
            first=from_,
            last=to,
            authors=tuple(each.name for each in (author, other) if each),
            pace=known(Pace, pace or rules.replay_pace),
            channel_id=target.id,
            new_thread=where == "thread",
            poll=poll,
            query=query,
        )
        await answer(interaction, await self._preview.show(interaction, wish, rules), private=True)

    @app_commands.command(
        description="Pause the replay in this channel after the line being said",
        extras={NEEDS: Need.REPLAYER},
    )
    async def pause(self, interaction: discord.Interaction) -> None:
        """Pause."""
        await self._command(interaction, "pause", Text("Paused. `/replay resume` goes on."))

    @app_commands.command(description="Go on with the replay in this channel", extras={NEEDS: Need.REPLAYER})
    async def resume(self, interaction: discord.Interaction) -> None:
        """Resume."""
        await self._command(interaction, "resume", Text("Going on."))

    @app_commands.command(description="End the replay in this channel", extras={NEEDS: Need.REPLAYER})
    async def stop(self, interaction: discord.Interaction) -> None:
        """Stop."""
        await self._command(
            interaction, "stop", Text("Stopped. `/replay undo` takes everything it said back.")
        )

    @app_commands.command(
        description="Delete everything the last replay in this channel said", extras={NEEDS: Need.REPLAYER}
    )
    async def undo(self, interaction: discord.Interaction) -> None:
        """Undo."""
        await self._command(interaction, "undo", Text("Taking every line back, from the last to the first."))

    @app_commands.command(description="The replays of this server and where they stand")
    async def status(self, interaction: discord.Interaction) -> None:
        """List unfinished replays."""
        await acknowledge(interaction, private=True)
        runs = await self._replays.in_guild(interaction.guild_id or 0)
        lines = [_status(run, here=self._room.conductor.plays(run.id)) for run in runs]
        text = "\n".join(lines) if lines else say("Nothing is being replayed. `/replay start` begins.")
        await answer(interaction, note(text), private=True)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Take up what was unfinished, once the servers are known."""
        await self._room.start()

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Have the replays of a server that threw the bot out find that out now: webhooks would speak on."""
        for run in await self._replays.in_guild(guild.id):
            if not run.state.over:
                await self._replays.stop(run.id, say("I was removed from the server."))
            self._room.conductor.stir(run.id)

    async def _command(self, interaction: discord.Interaction, order: str, done: Text) -> None:
        await acknowledge(interaction, private=True)
        require_replayer(interaction.user, await rules_of(interaction))
        run = await self._replays.latest(interaction.channel_id or 0)
        if run is None or (run.settled and order != "undo"):
            raise NotFound(
                "No replay is running in this channel. `/replay status` lists those of the server."
            )
        await self._order(interaction, run, order)
        await answer(interaction, note(spoken(done)), private=True)

    async def _press(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Carry out an order of the panel; the panel shows the outcome itself."""
        run = await self._replays.get(int(arguments[0]))
        await self._order(interaction, run, arguments[1])

    async def _order(self, interaction: discord.Interaction, run: Run, order: str) -> None:
        # A panel stands where its replay plays: whoever presses it elsewhere has made it up.
        if run.guild_id != interaction.guild_id or run.channel_id != interaction.channel_id:
            raise NotFound("That replay is not of this channel.")
        if order not in self._orders:
            raise NotFound(OUTDATED)
        require_replayer(interaction.user, await rules_of(interaction))
        require_voice(interaction)
        with speaking(await shared_by(interaction)):  # the panel, which says who it was, is everybody's
            await self._orders[order](run, interaction.user.display_name)
        self._room.conductor.stir(run.id)

    async def _start(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Begin what a preview showed."""
        rules = await rules_of(interaction)
        require_replayer(interaction.user, rules)
        run = await self._preview.begin(interaction, int(arguments[1]), rules)
        self._room.conductor.stir(run.id)
        await replace(
            interaction,
            note(
                say("Playing **{thread}** in <#{channel}>.", thread=named(run.title), channel=run.channel_id)
            ),
        )

    async def _where_from(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Answer with the archived post a replayed message is from."""
        await acknowledge(interaction, private=True)
        found = await self._replays.source_of(message.id)
        if found is None or found[0].guild_id != interaction.guild_id:
            raise NotFound("That message is no line of a replay I know.")
        run, number = found
        await self._reader.show(interaction, PostId(run.slug, number), private=True)


def _status(run: Run, *, here: bool) -> str:
    state = STATES[run.state]
    if run.state is RunState.PLAYING and not here:
        state = Text("Waiting for its player")
    reason = f" · {run.reason}" if run.reason else ""
    told = say(
        "**{thread}** in <#{channel}> · {state}, post {number} of {posts}, {pace}",
        thread=titled(run.title),
        channel=run.channel_id,
        state=state,
        number=run.position,
        posts=run.posts,
        pace=tempo_words(run.tempo),
    )
    return f"{told}{reason} · {shown_at(run)}"
