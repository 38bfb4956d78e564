"""What a server decides for itself: every setting with its meaning, its default, and how a typed value becomes one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

import discord

from bot.languages import LANGUAGES, Text
from bot.search.words import alike
from bot.store.community.settings import Json
from bot.ui.markdown import named
from bot.ui.rule_texts import called, ids, role_or, several, written, yes
from bot.ui.rule_values import channels, choice, number, role, suffix, words, yes_or_no
from bot.ui.sentences import say, spoken

PAGES = (3, 4, 5, 6, 8)
"""Results a page of a search may hold."""
CAPS = (1, 2, 3, 5, 10, 20)
"""Replays at once that the panel offers; any number between can be typed."""
SCOPES = ("own", "quoted", "all")
STYLES = ("spoiler", "stars")
AUTO = "auto"
"""The language of a server that follows its community's."""
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
    persona_avatars: bool = True
    search_role: int | None = None
    import_role: int | None = None
    search_words: str = "own"
    search_page: int = 5
    mask_words: tuple[str, ...] = ()
    mask_style: str = "spoiler"
    language: str = AUTO

    @classmethod
    def of(cls, kept: Mapping[str, object]) -> "Rules":
        """Read what the store keeps; keys of other versions are passed over."""
        known = {field.name for field in fields(cls)}
        values = {key: value for key, value in kept.items() if key in known}
        for key, value in values.items():
            values[key] = tuple(value) if isinstance(value, list) else value
        return cls(**values)  # type: ignore[arg-type]


class Control(StrEnum):
    """What a setting is changed with in the panel."""

    TOGGLE = "toggle"
    CHOICE = "choice"
    ROLE = "role"
    CHANNELS = "channels"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Rule:
    """One setting: `read` turns what was typed or chosen into the value kept, or raises `UserError`.

    `write` is its inverse: what somebody would type to get the value.
    """

    key: str
    """What it is kept by."""
    title: Text
    group: str
    meaning: Text
    control: Control
    read: Callable[[discord.Guild, str], Json]
    show: Callable[[object], str]
    write: Callable[[object], str] = str
    choices: tuple[str, ...] = ()

    def suggest(self, guild: discord.Guild) -> list[str]:
        """Return what may be typed for it in `guild`, the likeliest first."""
        match self.control:
            case Control.TOGGLE:
                return ["yes", "no"]
            case Control.ROLE:
                return ["none", *(role.name.removeprefix("@") for role in reversed(guild.roles))]
            case Control.CHANNELS:
                return ["all", *(f"#{channel.name}" for channel in guild.text_channels)]
            case _:
                return [*self.choices]


GROUPS = {
    "answers": Text("Answers and search"),
    "replays": Text("Replays"),
    "archive": Text("Imports and masked words"),
}
"""The pages of the panel."""

RULES: dict[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule(
            "private",
            Text("Private answers"),
            "answers",
            Text("Answers are shown only to whoever asked, unless they choose otherwise"),
            Control.TOGGLE,
            yes_or_no,
            yes,
            written,
        ),
        Rule(
            "search_role",
            Text("Role that may search"),
            "answers",
            Text("Who may search and look for quotes besides managers"),
            Control.ROLE,
            role,
            role_or(Text("everybody")),
        ),
        Rule(
            "search_words",
            Text("Whose words are searched"),
            "answers",
            Text("Whose words a search looks in unless told otherwise: the poster's own, quoted ones, all"),
            Control.CHOICE,
            choice(SCOPES, Text("It")),
            called,
            choices=SCOPES,
        ),
        Rule(
            "search_page",
            Text("Results on a page"),
            "answers",
            Text("How many posts a page of a search shows"),
            Control.CHOICE,
            number(PAGES[0], PAGES[-1], Text("A page")),
            called,
            choices=tuple(map(str, PAGES)),
        ),
        Rule(
            "language",
            Text("Language"),
            "answers",
            Text("The language of what everybody sees: auto is the server's own, as Discord knows it"),
            Control.CHOICE,
            choice((AUTO, *LANGUAGES), Text("The language")),
            called,
            choices=(AUTO, *LANGUAGES),
        ),
        Rule(
            "replay_role",
            Text("Role that may replay"),
            "replays",
            Text("Who may replay besides members with Manage Messages"),
            Control.ROLE,
            role,
            role_or(Text("nobody else")),
        ),
        Rule(
            "replay_channels",
            Text("Channels for replays"),
            "replays",
            Text("Where replays may play"),
            Control.CHANNELS,
            channels,
            lambda value: several("<#{}>")(value) or say("in every channel"),
        ),
        Rule(
            "replay_cap",
            Text("Replays at once"),
            "replays",
            Text("How many replays may play at once"),
            Control.CHOICE,
            number(1, 20, Text("The cap")),
            called,
            choices=tuple(map(str, CAPS)),
        ),
        Rule(
            "replay_pace",
            Text("Pace of replays"),
            "replays",
            Text("How fast a replay plays unless told otherwise"),
            Control.CHOICE,
            choice(PACES, Text("The pace")),
            called,
            choices=PACES,
        ),
        Rule(
            "persona_suffix",
            Text("Behind an author's name"),
            "replays",
            Text("What stands behind an author's name in a replay, so that nobody takes it for a member"),
            Control.TEXT,
            suffix,
            lambda value: named(str(value).strip()),
            choices=("(archive)", "📜"),
        ),
        Rule(
            "persona_avatars",
            Text("Pictures of authors"),
            "replays",
            Text("Authors wear a picture in a replay, always the same: their initials on their colour"),
            Control.TOGGLE,
            yes_or_no,
            yes,
            written,
        ),
        Rule(
            "import_role",
            Text("Role that may import"),
            "archive",
            Text(
                "Who may import besides managers (show them `/archive import` in the server's integration settings)"
            ),
            Control.ROLE,
            role,
            role_or(Text("nobody else")),
        ),
        Rule(
            "mask_words",
            Text("Masked words"),
            "archive",
            Text("Words covered wherever a post is shown here; the archive itself stays as it is"),
            Control.TEXT,
            words,
            lambda value: several("||{}||")(value) or called("none"),
            lambda value: ", ".join(map(str, ids(value))) or "none",
            choices=("none",),
        ),
        Rule(
            "mask_style",
            Text("How words are masked"),
            "archive",
            Text(
                "How they are covered: a spoiler to press, or stars (as always in results, pictures, files and replays)"
            ),
            Control.CHOICE,
            choice(STYLES, Text("The style")),
            called,
            choices=STYLES,
        ),
    )
}


def rule_called(typed: str) -> Rule | None:
    """Return the setting with this key, or with this title in the language of the moment or in English."""
    called = ((rule, each) for rule in RULES.values() for each in (rule.key, rule.title, spoken(rule.title)))
    return next((rule for rule, each in called if alike(each, typed)), None)
