"""What an operator or an admin can set or do stands in the pages for them."""

import re
from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands

from bot.installed import CLONE as REPOSITORY
from bot.ui.health import NEEDED
from bot.ui.permission_names import title_of
from bot.ui.rules import RULES
from cogs.archive import Archive
from cogs.settings import Settings
from tests.languages.commands import registered

OPERATIONS = (REPOSITORY / "bot" / "OPERATIONS.md").read_text("utf-8")
README = (REPOSITORY / "README.md").read_text("utf-8")
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
    assert missing == [], missing


def test_every_setting_and_permission_of_a_server_is_explained() -> None:
    assert [key for key, rule in RULES.items() if f"| {rule.title} | `{key}` |" not in ADMIN] == []
    titles = [title_of(name) for name in NEEDED]
    assert [title for title in titles if f"| {title} |" not in ADMIN] == []
    assert all(hasattr(discord.Permissions, name) for name in NEEDED)


def test_every_option_of_the_command_line_is_named() -> None:
    source = (REPOSITORY / "bot" / "cli" / "main.py").read_text("utf-8")
    options = set(re.findall(r"\"(--[a-z-]+)\"", source))
    assert "--pseudonym" in options
    # As words of their own: `--format` is not explained by `--formats`.
    named = set(re.findall(r"--[a-z-]+", README + OPERATIONS))
    assert options - named == set()


def test_every_setting_of_the_process_is_in_the_example_and_read() -> None:
    example = set(re.findall(r"^([A-Z_]+)=", (REPOSITORY / ".env.example").read_text("utf-8"), re.MULTILINE))
    read = set(
        re.findall(r"\"((?:HANSARD|DISCORD)_[A-Z_]+)\"", (REPOSITORY / "bot" / "config.py").read_text())
    )
    assert read == example


async def test_every_command_of_the_bot_is_named_for_members_or_admins() -> None:
    _, sent = await registered()
    typed = [each for each in sent if each.get("type", 1) == 1]
    names = {name for each in typed for name in spelt(each)}
    assert len(names) > 30
    missing = sorted(name for name in names if not re.search(rf"/{name}\b", README + ADMIN))
    assert missing == [], missing


def spelt(command: dict[str, Any]) -> Iterator[str]:
    """Every way a command can be typed: its subcommands, or itself."""
    below = [each for each in command.get("options") or [] if each["type"] in {1, 2}]
    for each in below:
        yield from (f"{command['name']} {name}" for name in spelt(each))
    if not below:
        yield str(command["name"])


def test_every_option_of_the_import_is_explained() -> None:
    (command,) = [each for each in Archive.__cog_app_commands__ if each.name == "import"]
    assert isinstance(command, app_commands.Command)
    assert [p.display_name for p in command.parameters if f"`{p.display_name}`" not in ADMIN] == []
