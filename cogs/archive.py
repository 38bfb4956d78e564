"""/archive: what managers of a server put on the record, and decide about it."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields

import discord
from discord import app_commands
from discord.ext import commands

from bot.archive.ids import typed_slug
from bot.errors import NotFound, UserError
from bot.importers.detect import known_formats
from bot.importers.source import Source
from bot.importing.importer import Importer
from bot.importing.report import Report
from bot.reading.files import Candidate
from bot.store.store import Store
from bot.store.values import ThreadSummary
from bot.ui.answers import acknowledge, answer, note, replace
from bot.ui.faces import Faces
from bot.ui.import_report import imported, problems
from bot.ui.markdown import named
from bot.ui.ownership import require_own
from bot.ui.panels import recall, remember
from bot.ui.parameters import viewer_of
from bot.ui.permissions import NEEDS, Need, managers_only, require_importer
from bot.ui.presses import Presses, ask, button, still
from bot.ui.progress import Progress
from bot.ui.sentences import Markup, say, say_n
from cogs.archive_people import ArchivePeople
from cogs.archive_record import ArchiveRecord

Row = discord.ui.ActionRow[discord.ui.LayoutView]
WAITING = 16
"""Uploads that wait for a yes at once, over all servers; the oldest gives way."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Files somebody uploaded and was asked about."""

    sources: tuple[Source, ...]
    slug: str | None
    guild_id: int
    proposed: str = ""
    """What its ids would begin with, of one thread."""


@managers_only
class Archive(
    ArchivePeople,
    ArchiveRecord,
    commands.GroupCog,
    name="archive",
    description="Put threads on the record, or take them off it",
):
    """Imports and lists the threads of a server; its other parts remove, share and hide."""

    def __init__(
        self, store: Store, importer: Importer, presses: Presses, faces: Faces, upload_limit: int
    ) -> None:
        """Take the verbs `import`, `cancel`, `undo-import` and those of its parts; `upload_limit` is in bytes."""
        self._store = store
        self._faces = faces
        self._importer = importer
        self._limit = upload_limit
        self._waiting: dict[str, Upload] = {}
        presses.on("import", self._import, "owner token")
        presses.on("cancel", self._cancel, "owner token")
        presses.on("import-slug", self._rename, "owner token", anew=True)
        presses.on("import-as", self._renamed, "owner token *")
        presses.on("undo-import", self._undo, "owner #")
        self._people_verbs(presses)
        self._record_verbs(presses)

    @app_commands.command(
        name="import",
        description="Put saved threads on this server's record",
        extras={NEEDS: Need.IMPORTER},
    )
    @app_commands.describe(
        file="A saved thread: text, a saved page, an export, or a zip of them",
        file2="Another file, such as the next page of the same thread",
        file3="Another file",
        file4="Another file",
        file5="Another file",
        slug="The name its permanent ids begin with (normally made from the title)",
    )
    async def import_(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment,
        file2: discord.Attachment | None = None,
        file3: discord.Attachment | None = None,
        file4: discord.Attachment | None = None,
        file5: discord.Attachment | None = None,
        slug: str | None = None,
    ) -> None:
        """Read the uploads, say what would happen, and ask."""
        await acknowledge(interaction, private=True)
        files = [each for each in (file, file2, file3, file4, file5) if each is not None]
        for each in files:
            self._require_small(each)
        if slug is not None:
            slug = typed_slug(slug)
        sources = tuple([Source(each.filename, await each.read()) for each in files])
        upload = Upload(sources, slug, interaction.guild_id or 0)
        report = await self._run(upload, dry_run=True)
        if not report.threads:
            raise UserError(
                "Nothing was imported.\n{problems}\n-# I read {known}.",
                problems=problems(report),
                known=known_formats(),
            )
        token = secrets.token_hex(8)
        self._waiting[token] = replace_fields(upload, proposed=report.threads[0].slug)
        while len(self._waiting) > WAITING:
            self._waiting.pop(next(iter(self._waiting)))
        await answer(interaction, _asked(interaction.user.id, token, report), private=True)

    @app_commands.command(
        name="list", description="The threads on this server's record, and where they came from"
    )
    async def list_(self, interaction: discord.Interaction) -> None:
        """List the threads with their origins."""
        await acknowledge(interaction, private=True)
        viewer = viewer_of(interaction)
        threads = await self._store.threads.list(viewer, limit=20)
        total = await self._store.threads.count(viewer)
        title = say("{n} on the record", n=total)
        lines = [f"## {title}", *(_origin(thread, interaction.guild_id) for thread in threads)]
        if total > len(threads):
            lines.append(
                say("-# and {n} more: `/thread list` pages through all of them", n=total - len(threads))
            )
        await answer(interaction, note("\n".join(lines)), private=True)

    def _require_small(self, file: discord.Attachment) -> None:
        if file.size > self._limit:
            raise UserError(
                "`{file}` has {size:.1f} MB; I take files up to {most} MB here. Larger ones go in with "
                "`hansard import` where I run.",
                file=file.filename,
                size=file.size / 1048576,
                most=self._limit // 1048576,
            )

    async def _run(
        self, upload: Upload, *, dry_run: bool, progress: Callable[[str], None] = lambda _: None
    ) -> Report:
        return await self._importer.run(
            [Candidate(source) for source in upload.sources],
            guild_id=upload.guild_id,
            slug=upload.slug,
            dry_run=dry_run,
            together=True,
            progress=progress,
        )

    async def _import(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        upload = await self._upload(interaction, arguments[1])
        self._waiting.pop(arguments[1], None)
        async with Progress(interaction, say("Putting it on the record…")) as progress:
            report = await self._run(upload, dry_run=False, progress=progress)
        owner = interaction.user.id
        added = [thread.slug for thread in report.threads if thread.outcome == "added"]
        panel = await remember(interaction, "import", {"added": [*added]})
        async with self._store.write() as write:
            for thread in report.threads:
                if thread.outcome not in {"unchanged", "withheld"}:
                    await self._store.audit.add(
                        str(owner), "import", thread.slug, write=write, guild_id=upload.guild_id
                    )
        row = Row(button("undo-import", owner, panel, label=say("Undo"), emoji="↩️"))
        await replace(interaction, still(imported(say("On the record"), report), row))

    async def _undo(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Take out the threads an import added; what it only brought up to date keeps what it gained."""
        await require_importer(interaction)
        added = await _added(interaction, int(arguments[1]))
        if not added:
            raise UserError(
                "This import added no thread, it only brought up to date what was here; posts that came with it have "
                "ids people may have used, so they stay. `/archive remove-post` removes single ones."
            )
        viewer = viewer_of(interaction)
        gone = []
        async with self._store.write() as write:
            for slug in added:
                thread = await self._store.threads.called(slug, viewer)
                if thread is None:
                    continue  # removed since
                require_own(interaction, thread)
                await self._store.threads.remove(thread.slug, viewer, write=write)
                await self._store.audit.add(
                    str(interaction.user.id),
                    "undo import",
                    thread.slug,
                    write=write,
                    guild_id=interaction.guild_id,
                )
                gone.append(f"`{thread.slug}`")
        names = Markup(", ".join(gone)) or say("nothing, it was gone already")
        done = say("Taken out again: {names}. Importing it anew brings it back.", names=names)
        await replace(interaction, note(done))

    async def _rename(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Ask for another slug before anything is imported."""
        upload = await self._upload(interaction, arguments[1])
        await ask(
            interaction,
            "import-as",
            *arguments[:2],
            title=say("The name its ids begin with"),
            label=say("a-z, 0-9 and dashes"),
            written=upload.slug or upload.proposed,
        )

    async def _renamed(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Show again what would be imported, under the slug that was typed."""
        token, typed = arguments[1], arguments[-1]
        upload = replace_fields(await self._upload(interaction, token), slug=typed_slug(typed))
        report = await self._run(upload, dry_run=True)
        self._waiting[token] = upload
        await replace(interaction, _asked(interaction.user.id, token, report))

    async def _upload(self, interaction: discord.Interaction, token: str) -> Upload:
        await require_importer(interaction)
        upload = self._waiting.get(token)
        if upload is None or upload.guild_id != interaction.guild_id:
            raise NotFound("That upload is no longer here: run `/archive import` again.")
        return upload

    async def _cancel(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        self._waiting.pop(arguments[1], None)
        await replace(interaction, note(say("Nothing was changed.")))


async def _added(interaction: discord.Interaction, panel: int) -> list[str]:
    match await recall(interaction, panel, "import"):
        case {"added": list() as slugs}:
            return [str(slug) for slug in slugs]
        case _:
            raise NotFound("That import is too long ago to be undone: use `/archive remove`.")


def _asked(owner: int, token: str, report: Report) -> discord.ui.LayoutView:
    """Lay out what would be imported, with what may be done about it."""
    container = imported(say("This is what I read"), report)
    if all(thread.outcome in {"unchanged", "withheld"} for thread in report.threads):
        return still(container)
    row = Row(button("import", owner, token, label=say("Import"), style=discord.ButtonStyle.success))
    if len(report.threads) == 1 and report.threads[0].outcome == "added":
        row.add_item(button("import-slug", owner, token, label=say("Another name"), emoji="✏️"))
    row.add_item(button("cancel", owner, token, label=say("Cancel")))
    return still(container, row)


def _origin(thread: ThreadSummary, guild_id: int | None) -> str:
    if thread.guild_id is None:
        whose = say("for every server")
    elif not thread.shared:
        whose = say("for this server")
    elif thread.guild_id == guild_id:
        whose = say("shared with every server")
    else:
        whose = say("shared by another server")
    file = thread.source.rpartition("/")[2][:60].replace("`", "")
    count = say_n("{n} post", "{n} posts", thread.posts)
    origin = say("read as {format} from `{file}`", format=thread.format, file=file)
    return f"**{named(thread.title)}**\n-# `{thread.slug}` · {count} · {origin} · {whose}"
