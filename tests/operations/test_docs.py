"""What an operator or an admin can set or do stands in the pages for them."""

import re

import discord
from discord import app_commands

from bot.config import REPOSITORY
from bot.ui.health import NEEDED
from bot.ui.permission_names import title_of
from bot.ui.rules import RULES
from cogs.archive import Archive
from cogs.settings import Settings

OPERATIONS = (REPOSITORY / "bot" / "OPERATIONS.md").read_text("utf-8")
ADMIN = (REPOSITORY / "cogs" / "ADMIN.md").read_text("utf-8")


def test_every_setting_of_the_process_is_explained() -> None:
    example = (REPOSITORY / ".env.example").read_text("utf-8")
    names = re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)
    assert len(names) > 5
    assert [name for name in names if f"| `{name}` |" not in OPERATIONS] == []


def test_every_command_of_the_command_line_is_named() -> None:
    source = (REPOSITORY / "bot" / "cli" / "main.py").read_text("utf-8")
    names = re.findall(r"add_parser\(\s*\"([a-z-]+)\"", source)
    assert "restore" in names
    assert [name for name in names if f"`hansard {name}" not in OPERATIONS] == []


def test_every_command_and_option_an_admin_has_is_explained() -> None:
    missing = []
    for cog in (Archive, Settings):
        for command in cog.__cog_app_commands__:
            assert isinstance(command, app_commands.Command)
            name = f"`/{cog.__cog_group_name__} {command.name}`"
            missing += [name] if name not in ADMIN else []
            options = (p.display_name for p in command.parameters if not p.display_name.startswith("file"))
            missing += [f"{name} {option}" for option in options if f"`{option}`" not in ADMIN]
    assert missing == []


def test_every_setting_and_permission_of_a_server_is_explained() -> None:
    assert [key for key in RULES if f"`{key}`" not in ADMIN] == []
    titles = [title_of(name) for name in NEEDED]
    assert [title for title in titles if f"| {title} |" not in ADMIN] == []
    assert all(hasattr(discord.Permissions, name) for name in NEEDED)
