"""What a message says, whatever it is made of."""

from collections.abc import Iterator, Sequence

import discord


def text_of(message: discord.Message) -> str:
    """Return the text of a message, that of its components included, in order."""
    return "\n".join(filter(None, [message.content, *_texts(message.components)]))


def _texts(components: Sequence[object]) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from _texts(getattr(component, "children", ()))
