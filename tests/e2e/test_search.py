"""/search, as a member uses it."""

import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.store.search.search import Hit
from bot.store.search.snippets import Snippet
from bot.store.values import Post
from bot.ui.found import _hit
from tests.e2e.world import World, answer, labels, press_id, text
from tests.said import own


async def test_a_word_is_found_where_it_was_said_and_not_where_it_was_quoted(world: World) -> None:
    result = await world.member.slash(world.channel, "search", query="neocons")
    shown = text(answer(result))
    first, _ = shown.split("**Agent23** · `", 1)
    assert "#" not in first.replace("##", "").replace("-#", ""), "the best match comes first"
    assert "#3`" in shown
    assert "#4`" not in shown


async def test_all_words_find_the_quoting_posts_too(world: World) -> None:
    result = await world.member.slash(world.channel, "search", query="neocons", whose="all")
    shown = text(answer(result))
    assert "#3`" in shown
    quoting = re.search(
        r"\*\*WolfBear\*\* · `([a-z-]+)#4`\n> \*\*Agent23\*\* · `([a-z-]+)#3`\n> Not if the", shown
    )
    assert quoting, "words that a post only quotes stand under the name of who said them"


async def test_an_answer_is_private_unless_the_asker_says_otherwise(world: World) -> None:
    assert (await world.member.slash(world.channel, "search", query="Ukraine")).ephemeral
    assert not (await world.member.slash(world.channel, "search", query="Ukraine", public=True)).ephemeral


async def test_matched_words_are_marked_and_the_text_around_them_is_verbatim(world: World) -> None:
    shown = text(answer(await world.member.slash(world.channel, "search", query="pariah")))
    assert "China a **pariah** nation over their handling" in shown


async def test_author_and_thread_options_narrow_the_search(world: World) -> None:
    everyone = text(answer(await world.member.slash(world.channel, "search", query="Russia")))
    wolf = text(answer(await world.member.slash(world.channel, "search", query="Russia", author="wolfbear")))
    assert "Airedale260" in everyone
    assert "WolfBear" in wolf
    assert "Airedale260" not in wolf


async def test_an_unknown_author_is_answered_with_a_sentence(world: World) -> None:
    result = await world.member.slash(world.channel, "search", query="Russia", author="Nobody Atall")
    assert result.ephemeral
    assert "Nobody Atall" in answer(result).content


async def test_nothing_found_says_so_and_offers_a_wider_scope(world: World) -> None:
    result = await world.member.slash(world.channel, "search", query="zzzzxqj")
    assert "0 posts" in text(answer(result))
    assert "All words" in labels(answer(result))


async def test_pages_turn_and_come_back(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "search", query="the"))
    first = text(message)
    await world.member.click(message, custom_id=press_id(message, emoji="▶️"))
    second = text(message)
    assert second != first
    await world.member.click(message, custom_id=press_id(message, emoji="◀️"))
    assert text(message) == first


async def test_a_page_turns_after_a_restart(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "search", query="the"))
    first = text(message)
    await world.restart()
    await world.member.click(message, custom_id=press_id(message, emoji="▶️"))
    assert text(message) != first


async def test_a_stranger_cannot_turn_somebody_elses_public_page(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "search", query="the", public=True))
    before = text(message)
    refused = await world.admin.click(message, custom_id=press_id(message, emoji="▶️"))
    assert "belong to whoever asked" in answer(refused).content
    assert text(message) == before


async def test_a_result_opens_as_a_whole_post(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "search", query="pariah"))
    opened = answer(await world.member.click(message, label="Open"))
    shown = text(opened)
    assert "### Atarlost" in shown
    assert "> **WolfBear** · `" in shown, "the quoted passage is headed by whose words it is"
    assert "isn't as bad as what we've got." in shown


async def test_a_result_is_shared_with_the_channel_and_can_be_binned(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "search", query="pariah"))
    shared = answer(await world.member.click(message, label="Share"))
    assert not shared.ephemeral
    assert "pariah" in text(shared)
    history = len(world.channel.history())
    await world.member.click(shared, custom_id=press_id(shared, emoji="🗑️"))
    assert len(world.channel.history()) == history - 1


async def test_any_text_can_be_searched_for(world: World) -> None:
    for query in (
        '"',
        "a AND",
        "author:x",
        "C++",
        "don't",
        "(((",
        "-",
        "*",
        "NOT NOT",
        "🦊" * 300,
        "from:",
        "\x00",
    ):
        assert text(answer(await world.member.slash(world.channel, "search", query=query)))


async def test_suggestions_are_offered_as_the_name_is_typed(world: World) -> None:
    choices = await world.member.autocomplete(world.channel, "search", "author", "wo", query="x")
    assert [choice["value"] for choice in choices] == ["WolfBear"]
    everyone = await world.member.autocomplete(world.channel, "search", "author", "", query="x")
    assert {choice["value"] for choice in everyone[:2]} == {"WolfBear", "Agent23"}, (
        "those with most posts first"
    )


async def test_a_name_nobody_has_is_put_right_by_one_press(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "search", query="Russia from:wolfbxxr"))
    assert "0 posts" in text(message)
    await world.member.click(message, label="WolfBear")
    assert "written by WolfBear" in text(message)
    assert "0 posts" not in text(message)


async def test_a_word_nobody_said_is_put_right_by_one_press(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "search", query="pariahh"))
    assert "0 posts" in text(message)
    await world.member.click(message, label="pariah")
    assert "China a **pariah** nation" in text(message)


async def test_the_command_line_finds_the_same_posts_in_the_same_order(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "same.db"
    assert (
        await asyncio.to_thread(main, ["import", "--db", str(database), "seeds/trump-putin-rapport.txt"]) == 0
    )
    capsys.readouterr()
    for query in ("Russia", "the -china", '"a pariah nation"', "from:wolfbear ukrain*", "NATO OR sanctions"):
        message = answer(await world.member.slash(world.channel, "search", query=query))
        shown = re.findall(r"\*\* · `([a-z0-9-]+#[0-9]+)`", text(message))
        asked = ["search", "--db", str(database), "--json", "--limit", "5", query]
        assert await asyncio.to_thread(main, asked) == 0
        printed = json.loads(capsys.readouterr().out)
        assert [each["id"] for each in printed["results"]] == shown
        assert shown, query


def test_a_result_leads_to_the_original_where_the_archive_has_its_address() -> None:
    words = own("Ada", "silt")
    post = Post(words.post, "Great debate", 1, "Ada", None, None, None, None, (words,), (), None)
    assert "original" not in _hit(Hit(post, Snippet(words)))
    for url, told in (("https://forum.example/p/3", True), ("https://forum.example/> **evil**", False)):
        shown = _hit(Hit(replace(post, url=url), Snippet(words)))
        assert (f"[original](<{url}>)" in shown, "original" in shown) == (told, told)
