"""The bot: what it is made of, in which order it opens, and in which order it closes."""

import asyncio
import gc
import logging
import time
from contextlib import AsyncExitStack

import discord
from discord import app_commands
from discord.ext import commands

from bot.config import PRACTICE, Settings
from bot.gateway import Connection, Share, seconds_to_turn
from bot.importing.importer import Importer
from bot.operations.backups import Backups
from bot.operations.endpoint import Endpoint
from bot.operations.peers import Peers
from bot.operations.replica import Replica
from bot.replay.clock import Clock
from bot.store.store import Store
from bot.ui.daily import DailyQuotes
from bot.ui.faces import Faces
from bot.ui.mentions import Mentions
from bot.ui.presses import Presses
from bot.ui.reader import Reader
from bot.ui.registration import register_commands
from bot.ui.replay_room import DiscordClock, ReplayRoom
from bot.ui.studio import Studio
from bot.ui.translator import CatalogTranslator
from bot.ui.tree import HansardTree
from cogs.archive import Archive
from cogs.author import Author
from cogs.debate import Debate
from cogs.game import Game
from cogs.health import Health
from cogs.help import Help
from cogs.mentioned import Mentioned
from cogs.privacy import Privacy
from cogs.quote import Quote
from cogs.replay import Replay
from cogs.search import Search
from cogs.settings import Settings as SettingsCog
from cogs.thread import Threads

log = logging.getLogger(__name__)

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    manage_webhooks=True,
    send_polls=True,
)
"""What the invite asks for, and nothing more; the admin page says what each is for."""


class Hansard(commands.AutoShardedBot):
    """A discord.py bot that owns its store: opened in `setup_hook`, closed by `close`."""

    store: Store

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        """Prepare the bot; nothing is opened before it starts. What it does by itself goes by `clock`."""
        intents = discord.Intents.none()
        intents.guilds = True
        # Only to be told when somebody mentions the bot: the words of such a message come without a privileged intent.
        intents.guild_messages = True
        shards = settings.shards
        super().__init__(
            command_prefix=commands.when_mentioned,
            shard_ids=None if shards is None else list(shards.ids),  # type: ignore[arg-type] # None is its default
            shard_count=None if shards is None else shards.count,
            help_command=None,
            max_messages=None,  # nothing here looks at messages that came before
            tree_cls=HansardTree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            # Reading works everywhere, a person's own install included; groups that manage say guild_only.
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self.settings = settings
        self._clock = clock or DiscordClock()
        self._connection_state = Connection()
        if shards is not None and not shards.all:
            Share(shards).pace(self.http)
        self._presses = Presses()
        self._owned = AsyncExitStack()
        self._room: ReplayRoom | None = None
        self._daily: DailyQuotes | None = None

    async def setup_hook(self) -> None:
        """Open the store, load the seeds, add the cogs, register the commands where they changed."""
        self.store = store = await self._owned.enter_async_context(
            Store.open(self.settings.database, search=self.settings.search)
        )
        store.outbox.peers = self.settings.peers
        replica = await self._replicated(store)
        importer = Importer(store)
        if self.settings.seeds is not None:
            await importer.load_seeds(self.settings.seeds, apart_from=PRACTICE)
        else:
            # What an import that was ended from outside left unpacked; loading seeds does it by the way.
            await store.settle()
        if self.settings.backup_dir is not None:
            settings = self.settings
            backups = Backups(
                settings.database, self.settings.backup_dir, settings.backup_hours, settings.backup_keep
            )
            backups.start()
            self._owned.push_async_callback(backups.close)
        if self.settings.http_port is not None:
            endpoint = Endpoint(
                store, self.settings.http_port, self.connected, lambda: len(self.guilds), replica
            )
            await endpoint.start()
            self._owned.push_async_callback(endpoint.close)
        peers = await self._told_by_peers(store)
        presses = self._presses
        reader = Reader(store, presses)
        studio = Studio()
        faces = Faces(self, studio, self.http.token or str(self.application_id), self._clock)
        faces.forget(await store.privacy.hidden())
        self._room = room = ReplayRoom(self, store, self._clock, faces)
        self._daily = daily = DailyQuotes(self, store, self._clock)
        for cog in (
            Search(store, presses),
            Quote(store, presses, studio, daily, self.tree),
            Mentioned(store),
            Debate(store, presses, studio, room),
            Author(store, studio, presses),
            Game(store, presses),
            Threads(store, presses, reader),
            Replay(store, presses, reader, room, self.tree),
            Archive(store, importer, presses, faces, self.settings.upload_limit),
            SettingsCog(store, presses),
            Privacy(store, None if peers is None else peers.stir),
            Health(store, None if replica is None else replica.lag),
            Help(Mentions(self.tree, self.settings.sync_guild), self.tree, presses),
        ):
            await self.add_cog(cog)
        await self.tree.set_translator(CatalogTranslator())
        if self.settings.shards is None or self.settings.shards.first:
            await register_commands(self.tree, store.notes, self.settings.sync_guild)

    async def _replicated(self, store: Store) -> Replica | None:
        """Start the replica, where one is wished for; it ends before the store does."""
        settings = self.settings
        if settings.replica is None and settings.replica_socket is None:
            return None
        replica = Replica(settings.database, settings.replica or "", settings.replica_socket)
        await store.replicated_by(replica.sync)
        self._owned.push_async_callback(replica.close)
        await replica.start()
        return replica

    async def _told_by_peers(self, store: Store) -> Peers | None:
        """Listen to the other processes of this bot and tell them what they must know."""
        settings = self.settings
        if settings.peer_secret is None or not (settings.peers or settings.peer_listen):
            return None
        peers = Peers(store, settings.peer_secret, settings.peer_listen)
        self._owned.push_async_callback(peers.close)
        await peers.start()
        return peers

    def connected(self) -> bool:
        """Tell whether every shard of this process is connected to Discord now."""
        return self._connection_state.whole(self)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for the turn of this process to begin a session, where it shares them with others."""
        shards = self.settings.shards
        if shards is None or shards.all:
            await super().before_identify_hook(shard_id, initial=initial)
        else:
            await asyncio.sleep(seconds_to_turn(shards, 1 + len(self.settings.peers), time.time()))

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note that a shard is away, even where its session may be resumed."""
        self._connection_state.lost(shard_id)

    async def on_shard_ready(self, shard_id: int) -> None:
        """Note that a shard is there."""
        self._connection_state.back(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note that a shard is there again."""
        self._connection_state.back(shard_id)

    async def on_ready(self) -> None:
        """Begin to say quotes of the day, once the servers are known."""
        if self._daily is not None:
            self._daily.start()

    def settle(self) -> None:
        """Take what is loaded by now out of the garbage collector's sight: servers by the thousand are kept for good.

        A full collection that looks through all of them stops everything meanwhile.
        """
        gc.freeze()

    async def on_message(self, message: discord.Message, /) -> None:
        """Keep discord.py from looking for prefix commands: there are none."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Hand a pressed button or menu of ours to its handler."""
        await self._presses.dispatch(interaction)

    async def close(self) -> None:
        """Close in the order of need: replays end their lines while Discord still hears them, the store goes last."""
        if self._room is not None:
            await self._room.close()
        if self._daily is not None:
            await self._daily.close()
        await super().close()
        await self._owned.aclose()


def build_bot(settings: Settings, clock: Clock | None = None) -> Hansard:
    """Build the bot, ready for `start(token)`; it opens its database only then."""
    return Hansard(settings, clock)
