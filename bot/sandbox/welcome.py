"""What the practice room says first, and the buttons that do the first things."""

import discord

from bot.installed import command

FIRST = {
    101: ("Search", "/search query: dot"),
    102: ("Quote somebody", "/quote random"),
    103: ("Who quotes whom", "/debate map thread: {slug}"),
    104: ("Play the debate", "/replay start thread: {slug} pace: fast"),
    105: ("Help", "/help"),
}
"""Buttons by the ids of their components: what each is called, and the command that pressing it types."""

_ABOUT = """\
## Welcome to the practice room
This is the real **Hansard**, run on your own machine against a simulated Discord. Nothing leaves this computer, \
no account and no token are involved, and what you do here is forgotten when you stop it."""

_TRY = """\
Press a button below, or type into the box at the bottom, for example:
- `/search query: dot` – who *said* it, not who quoted it
- `/quote by author: Wendell` – somebody's own words, with a permanent id
- `/thread read thread: {slug}` – a debate, post by post
- `/replay start thread: {slug}` – the debate, played into this channel
- `/thread list` – what is in the archive"""

_YOURS = """\
Your archive is loaded. Type into the box at the bottom, for example:
- `/thread list` – what was read
- `/search query: …` – who *said* it, not who quoted it
- `/thread read thread: {slug}` – a debate, post by post
- `/debate map thread: {slug}` – who quotes whom"""

_LIMITS = """\
You are **admin** and may manage the server; *Viewing as* at the top makes you a plain **member**, or \
**читатель**, whose Discord is in Russian. This page cannot show some of what Discord does: menus on a message \
(*Who said this?*), the links in `/help` that fill in a command, and the faces of a replay's speakers."""

_SERVER = """\
**To a real server:** create an application with a bot in Discord's developer portal, put its token into `.env` \
as `DISCORD_TOKEN=…`, and run `{command} run`: it prints the link that invites the bot."""


def welcome(slug: str, *, own_files: bool = False) -> discord.ui.LayoutView:
    """Lay out the welcome with `slug` as the debate of its examples; `own_files` where the visitor brought theirs."""
    view = discord.ui.LayoutView(timeout=None)
    for text in (_ABOUT, _YOURS if own_files else _TRY, _LIMITS, _SERVER):
        view.add_item(discord.ui.TextDisplay(text.format(slug=slug, command=command())))
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow()
    for number, (label, typed) in FIRST.items():
        if own_files and "query:" in typed:
            continue
        row.add_item(
            discord.ui.Button(
                label=label,
                custom_id=f"practice:{number}",
                id=number,
                style=discord.ButtonStyle.primary
                if number == next(iter(FIRST))
                else discord.ButtonStyle.secondary,
            )
        )
    view.add_item(row)
    view.stop()
    return view
