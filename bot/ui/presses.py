"""Buttons, menus and forms that outlive the process: everything a press needs stands in its custom id.

A custom id is `hansard:<verb>:<argument>:…` (Discord allows 100 characters). No view is kept in memory: `still` makes a
layout that discord.py sends and forgets, and every press of a component finds its handler by the verb, before and after
a restart alike. Whoever registers a verb says what its arguments look like; what looks otherwise reaches no handler.
"""

import contextlib
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import discord

from bot.archive.covering import covered
from bot.errors import NotAllowed, NotFound
from bot.languages import Text
from bot.ui.errors import answer_error
from bot.ui.guilds import enter
from bot.ui.locales import speak_to
from bot.ui.markdown import clipped, length, shortened
from bot.ui.permissions import require_rule, require_voice

PREFIX = "hansard"
MOST_TEXT = 3990
"""Signs of text in a layout: Discord takes 4000."""
FORM_LETTERS = 4000
"""Characters Discord's form takes in one box."""
BUTTON, OPTION, HINT, TITLE = 80, 100, 150, 45
"""Signs Discord takes on a button, in a menu, on a menu that is closed, and above a form or its box."""

OUTDATED = Text("That button is from another version of me: run the command again.")
SHAPES = {
    "owner": r"[1-9]\d{0,19}",
    "owner?": r"0|[1-9]\d{0,19}",
    "#": r"-?\d{1,9}",
    "id": r"\d{1,20}",
    "span": r"[0-9a-f]{1,6}-[0-9a-f]{1,6}",
}
"""What arguments may be: the one user who may press (`owner?`: 0 is anybody), a number, an id of Discord's,
or a stretch of a post, in code points.

Any other word stands for a text that is not empty, `*` at the end for whatever else there is.
"""
E = TypeVar("E", bound=StrEnum)

Handler = Callable[[discord.Interaction, Sequence[str]], Awaitable[None]]
"""Takes the interaction and the custom id's arguments; a menu's chosen values, or what was written, follow them."""


def custom_id(verb: str, *arguments: object) -> str:
    """Build the custom id that will bring a press back to `verb`'s handler."""
    text = ":".join([PREFIX, verb, *map(str, arguments)])
    if len(text) > 100:
        raise ValueError(f"custom id of {len(text)} characters: {text}")
    return text


def verb_of(id_: str | None) -> str:
    """Return the verb of a custom id of ours, nothing for any other."""
    prefix, _, rest = (id_ or "").partition(":")
    return rest.partition(":")[0] if prefix == PREFIX else ""


def walk(components: Iterable[object]) -> Iterator[object]:
    """Yield the components of a message, those inside others, too."""
    for component in components:
        yield component
        yield from walk(getattr(component, "children", ()))


def button(
    verb: str,
    *arguments: object,
    label: str | None = None,
    emoji: str | None = None,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> discord.ui.Button[discord.ui.LayoutView]:
    """Make a button whose press runs `verb`'s handler with `arguments`."""
    return discord.ui.Button(
        label=label and shortened(covered(label), BUTTON),
        emoji=emoji,
        style=style,
        disabled=disabled,
        custom_id=custom_id(verb, *arguments),
    )


def menu(
    verb: str,
    *arguments: object,
    choices: Mapping[str, str],
    placeholder: str | None = None,
    chosen: str = "",
) -> discord.ui.Select[discord.ui.LayoutView]:
    """Make a menu of at most 25 `choices` (value to label); the chosen value follows `arguments`."""
    options = [
        discord.SelectOption(label=shortened(covered(label), OPTION), value=value, default=value == chosen)
        for value, label in list(choices.items())[:25]
    ]
    return discord.ui.Select(
        custom_id=custom_id(verb, *arguments),
        options=options,
        placeholder=placeholder and shortened(placeholder, HINT),
    )


async def ask(
    interaction: discord.Interaction, verb: str, *arguments: object, title: str, label: str, written: str
) -> None:
    """Answer a press with a form of one box, `written` in it; what is sent follows `arguments` to `verb`'s handler."""
    form = discord.ui.Modal(title=shortened(title, TITLE), custom_id=custom_id(verb, *arguments))
    box = discord.ui.TextInput[discord.ui.Modal](
        style=discord.TextStyle.paragraph,
        default=written[:FORM_LETTERS],
        required=False,
        max_length=FORM_LETTERS,
    )
    form.add_item(discord.ui.Label(text=shortened(label, TITLE), component=box))
    await interaction.response.send_modal(form)
    # Answered like every press, by its custom id: discord.py need not keep it, and a restart does not lose it.
    form.stop()


def still(*items: discord.ui.Item[discord.ui.LayoutView]) -> discord.ui.LayoutView:
    """Lay out `items` in a view that discord.py does not keep waiting for presses; what is too long is cut."""
    view = discord.ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    _fit(view)
    view.stop()
    return view


def _fit(view: discord.ui.LayoutView) -> None:
    """Cut the longest texts of `view` until Discord takes them: it counts at most 4000 signs over the whole."""
    shown = [each for each in view.walk_children() if isinstance(each, discord.ui.TextDisplay)]
    while (over := sum(length(each.content) for each in shown) - MOST_TEXT) > 0:
        longest = max(shown, key=lambda each: length(each.content))
        longest.content = clipped(longest.content, max(length(longest.content) - over, 1))


_PRESSED = {discord.InteractionType.component, discord.InteractionType.modal_submit}


@contextlib.contextmanager
def remembered() -> Iterator[None]:
    """Say of what a message remembers, and the archive does not hold any more, that it is gone; name nobody."""
    try:
        yield
    except NotFound:
        raise NotFound("What this message was about is not in the archive any more.") from None


def known(kind: type[E], value: str) -> E:
    """Return the member of an enumeration that a button or an option names. Raises NotFound where none is called so."""
    try:
        return kind(value)
    except ValueError:
        raise NotFound(OUTDATED) from None


@dataclass(frozen=True, slots=True)
class Press:
    """A verb: who answers it, what its arguments look like, and what is asked of whoever presses."""

    handler: Handler
    shape: tuple[str, ...]
    aloud: bool
    anew: bool
    rule: str | None

    def fits(self, arguments: Sequence[str]) -> bool:
        """Tell whether a custom id's arguments are such as we write."""
        shape = self.shape[:-1] if self.shape[-1:] == ("*",) else self.shape
        if len(arguments) < len(shape) or (len(arguments) > len(shape) and shape is self.shape):
            return False
        return all(
            re.fullmatch(SHAPES.get(kind, ".+"), argument, re.DOTALL | re.ASCII)
            for kind, argument in zip(shape, arguments, strict=False)
        )

    def is_for(self, user_id: int, arguments: Sequence[str]) -> bool:
        """Tell whether that user may press it."""
        if not self.shape or self.shape[0] not in {"owner", "owner?"}:
            return True
        return arguments[0] in {str(user_id), "0" if self.shape[0] == "owner?" else ""}


class Presses:
    """Which handler answers which verb."""

    def __init__(self) -> None:
        self._handlers: dict[str, Press] = {}

    def on(  # noqa: PLR0913 - what may be said of a verb
        self,
        verb: str,
        handler: Handler,
        shape: str,
        *,
        aloud: bool = False,
        anew: bool = False,
        rule: str | None = None,
    ) -> None:
        """Let `handler` answer `verb`, whose arguments look like `shape` says, word by word.

        Discord is told of a press at once, before `handler` runs. Not so where the verb answers `anew`, with a form or
        a message that `handler` announces first of all, or `aloud`, with a message to the whole channel: whoever
        presses must be allowed to. `rule` is a setting that keeps the verb to a role.
        """
        if verb in self._handlers:
            raise ValueError(f"two handlers for {verb!r}")
        self._handlers[verb] = Press(handler, tuple(shape.split()), aloud, anew, rule)

    async def dispatch(self, interaction: discord.Interaction) -> None:
        """Run the handler of a pressed component of ours; pass over everything else. Never raises."""
        data: Mapping[str, object] = dict(interaction.data or {})
        prefix, _, rest = str(data.get("custom_id", "")).partition(":")
        if interaction.type not in _PRESSED or prefix != PREFIX:
            return
        verb, *arguments = rest.split(":")
        values = data.get("values")
        arguments += map(str, values) if isinstance(values, list) else _written(data.get("components"))
        try:
            press = self._handlers.get(verb)
            if press is None or not press.fits(arguments):
                raise NotFound(OUTDATED)
            if not press.is_for(interaction.user.id, arguments):
                raise NotAllowed(
                    "These buttons belong to whoever asked. Run the command yourself to get your own."
                )
            await enter(interaction)
            # Rights are those of this moment, however old the message is.
            await require_rule(interaction, press.rule)
            if press.aloud:
                require_voice(interaction)
            elif not press.anew:
                await interaction.response.defer()
            shown = interaction.message
            await speak_to(interaction, private=shown is not None and shown.flags.ephemeral)
            await press.handler(interaction, arguments)
        except Exception as error:  # noqa: BLE001 - the last line before discord.py would only log it
            await answer_error(interaction, error)


def _written(components: object) -> Iterator[str]:
    """Yield what stands in the boxes of a form that was sent."""
    for each in components if isinstance(components, list) else ():
        inner = each.get("component")
        if inner is not None:
            yield str(inner.get("value") or "")
