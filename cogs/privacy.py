"""/privacy: what is kept, and what somebody whose words are in the archive may ask for."""

from collections.abc import Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import NotAllowed
from bot.languages import Text
from bot.store.community.outbox import Deed, DeedKind
from bot.store.store import Store
from bot.ui.answers import acknowledge, answer, note
from bot.ui.markdown import named
from bot.ui.parameters import AuthorName, viewer_of
from bot.ui.sentences import say, spoken

KEPT = Text("""\
## What I keep
**The archive**: posts that somebody who manages a server imported: names, words, dates and addresses as the forum \
showed them. Of what is said in this chat I read only messages that mention me, to answer them, and keep none.
**Of you as a member**: your user id where you started a replay, keep a quote, play the guessing game, or changed the \
archive or the settings (for the server's log), and, if you ask below, which author you are. What a button needs to go \
on (a search, a page) is kept until five thousand newer ones have come.
**Hidden**: the words and the name stay in my database, shown to nobody, so that hiding can be undone; a keyed hash of \
the name hides them in later imports, too. My own notes (the log, requests, buttons) name them no more.
**Removed**: the words are deleted, also where others quote them; of them only keyed hashes stay, to keep them away \
after a new import. Backups made before keep both until they are thrown away.

## If the words are yours
`/privacy link` asks this server's managers to confirm which author you are; `/privacy hide` then asks them to hide \
you. Managers see such requests with `/archive requests`, nobody else does. `/privacy forget` takes back what you \
asked, and deletes the quotes you keep, your guesses and your scores, on every server.
A manager can hide an author, show them under a pseudonym, or remove posts and threads for good; whoever runs me can \
do so for the archive that every server reads. Names that people mention in running text stay as they wrote them.
""")


class Privacy(commands.GroupCog, name="privacy", description="What is kept, and what you may ask for"):
    """Tells what is kept, and takes requests."""

    def __init__(self, store: Store, tell_peers: Callable[[], None] | None = None) -> None:
        """Keep requests in `store`; `tell_peers`, where there are any, has them told what is to be forgotten."""
        self._store = store
        self._tell_peers = tell_peers

    @app_commands.command(description="What I keep, of whom, and for how long")
    async def show(self, interaction: discord.Interaction) -> None:
        """Answer privately."""
        await acknowledge(interaction, private=True)
        text: str = spoken(KEPT)
        kept = await self._store.privacy.of(interaction.guild_id or 0, interaction.user.id)
        text += "\n" + say(
            "**Of you now**: quotes you keep: {quotes}; guesses counted: {guesses}.",
            quotes=kept.quotes,
            guesses=kept.guesses,
        )
        if kept.author:
            text += " " + say("You are known here as **{name}**.", name=named(kept.author))
        if self._tell_peers is not None:
            text += "\n" + say(
                "I run on several machines, each for servers of its own: what I keep of you on servers of the "
                "others is shown there. Forgetting reaches all of them."
            )
        await answer(interaction, note(text), private=True)

    @app_commands.command(description="Say which author of the archive you are; a manager confirms it")
    @app_commands.describe(author="The author you are")
    @app_commands.guild_only()
    async def link(self, interaction: discord.Interaction, author: AuthorName) -> None:
        """Ask to be known as an author."""
        await acknowledge(interaction, private=True)
        viewer = viewer_of(interaction)
        async with self._store.write() as write:
            await self._store.privacy.forget_user(interaction.guild_id or 0, interaction.user.id, write=write)
            await self._store.privacy.ask("link", author.name, viewer, interaction.user.id, write=write)
        await answer(
            interaction,
            note(
                say(
                    "Noted: you say you are **{name}**. Ask somebody who manages this server to look at "
                    "`/archive requests`; until they confirm it, nothing changes.",
                    name=named(author.name),
                )
            ),
            private=True,
        )

    @app_commands.command(description="Ask that your words in the archive be hidden")
    @app_commands.guild_only()
    async def hide(self, interaction: discord.Interaction) -> None:
        """Ask to be hidden; only who is confirmed may."""
        await acknowledge(interaction, private=True)
        guild_id = interaction.guild_id or 0
        name = (await self._store.privacy.of(guild_id, interaction.user.id)).author
        if name is None:
            raise NotAllowed("Say first who you are with `/privacy link`, and have a manager confirm it.")
        async with self._store.write() as write:
            await self._store.privacy.ask(
                "hide", name, viewer_of(interaction), interaction.user.id, write=write
            )
        await answer(
            interaction,
            note(
                say(
                    "Noted: **{name}** asks to be hidden. Somebody who manages this server decides with "
                    "`/archive requests`.",
                    name=named(name),
                )
            ),
            private=True,
        )

    @app_commands.command(
        description="Delete the quotes you keep, your scores, which author you are, what you asked for"
    )
    async def forget(self, interaction: discord.Interaction) -> None:
        """Forget a member on every server."""
        await acknowledge(interaction, private=True)
        async with self._store.write() as write:
            gone = await self._store.privacy.erase(interaction.user.id, write=write)
            await self._store.outbox.post(Deed(DeedKind.FORGET, str(interaction.user.id)), write=write)
        text: str = say(
            "Forgotten. What was hidden stays hidden." if gone else "I knew nothing of you to forget."
        )
        if self._tell_peers is not None:
            self._tell_peers()
            text += " " + say("The other machines I run on are told to forget you, too.")
        await answer(interaction, note(text), private=True)
