"""Where lines are said. The player knows this protocol and nothing of Discord.

What may go wrong there, as one tree; every text is a sentence fit for the panel:

Trouble
├── Doubt        the answer was lost: it may have been said, or may yet be
├── VoiceGone    not said; the voice does not exist any more, another can be had
├── Busy         not said; the other side asks for patience (rate limit) or is out of order
├── Barred       not said; a person must do something first, such as give a permission
└── PlaceGone    not said, and never will be: the channel, thread or guild is gone
"""

from dataclasses import dataclass
from typing import Protocol

from bot.languages import Text
from bot.replay.view import PanelView


class Trouble(Exception):  # noqa: N818 - reads as what happened
    """Anything the other side does instead of what was asked; `sentence` says it to people, `str()` in English."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        """Take the English sentence with `{names}` for its values, or a whole `Text`."""
        self.sentence = sentence if isinstance(sentence, Text) else Text(sentence, **values)
        super().__init__(str(self.sentence))


class Doubt(Trouble):
    """Nobody knows whether it was said."""


class VoiceGone(Trouble):
    """It was not said: the voice was taken away."""


class Busy(Trouble):
    """It was not said; try again after `retry_after` seconds (None: use your own judgement)."""

    def __init__(self, sentence: str | Text, /, retry_after: float | None = None, **values: object) -> None:
        """Take the sentence and the other side's wish."""
        super().__init__(sentence, **values)
        self.retry_after = retry_after


class Barred(Trouble):
    """It was not said, and will not be before a person has done something."""


class PlaceGone(Trouble):
    """There is nowhere to say it any more."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A way of speaking: a webhook, or the bot itself. `note` says what is missing, where something is."""

    id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is to be said. `key` names it for good: no other line of any replay bears it."""

    key: str
    persona: str
    face: str | None
    text: str


class Outlet(Protocol):
    """One channel or thread. Every method may raise a `Trouble`; none repeats by itself what may have been done."""

    async def voice(self) -> Voice:
        """Return the way to speak here, made where there is none."""
        ...

    def latest(self) -> int:
        """Return a message id that nothing said from now on can be below."""
        ...

    async def say(self, voice: Voice, utterance: Utterance, /) -> int:
        """Say it and return the message's id."""
        ...

    async def look(self, voice_id: int, utterance: Utterance, after: int, /) -> int | None:
        """Return the message `voice_id` said after the message `after`, if it said one: the first.

        Only one writer speaks at a time, so this is the line in doubt.
        """
        ...

    async def silence(self, voice_id: int, /) -> None:
        """Make sure that nothing under way from this voice can still arrive."""
        ...

    async def withdraw(self, voice_id: int, message_id: int, /) -> None:
        """Delete what was said; content if it is gone already."""
        ...

    async def panel(self, view: PanelView, message_id: int | None, /) -> int:
        """Show the control panel by editing `message_id`, or anew where there is none; return its id."""
        ...

    async def farewell(self, view: PanelView, /) -> None:
        """Offer the poll at the end, where one was wished for."""
        ...
