"""The reader: one post at a time, with its neighbours, what it answers and who quotes it one press away."""

from collections.abc import Sequence

import discord

from bot.archive.ids import PostId
from bot.errors import NotAllowed
from bot.store.store import Store
from bot.store.values import Post
from bot.ui.answers import NOBODY, answer, replace
from bot.ui.locales import speak_to
from bot.ui.parameters import viewer_of
from bot.ui.posts import footing, heading, part_at, parts
from bot.ui.presses import Presses, button, menu, still
from bot.ui.sentences import Markup, label, say, say_n

Row = discord.ui.ActionRow[discord.ui.LayoutView]


class Reader:
    """Shows posts and answers the buttons under them."""

    def __init__(self, store: Store, presses: Presses) -> None:
        """Take the verbs `post`, `jump`, `open`, `share` and `bin`."""
        self._store = store
        presses.on("post", self._turn, "owner thread # # *")
        presses.on("jump", self._jump, "owner thread #")
        presses.on("open", self._open, "thread # *")
        presses.on("share", self._share, "owner? thread # #", aloud=True)
        presses.on("bin", self._bin, "id")

    async def show(
        self, interaction: discord.Interaction, post_id: PostId, *, private: bool, at: int = 0
    ) -> None:
        """Answer with the part of a post that holds the place `at` of its body (in code points).

        Raises `NotFound` where there is no such post that the asker may see.
        """
        await speak_to(interaction, private=private)
        part = part_at(await self._store.posts.get(post_id, viewer_of(interaction)), at) if at else 0
        view = await self._page(interaction, post_id, part, interaction.user.id)
        await answer(interaction, view, private=private)

    async def _page(
        self, interaction: discord.Interaction, post_id: PostId, part: int, owner: int
    ) -> discord.ui.LayoutView:
        """Lay out part `part` (from 0) of a post with its buttons, for `owner` (a user's id)."""
        viewer = viewer_of(interaction)
        post = await self._store.posts.get(post_id, viewer)
        thread = await self._store.threads.get(post.id.slug, viewer)
        quoting = await self._store.posts.quoting(post.id, viewer)
        texts = parts(post)
        part = max(0, min(part, len(texts) - 1))
        mark = (
            " · " + say("part {part} of {parts}", part=part + 1, parts=len(texts)) if len(texts) > 1 else ""
        )
        container = discord.ui.Container[discord.ui.LayoutView](
            discord.ui.TextDisplay(heading(post)),
            discord.ui.TextDisplay(texts[part]),
            discord.ui.Separator(visible=False),
            discord.ui.TextDisplay(
                f"{footing(post)}\n-# "
                + say("post {number} of {posts}", number=post.number, posts=thread.posts)
                + mark
            ),
        )
        rows = [_turning(post, part, len(texts), owner, thread.posts)]
        others = [each for each in quoting if each.number != post.number]
        if others:
            choices = {
                str(each.number): label("#{number} by {author}", number=each.number, author=each.author)
                for each in others
            }
            hint = say_n("Quoted by {n} later post", "Quoted by {n} later posts", len(others))
            rows.append(Row(menu("jump", owner, post.id.slug, choices=choices, placeholder=hint)))
        return still(container, *rows)

    async def _turn(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        owner, slug, number, part, *_ = arguments
        view = await self._page(interaction, PostId(slug, int(number)), int(part), int(owner))
        await replace(interaction, view)

    async def _jump(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        owner, slug, number = arguments
        await replace(interaction, await self._page(interaction, PostId(slug, int(number)), 0, int(owner)))

    async def _open(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        slug, number, *at = arguments
        place = int(at[0]) if at and at[0].isdecimal() else 0
        await self.show(interaction, PostId(slug, int(number)), private=True, at=place)

    async def _share(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        _, slug, number, part = arguments
        await speak_to(interaction, private=False)
        post = await self._store.posts.get(PostId(slug, int(number)), viewer_of(interaction))
        texts = parts(post)
        shared = still(
            discord.ui.Container(
                discord.ui.TextDisplay(heading(post)),
                discord.ui.TextDisplay(texts[min(int(part), len(texts) - 1)]),
                discord.ui.TextDisplay(
                    f"{footing(post)}\n-# " + say("shared by {name}", name=Markup(interaction.user.mention))
                ),
            ),
            Row(
                button("open", slug, number, label=say("Read in context"), emoji="📖"),
                button("bin", interaction.user.id, emoji="🗑️"),
            ),
        )
        await interaction.response.send_message(view=shared, allowed_mentions=NOBODY)

    async def _bin(self, interaction: discord.Interaction, arguments: Sequence[str]) -> None:
        """Delete a message of ours for whoever caused it, or for who may manage messages anyway."""
        mine = arguments[0] == str(interaction.user.id)
        if not (mine or interaction.permissions.manage_messages):
            raise NotAllowed("Only whoever asked for this, or a moderator, can delete it.")
        await interaction.response.defer()
        await interaction.delete_original_response()


def _turning(post: Post, part: int, count: int, owner: int, last: int) -> Row:
    slug, number = post.id.slug, post.number
    row = Row(
        button(
            "post", owner, slug, number - 1, 0, "b", label=say("Previous"), emoji="◀️", disabled=number <= 1
        ),
        button(
            "post", owner, slug, number + 1, 0, "f", label=say("Next"), emoji="▶️", disabled=number >= last
        ),
    )
    if count > 1:
        label = say("Read on") if part + 1 < count else say("From the top")
        row.add_item(button("post", owner, slug, number, (part + 1) % count, "p", label=label, emoji="⏬"))
    if post.answers is not None:
        answered = post.answers.number
        row.add_item(
            button(
                "post",
                owner,
                slug,
                answered,
                0,
                "a",
                label=say("Answers #{number}", number=answered),
                emoji="↩️",
            )
        )
    row.add_item(button("share", owner, slug, number, part, label=say("Share"), emoji="📣"))
    return row
