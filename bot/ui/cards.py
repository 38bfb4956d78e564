"""Quote cards from posts: the poster's own words only, and of the post answered its own words only."""

from bot.archive.excerpts import Excerpt
from bot.archive.ids import PostId
from bot.archive.model import PassageKind
from bot.archive.spoken import Spoken
from bot.errors import NotFound
from bot.languages import say_day
from bot.render.alt_text import alt_text
from bot.render.cards import render_card
from bot.render.values import Card, Style
from bot.store.store import Store
from bot.store.values import Post, Viewer
from bot.ui.studio import Picture, Studio


def has_words(post: Post) -> bool:
    """Tell whether a post holds words of its poster that may be shown."""
    return not post.withheld and post.own() is not None


def no_words(post: Post) -> NotFound:
    """Say that a post holds nothing to quote its author by."""
    return NotFound("`{post}` holds no words of its author's own that I could show.", post=post.id)


class Cards:
    """Makes pictures of quotes."""

    def __init__(self, store: Store, studio: Studio) -> None:
        """Take posts from `store` and draw in `studio`."""
        self._store = store
        self._studio = studio

    async def picture(self, post: Post, style: Style, viewer: Viewer, within: Excerpt) -> Picture:
        """Return the picture of an excerpt of a post's own words; an exchange shows what they answer, too.

        Raises NotFound where there are no own words, or nothing that they answer.
        """
        card = await self.card(post, viewer, within, with_parent=style is Style.EXCHANGE)
        fonts = await self._studio.fonts()
        png = await self._studio.draw(render_card, card, style, fonts)
        name = f"{post.id.slug}-{post.number}.png"
        return Picture(name, png, alt_text(card, style))

    async def card(self, post: Post, viewer: Viewer, within: Excerpt, *, with_parent: bool = False) -> Card:
        """Return what the card of an excerpt says. Raises as `picture` does."""
        own = post.own(within.start, within.end)
        if own is None or post.withheld:
            raise no_words(post)
        parent, more = await self._parent(post, viewer) if with_parent else (None, (False, False))
        return Card(
            own,
            thread=post.thread_title,
            author_title=post.author_title,
            date=say_day(post.posted_at, "d MMMM y") if post.posted_at else "",
            parent=parent,
            before=within.before,
            after=within.after,
            parent_before=more[0],
            parent_after=more[1],
        )

    async def _parent(self, post: Post, viewer: Viewer) -> tuple[Spoken, tuple[bool, bool]]:
        """Return the words a post answers: those it quotes, else all the own words of the post it replies to.

        With them comes whether more own words stand before and after them.
        """
        quoted = next(
            (each for each in post.passages if each.kind is PassageKind.QUOTE and each.number), None
        )
        number = quoted.number if quoted else post.answers.number if post.answers else None
        if number is None:
            raise NotFound(
                "`{post}` answers no post of the archive: a card can only show it alone.", post=post.id
            )
        parent = await self._store.posts.get(PostId(post.id.slug, number), viewer)
        own = parent.own()
        if own is None or parent.withheld:
            raise NotFound(
                "`{post}`, which it answers, holds no words of its author's own to show.", post=parent.id
            )
        if quoted and quoted.source_start is not None and quoted.source_end is not None:
            start, end = quoted.source_start, quoted.source_end
            if (part := parent.own(start, end)) is not None:
                return part, (parent.own(0, start) is not None, parent.own(end) is not None)
        return own, (False, False)
