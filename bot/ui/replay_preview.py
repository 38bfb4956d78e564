"""What a replay would be, shown to one person before anything is said, and its beginning."""

import logging
from dataclasses import asdict, dataclass
from typing import Any, cast

import discord

import bot.ui.markdown
from bot.archive.one_line import one_line
from bot.errors import NotAllowed, NotFound, UserError
from bot.languages import counted
from bot.replay.ledger import Run, RunPlan
from bot.replay.pacing import Pace, Tempo
from bot.replay.plan import Draft, Selection
from bot.search.query import parse
from bot.store.columns import split_key
from bot.store.replays.script import MOST_POSTS
from bot.store.search.question import Sort
from bot.store.store import Store
from bot.store.values import Viewer
from bot.ui.markdown import named, shortened
from bot.ui.outlet import FALLBACK, Place
from bot.ui.panels import recall, remember
from bot.ui.permission_names import in_bold
from bot.ui.permissions import require_writer
from bot.ui.presses import button, still
from bot.ui.replay_panel import duration, missing, tempo_words
from bot.ui.replay_room import ReplayRoom, require_channel
from bot.ui.rules import Rules
from bot.ui.sentences import say, spoken

KIND = "replay"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for; it survives a restart between preview and start."""

    slug: str
    first: int
    last: int | None
    authors: tuple[str, ...]
    pace: Pace
    channel_id: int
    new_thread: bool
    poll: bool
    query: str | None = None

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Wish":
        """Read what was kept."""
        return cls(**{**kept, "authors": tuple(kept["authors"]), "pace": Pace(kept["pace"])})

    def selection(self, numbers: frozenset[int] | None) -> Selection:
        """Return the posts it is about; `numbers` are those that fit its query, None where it has none."""
        return Selection(self.slug, self.first, self.last, frozenset(self.authors), numbers)


class Preview:
    """Shows wishes and fulfils them."""

    def __init__(self, store: Store, room: ReplayRoom) -> None:
        """Read the archive in `store`; play in `room`."""
        self._store = store
        self._room = room
        self._begun: set[int] = set()

    async def show(self, interaction: discord.Interaction, wish: Wish, rules: Rules) -> discord.ui.LayoutView:
        """Lay out what would happen, with a Start button unless something stands in the way."""
        place = await _place(interaction, wish.channel_id)
        require_channel(place, rules)
        require_writer(interaction.user, place, new_thread=wish.new_thread)
        thread = await self._store.threads.get(wish.slug, Viewer(interaction.guild_id))
        draft = await self._draft(interaction, wish)
        tempo = Tempo(wish.pace)
        lines = [
            "### " + say("Replay: **{thread}**", thread=named(thread.title)),
            say(
                "{posts} by {authors}, in {messages}",
                posts=counted("{n:,} post", "{n:,} posts", len(draft.posts)),
                authors=counted("{n:,} author", "{n:,} authors", len(draft.speakers)),
                messages=counted("{n:,} message", "{n:,} messages", draft.weight.lines),
            ),
            f"{tempo_words(tempo).capitalize()}: {duration(tempo.takes(draft.weight))}",
            say("Where: a new thread in <#{channel}>", channel=place.id)
            if wish.new_thread
            else say("Where: <#{channel}>", channel=place.id),
        ]
        lacking = _lacking(place, new_thread=wish.new_thread)
        if lacking:
            lines.append(
                say("⚠️ I need {permissions} there before I can start.", permissions=in_bold(lacking))
            )
        elif not _home(place).permissions_for(place.guild.me).manage_webhooks:
            lines.append(f"⚠️ {spoken(FALLBACK)}")
        elif rules.persona_avatars:
            if self._room.faces is not None:
                self._room.faces.prepare(draft.speakers)
            lines.append("-# " + say("Everybody wears their initials, as on cards and charts."))
        panel = await remember(interaction, KIND, cast(Any, asdict(wish)))
        start = button(
            "replay-start",
            interaction.user.id,
            panel,
            label=say("Start"),
            emoji="▶️",
            style=discord.ButtonStyle.success,
            disabled=bool(lacking),
        )
        container = discord.ui.Container[discord.ui.LayoutView](discord.ui.TextDisplay("\n".join(lines)))
        return still(container, discord.ui.ActionRow[discord.ui.LayoutView](start))

    async def begin(self, interaction: discord.Interaction, panel: int, rules: Rules) -> Run:
        """Write the run down as previewed. Raises UserError where it cannot be."""
        kept = await recall(interaction, panel, KIND)
        if not isinstance(kept, dict):
            raise NotFound("That preview is too old. Run `/replay start` again.")
        if panel in self._begun:
            raise UserError("That replay has been started already.")
        self._begun.add(panel)
        try:
            return await self._begin(interaction, Wish.of(kept), rules)
        except BaseException:
            self._begun.discard(panel)
            raise

    async def _begin(self, interaction: discord.Interaction, wish: Wish, rules: Rules) -> Run:
        place = await _place(interaction, wish.channel_id)
        require_channel(place, rules)
        require_writer(interaction.user, place, new_thread=wish.new_thread)
        if lacking := _lacking(place, new_thread=wish.new_thread):
            raise NotAllowed(
                "I need {permissions} in <#{channel}> before I can start.",
                permissions=in_bold(lacking),
                channel=place.id,
            )
        thread = await self._store.threads.get(wish.slug, Viewer(interaction.guild_id))
        draft = await self._draft(interaction, wish)
        await self._store.replays.require_room(place.guild.id, rules.replay_cap)
        target = await replay_thread(place, thread.title) if wish.new_thread else place
        plan = RunPlan(
            guild_id=place.guild.id,
            channel_id=target.id,
            home_id=_home(target).id,
            owner_id=interaction.user.id,
            slug=wish.slug,
            title=thread.title,
            suffix=rules.persona_suffix,
            faces=rules.persona_avatars,
            tempo=Tempo(wish.pace),
            posts=draft.posts,
            poll=wish.poll,
        )
        try:
            return await self._store.replays.create(plan, cap=rules.replay_cap)
        except UserError:
            if isinstance(target, discord.Thread) and wish.new_thread:
                await _unmake(target)
            raise

    async def _draft(self, interaction: discord.Interaction, wish: Wish) -> Draft:
        viewer = Viewer(interaction.guild_id)
        numbers = None if wish.query is None else await self._fitting(wish.slug, wish.query, viewer)
        draft = await self._room.script.draft(wish.selection(numbers), viewer, bot.ui.markdown)
        if not draft.posts:
            raise NotFound("No post of that debate fits what you asked for.")
        return draft

    async def _fitting(self, slug: str, query: str, viewer: Viewer) -> frozenset[int]:
        """Return the numbers of the posts whose own words fit a search."""
        found = await self._store.search.find(
            parse(query), viewer=viewer, thread=slug, sort=Sort.OLDEST, limit=MOST_POSTS, show=0, brief=False
        )
        return frozenset(split_key(key)[1] for key in found.ids)


async def replay_thread(place: Place, title: str) -> discord.Thread:
    """Make the public thread a replay plays in."""
    if not isinstance(place, discord.TextChannel):
        raise UserError("A new thread needs a text channel to be in.")
    return await place.create_thread(
        name=shortened(one_line(title, 90) or "Replay", 100),
        type=discord.ChannelType.public_thread,
        reason="A replay was started",
    )


async def _unmake(thread: discord.Thread) -> None:
    """Delete a thread that is of no use; why it is of none is what the person is to be told, not that it stays."""
    try:
        await thread.delete(reason="The replay it was made for could not start")
    except discord.HTTPException as refusal:
        log.warning("thread %d stays empty: %s", thread.id, refusal)


async def _place(interaction: discord.Interaction, channel_id: int) -> Place:
    """Return where to play, as the bot knows it: an interaction's own channel knows no permissions of the bot."""
    guild = interaction.guild
    if guild is None:
        raise UserError("Replays are for servers where I am a member.")
    place = guild.get_channel_or_thread(channel_id)
    if place is None:
        try:
            place = await guild.fetch_channel(channel_id)
        except (discord.NotFound, discord.Forbidden) as error:
            raise NotAllowed(
                "I cannot see <#{channel}>. I need **View Channel** there.", channel=channel_id
            ) from error
    if not isinstance(place, Place):
        raise UserError("Replays need a text channel or a thread.")
    return place


def _home(place: Place) -> discord.abc.GuildChannel:
    if not isinstance(place, discord.Thread):
        return place
    if place.parent is None:
        raise UserError("That thread's channel is gone.")
    return place.parent


def _lacking(place: Place, *, new_thread: bool) -> list[str]:
    """Return the permissions without which it cannot start."""
    lacking = missing(place)
    mine = place.permissions_for(place.guild.me)
    if new_thread and not mine.create_public_threads:
        lacking.append("create_public_threads")
    if new_thread and not mine.send_messages_in_threads:
        lacking.append("send_messages_in_threads")
    return lacking
