"""/quote and /thread, as a member uses them."""

import re
from pathlib import Path

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage
from bot.store.values import Viewer
from tests.e2e.world import World, answer, labels, press_id, text

SEED = Path(__file__).resolve().parents[2] / "seeds" / "trump-putin-rapport.txt"


async def slug(world: World) -> str:
    """The seed thread's slug, as the list of threads shows it."""
    shown = text(answer(await world.member.slash(world.channel, "thread list")))
    found = re.search(r"`([a-z0-9-]+)`", shown)
    assert found
    return found[1]


def read_as_shown(markdown: str) -> str:
    """What a reader sees: Discord drops the backslashes that our escaping put before signs."""
    return re.sub(r"\\([^\w\s])", r"\1", markdown)


async def test_the_list_shows_each_thread_with_its_size(world: World) -> None:
    shown = text(answer(await world.member.slash(world.channel, "thread list")))
    assert "1 thread on the record" in shown
    assert "AHC: Trump and Putin's personal rapport/admiration" in read_as_shown(shown)
    assert "9 posts by 5 authors" in shown


async def test_the_reader_turns_through_the_whole_debate_verbatim(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "thread read", thread=await slug(world)))
    pages = [text(message)]
    while further := [label for label in ("More", "Read on", "Next") if label in labels(message)]:
        label = further[0]
        await world.member.click(message, label=label)
        pages.append(text(message))
    shown = " ".join(read_as_shown(re.sub(r"^> ?|^-# .*$", "", "\n".join(pages), flags=re.MULTILINE)).split())
    own_words = [
        "the United States, and United States' allies received no relief from Russian cyber attacks",
        "It would absolutely make a great work of fiction, though! ;)",
        "That wouldn't satisfy the OP because screwing over Ukraine isn't in the interests of the Russian people.",
        "Wilhelm I and Nicholas II were *first cousins* and that didn't do shit to stop World War I.",
        "actually detrimental to the U.S.).",
    ]
    archive = " ".join(SEED.read_text("utf-8").split())
    for words in own_words:
        assert words in archive
        assert words in shown


async def test_a_quoted_passage_is_headed_by_who_wrote_it(world: World) -> None:
    thread = await slug(world)
    shown = text(answer(await world.member.slash(world.channel, "thread read", thread=thread, **{"from": 7})))
    assert f"> **WolfBear** · `{thread}#2`\n> You might need to get the Ukrainian government" in shown
    assert "### Atarlost" in shown


async def test_a_post_leads_to_what_it_answers_and_to_who_quotes_it(world: World) -> None:
    thread = await slug(world)
    message = answer(await world.member.slash(world.channel, "thread read", thread=thread, **{"from": 7}))
    await world.member.click(message, label="Answers #2")
    assert "post 2 of 9" in text(message)
    await world.member.select(message, custom_id=press_id(message, kind="jump"), values=["3"])
    assert "post 3 of 9" in text(message)


async def test_a_post_number_beyond_the_end_is_refused_with_the_range(world: World) -> None:
    result = await world.member.slash(world.channel, "thread read", thread=await slug(world), **{"from": 10})
    assert result.ephemeral
    assert "1 to 9" in answer(result).content


async def test_where_a_quote_was_left_out_stands_whose_it_was(world: World) -> None:
    thread = await slug(world)
    message = answer(await world.member.slash(world.channel, "quote show", post=f"{thread}#9"))
    await world.member.click(message, label="All of it")
    shown = text(message)
    assert "World War I.\n\n-# ↩ **raharris1973** #1, 282 words\n\nNone of that is possible." in shown
    assert "Here's the challenge" not in shown


async def test_a_picture_marks_where_a_quote_was_left_out(world: World) -> None:
    post = await world.bot.store.posts.get(PostId(await slug(world), 9), Viewer(None))
    own = post.own()
    assert own is not None
    assert "World War I.\n\n[…]\n\nNone of that is possible." in own.text


async def test_quoting_a_post_shows_its_authors_own_words_only(world: World) -> None:
    thread = await slug(world)
    message = answer(await world.member.slash(world.channel, "quote show", post=f"{thread}#4"))
    shown = text(message)
    assert "### WolfBear · Well\\-known member" in shown or "### WolfBear · Well-known member" in shown
    assert "So, something should occur that should really discredit them." in shown
    assert "neocons" not in shown
    assert f"`{thread}#4`" in shown


async def test_what_a_quote_answers_can_be_unfolded(world: World) -> None:
    thread = await slug(world)
    message = answer(await world.member.slash(world.channel, "quote show", post=f"{thread}#4"))
    await world.member.click(message, label="What was answered")
    assert f"> **Agent23** · `{thread}#3`\n> Not if the neocons" in text(message)


async def test_an_id_that_is_none_is_refused_with_an_example(world: World) -> None:
    result = await world.member.slash(world.channel, "quote show", post="what he said")
    assert result.ephemeral
    assert "great-debate#12" in answer(result).content


async def test_an_id_of_no_post_is_refused(world: World) -> None:
    result = await world.member.slash(world.channel, "quote show", post="no-such-thread#1")
    assert result.ephemeral
    assert "no-such-thread" in answer(result).content


async def test_an_authors_quotes_come_one_by_one_in_order(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "quote by", author="Agent23"))
    numbers = [re.findall(r"#(\d+)`", text(message))[-1]]
    while "▶️" in labels(message):
        await world.member.click(message, custom_id=press_id(message, emoji="▶️"))
        numbers.append(re.findall(r"#(\d+)`", text(message))[-1])
    assert numbers == ["3", "5", "8"]


async def test_a_random_quote_is_of_the_author_asked_for_and_so_is_another(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "quote random", author="Airedale260"))
    assert "### Airedale260" in text(message)
    await world.member.click(message, label="Another")
    assert "### Airedale260" in text(message)


async def test_a_quote_is_shared_with_the_channel(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "quote random"))
    shared = answer(await world.member.click(message, custom_id=press_id(message, emoji="📣")))
    assert not shared.ephemeral


async def test_post_ids_are_suggested_as_they_are_typed(world: World) -> None:
    thread = await slug(world)
    choices = await world.member.autocomplete(world.channel, "quote show", "post", f"{thread}#4")
    assert choices[0]["value"] == f"{thread}#4"
    assert choices[0]["name"].startswith(f"{thread}#4 WolfBear")
    # Nobody is offered for words they only quoted: post 3 begins with WolfBear's.
    (third,) = (
        choice
        for choice in await world.member.autocomplete(world.channel, "quote show", "post", f"{thread}#3")
        if choice["value"] == f"{thread}#3"
    )
    assert "You might need to get" not in third["name"]
    assert third["name"].startswith(f"{thread}#3 Agent23: ")


async def test_a_reader_goes_back_the_way_they_came(world: World) -> None:
    thread = await slug(world)
    message = answer(await world.member.slash(world.channel, "thread read", thread=thread, **{"from": 7}))
    assert not [label for label in labels(message) if label.startswith("Back")]
    await world.member.click(message, label="Answers #2")
    await world.member.select(message, custom_id=press_id(message, kind="jump"), values=["3"])
    await world.member.click(message, label="Next")
    assert "post 4 of 9" in text(message)
    await world.member.click(message, label="Back to #2")
    assert "post 2 of 9" in text(message)
    await world.member.click(message, label="Back to #7")
    assert "post 7 of 9" in text(message)
    assert not [label for label in labels(message) if label.startswith("Back")]


async def test_a_long_way_is_forgotten_from_its_beginning(world: World) -> None:
    thread = await slug(world)
    message = answer(await world.member.slash(world.channel, "thread read", thread=thread, **{"from": 2}))
    for _ in range(20):
        await world.member.select(message, custom_id=press_id(message, kind="jump"), values=["7"])
        await world.member.click(message, label="Answers #2")
    assert "post 2 of 9" in text(message)
    await world.member.click(message, label="Back to #7")
    assert "post 7 of 9" in text(message)


async def test_a_long_quote_is_a_line_until_more_is_asked_for(world: World) -> None:
    thread = await slug(world)
    message = answer(await world.member.slash(world.channel, "thread read", thread=thread, **{"from": 9}))
    assert "-# ↩ **raharris1973** #1, 282 words" in text(message)
    assert "Here's the challenge" not in text(message)
    await world.member.click(message, label="More")
    assert f"> **raharris1973** · `{thread}#1`" in text(message)
    assert "Here's the challenge" in text(message)
    assert "More" not in labels(message)


async def test_a_wall_is_its_beginning_until_more_is_asked_for(world: World) -> None:
    wall = "\n\n".join(f"Paragraph {n} of what the harbour board was told that spring." for n in range(60))
    parsed = ParsedThread("Harbours", (ParsedPost("Ada", wall),), source="h.txt", format="text")
    async with world.bot.store.write() as write:
        await world.bot.store.threads.take_in(write, Incoming.of(parsed, [(Passage(0, len(wall)),)]))
    message = answer(await world.member.slash(world.channel, "thread read", thread="harbours"))
    assert "Paragraph 15 " in text(message)
    assert "Paragraph 30 " not in text(message)
    assert "\n-# […]" in text(message)
    await world.member.click(message, label="More")
    assert "Paragraph 30 " in text(message)
    await world.member.click(message, label="Read on")
    assert "Paragraph 59 " in text(message)
    await world.member.click(message, label="From the top")
    assert "Paragraph 30 " not in text(message)


async def test_what_is_shared_of_a_wall_is_what_was_seen(world: World) -> None:
    thread = await slug(world)
    message = answer(await world.member.slash(world.channel, "thread read", thread=thread, **{"from": 9}))
    seen = text(message).partition("\n-# post 9")[0]
    shared = text(answer(await world.member.click(message, label="Share")))
    assert shared.startswith(seen)
    assert "Here's the challenge" not in shared
