"""The languages Hansard speaks: English stands in the code, every other language in a catalog beside this file."""

from bot.languages.catalogs import ENGLISH, LANGUAGES
from bot.languages.texts import (
    COMMAND,
    OPTION,
    Markup,
    Text,
    command,
    counted,
    joined,
    language,
    say,
    say_day,
    say_n,
    say_number,
    speak,
    speaking,
    spoken,
)

__all__ = [
    "COMMAND",
    "ENGLISH",
    "LANGUAGES",
    "OPTION",
    "Markup",
    "Text",
    "command",
    "counted",
    "joined",
    "language",
    "say",
    "say_day",
    "say_n",
    "say_number",
    "speak",
    "speaking",
    "spoken",
]
