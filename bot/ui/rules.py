"""What a server decides for itself: every setting with its meaning, its default, and how a typed value becomes one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import discord

from bot.errors import UserError
from bot.store.settings import Json

PACES = ("slow", "normal", "fast", "reading", "happened", "step")


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings of one server, every one with the default that needs no reading."""

    private: bool = True
    replay_role: int | None = None
    replay_channels: tuple[int, ...] = ()
    replay_cap: int = 3
    replay_pace: str = "normal"
    persona_suffix: str = " (archive)"

    @classmethod
    def of(cls, kept: Mapping[str, object]) -> "Rules":
        """Read what the store keeps; keys of other versions are passed over."""
        known = {field.name for field in fields(cls)}
        values = {key: value for key, value in kept.items() if key in known}
        if "replay_channels" in values and isinstance(values["replay_channels"], list):
            values["replay_channels"] = tuple(values["replay_channels"])
        return cls(**values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Rule:
    """One setting: `read` turns what was typed into the value kept, or raises `UserError`."""

    key: str
    meaning: str
    read: Callable[[discord.Guild, str], Json]
    show: Callable[[object], str]
    suggest: Callable[[discord.Guild], list[str]]


def _yes_or_no(_: discord.Guild, text: str) -> bool:
    match text.strip().casefold():
        case "yes" | "on" | "true" | "private":
            return True
        case "no" | "off" | "false" | "public":
            return False
        case _:
            raise UserError("Say `yes` or `no`.")


def _role(guild: discord.Guild, text: str) -> int | None:
    text = text.strip()
    if text.casefold() in {"", "none", "managers"}:
        return None
    number = re.fullmatch(r"(?:<@&)?(\d{15,20})>?", text)
    name = text.removeprefix("@").casefold()
    for role in guild.roles:
        if (number and role.id == int(number[1])) or role.name.removeprefix("@").casefold() == name:
            return role.id
    raise UserError(f"There is no role `{text[:50]}` here. Name a role, `everyone`, or `none`.")


def _channels(guild: discord.Guild, text: str) -> list[Json]:
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
                if (number and each.id == int(number[1])) or each.name.casefold() == name
            ),
            None,
        )
        if channel is None:
            raise UserError(
                f"There is no channel `{word[:50]}` here. Name channels like `#debates`, or `all`."
            )
        found.append(channel.id)
    return list(dict.fromkeys(found))


def _cap(_: discord.Guild, text: str) -> int:
    if not (text.strip().isdecimal() and 1 <= int(text.strip()[:4]) <= 20):
        raise UserError("The cap is a whole number from 1 to 20.")
    return int(text)


def _pace(_: discord.Guild, text: str) -> str:
    if text.strip().casefold() not in PACES:
        raise UserError(f"The pace is one of {', '.join(PACES)}.")
    return text.strip().casefold()


def _suffix(_: discord.Guild, text: str) -> str:
    text = text.rstrip()
    if len(text) > 30:
        raise UserError("A suffix has at most 30 characters.")
    if not text.strip():
        raise UserError(
            "Without a suffix a persona could be taken for a member; give at least one character."
        )
    return text if text.startswith(" ") else f" {text}"


RULES: dict[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule(
            "private",
            "Answers are shown only to whoever asked, unless they choose otherwise",
            _yes_or_no,
            lambda value: "yes" if value else "no",
            lambda _: ["yes", "no"],
        ),
        Rule(
            "replay_role",
            "Who may replay besides members with Manage Messages",
            _role,
            lambda value: f"<@&{value}>" if value else "nobody else",
            lambda guild: ["none", *(role.name.removeprefix("@") for role in reversed(guild.roles))],
        ),
        Rule(
            "replay_channels",
            "Where replays may play",
            _channels,
            lambda value: ", ".join(f"<#{each}>" for each in _ids(value)) or "in every channel",
            lambda guild: ["all", *(f"#{channel.name}" for channel in guild.text_channels)],
        ),
        Rule(
            "replay_cap",
            "How many replays may play at once",
            _cap,
            str,
            lambda _: ["1", "2", "3", "5", "10"],
        ),
        Rule(
            "replay_pace", "How fast a replay plays unless told otherwise", _pace, str, lambda _: list(PACES)
        ),
        Rule(
            "persona_suffix",
            "What stands behind an author's name in a replay, so that nobody takes it for a member",
            _suffix,
            lambda value: f"`{value}`",
            lambda _: [" (archive)", " 📜"],
        ),
    )
}


def _ids(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else ()
