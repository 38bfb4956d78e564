"""Permissions as Discord's own settings call them."""

from collections.abc import Iterable

from bot.languages import Text
from bot.ui.sentences import Markup, spoken

TITLES = {
    "administrator": Text("Administrator"),
    "attach_files": Text("Attach Files"),
    "create_public_threads": Text("Create Public Threads"),
    "embed_links": Text("Embed Links"),
    "manage_guild": Text("Manage Server"),
    "manage_messages": Text("Manage Messages"),
    "manage_webhooks": Text("Manage Webhooks"),
    "read_message_history": Text("Read Message History"),
    "send_messages": Text("Send Messages"),
    "send_messages_in_threads": Text("Send Messages in Threads"),
    "send_polls": Text("Create Polls"),
    "view_channel": Text("View Channel"),
}
"""Every permission we ask for, by discord.py's name."""


def title_of(name: str) -> str:
    """Name a permission, in the language of the moment where we know it."""
    return spoken(TITLES[name]) if name in TITLES else name.replace("_", " ").title()


def in_bold(names: Iterable[str]) -> Markup:
    """Name permissions, in bold."""
    return Markup(", ".join(f"**{title_of(name)}**" for name in names))
