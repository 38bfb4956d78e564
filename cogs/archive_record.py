"""/archive remove, remove-post, rename, share, unshare, log: what managers decide about threads and posts."""

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.ids import PostId
from bot.languages import Text
from bot.store.community.settings import AuditEntry
from bot.store.store import Store
from bot.ui.answers import acknowledge, answer, note, replace
from bot.ui.markdown import named
from bot.ui.ownership import require_own
from bot.ui.parameters import ExactThread, PostRef, viewer_of
from bot.ui.permissions import require_manager
from bot.ui.presses import Presses, button, still
from bot.ui.rules import RULES
from bot.ui.sentences import Markup, say, say_n, spoken

Row = discord.ui.ActionRow[discord.ui.LayoutView]
ACTIONS = {
    "import": Text("import"),
    "undo import": Text("undo import"),
    "remove": Text("remove"),
    "share": Text("share"),
    "unshare": Text("unshare"),
    "hide": Text("hide"),
    "rename": Text("rename"),
    "slug": Text("rename thread"),
    "unhide": Text("unhide"),
    "alias": Text("alias"),
    "set": Text("set"),
    "grant link": Text("grant link"),
    "refuse link": Text("refuse link"),
    "grant hide": Text("grant hide"),
    "refuse hide": Text("refuse hide"),
}
"""Deeds as the log keeps them, and how they are called."""
DEEDS = 20
"""Deeds the log shows."""


class ArchiveRecord(commands.Cog):
    """Part of the group `archive`; `cogs.archive.Archive` is made of it."""

    _store: Store

    def _record_verbs(self, presses: Presses) -> None:
        presses.on("remove", self._remove, "owner thread")
        presses.on("remove-post", self._remove_post, "owner thread #")

    @app_commands.command(description="Take a thread off the record for good: no import brings it back")
    @app_commands.describe(thread="Which thread")
    async def remove(self, interaction: discord.Interaction, thread: ExactThread) -> None:
        """Ask before removing."""
        await acknowledge(interaction, private=True)
        require_own(interaction, thread)
        text = say_n(
            "Remove **{title}** with its {n} post for good? Its ids (`{thread}#…`) will lead nowhere, and importing "
            "it again will not bring it back.",
            "Remove **{title}** with its {n} posts for good? Its ids (`{thread}#…`) will lead nowhere, and importing "
            "it again will not bring it back.",
            thread.posts,
            title=named(thread.title),
            thread=thread.slug,
        )
        await answer(interaction, _sure(interaction, text, "remove", thread.slug), private=True)

    @app_commands.command(
        name="remove-post", description="Take one post off the record for good, and every quote of it"
    )
    @app_commands.describe(post="The id, such as great-debate#12")
    async def remove_post(self, interaction: discord.Interaction, post: PostRef) -> None:
        """Ask before removing."""
        await acknowledge(interaction, private=True)
        viewer = viewer_of(interaction)
        require_own(interaction, await self._store.threads.get(post.slug, viewer))
        found = await self._store.posts.get(post, viewer)
        text = say(
            "Remove `{post}` by **{author}** for good, also where others quote it? Its number stays empty, so that "
            "the other ids keep their meaning; importing it again will not bring it back.",
            post=found.id,
            author=named(found.author),
        )
        view = _sure(interaction, text, "remove-post", found.id.slug, found.id.number)
        await answer(interaction, view, private=True)

    @app_commands.command(
        description="Give a thread another name for its ids to begin with; the old ids go on working"
    )
    @app_commands.describe(thread="Which thread", slug="The new name: a-z, 0-9 and dashes")
    async def rename(self, interaction: discord.Interaction, thread: ExactThread, slug: str) -> None:
        """Rename."""
        await acknowledge(interaction, private=True)
        require_own(interaction, thread)
        viewer = viewer_of(interaction)
        async with self._store.write() as write:
            renamed = await self._store.threads.rename(thread.slug, slug, viewer, write=write)
            await self._store.audit.add(
                str(interaction.user.id),
                "slug",
                f"{thread.slug} → {renamed.slug}",
                write=write,
                guild_id=interaction.guild_id,
            )
        done: str = say(
            "The ids of **{title}** begin with `{slug}#` now. Those with `{old}#` go on leading to its posts.",
            title=named(thread.title),
            slug=renamed.slug,
            old=thread.slug,
        )
        if renamed.slug != slug.strip():
            done += " " + say("`{slug}` alone would not tell it from others.", slug=slug)
        await answer(interaction, note(done), private=True)

    @app_commands.command(description="Let every server that has me read one of this server's threads")
    @app_commands.describe(thread="Which thread")
    async def share(self, interaction: discord.Interaction, thread: ExactThread) -> None:
        """Share."""
        await self._shared(interaction, thread, shared=True)

    @app_commands.command(description="Keep a thread to this server again")
    @app_commands.describe(thread="Which thread")
    async def unshare(self, interaction: discord.Interaction, thread: ExactThread) -> None:
        """Take a share back."""
        await self._shared(interaction, thread, shared=False)

    @app_commands.command(description="What managers did to the archive and the settings here")
    async def log(self, interaction: discord.Interaction) -> None:
        """List the last deeds; they name ids, never words."""
        await acknowledge(interaction, private=True)
        deeds = await self._store.audit.last(guild_id=interaction.guild_id or 0, limit=DEEDS)
        text = "\n".join(map(_deed, deeds)) or say("Nothing yet.")
        await answer(interaction, note(f"## {say('What managers did here')}\n{text}"), private=True)

    async def _shared(self, interaction: discord.Interaction, thread: ExactThread, *, shared: bool) -> None:
        await acknowledge(interaction, private=True)
        require_own(interaction, thread)
        name = named(thread.title)
        if thread.guild_id is None:
            common = say("**{thread}** belongs to no server: all read it anyway.", thread=name)
            await answer(interaction, note(common), private=True)
            return
        async with self._store.write() as write:
            await self._store.threads.share(thread.slug, viewer_of(interaction), shared=shared, write=write)
            deed = "share" if shared else "unshare"
            await self._store.audit.add(
                str(interaction.user.id), deed, thread.slug, write=write, guild_id=interaction.guild_id
            )
        if shared:
            done = say("Every server that has me can read **{thread}** now.", thread=name)
        else:
            done = say("Only this server reads **{thread}** now.", thread=name)
        await answer(interaction, note(done), private=True)

    async def _remove(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        require_manager(interaction)
        viewer = viewer_of(interaction)
        thread = await self._store.threads.get(arguments[1], viewer)
        require_own(interaction, thread)
        async with self._store.write() as write:
            await self._store.privacy.remove_thread(thread.slug, viewer, write=write)
            await self._store.audit.add(
                str(interaction.user.id), "remove", thread.slug, write=write, guild_id=interaction.guild_id
            )
        await replace(interaction, note(_off_the_record(f"**{named(thread.title)}**")))

    async def _remove_post(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        require_manager(interaction)
        viewer = viewer_of(interaction)
        post = PostId(arguments[1], int(arguments[2]))
        require_own(interaction, await self._store.threads.get(post.slug, viewer))
        known = await self._store.privacy.quotations(post, viewer)
        async with self._store.write() as write:
            quoting = await self._store.privacy.remove_post(known, write=write)
            await self._store.audit.add(
                str(interaction.user.id), "remove", str(post), write=write, guild_id=interaction.guild_id
            )
        done = _off_the_record(f"`{post}`")
        if quoting:
            done += " " + say_n(
                "It is blacked out in {n} post that quoted it.",
                "It is blacked out in {n} posts that quoted it.",
                quoting,
            )
        await replace(interaction, note(done))


def _off_the_record(what: str) -> str:
    done = say("{what} is off the record.", what=Markup(what))
    return f"{done} {say('Nobody finds its words any more; until they have left the files, too, `/health` says so.')}"


def _sure(interaction: discord.Interaction, text: str, verb: str, *what: object) -> discord.ui.LayoutView:
    owner = interaction.user.id
    row = Row(
        button(verb, owner, *what, label=say("Remove"), style=discord.ButtonStyle.danger),
        button("cancel", owner, "-", label=say("Keep it")),
    )
    return still(discord.ui.Container(discord.ui.TextDisplay[discord.ui.LayoutView](text)), row)


def _deed(entry: AuditEntry) -> str:
    who = f"<@{entry.actor}>" if entry.actor.isdecimal() else named(entry.actor)
    action = spoken(ACTIONS.get(entry.action, entry.action))
    rule = RULES.get(entry.subject) if entry.action == "set" else None
    subject = spoken(rule.title) if rule else _subject(entry.subject)
    return f"<t:{int(entry.at.timestamp())}:f> {who}: {action} {subject}"


def _subject(subject: str) -> str:
    if subject == "an author":
        return say("an author")
    number = subject.removeprefix("member ")
    return named(subject) if number == subject else say("member {id}", id=number)
