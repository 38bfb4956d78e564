"""What replays say, read from the archive each time: words removed from it are never said."""

import asyncio

from bot.archive.ids import PostId
from bot.errors import NotFound, UserError
from bot.languages import counted
from bot.replay.cues import Markup, ScriptPost
from bot.replay.ledger import Run
from bot.replay.plan import Draft, Selection
from bot.store.archive.posts import Posts
from bot.store.values import Post, Viewer

_PAGE = 100
MOST_POSTS = 5_000
"""Posts a replay takes: at the fastest pace some three hours."""


class ArchiveScript:
    """The archived posts as a replay sees them. Satisfies `bot.replay.script.Script`."""

    def __init__(self, posts: Posts) -> None:
        self._posts = posts

    async def post(self, run: Run, number: int) -> ScriptPost | None:
        """Return a post as it is now; None where the run's guild may not see it any more."""
        try:
            post = await self._posts.get(PostId(run.slug, number), Viewer(run.guild_id))
        except NotFound:
            return None
        return None if post.withheld else to_script(post)

    async def draft(self, selection: Selection, viewer: Viewer, markup: Markup) -> Draft:
        """Return the plan for a selection. Raises NotFound, and UserError where it is more than a replay takes."""
        draft = Draft()
        at: int | None = selection.first
        while at is not None and (selection.last is None or at <= selection.last):
            page = await self._posts.page(selection.slug, viewer, first=at, count=_PAGE)
            shown = (to_script(post) for post in page if not post.withheld)
            taken = [post for post in shown if selection.takes(post)]
            if len(draft.posts) + len(taken) > MOST_POSTS:
                raise UserError(
                    counted(
                        "A replay takes at most {n:,} post. Choose fewer with `from` and `to`.",
                        "A replay takes at most {n:,} posts. Choose fewer with `from` and `to`.",
                        MOST_POSTS,
                    )
                )
            # Laying out hundreds of posts takes a while, and the event loop has other things to do.
            await asyncio.to_thread(draft.add, taken, markup)
            at = page[-1].number + 1 if len(page) == _PAGE else None
        return draft

    async def most_quoted(self, run: Run, numbers: list[int]) -> tuple[int, int] | None:
        """Return the post the others of `numbers` quote most, and how often; None where none is."""
        try:
            return await self._posts.most_quoted(run.slug, numbers, Viewer(run.guild_id))
        except NotFound:
            return None


def to_script(post: Post) -> ScriptPost:
    """Return an archived post as a replay needs it."""
    return ScriptPost(post.id.slug, post.number, post.author, post.said, post.posted_at)
