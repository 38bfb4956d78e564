"""/archive hide, unhide, alias, requests: what managers decide about those who wrote."""

import secrets
from collections import OrderedDict
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import NotAllowed, NotFound
from bot.search.words import holds
from bot.store.privacy.requests import Request
from bot.store.store import Store
from bot.ui.answers import acknowledge, answer, note, replace
from bot.ui.faces import Faces
from bot.ui.markdown import named, shortened
from bot.ui.ownership import scope_of
from bot.ui.parameters import AuthorName, AuthorParameter, Choices, viewer_of
from bot.ui.permissions import require_manager
from bot.ui.presses import Presses, button, still
from bot.ui.sentences import Markup, say
from bot.ui.suggestions import LONGEST

Row = discord.ui.ActionRow[discord.ui.LayoutView]
REMEMBERED = 64
"""Hidings that can be undone by their button, over all servers; the oldest is forgotten first."""


class ArchivePeople(commands.Cog):
    """Part of the group `archive`; `cogs.archive.Archive` is made of it."""

    _store: Store
    _faces: Faces

    def _people_verbs(self, presses: Presses) -> None:
        self._undoable: OrderedDict[str, tuple[int | None, str]] = OrderedDict()
        presses.on("unhide", self._undo_hiding, "owner token")
        presses.on("grant", self._settle, "owner # decision")

    @app_commands.command(
        description="Hide somebody's words and name everywhere here, or give them another name"
    )
    @app_commands.describe(
        author="Whose words, as the archive spells the name; somebody only quoted counts, too",
        pseudonym="Keep the words and show this name instead",
    )
    async def hide(
        self,
        interaction: discord.Interaction,
        author: app_commands.Range[str, 1, 100],
        pseudonym: app_commands.Range[str, 1, 60] | None = None,
    ) -> None:
        """Hide an author at once; it can be undone."""
        await acknowledge(interaction, private=True)
        await self._hide(interaction, author, pseudonym)
        if pseudonym:
            done = say(
                "The name is now **{name}** everywhere, also where others quote it.", name=named(pseudonym)
            )
        else:
            done = say(
                "Their words and name are shown to nobody any more, not where others quote them, and not after "
                "a later import."
            )
        back = say(
            "`/archive unhide` takes it back. What a replay has already said stays: `/replay undo` deletes that."
        )
        token = secrets.token_hex(8)
        self._undoable[token] = (interaction.guild_id, author)
        while len(self._undoable) > REMEMBERED:
            self._undoable.popitem(last=False)
        undo = Row(button("unhide", interaction.user.id, token, label=say("Undo"), emoji="↩️"))
        text = discord.ui.TextDisplay[discord.ui.LayoutView](f"{done}\n-# {back}")
        await answer(interaction, still(discord.ui.Container(text), undo), private=True)

    async def _undo_hiding(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        require_manager(interaction)
        guild_id, author = self._undoable.pop(arguments[1], (None, ""))
        if guild_id is None or guild_id != interaction.guild_id:
            # The name is kept in memory alone: nothing on the disk says who was hidden.
            raise NotFound("That was too long ago to undo by a button: use `/archive unhide` with the name.")
        await self._unhide(interaction, author)
        await replace(interaction, note(say("They are shown again, under their own name.")))

    @app_commands.command(description="Show somebody's words and name again")
    @app_commands.describe(author="The name as it was, or the pseudonym")
    async def unhide(self, interaction: discord.Interaction, author: app_commands.Range[str, 1, 100]) -> None:
        """Undo `hide`."""
        await acknowledge(interaction, private=True)
        await self._unhide(interaction, author)
        await answer(interaction, note(say("They are shown again, under their own name.")), private=True)

    @app_commands.command(description="Let an author be found by another name, too")
    @app_commands.describe(author="Who", alias="The other name")
    async def alias(
        self, interaction: discord.Interaction, author: AuthorName, alias: app_commands.Range[str, 1, 60]
    ) -> None:
        """Add an alias."""
        await acknowledge(interaction, private=True)
        async with self._store.write() as write:
            await self._store.authors.alias(
                author.name, alias, viewer_of(interaction), write=write, guild_id=scope_of(interaction)
            )
            await self._store.audit.add(
                str(interaction.user.id), "alias", "an author", write=write, guild_id=interaction.guild_id
            )
        text = say("**{name}** is also found as **{alias}**.", name=named(author.name), alias=named(alias))
        await answer(interaction, note(text), private=True)

    @app_commands.command(description="What members asked about their own words, to confirm or refuse")
    async def requests(self, interaction: discord.Interaction) -> None:
        """Show open requests with buttons."""
        await acknowledge(interaction, private=True)
        await answer(interaction, await self._requests(interaction), private=True)

    async def _requests(self, interaction: discord.Interaction) -> discord.ui.LayoutView:
        owner = interaction.user.id
        open_ = await self._store.privacy.requests(interaction.guild_id or 0, limit=5)
        if not open_:
            return note(say("No member asks for anything."))
        items: list[discord.ui.Item[discord.ui.LayoutView]] = []
        for request in open_:
            items.append(discord.ui.Container(discord.ui.TextDisplay(_wish(request))))
            label = say("Confirm" if request.kind == "link" else "Hide")
            items.append(
                Row(
                    button("grant", owner, request.id, "yes", label=label, style=discord.ButtonStyle.success),
                    button("grant", owner, request.id, "no", label=say("Refuse")),
                )
            )
        return still(*items)

    async def _settle(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        require_manager(interaction)
        _, number, decision = arguments
        request = await self._store.privacy.request(interaction.guild_id or 0, int(number))
        granted = decision == "yes"
        if granted and request.kind == "hide":
            await self._hide(interaction, request.author, None)
        async with self._store.write() as write:
            await self._store.privacy.settle(request, granted=granted, write=write)
            await self._store.audit.add(
                str(interaction.user.id),
                f"{'grant' if granted else 'refuse'} {request.kind}",
                f"member {request.user_id}",
                write=write,
                guild_id=interaction.guild_id,
            )
        await replace(interaction, await self._requests(interaction))

    async def _unhide(self, interaction: discord.Interaction, author: str) -> None:
        async with self._store.write() as write:
            await self._store.privacy.unhide(author, write=write, guild_id=scope_of(interaction))
            await self._store.audit.add(
                str(interaction.user.id), "unhide", "an author", write=write, guild_id=interaction.guild_id
            )

    async def _hide(self, interaction: discord.Interaction, author: str, pseudonym: str | None) -> None:
        try:
            async with self._store.write() as write:
                await self._store.privacy.hide(
                    author,
                    viewer_of(interaction),
                    write=write,
                    pseudonym=pseudonym,
                    guild_id=scope_of(interaction),
                )
                await self._store.audit.add(
                    str(interaction.user.id),
                    "rename" if pseudonym else "hide",
                    pseudonym or "an author",
                    write=write,
                    guild_id=interaction.guild_id,
                )
            self._faces.forget(await self._store.privacy.hidden(scope_of(interaction)))
        except NotFound:
            # Known here, but from the archive all servers read: say whose it is to decide.
            known = await self._store.authors.get(author, viewer_of(interaction))
            raise NotAllowed(
                "**{name}** wrote nothing in this server's own archive, only in one that every server reads; "
                "whoever runs me can hide them there, with `hansard hide`.",
                name=named(known.name),
            ) from None

    @hide.autocomplete("author")
    async def _authors(self, interaction: discord.Interaction, current: str) -> Choices:
        return await AuthorParameter().autocomplete(interaction, current)

    @unhide.autocomplete("author")
    async def _hidden(self, interaction: discord.Interaction, current: str) -> Choices:
        # Autocomplete is answered before the command's own check runs: whoever may not unhide learns no name.
        if not interaction.permissions.manage_guild:
            return []
        names = await self._store.privacy.hidden(scope_of(interaction))
        fitting = [name for name in names if holds(name, current)]
        return [app_commands.Choice(name=shortened(name, LONGEST), value=name[:100]) for name in fitting[:25]]


def _wish(request: Request) -> str:
    who = Markup(f"<@{request.user_id}>")
    if request.kind == "link":
        return say(
            "{who} says they are **{name}**.\n-# Confirm only what you know: whoever is confirmed may ask that these "
            "words be hidden.",
            who=who,
            name=named(request.author),
        )
    return say(
        "{who}, confirmed to be **{name}**, asks to be hidden here.", who=who, name=named(request.author)
    )
