"""The reader: one post at a time, with its neighbours, what it answers and who quotes it one press away."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced
from typing import Any

import discord

from bot.archive.ids import PostId
from bot.errors import NotAllowed, NotFound
from bot.store.store import Store
from bot.store.values import Post
from bot.ui.answers import acknowledge, answer, replace
from bot.ui.parameters import viewer_of
from bot.ui.posts import FOLDED, Page, footing, heading, page, part_at
from bot.ui.presses import OUTDATED, Presses, button, menu, still
from bot.ui.quotes import taking_row
from bot.ui.sentences import Markup, label, say, say_n

Row = discord.ui.ActionRow[discord.ui.LayoutView]


TRAIL = 15
"""Signs that the posts one can go back to may take of a custom id."""


class Reader:
    """Shows posts and answers the buttons under them."""

    def __init__(self, store: Store, presses: Presses) -> None:
        """Take the verbs `post`, `jump`, `open`, `share` and `bin`."""
        self._store = store
        presses.on("post", self._turn, "owner thread # # *")
        presses.on("jump", self._jump, "owner thread trail *")
        presses.on("open", self._open, "thread # *", anew=True)
        presses.on("share", self._share, "owner? thread # #", aloud=True)
        presses.on("bin", self._bin, "id")

    async def show(
        self, interaction: discord.Interaction, post_id: PostId, *, private: bool, at: int = 0
    ) -> None:
        """Answer what was acknowledged with a post: its beginning, or the part with the place `at` (in code points).

        Raises `NotFound` where there is no such post that the asker may see.
        """
        part = part_at(await self._store.posts.get(post_id, viewer_of(interaction)), at) if at else FOLDED
        view = await self._page(interaction, _Place(post_id, part), interaction.user.id)
        await answer(interaction, view, private=private)

    async def _page(
        self, interaction: discord.Interaction, at: "_Place", owner: int
    ) -> discord.ui.LayoutView:
        """Lay out a part of a post with its buttons, for `owner` (a user's id)."""
        viewer = viewer_of(interaction)
        post = await self._store.posts.get(at.post, viewer)
        thread = await self._store.threads.get(post.id.slug, viewer)
        quoting = await self._store.posts.quoting(post.id, viewer)
        shown = page(post, at.part)
        place = say("post {number} of {posts}", number=post.number, posts=thread.last)
        container = discord.ui.Container[discord.ui.LayoutView](
            discord.ui.TextDisplay(heading(post)),
            discord.ui.TextDisplay(shown.text),
            discord.ui.Separator(visible=False),
            discord.ui.TextDisplay(f"{footing(post)}\n-# {place}{shown.mark}"),
        )
        rows = [_turning(post, shown, owner, thread.last, at)]
        others = [each for each in quoting if each.number != post.number]
        if others:
            choices = {
                str(each.number): label("#{number} by {author}", number=each.number, author=each.author)
                for each in others
            }
            hint = say_n("Quoted by {n} later post", "Quoted by {n} later posts", len(others))
            trail = at.left(post.number).spelt
            rows.append(Row(menu("jump", owner, post.id.slug, trail, choices=choices, placeholder=hint)))
        return still(container, *rows, taking_row(post, owner, shown.part))

    async def _turn(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        owner, slug, number, part, *more = arguments
        at = _Place(PostId(slug, int(number)), int(part), _trail(more[1:]))
        await replace(interaction, await self._page(interaction, at, int(owner)))

    async def _jump(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        owner, slug, *trail, number = arguments
        if not number.isdecimal():
            raise NotFound(OUTDATED)
        at = _Place(PostId(slug, int(number)), FOLDED, _trail(trail))
        await replace(interaction, await self._page(interaction, at, int(owner)))

    async def _open(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        await acknowledge(interaction, private=True)
        slug, number, *at = arguments
        place = int(at[0]) if at and at[0].isdecimal() else 0
        await self.show(interaction, PostId(slug, int(number)), private=True, at=place)

    async def _share(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        _, slug, number, part = arguments
        await acknowledge(interaction, private=False)
        post = await self._store.posts.get(PostId(slug, int(number)), viewer_of(interaction))
        shared = still(
            discord.ui.Container(
                discord.ui.TextDisplay(heading(post)),
                discord.ui.TextDisplay(page(post, int(part)).text),
                discord.ui.TextDisplay(
                    f"{footing(post)}\n-# " + say("shared by {name}", name=Markup(interaction.user.mention))
                ),
            ),
            Row(button("open", slug, number, label=say("Read in context"), emoji="📖")),
        )
        await answer(interaction, shared, private=False)

    async def _bin(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Delete a message of ours for whoever caused it, or for who may manage messages anyway."""
        mine = arguments[0] == str(interaction.user.id)
        if not (mine or interaction.permissions.manage_messages):
            raise NotAllowed("Only whoever asked for this, or a moderator, can delete it.")
        await interaction.delete_original_response()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a reader is, and the numbers of the posts they came from, the last one last."""

    post: PostId
    part: int
    trail: tuple[int, ...] = ()

    @property
    def spelt(self) -> str:
        """The trail as a custom id holds it."""
        return ".".join(map(str, self.trail)) or "-"

    def left(self, number: int) -> "_Place":
        """Return the same with `number` at the end of the trail."""
        longer = replaced(self, trail=(*self.trail, number))
        return longer if len(longer.spelt) <= TRAIL else replaced(self, trail=self.trail[1:]).left(number)

    def back(self) -> "_Place":
        """Return where the trail leads back to."""
        return _Place(PostId(self.post.slug, self.trail[-1]), FOLDED, self.trail[:-1])


def _trail(spelt: Sequence[str]) -> tuple[int, ...]:
    """Read a trail. Raises NotFound where it is none."""
    numbers = spelt[0].split(".") if spelt and spelt[0] != "-" else []
    if not all(each.isdecimal() and int(each) for each in numbers):
        raise NotFound(OUTDATED)
    return tuple(map(int, numbers))


def _turning(post: Post, shown: Page, owner: int, last: int, at: _Place) -> Row:
    number = post.number

    def to(place: _Place, mark: str, **looks: Any) -> discord.ui.Button[discord.ui.LayoutView]:
        where = (place.post.slug, place.post.number, place.part, mark, place.spelt)
        return button("post", owner, *where, **looks)

    def turned(number: int, part: int = FOLDED) -> _Place:
        return _Place(PostId(post.id.slug, number), part, at.trail)

    row = Row(
        to(turned(max(number - 1, 1)), "b", label=say("Previous"), emoji="◀️", disabled=number <= 1),
        to(turned(min(number + 1, last)), "f", label=say("Next"), emoji="▶️", disabled=number >= last),
    )
    if shown.part == FOLDED:
        row.add_item(to(turned(number, 0), "p", label=say("More"), emoji="⏬"))
    elif shown.part + 1 < shown.parts:
        row.add_item(to(turned(number, shown.part + 1), "p", label=say("Read on"), emoji="⏬"))
    elif shown.parts > 1:
        row.add_item(to(turned(number), "p", label=say("From the top"), emoji="⏫"))
    if post.answers is not None:
        answered = post.answers.number
        there = replaced(at.left(number), post=PostId(post.id.slug, answered), part=FOLDED)
        row.add_item(to(there, "a", label=say("Answers #{number}", number=answered), emoji="↩️"))
    if at.trail:
        row.add_item(to(at.back(), "t", label=say("Back to #{number}", number=at.trail[-1]), emoji="🔙"))
    return row
