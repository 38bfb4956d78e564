"""What nobody offered: custom ids of every verb with any arguments, any text in every option, from another server.

Verbs, and what their arguments look like, are what the bot itself registered; commands and options are those of its
tree. Whatever comes is answered with a sentence, tells nothing of the other server, and changes nothing there.
"""

import logging
import random
from collections.abc import Iterator
from typing import Any

import discord
import pytest

from bot.store.values import Viewer
from bot.ui.presses import Press
from tests.e2e.test_two_servers import MUTED, Two, told
from tests.e2e.test_two_servers import two as two  # noqa: PLC0414 - the fixture
from tests.e2e.test_visibility import ASKED, OPENING, SLUG
from tests.e2e.walk import Output, calls, commands_of, outputs
from tests.e2e.world import World

FORGERIES = 10
"""Of every verb, by a button and by a menu each."""
NUMBERS = ("0", "1", "2", "3", "5", "8", "13", "-1", "999999999", "00000001")
ANYTHING = (
    SLUG, "Quorvath Ilm", f"{SLUG}#1", "nothing", "0", "1", "-1", "999999999", "٣", "x" * 40, " ", "../..", "{title}",
    "page", "near", "words", "all", "sort", "longest", "narrow", "author=Quorvath Ilm", f"thread={SLUG}", "spell",
    "name", "light", "exchange", "grant", "private", "no", "mask_words", "replay_role", "🖼️", "\u202eabc", "%s", "'; --",
)  # fmt: skip
STRINGS = (
    " ", "\u200b", "\x00", "a" * 5900, "🖼️" * 30, "\u202egnp", "#", "#1", f"{SLUG}#0", f"{SLUG}#4194305", "١", "-", "(",
    '"', '"a', "a OR", "from:", "in:" + SLUG, "from:Quorvath*", 'title:"', "before:9999", "len:>99999999999999999999",
    "*", "post:2..", "NEAR(", "\ufffd", "{title}", "%s", "`" * 50,
    "[a](https://x.example)", "@everyone", "😀" * 100, "a:" * 200, "(" * 300, "-" * 300, "from:a " * 200,
)  # fmt: skip
REFUSED = ("These buttons belong to whoever asked.", "That button is from another version of me")
SAID = "Something went wrong on my side"


def arguments(press: Press, dice: random.Random, me: int) -> list[str]:
    """Draw arguments such as reach the handler, and now and then some that should not."""
    drawn = []
    for kind in press.shape:
        if kind in {"owner", "owner?"}:
            drawn.append(dice.choice([str(me)] * 6 + ["0", "1"]))
        elif kind in {"#", "id"}:
            drawn.append(dice.choice(NUMBERS))
        elif kind == "span":
            drawn.append(dice.choice(["0-1", "0-ffffff", "5-2", "a"]))
        elif kind == "thread":
            drawn.append(dice.choice([SLUG] * 3 + ["nothing"]))
        elif kind == "*":
            drawn += dice.choices(ANYTHING, k=dice.randrange(4))
        else:
            drawn.append(dice.choice(ANYTHING))
    if dice.random() < 0.1:
        drawn = drawn[:-1] if dice.random() < 0.5 else [*drawn, dice.choice(ANYTHING)]
    return drawn


def forgeries(verb: str, press: Press, me: int) -> Iterator[tuple[str, list[str]]]:
    """Yield custom ids, and the values of the menus that carry them; none for a button."""
    dice = random.Random(verb)  # noqa: S311 - the same every time
    for number in range(2 * FORGERIES):
        id_ = ":".join(["hansard", verb, *arguments(press, dice, me)])[:100]
        yield id_, [dice.choice(ANYTHING)] if number % 2 else []


async def pressed(two: Two, id_: str, values: list[str]) -> list[Output]:
    room = two.world.bot.get_channel(two.channel.id)
    assert isinstance(room, discord.TextChannel)
    view = discord.ui.View(timeout=None)
    item: discord.ui.Item[discord.ui.View]
    if values:
        options = [discord.SelectOption(label="x", value=value) for value in values]
        item = discord.ui.Select(custom_id=id_, options=options)
    else:
        item = discord.ui.Button(label="x", custom_id=id_)
    view.add_item(item)
    view.stop()
    message = await room.send(view=view)
    if values:
        result = await two.lord.select(message, values, custom_id=id_)
    else:
        result = await two.lord.click(message, custom_id=id_)
    typed = f"{id_} {values}"
    told_ = [each async for each in outputs(id_, typed, result, None)]
    if not told_ and result.acknowledged:  # a form was shown, or the message taken away
        return [Output(id_, typed, (str(result.modal or ""),))]
    return told_


async def remembering(two: Two) -> None:
    """Have the other server's messages remember what they show, under the first numbers there are."""
    for name, command in commands_of(two.world).items():
        if name not in MUTED:
            await two.world.admin.slash(two.world.channel, name, **next(calls(command, ASKED)))


async def state(two: Two) -> list[Any]:
    """What is of the other server."""
    store, viewer = two.world.bot.store, Viewer(two.world.guild.id)
    return [
        await store.threads.list(viewer),
        [each async for each in store.posts.export(viewer)],
        await store.settings.all(two.world.guild.id),
        await store.keeping.top(viewer),
        await store.replays.in_guild(two.world.guild.id),
        await store.audit.last(guild_id=two.world.guild.id),
    ]


def faults(told_: list[Output], caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is wrong with answers: nothing said, a fault of ours, something of the other server."""
    if not told_:
        return ["no answer"]
    wrong = [f"{each.door}: {each.texts[0][:200]}" for each in told_ if SAID in each.whole]
    wrong += [f"{each.door} tells {word}" for each in told_ for word in told(each)]
    wrong += [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    caplog.clear()
    return wrong


async def test_no_forged_press_fails_or_tells_or_changes_anything_of_another_server(
    two: Two,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await remembering(two)
    before = await state(two)
    verbs: dict[str, Press] = two.world.bot._presses._handlers  # noqa: SLF001 - there is no other list of them
    assert len(verbs) > 40
    wrong = []
    for verb, press in verbs.items():
        for id_, values in forgeries(verb, press, two.lord.id):
            answers = await pressed(two, id_, values)
            wrong += [f"{id_} {values}: {fault}" for fault in faults(answers, caplog)]
            if press.shape[:1] == ("owner",) and id_.split(":")[2:3] != [str(two.lord.id)]:
                wrong += [f"{id_} is answered" for each in answers if not each.texts[0].startswith(REFUSED)]
    assert not wrong, "\n".join(wrong)
    assert await state(two) == before


GROUPS = ("archive", "author", "debate", "game", "health", "help", "privacy", "quote", "replay", "search", "settings",
          "thread")  # fmt: skip


@pytest.mark.parametrize("group", GROUPS)
async def test_no_text_and_no_number_in_any_option_fails_or_tells(
    two: Two,
    caplog: pytest.LogCaptureFixture,
    group: str,
) -> None:
    wrong = []
    before = await state(two)
    for name, command in commands_of(two.world).items():
        if name.split()[0] != group:
            continue
        for option, filled in hostile(command):
            result = await two.lord.slash(two.channel, name, **filled)
            answers = [each async for each in outputs(f"/{name}", str(filled), result, None)]
            wrong += [f"/{name} {option}={filled[option]!r}: {each}" for each in faults(answers, caplog)]
            parameter = next(each for each in command.parameters if each.display_name == option)
            if parameter.autocomplete and isinstance(filled[option], str):
                typed = filled[option][:100]
                choices = await two.lord.autocomplete(two.channel, name, option, typed)
                shown = tuple(str(choice["name"]) for choice in choices)
                wrong += told(Output(f"suggested for {option}={typed}", typed, shown))
    assert not wrong, "\n".join(wrong)
    assert await state(two) == before


def hostile(command: discord.app_commands.Command[Any, ..., Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every way to fill an option with what nobody expects, the others as they are needed."""
    usual = {
        p.display_name: ASKED.get(p.display_name, [OPENING])[0] for p in command.parameters if p.required
    }
    for parameter in command.parameters:
        values: list[Any] = []
        if parameter.type is discord.AppCommandOptionType.string and not parameter.choices:
            least, most = parameter.min_value or 1, parameter.max_value or 6000
            values = [text for text in STRINGS if least <= len(text) <= most]
        elif parameter.type is discord.AppCommandOptionType.integer:
            least = 1 - 2**53 if parameter.min_value is None else int(parameter.min_value)
            most = 2**53 - 1 if parameter.max_value is None else int(parameter.max_value)
            values = [value for value in (least, -1, 0, most) if least <= value <= most]
        for value in values:
            yield parameter.display_name, {**usual, parameter.display_name: value}


def test_every_group_is_asked(world: World) -> None:
    assert {name.split()[0] for name in commands_of(world)} == set(GROUPS)
