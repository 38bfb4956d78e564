"""Telegram: who is quoted, who is passed on, and accounts of several chats."""

import json
from typing import Any

import pytest

from bot.archive.attribution import attribute
from bot.archive.model import ParsedThread, PassageKind
from bot.errors import BadArchive
from bot.importers.detect import reader_for
from bot.importers.merging import merge
from bot.importers.source import Source

Message = dict[str, Any]


def message(number: int, told: object, who: str = "Tilda", **more: Any) -> Message:
    date = {
        "date": f"2024-01-01T10:0{number}:00",
        "type": "message",
        "from": who,
        "from_id": f"user{len(who)}",
    }
    return {"id": number, "text": told, **date, **more}


def read(*chats: list[Message]) -> list[ParsedThread]:
    listed = [
        {"name": f"Chat {n}", "id": n, "type": "private_group", "messages": each}
        for n, each in enumerate(chats, 1)
    ]
    value = listed[0] if len(listed) == 1 else {"about": "", "chats": {"list": listed}}
    source = Source("result.json", json.dumps(value).encode())
    return merge(reader_for(source).read(source))


def test_every_chat_of_an_account_is_a_thread_and_empty_ones_are_none() -> None:
    threads = read([message(1, "one")], [message(1, "join", type="service")], [message(1, "two")])
    assert [(thread.title, thread.key) for thread in threads] == [
        ("Chat 1", "telegram:chat:1"),
        ("Chat 3", "telegram:chat:3"),
    ]


def test_what_is_passed_on_is_whose_it_says() -> None:
    [thread] = read([
        message(1, "lids are for pans", "Ulf"),
        message(2, "lids are for pots", forwarded_from="Brandal"),
        message(3, "and so on", forwarded_from=None),
        message(4, "lids are for pans", forwarded_from="Ulf"),
    ])  # fmt: skip
    tiles = [each[0] for each in attribute(thread.posts)]
    assert [(tile.kind, tile.author or tile.declared, tile.number) for tile in tiles[1:]] == [
        (PassageKind.QUOTE, "Brandal", None),
        (PassageKind.QUOTE, None, None),
        (PassageKind.QUOTE, "Ulf", 1),
    ]


def test_two_who_say_the_same_are_no_quote() -> None:
    said = "so it turns out that the kettle does not sing at all"
    [thread] = read([message(1, said, "Ulf"), message(2, [said, "\n\nand nobody minds"])])
    assert {tile.kind for tiles in attribute(thread.posts) for tile in tiles} == {PassageKind.OWN}


@pytest.mark.parametrize("told", [None, 7, True, {"a": 1}, [None, 7, {"type": [], "text": {}}, [["x"]]]])
def test_words_that_are_none_leave_an_empty_message(told: object) -> None:
    [thread] = read([message(1, "one"), message(2, told)])
    assert thread.posts[1].body in ("", "7")


def test_an_account_without_words_is_refused() -> None:
    with pytest.raises(BadArchive, match="no chat of Telegram"):
        read([message(1, "x", type="service")], [])
