"""How what was typed becomes the value of a setting; each raises `UserError` with what would be right."""

import re
from collections.abc import Callable

import discord

from bot.errors import UserError
from bot.languages import Text
from bot.store.community.settings import Json

MOST_MASKED, LONGEST_MASKED, MASKED_IN_ALL = 200, 60, 4000
"""Words a server may mask, characters of one, and of the list as it is written: as much as Discord's form takes."""
MOST_CHANNELS = 25
"""Channels replays may be kept to: as many as Discord's menu takes."""


def yes_or_no(_: discord.Guild, text: str) -> bool:
    """Read yes or no."""
    match text.strip().casefold():
        case "yes" | "on" | "true" | "private":
            return True
        case "no" | "off" | "false" | "public":
            return False
        case _:
            raise UserError("Say `yes` or `no`.")


def role(guild: discord.Guild, text: str) -> int | None:
    """Read a role by its name or mention; None for none."""
    text = text.strip()
    if text.casefold() in {"", "none", "managers"}:
        return None
    number = re.fullmatch(r"(?:<@&)?(\d{15,20})>?", text)
    name = text.removeprefix("@").casefold()
    for role in guild.roles:
        if (number and role.id == int(number[1])) or role.name.removeprefix("@").casefold() == name:
            return role.id
    raise UserError("There is no role `{typed}` here. Name a role, `everyone`, or `none`.", typed=text[:50])


def channels(guild: discord.Guild, text: str) -> list[Json]:
    """Read channels, by names or mentions; none listed means all."""
    if text.strip().casefold() in {"", "all", "none", "any"}:
        return []
    found: list[Json] = []
    for word in re.split(r"[\s,]+", text.strip()):
        number = re.fullmatch(r"(?:<#)?(\d{15,20})>?", word)
        name = word.removeprefix("#").casefold()
        channel = next(
            (
                each
                for each in guild.channels
                if not isinstance(each, discord.CategoryChannel)
                and ((number and each.id == int(number[1])) or each.name.casefold() == name)
            ),
            None,
        )
        if channel is None:
            raise UserError(
                "There is no channel `{typed}` here. Name channels like `#debates`, or `all`.",
                typed=word[:50],
            )
        found.append(channel.id)
    found = list(dict.fromkeys(found))
    if len(found) > MOST_CHANNELS:
        raise UserError("Name at most {most} channels, or `all`.", most=MOST_CHANNELS)
    return found


def suffix(_: discord.Guild, text: str) -> str:
    """Read what stands behind a persona's name."""
    text = text.rstrip()
    if len(text) > 30:
        raise UserError("A suffix has at most 30 characters.")
    if not text.strip():
        raise UserError(
            "Without a suffix a persona could be taken for a member; give at least one character."
        )
    return text if text.startswith(" ") else f" {text}"


def number(low: int, high: int, what: Text) -> Callable[[discord.Guild, str], int]:
    """Return a reader of whole numbers from `low` to `high`."""

    def read(_: discord.Guild, text: str) -> int:
        if not (text.strip().isdecimal() and low <= int(text.strip()[:4]) <= high):
            raise UserError("{what} is a whole number from {low} to {high}.", what=what, low=low, high=high)
        return int(text)

    return read


def choice(options: tuple[str, ...], what: Text) -> Callable[[discord.Guild, str], str]:
    """Return a reader of one of `options`."""

    def read(_: discord.Guild, text: str) -> str:
        if text.strip().casefold() not in options:
            raise UserError("{what} is one of {options}.", what=what, options=", ".join(options))
        return text.strip().casefold()

    return read


def words(_: discord.Guild, text: str) -> list[Json]:
    """Read words separated by commas; `none` is no word."""
    if text.strip().casefold() in {"", "none"}:
        return []
    found = list(
        dict.fromkeys(word for each in text.split(",") if (word := " ".join(each.split()).casefold()))
    )
    if len(found) > MOST_MASKED or any(len(word) > LONGEST_MASKED for word in found):
        raise UserError(
            "Name at most {most} words, separated by commas, of at most {longest} letters each.",
            most=MOST_MASKED,
            longest=LONGEST_MASKED,
        )
    if len(", ".join(found)) > MASKED_IN_ALL:
        raise UserError("That list is too long: {most:,} characters in all are the most.", most=MASKED_IN_ALL)
    return [*found]
