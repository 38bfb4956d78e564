"""The bot: what it is made of, in which order it opens, and in which order it closes."""

import logging
from contextlib import AsyncExitStack

import discord
from discord import app_commands
from discord.ext import commands

from bot.config import PRACTICE, Settings
from bot.importing import Importer
from bot.operations.backups import Backups
from bot.operations.endpoint import Endpoint
from bot.replay.clock import Clock
from bot.store.store import Store
from bot.ui.daily import DailyQuotes
from bot.ui.mentions import Mentions
from bot.ui.presses import Presses
from bot.ui.reader import Reader
from bot.ui.registration import register_commands
from bot.ui.replay_room import ReplayRoom
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


class Hansard(commands.Bot):
    """A discord.py bot that owns its store: opened in `setup_hook`, closed by `close`."""

    store: Store

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        """Prepare the bot; nothing is opened before it starts. Replays go by `clock` (the process's own time)."""
        intents = discord.Intents.none()
        intents.guilds = True
        # Only to be told when somebody mentions the bot: the words of such a message come without a privileged intent.
        intents.guild_messages = True
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
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
        self._clock = clock
        self._presses = Presses()
        self._owned = AsyncExitStack()
        self._room: ReplayRoom | None = None
        self._daily: DailyQuotes | None = None

    async def setup_hook(self) -> None:
        """Open the store, load the seeds, add the cogs, register the commands where they changed."""
        self.store = store = await self._owned.enter_async_context(Store.open(self.settings.database))
        importer = Importer(store)
        if self.settings.seeds is not None:
            await importer.load_seeds(self.settings.seeds, apart_from=PRACTICE)
        else:
            # What an import that was ended from outside left unpacked; loading seeds does it by the way.
            await store.search.settle()
        if self.settings.backup_dir is not None:
            settings = self.settings
            backups = Backups(
                settings.database, self.settings.backup_dir, settings.backup_hours, settings.backup_keep
            )
            backups.start()
            self._owned.push_async_callback(backups.close)
        if self.settings.http_port is not None:
            endpoint = Endpoint(store, self.settings.http_port, self.is_ready, lambda: len(self.guilds))
            await endpoint.start()
            self._owned.push_async_callback(endpoint.close)
        presses = self._presses
        reader = Reader(store, presses)
        self._room = room = ReplayRoom(self, store, self._clock)
        studio = Studio()
        self._daily = daily = DailyQuotes(self, store)
        for cog in (
            Search(store, presses),
            Quote(store, presses, studio, daily, self.tree),
            Mentioned(store),
            Debate(store, presses, studio, room),
            Author(store, studio),
            Game(store, presses),
            Threads(store, presses, reader),
            Replay(store, presses, reader, room, self.tree),
            Archive(store, importer, presses, self.settings.upload_limit),
            SettingsCog(store, presses),
            Privacy(store),
            Health(store),
            Help(Mentions(self.tree, self.settings.sync_guild)),
        ):
            await self.add_cog(cog)
        await self.tree.set_translator(CatalogTranslator())
        await register_commands(self.tree, store.notes, self.settings.sync_guild)

    async def on_ready(self) -> None:
        """Begin to say quotes of the day, once the servers are known."""
        if self._daily is not None:
            self._daily.start()

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
