"""What a server decides for itself: every setting with its meaning, its default, and how a typed value becomes one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import discord

from bot.store.settings import Json
from bot.ui.rule_values import channels, choice, number, role, suffix, words, yes_or_no

PAGES = (3, 4, 5, 6, 8)
"""Results a page of a search may hold."""
SCOPES = ("own", "quoted", "all")
STYLES = ("spoiler", "stars")
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
    search_role: int | None = None
    import_role: int | None = None
    search_words: str = "own"
    search_page: int = 5
    mask_words: tuple[str, ...] = ()
    mask_style: str = "spoiler"

    @classmethod
    def of(cls, kept: Mapping[str, object]) -> "Rules":
        """Read what the store keeps; keys of other versions are passed over."""
        known = {field.name for field in fields(cls)}
        values = {key: value for key, value in kept.items() if key in known}
        for key, value in values.items():
            values[key] = tuple(value) if isinstance(value, list) else value
        return cls(**values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Rule:
    """One setting: `read` turns what was typed into the value kept, or raises `UserError`."""

    key: str
    meaning: str
    read: Callable[[discord.Guild, str], Json]
    show: Callable[[object], str]
    suggest: Callable[[discord.Guild], list[str]]


def _roles(guild: discord.Guild) -> list[str]:
    return ["none", *(role.name.removeprefix("@") for role in reversed(guild.roles))]


RULES: dict[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule(
            "private",
            "Answers are shown only to whoever asked, unless they choose otherwise",
            yes_or_no,
            lambda value: "yes" if value else "no",
            lambda _: ["yes", "no"],
        ),
        Rule(
            "replay_role",
            "Who may replay besides members with Manage Messages",
            role,
            lambda value: f"<@&{value}>" if value else "nobody else",
            _roles,
        ),
        Rule(
            "replay_channels",
            "Where replays may play",
            channels,
            lambda value: ", ".join(f"<#{each}>" for each in _ids(value)) or "in every channel",
            lambda guild: ["all", *(f"#{channel.name}" for channel in guild.text_channels)],
        ),
        Rule(
            "replay_cap",
            "How many replays may play at once",
            number(1, 20, "The cap"),
            str,
            lambda _: ["1", "2", "3", "5", "10"],
        ),
        Rule(
            "replay_pace",
            "How fast a replay plays unless told otherwise",
            choice(PACES, "The pace"),
            str,
            lambda _: list(PACES),
        ),
        Rule(
            "persona_suffix",
            "What stands behind an author's name in a replay, so that nobody takes it for a member",
            suffix,
            lambda value: f"`{value}`",
            lambda _: [" (archive)", " 📜"],
        ),
        Rule(
            "search_role",
            "Who may search besides managers",
            role,
            lambda value: f"<@&{value}>" if value else "everybody",
            _roles,
        ),
        Rule(
            "import_role",
            "Who may import besides managers (show them `/archive import` in the server's integration settings)",
            role,
            lambda value: f"<@&{value}>" if value else "nobody else",
            _roles,
        ),
        Rule(
            "search_words",
            "Whose words a search looks in unless told otherwise: the poster's own, quoted ones, all",
            choice(SCOPES, "It"),
            str,
            lambda _: list(SCOPES),
        ),
        Rule(
            "search_page",
            "Results on a page of a search",
            number(PAGES[0], PAGES[-1], "A page"),
            str,
            lambda _: [str(each) for each in PAGES],
        ),
        Rule(
            "mask_words",
            "Words covered wherever a post is shown here; the archive itself stays as it is",
            words,
            lambda value: ", ".join(f"||{each}||" for each in _ids(value)) or "none",
            lambda _: ["none"],
        ),
        Rule(
            "mask_style",
            "How they are covered: a spoiler to press, or stars (pictures, files and replays have stars anyway)",
            choice(STYLES, "The style"),
            str,
            lambda _: list(STYLES),
        ),
    )
}


def _ids(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else ()
