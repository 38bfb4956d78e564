"""/debate and /author, as a member uses them."""

import re
import sys
import threading
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from cogs import debate
from tests.e2e.world import World, answer, labels, press_id, text

SLUG = "ahc-trump-and-putins"


async def _numbers(world: World, message: object) -> list[int]:
    """Page through an exchange to its end and give the numbers of the posts shown."""
    numbers = []
    for _ in range(20):
        found = re.findall(rf"^-# `{SLUG}#(\d+)`", text(message), re.MULTILINE)
        numbers.append(int(found[-1]))
        if "▶️" not in labels(message):
            break
        await world.member.click(message, custom_id=press_id(message, emoji="▶️"))  # type: ignore[arg-type]
    return numbers


async def test_an_exchange_is_only_what_the_two_said_to_each_other(world: World) -> None:
    message = answer(
        await world.member.slash(world.channel, "debate between", author="WolfBear", other="Agent23")
    )
    assert await _numbers(world, message) == [2, 3, 4, 5, 6, 8]


async def test_an_exchange_leaves_out_whom_others_quoted(world: World) -> None:
    message = answer(
        await world.member.slash(world.channel, "debate between", author="Atarlost", other="WolfBear")
    )
    assert await _numbers(world, message) == [2, 7]


async def test_an_exchange_goes_on_after_a_restart(world: World) -> None:
    message = answer(
        await world.member.slash(world.channel, "debate between", author="WolfBear", other="Agent23")
    )
    await world.restart()
    await world.member.click(message, custom_id=press_id(message, emoji="▶️"))
    assert "2 of 6" in text(message)


async def test_two_who_never_spoke_to_each_other_have_no_exchange(world: World) -> None:
    result = await world.member.slash(
        world.channel, "debate between", author="Atarlost", other="raharris1973"
    )
    assert "never quoted or answered each other" in answer(result).content


async def test_nobody_has_an_exchange_with_themselves(world: World) -> None:
    result = await world.member.slash(world.channel, "debate between", author="WolfBear", other="wolfbear")
    assert "needs two people" in answer(result).content


async def test_a_stranger_is_not_found_in_an_exchange(world: World) -> None:
    result = await world.member.slash(world.channel, "debate between", author="WolfBear", other="Cicero")
    assert "Nobody in the archive is called" in answer(result).content


async def test_an_exchange_hands_over_to_a_replay_of_the_two(world: World) -> None:
    message = answer(
        await world.admin.slash(world.channel, "debate between", author="WolfBear", other="Agent23")
    )
    preview = answer(await world.admin.click(message, label="Replay"))
    assert preview.ephemeral
    assert "6 posts by 2 authors" in text(preview)
    assert "Start" in labels(preview)


async def test_who_may_not_replay_is_told_so_under_an_exchange(world: World) -> None:
    message = answer(
        await world.member.slash(world.channel, "debate between", author="WolfBear", other="Agent23")
    )
    refused = answer(await world.member.click(message, label="Replay"))
    assert "Manage Messages" in refused.content


@pytest.mark.parametrize("command", ["debate map", "debate timeline"])
@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_a_debate_is_drawn_and_described(world: World, command: str, theme: str) -> None:
    message = answer(await world.member.slash(world.channel, command, thread=SLUG, style=theme))
    (attachment,) = message.attachments
    picture = Image.open(BytesIO(await attachment.read())).convert("L")
    assert (picture.getpixel((2, 2)) > 128) == (theme == "light")  # type: ignore[operator]
    assert "Agent23" in attachment.description


@pytest.mark.parametrize("kind", ["map", "timeline"])
async def test_what_is_drawn_is_made_beside_the_event_loop(
    world: World, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    threads: list[int] = []
    for name in (f"render_{kind}", f"describe_{kind}"):
        monkeypatch.setattr(debate, name, _noting(getattr(debate, name), threads))
    answer(await world.member.slash(world.channel, f"debate {kind}", thread=SLUG))
    assert len(threads) == 2
    assert threading.get_ident() not in threads


def _noting(function: Callable[..., object], threads: list[int]) -> Callable[..., object]:
    def noted(*args: object) -> object:
        threads.append(threading.get_ident())
        return function(*args)

    return noted


async def test_the_map_names_who_quotes_whom(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "debate map", thread=SLUG))
    assert re.search(r"Atarlost .*WolfBear", message.attachments[0].description)


async def test_a_debate_that_is_none_cannot_be_drawn(world: World) -> None:
    result = await world.member.slash(world.channel, "debate map", thread="no-such-debate")
    assert "no thread called" in answer(result).content


async def test_an_author_at_a_glance(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "author", author="wolfbear"))
    shown = text(message)
    assert "### WolfBear" in shown
    assert "3 posts" in shown
    assert re.search(r"\*\*Answers\*\* Agent23 \(2\)", shown)
    assert f"**Most quoted** of **WolfBear** · `{SLUG}#2`" in shown
    assert message.attachments[0].description.startswith("WolfBear: 3 posts")


async def test_without_the_typesetter_an_author_is_told_in_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    message = answer(await world.member.slash(world.channel, "author", author="WolfBear"))
    assert "### WolfBear" in text(message)
    assert "[cards]" in text(message)
    assert message.attachments == []


async def test_somebody_who_never_wrote_is_not_found(world: World) -> None:
    result = await world.member.slash(world.channel, "author", author="Cicero")
    assert "Nobody in the archive is called" in answer(result).content
