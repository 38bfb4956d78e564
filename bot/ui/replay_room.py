"""Where replays may be played and who may steer them, and the conductor as a bot uses it."""

import discord

import bot.ui.markdown
from bot.errors import NotAllowed, UserError
from bot.replay.clock import Clock, RealClock
from bot.replay.conductor import Conductor
from bot.replay.ledger import Run
from bot.replay.persona import face
from bot.replay.player import Stage
from bot.store.replays.script import ArchiveScript
from bot.store.store import Store
from bot.ui.faces import Faces
from bot.ui.locales import address
from bot.ui.outlet import DiscordOutlet, Place
from bot.ui.permissions import may_replay
from bot.ui.rules import Rules
from bot.ui.sentences import Markup
from bot.ui.webhooks import Webhooks


class DiscordClock(RealClock):
    """The process's time; the wall as discord.py tells it, which a practice room sets."""

    def now(self) -> float:
        """Return the wall's time."""
        return discord.utils.utcnow().timestamp()


class ReplayRoom:
    """The players of this bot and the webhooks they speak through. Start it when ready, close it before the store."""

    def __init__(
        self, client: discord.Client, store: Store, clock: Clock, faces: Faces | None = None
    ) -> None:
        """Play what `store` holds through `client`; speakers wear `faces`, else Discord's own."""
        self.faces = faces
        self._webhooks = Webhooks(client)
        self.script = ArchiveScript(store.posts)
        stage = Stage(
            store.replays,
            self.script,
            bot.ui.markdown,
            clock,
            face if faces is None else faces.of,
        )

        self.conductor = Conductor(
            stage,
            lambda run: DiscordOutlet(client, self._webhooks, run),
            address=lambda run: address(client.get_guild(run.guild_id), store),
        )

    async def start(self) -> None:
        """Take up unfinished replays; may be called again."""
        await self.conductor.start()

    async def close(self) -> None:
        """Let every line being said end, then hang up."""
        await self.conductor.close()
        await self._webhooks.close()
        if self.faces is not None:
            await self.faces.close()


def require_replayer(member: discord.User | discord.Member, rules: Rules) -> None:
    """Raise NotAllowed unless `member` may replay in this server, as its rules are now."""
    if not isinstance(member, discord.Member):
        raise NotAllowed("Replays are for servers.")
    if may_replay(member, rules):
        return
    if rules.replay_role:
        raise NotAllowed(
            "To replay here you need the permission **Manage Messages** or **Manage Server**, or the role <@&{role}>.",
            role=rules.replay_role,
        )
    raise NotAllowed("To replay here you need the permission **Manage Messages** or **Manage Server**.")


def require_channel(place: Place, rules: Rules) -> None:
    """Raise UserError where the server does not want replays in `place`."""
    allowed = rules.replay_channels
    home = place.parent_id if isinstance(place, discord.Thread) else place.id
    if allowed and home not in allowed and place.id not in allowed:
        names = ", ".join(f"<#{channel}>" for channel in allowed)
        raise UserError("This server keeps replays to {channels}.", channels=Markup(names))


def shown_at(run: Run) -> str:
    """Return the link to a run's panel, or its channel where it has none yet."""
    if run.panel_id is None:
        return f"<#{run.channel_id}>"
    return f"https://discord.com/channels/{run.guild_id}/{run.channel_id}/{run.panel_id}"
