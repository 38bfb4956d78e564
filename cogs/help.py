"""/help: what people do here, as links that fill in the command; nobody is shown what they may not do."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import discord
from discord import app_commands
from discord.ext import commands

from bot.languages import Text
from bot.ui.answers import acknowledge, answer
from bot.ui.guilds import rules_of
from bot.ui.mentions import NAMED, Mentions
from bot.ui.permissions import Runnable, may_run
from bot.ui.presses import Presses, button, still
from bot.ui.sentences import say, spoken

Row = discord.ui.ActionRow[discord.ui.LayoutView]


class Line(NamedTuple):
    """What can be done; `{names}` in the text, and `menus` on messages, are the commands that do it."""

    text: Text
    menus: tuple[str, ...] = ()


class Group(NamedTuple):
    """Lines under a heading."""

    heading: Text
    lines: tuple[Line, ...]


HEAD = Text("""\
## Hansard – debates on the record
Archived forum threads, searchable and quotable, with everybody's words under their own name: nobody is quoted for \
what they only quoted.""")
PRIVATE = Text(
    "-# Every post has a permanent id such as `great-debate#12`. Answers are shown only to you until you press "
    "**Share**."
)
PUBLIC = Text(
    "-# Every post has a permanent id such as `great-debate#12`. Answers are shown to everybody here unless you choose "
    "otherwise."
)
PEOPLE = (
    Group(
        Text("Find"),
        (
            Line(
                Text(
                    '{search} posts by what their authors said; `"a phrase"`, `-without`, `from:name`, `in:thread`, '
                    "`before:2020` narrow it down"
                )
            ),
            Line(Text("{quote find} who said it, in words as you remember them")),
        ),
    ),
    Group(
        Text("Quote"),
        (
            Line(
                Text(
                    "{quote random}, {quote by}, {quote show} somebody's own words: choose a part, share it, draw it"
                )
            ),
            Line(Text("{quote card} a picture to post · {quote top} what is quoted and kept most")),
            Line(Text("{quote keep}, {quote kept} a collection of your own, which only you see")),
        ),
    ),
    Group(
        Text("Read"),
        (
            Line(
                Text(
                    "{thread list} what is in the archive · {thread read} a debate, post by post · {thread export} to "
                    "take one with you"
                )
            ),
            Line(
                Text(
                    "{debate between} what two people said to each other · {debate map}, {debate timeline}, "
                    "{author} at a glance"
                )
            ),
        ),
    ),
    Group(
        Text("Play"),
        (
            Line(Text("{replay start} a debate played into a channel, everybody under their own name")),
            Line(Text("{replay pause}, {replay resume}, {replay stop}, {replay undo} steer it")),
            Line(Text("{replay status} what is being played")),
            Line(Text("{game who-said-it} guess, with everybody here")),
            Line(Text("{game scores} who guesses best")),
        ),
    ),
    Group(
        Text("On a message (right-click or hold it, then *Apps*) and in chat"),
        (
            Line(Text("**Who said this?** finds out whose words a message holds"), ("Who said this?",)),
            Line(Text("**Quote card** draws the post that a message of mine shows"), ("Quote card",)),
            Line(
                Text("**Where is this from?** leads from a replay to the archive"), ("Where is this from?",)
            ),
            Line(
                Text("Mention me with some words: I answer with the quote they come from, or fit best"),
                ("Who said this?",),
            ),
        ),
    ),
    Group(
        Text("Your words, and what I keep"),
        (
            Line(Text("{privacy show} what is kept, of whom, for how long")),
            Line(Text("{privacy link}, {privacy hide} if words in the archive are yours")),
            Line(Text("{privacy forget} has forgotten what I keep of you")),
        ),
    ),
)
MANAGERS = (
    Group(
        Text("The archive"),
        (
            Line(Text("{archive import} takes saved threads, shows what it read, and asks")),
            Line(
                Text("{archive list} what is on record, and where it came from · {archive log} who did what")
            ),
            Line(
                Text(
                    "{archive rename} another name for a thread and its posts · {archive remove}, "
                    "{archive remove-post} for good"
                )
            ),
            Line(Text("{archive share}, {archive unshare} with other servers that have me")),
        ),
    ),
    Group(
        Text("People in it"),
        (
            Line(Text("{archive requests} what members ask about their own words")),
            Line(
                Text("{archive hide}, {archive unhide} somebody's name and words, or give them another name")
            ),
            Line(Text("{archive alias} lets somebody be found by another name, too")),
        ),
    ),
    Group(
        Text("This server"),
        (
            Line(
                Text(
                    "{settings show}, {settings set} who may do what and where, what is private, the language"
                )
            ),
            Line(Text("{quote daily} a quote a day in a channel")),
            Line(Text("{health} whether everything works here")),
        ),
    ),
)


class Help(commands.Cog):
    """Explains the bot."""

    def __init__(
        self, mentions: Mentions, tree: app_commands.CommandTree[discord.Client], presses: Presses
    ) -> None:
        """Take the verb `help`; `mentions` turns command names into clickable ones, `tree` has the commands."""
        self._mentions = mentions
        self._tree = tree
        presses.on("help", self._managing, "owner", anew=True)

    @app_commands.command(description="What Hansard can do, and how")
    async def help(self, interaction: discord.Interaction) -> None:
        """Answer privately with what the asker may do; what is for managers is one press away for them."""
        await acknowledge(interaction, private=True)
        foot = PRIVATE if (await rules_of(interaction)).private else PUBLIC
        texts = [spoken(HEAD), *await self._open_to(interaction, PEOPLE), spoken(foot)]
        items: list[discord.ui.Item[discord.ui.LayoutView]] = [await self._page(texts)]
        if await self._open_to(interaction, MANAGERS):
            items.append(
                Row(button("help", interaction.user.id, label=say("To manage the archive"), emoji="🗄️"))
            )
        await answer(interaction, still(*items), private=True)

    async def _managing(self, interaction: discord.Interaction, _: Sequence[str]) -> None:
        """Answer with what is for managers, and for whoever may import."""
        await acknowledge(interaction, private=True)
        groups = await self._open_to(interaction, MANAGERS)
        head = say("## To manage the archive") if groups else say("Nothing of it is for you to do any more.")
        await answer(interaction, still(await self._page([head, *groups])), private=True)

    async def _page(self, texts: Sequence[str]) -> discord.ui.Container[discord.ui.LayoutView]:
        filled = [await self._mentions.fill(each) for each in texts]
        return discord.ui.Container(*map(discord.ui.TextDisplay[discord.ui.LayoutView], filled))

    async def _open_to(self, interaction: discord.Interaction, groups: Sequence[Group]) -> list[str]:
        """Say what of these the asker may do, a text for each group that holds any of it."""
        said = []
        for group in groups:
            lines = [
                f"- {spoken(line.text)}"
                for line in group.lines
                if all([await may_run(interaction, each) for each in self._commands(line)])
            ]
            if lines:
                said.append("\n".join([f"**{spoken(group.heading)}**", *lines]))
        return said

    def _commands(self, line: Line) -> Iterator[Runnable]:
        """Yield the commands a line is about."""
        for name in NAMED.findall(line.text):
            group, _, own = name.partition(" ")
            found = self._tree.get_command(group)
            if own and isinstance(found, app_commands.Group):
                found = found.get_command(own)
            if isinstance(found, app_commands.Command):
                yield found
        for name in line.menus:
            menu = self._tree.get_command(name, type=discord.AppCommandType.message)
            if menu is not None:
                yield menu
