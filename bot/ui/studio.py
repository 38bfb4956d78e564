"""Pictures for Discord: typefaces loaded once, when the first picture is asked for; drawn beside the event loop."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

import discord

from bot.render.fonts import Fonts
from bot.ui.answers import answer
from bot.ui.presses import still

P = ParamSpec("P")
T = TypeVar("T")
ALT_LENGTH = 1024
"""Discord's limit for the description of an attachment."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with its description for those who do not see it."""

    name: str
    png: bytes
    alt: str


class Studio:
    """Draws one picture at a time: on a small machine two at once only take twice as long."""

    def __init__(self, load: Callable[[], Fonts] = Fonts.load) -> None:
        """Load typefaces with `load`, at the first picture."""
        self._load = load
        self._fonts: Fonts | None = None
        self._turn = asyncio.Lock()

    async def draw(self, render: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `render(*args, **kwargs)` draws, on a thread of its own."""
        async with self._turn:
            return await asyncio.to_thread(render, *args, **kwargs)

    async def fonts(self) -> Fonts:
        """Return the typefaces. Raises PicturesUnavailable, saying what to install."""
        async with self._turn:
            if self._fonts is None:
                self._fonts = await asyncio.to_thread(self._load)
            return self._fonts


async def show_picture(
    interaction: discord.Interaction,
    picture: Picture,
    *items: discord.ui.Item[discord.ui.LayoutView],
    private: bool,
) -> None:
    """Answer with a picture, and `items` under it."""
    file = discord.File(io.BytesIO(picture.png), picture.name, description=picture.alt[:ALT_LENGTH])
    shown = discord.MediaGalleryItem(f"attachment://{picture.name}", description=picture.alt[:ALT_LENGTH])
    gallery = discord.ui.MediaGallery[discord.ui.LayoutView](shown)
    await answer(interaction, still(gallery, *items), private=private, files=[file])
