"""A quote worth posting is short: passages of somebody's own words, whole sentences, with what is left out shown."""

from typing import Any

import pytest

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.store.values import Viewer
from tests.e2e.world import World, answer, components, labels, press_id, pressable_ids, text

QUOTED = "The harbour was dredged every single year until the war. "
SENTENCES = [f"Sentence number {n} says what the harbour board did in its {n}th year. " for n in range(40)]
BODY = QUOTED + "".join(SENTENCES)
FIRST, LAST = SENTENCES[0].strip(), SENTENCES[-1].strip()
POST = "harbours#2"


@pytest.fixture
async def harbours(world: World) -> World:
    """A thread whose second post quotes the first, and says forty sentences of its own."""
    posts = (ParsedPost("Ada Quill", QUOTED), ParsedPost("Ben Marl", BODY))
    quote = Passage(0, len(QUOTED), PassageKind.QUOTE, "Ada Quill", 1, 0, len(QUOTED))
    parsed = ParsedThread("Harbours", posts, source="h.txt", format="text")
    async with world.bot.store.write() as write:
        passages = [(Passage(0, len(QUOTED)),), (quote, Passage(len(QUOTED), len(BODY)))]
        await world.bot.store.threads.take_in(write, Incoming.of(parsed, passages))
    return world


async def ask(world: World, command: str, **options: object) -> Any:
    return answer(await world.member.slash(world.channel, command, **options))


def sentences_in(message: Any) -> list[int]:
    shown = text(message)
    return [n for n, sentence in enumerate(SENTENCES) if sentence.strip() in shown]


def alt(message: Any) -> str:
    (file,) = message.attachments
    return str(file.description)


def menu_of(message: Any) -> dict[str, Any]:
    return next(each for each in components(message) if each.get("type") == 3)


async def choose(world: World, message: Any, *places: int) -> Any:
    made = menu_of(message)
    values = [made["options"][place]["value"] for place in places]
    return await world.member.select(message, values, custom_id=made["custom_id"])


async def test_a_long_quote_is_its_first_sentences_and_says_so(harbours: World) -> None:
    message = await ask(harbours, "quote show", post=POST)
    assert sentences_in(message) == list(range(8))
    assert text(message).count("[…]") == 1
    assert "\n\n-# […]" in text(message)
    assert "-# ↩ **Ada Quill** #1, 10 words" in text(message)
    await harbours.member.click(message, label="All of it")
    assert sentences_in(message) == list(range(40))
    assert "[…]" not in text(message)
    assert "All of it" not in labels(message)


async def test_a_short_quote_is_whole(world: World) -> None:
    message = await ask(world, "quote show", post="ahc-trump-and-putins#4")
    assert "All of it" not in labels(message)
    assert "[…]" not in text(message)


async def test_a_part_is_chosen_by_its_first_and_last_sentence(harbours: World) -> None:
    message = await ask(harbours, "quote show", post=POST)
    options = [option["label"] for option in menu_of(message)["options"]]
    assert options == [sentence.strip()[:90] for sentence in SENTENCES[:8]]
    await choose(harbours, message, 2, 5)
    assert sentences_in(message) == [2, 3, 4, 5]
    assert text(message).count("[…]") == 2
    assert "Ada Quill" not in text(message), "what stands outside of the part is not shown"
    await choose(harbours, message, 1)
    assert sentences_in(message) == [3]


async def test_a_part_can_be_made_the_whole_again(harbours: World) -> None:
    message = await ask(harbours, "quote show", post=POST)
    await choose(harbours, message, 2)
    await harbours.member.click(message, label="All of it")
    assert sentences_in(message) == list(range(40))
    assert len(menu_of(message)["options"]) <= 25


async def test_the_way_to_other_quotes_stays_where_a_part_is_chosen(harbours: World) -> None:
    message = await ask(harbours, "quote random", author="Ben Marl")
    await choose(harbours, message, 2)
    assert "Another" in labels(message)
    message = await ask(harbours, "quote by", author="Ben Marl")
    await harbours.member.click(message, label="What was answered")
    assert {"◀️", "▶️"} & {part["emoji"]["name"] for part in components(message) if part.get("emoji")}


async def test_only_the_part_is_shared(harbours: World) -> None:
    message = await ask(harbours, "quote show", post=POST)
    await choose(harbours, message, 2, 3)
    shared = answer(await harbours.member.click(message, label="Share"))
    assert not shared.ephemeral
    assert sentences_in(shared) == [2, 3]
    assert text(shared).count("[…]") == 2
    assert text(shared).startswith("### Ben Marl")
    assert f"shared by <@{harbours.member.id}>" in text(shared)
    assert not [id_ for id_ in pressable_ids(shared) if ":passage:" in id_], (
        "nobody else changes what was shared"
    )


async def test_a_long_quote_is_not_shared_as_a_wall(harbours: World) -> None:
    message = await ask(harbours, "quote show", post=POST)
    shared = answer(await harbours.member.click(message, label="Share"))
    assert sentences_in(shared) == list(range(8))


async def test_only_the_part_is_drawn(harbours: World) -> None:
    message = await ask(harbours, "quote show", post=POST)
    await choose(harbours, message, 2, 3)
    drawn = answer(await harbours.member.click(message, label="Picture"))
    assert f"[…] “{''.join(SENTENCES[2:4]).strip()}” […]" in alt(drawn)
    shared = answer(await harbours.member.click(drawn, label="Share"))
    assert not shared.ephemeral
    assert alt(shared) == alt(drawn)


async def test_a_card_takes_the_sentences_with_some_words(harbours: World) -> None:
    drawn = await ask(harbours, "quote card", post=POST, words="number 7 says")
    assert f"[…] “{SENTENCES[7].strip()}” […]" in alt(drawn)
    whole = await ask(harbours, "quote card", post=POST)
    assert f": “{FIRST}" in alt(whole)
    assert alt(whole).endswith("” […]")
    last = await ask(harbours, "quote card", post=POST, words="number 39", style="record")
    assert alt(last).endswith(f"[…] “{LAST}”")


async def test_a_card_is_narrowed_by_choosing(harbours: World) -> None:
    drawn = await ask(harbours, "quote card", post=POST, style="light")
    narrowed = answer(await choose(harbours, drawn, 3))
    assert narrowed.ephemeral
    assert f"[…] “{SENTENCES[3].strip()}” […]" in alt(narrowed)
    assert press_id(narrowed, kind="card-share").split(":")[5] == "light"


async def test_words_that_were_only_quoted_make_no_card(harbours: World) -> None:
    result = await harbours.member.slash(harbours.channel, "quote card", post=POST, words="dredged every")
    assert "no words of Ben Marl's own" in answer(result).content
    drawn = await ask(harbours, "quote card", post="harbours#1", words="dredged every")
    assert alt(drawn).startswith("Ada Quill")


async def test_a_random_quote_is_drawn_among_those_with_some_words(harbours: World) -> None:
    message = await ask(harbours, "quote random", words="number 11 says")
    assert text(message).startswith("### Ben Marl")
    assert sentences_in(message) == [11]
    await harbours.member.click(message, label="Another")
    assert sentences_in(message) == [11]
    message = await ask(harbours, "quote random", words="dredged")
    assert text(message).startswith("### Ada Quill"), "nobody is quoted for what they only quoted"
    result = await harbours.member.slash(harbours.channel, "quote random", words="gallows")
    assert "Nobody here said that" in answer(result).content


async def test_the_words_of_a_card_are_suggested_from_the_post(harbours: World) -> None:
    suggest = harbours.member.autocomplete
    found = await suggest(harbours.channel, "quote card", "words", "númber 12", post=POST)
    assert [choice["name"] for choice in found] == [SENTENCES[12].strip()]
    drawn = await ask(harbours, "quote card", post=POST, words=found[0]["value"])
    assert f"“{SENTENCES[12].strip()}”" in alt(drawn)
    quoted = await suggest(harbours.channel, "quote card", "words", "dredged", post=POST)
    assert quoted == []
    for post in ("nosuch#1", "harbours#9", "what he said", ""):
        assert await suggest(harbours.channel, "quote card", "words", "", post=post) == []


async def test_what_was_found_is_drawn_and_shared_without_the_rest(harbours: World) -> None:
    message = await ask(harbours, "quote find", words=SENTENCES[20])
    assert alt(answer(await harbours.member.click(message, label="Picture"))).endswith(
        f"[…] “{SENTENCES[20].strip()}” […]"
    )
    assert sentences_in(answer(await harbours.member.click(message, label="Share"))) == [20]


async def test_a_part_of_words_that_were_hidden_since_is_not_shown(harbours: World) -> None:
    message = await ask(harbours, "quote show", post=POST)
    drawn = await ask(harbours, "quote card", post=POST)
    async with harbours.bot.store.write() as write:
        await harbours.bot.store.privacy.hide("Ben Marl", Viewer(None, everything=True), write=write)
    await choose(harbours, message, 2)
    assert sentences_in(message) == []
    assert "holds no words" in answer(await choose(harbours, drawn, 2)).content
