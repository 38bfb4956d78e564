"""/archive: what managers of a server put on the record, and take off it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.ids import slugify
from bot.errors import NotAllowed, NotFound, UserError
from bot.importers.source import Source
from bot.importing import Candidate, Importer, Report, ThreadReport
from bot.store.store import Store
from bot.store.values import ThreadSummary
from bot.ui.answers import acknowledge, answer, note, replace
from bot.ui.markdown import escape
from bot.ui.parameters import Thread, viewer_of
from bot.ui.permissions import managers_only, require_manager
from bot.ui.presses import Presses, button, still

Row = discord.ui.ActionRow[discord.ui.LayoutView]
WAITING = 16
"""Uploads that wait for a yes at once, over all servers; the oldest gives way."""
SHOWN = 10
"""Threads and problems a report names before it only counts."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody uploaded and was asked about."""

    source: Source
    slug: str | None
    guild_id: int


@managers_only
class Archive(
    commands.GroupCog, name="archive", description="Put threads on the record, or take them off it"
):
    """Imports, lists and removes the threads of a server."""

    def __init__(self, store: Store, importer: Importer, presses: Presses, upload_limit: int) -> None:
        """Take the verbs `import`, `cancel` and `remove`; `upload_limit` is in bytes."""
        self._store = store
        self._importer = importer
        self._limit = upload_limit
        self._waiting: dict[str, Upload] = {}
        presses.on("import", self._import, owned=True)
        presses.on("cancel", self._cancel, owned=True)
        presses.on("remove", self._remove, owned=True)

    @app_commands.command(name="import", description="Put a saved thread on this server's record")
    @app_commands.describe(
        file="A saved thread: text, a saved page, an export, or a zip of them",
        slug="The name its permanent ids begin with (normally made from the title)",
    )
    async def import_(
        self, interaction: discord.Interaction, file: discord.Attachment, slug: str | None = None
    ) -> None:
        """Read the upload, say what would happen, and ask."""
        await acknowledge(interaction, private=True)
        if file.size > self._limit:
            raise UserError(
                f"`{file.filename}` has {file.size / 1048576:.1f} MB; I take files up to "
                f"{self._limit // 1048576} MB here. Larger ones go in with `hansard import` where I run."
            )
        if slug is not None and slugify(slug) != slug:
            raise UserError(f"A slug is made of a-z, 0-9 and dashes; yours could be `{slugify(slug)}`.")
        guild_id = interaction.guild_id or 0
        upload = Upload(Source(file.filename, await file.read()), slug, guild_id)
        report = await self._run(upload, dry_run=True)
        if not report.threads:
            reasons = "\n".join(f"- {escape(problem.reason)}" for problem in report.problems[:SHOWN])
            raise UserError(f"Nothing was imported.\n{reasons}")
        token = secrets.token_hex(8)
        self._waiting[token] = upload
        while len(self._waiting) > WAITING:
            self._waiting.pop(next(iter(self._waiting)))
        owner = interaction.user.id
        row = Row(
            button("import", owner, token, label="Import", style=discord.ButtonStyle.success),
            button("cancel", owner, token, label="Cancel"),
        )
        await answer(interaction, still(_report("This is what I read", report), row), private=True)

    @app_commands.command(
        name="list", description="The threads on this server's record, and where they came from"
    )
    async def list_(self, interaction: discord.Interaction) -> None:
        """List the threads with their origins."""
        await acknowledge(interaction, private=True)
        viewer = viewer_of(interaction)
        threads, total = (
            await self._store.threads.list(viewer, limit=20),
            await self._store.threads.count(viewer),
        )
        lines = [f"## {total} on the record", *(self._origin(thread) for thread in threads)]
        if total > len(threads):
            lines.append(f"-# and {total - len(threads)} more: `/thread list` pages through all of them")
        await answer(interaction, note("\n".join(lines)), private=True)

    @app_commands.command(description="Take a thread off the record for good")
    async def remove(self, interaction: discord.Interaction, thread: Thread) -> None:
        """Ask before removing."""
        await acknowledge(interaction, private=True)
        self._require_own(interaction, thread)
        ask = discord.ui.TextDisplay[discord.ui.LayoutView](
            f"Remove **{escape(thread.title)}** with its {thread.posts} posts? Its ids (`{thread.slug}#…`) will lead "
            "nowhere, and only a new import brings it back."
        )
        row = Row(
            button(
                "remove", interaction.user.id, thread.slug, label="Remove", style=discord.ButtonStyle.danger
            ),
            button("cancel", interaction.user.id, "-", label="Keep it"),
        )
        await answer(interaction, still(discord.ui.Container(ask), row), private=True)

    async def _run(self, upload: Upload, *, dry_run: bool) -> Report:
        return await self._importer.run(
            [Candidate(upload.source)],
            guild_id=upload.guild_id,
            slug=upload.slug,
            dry_run=dry_run,
            together=True,
        )

    async def _import(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        require_manager(interaction)
        upload = self._waiting.pop(arguments[1], None)
        if upload is None or upload.guild_id != interaction.guild_id:
            raise NotFound("That upload is no longer here: run `/archive import` again.")
        await interaction.response.defer()
        report = await self._run(upload, dry_run=False)
        await replace(interaction, still(_report("On the record", report)))

    async def _cancel(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        self._waiting.pop(arguments[1], None)
        await replace(interaction, note("Nothing was changed."))

    async def _remove(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        require_manager(interaction)
        thread = await self._store.threads.get(arguments[1], viewer_of(interaction))
        self._require_own(interaction, thread)
        await interaction.response.defer()
        async with self._store.write() as write:
            await self._store.threads.remove(thread.slug, viewer_of(interaction), write=write)
            await self._store.audit.add(
                str(interaction.user.id), "remove", thread.slug, write=write, guild_id=interaction.guild_id
            )
        await replace(interaction, note(f"**{escape(thread.title)}** is off the record."))

    @staticmethod
    def _require_own(interaction: discord.Interaction, thread: ThreadSummary) -> None:
        """A thread every server reads is not one server's to remove, unless it is the only one."""
        alone = len(interaction.client.guilds) == 1
        if thread.guild_id != interaction.guild_id and not (thread.guild_id is None and alone):
            raise NotAllowed(
                f"`{thread.slug}` is shared by every server I serve; only whoever runs me can remove it, "
                f"with `hansard remove {thread.slug}`."
            )

    @staticmethod
    def _origin(thread: ThreadSummary) -> str:
        whose = "every server" if thread.guild_id is None else "this server"
        return (
            f"**{escape(thread.title)}**\n-# `{thread.slug}` · {thread.posts} posts · read as {thread.format} from "
            f"`{thread.source.rpartition('/')[2][:60].replace('`', '')}` · for {whose}"
        )


def _report(title: str, report: Report) -> discord.ui.Container[discord.ui.LayoutView]:
    lines = [f"## {title}", *map(_thread, report.threads[:SHOWN])]
    if len(report.threads) > SHOWN:
        lines.append(f"and {len(report.threads) - SHOWN} more threads")
    lines += [f"⚠️ {escape(problem.reason[:200])}" for problem in report.problems[:SHOWN]]
    if len(report.problems) > SHOWN:
        lines.append(f"and {len(report.problems) - SHOWN} more files that are no archives")
    return discord.ui.Container(discord.ui.TextDisplay("\n".join(lines)[:3800]))


def _thread(thread: ThreadReport) -> str:
    done = {
        "added": "new",
        "extended": f"{thread.posts_added} posts new, the others were here",
        "updated": "was here, brought up to date",
        "unchanged": "already here, nothing to do",
    }[thread.outcome]
    notices = "".join(
        f"\n-# {escape(notice.text[:160])}" + (f" (line {notice.line})" if notice.line else "")
        for notice in thread.notices[:3]
    )
    return (
        f"**{escape(thread.title[:150])}** · `{thread.slug}`: {done}\n"
        f"-# {thread.posts} posts by {thread.authors} authors; {thread.quotes_credited} of {thread.quotes} quotes "
        f"traced to who said them{notices}"
    )
