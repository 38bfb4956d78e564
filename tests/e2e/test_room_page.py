"""The practice room's page, as simcord makes it with what the room changes."""

import json
from typing import Any

import pytest
from simcord.preview import _markdown, _snapshot

from bot.sandbox.page import SHOWN, RoomPage, parse_once, show_few_messages
from tests.e2e.world import World


async def test_a_long_room_is_drawn_by_its_last_messages_and_searched_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HISTORY_WINDOW_SIZE", "_message_navigation"):
        monkeypatch.setattr(_snapshot, name, getattr(_snapshot, name))  # put back at the end
    show_few_messages()
    sent = [await world.member.send(world.channel, f"line number {n}") for n in range(2 * SHOWN)]
    async with world.env.preview(world.channel, viewers=[world.member], layout="channel") as preview:
        page = preview._python  # noqa: SLF001 - simcord tells what it draws nowhere else
        assert page is not None
        assert page.snapshot is not None
        drawn = {str(message.id) for message in sent[-SHOWN:]}
        assert set(page.snapshot["messages"]) == drawn
        assert {each["id"] for each in page.snapshot["messageIndex"]} == drawn
        page.navigation_query = "number 3"
        preview._publish(page)  # noqa: SLF001
        assert str(sent[3].id) in {each["id"] for each in page.snapshot["messageIndex"]}


async def test_an_answer_after_fifty_messages_is_as_little_work_as_after_five(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsers: list[object] = []
    build = _markdown._markdown_parser  # noqa: SLF001

    def counted(*given: Any) -> Any:
        parsers.append(given)
        return build(*given)

    for module, name in (
        (_markdown, "_markdown_parser"),
        (_snapshot, "HISTORY_WINDOW_SIZE"),
        (_snapshot, "_message_navigation"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))  # put back at the end
    monkeypatch.setattr(_markdown, "_markdown_parser", counted)
    show_few_messages()
    parse_once()
    drawn: list[object] = []
    async with world.env.preview(world.channel, viewers=[world.member], layout="channel") as preview:
        RoomPage(world.env, preview, world.bot.get_channel(world.channel.id), {})  # type: ignore[arg-type]
        page = preview._open_page()  # noqa: SLF001
        publish = preview._publish  # noqa: SLF001

        def counted_publish(*of: Any, **how: Any) -> None:
            drawn.append(of)
            publish(*of, **how)

        monkeypatch.setattr(preview, "_publish", counted_publish)
        work = []
        for n in range(50):
            parsers.clear()
            drawn.clear()
            body = {
                "protocol_version": 3,
                "sequence": n + 1,
                "request_id": f"said-{n}",
                "generation": page.generation,
                "bot_generation": world.env._generation,  # noqa: SLF001
                "published_revision": page.revision,
                "kind": "send_message",
                "content": f"/search query: nothing{n}",
            }
            result = await preview._action(page.id, body)  # noqa: SLF001
            assert not result["rejected"], result["diagnostics"]
            assert page.target_id == max(map(int, page.snapshot["messages"]))
            work.append((len(parsers), len(drawn)))
    assert work[49] == work[4]
    assert work[49][1] == 1, "an answer is drawn once"


def test_a_text_that_mentions_is_parsed_anew_where_the_name_has_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_markdown, "_markdown_parser", _markdown._markdown_parser)  # noqa: SLF001 - put back
    parse_once()
    said = "**hear** <@7>"
    told = [
        json.dumps(_markdown.markdown_tokens(said, context={"users": {"7": name}})) for name in ("Ann", "Bob")
    ]
    assert "@Ann" in told[0]
    assert "@Bob" in told[1]
    assert _markdown.markdown_tokens("*a*", "embed_title") != _markdown.markdown_tokens("*a*", "message")
