"""No search, and no page, leaves a person with nowhere to go."""

import re
from typing import Any

import pytest

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from tests.e2e.world import World, answer, components, labels, press_id, text

WALL = "\n\n".join(
    f"Paragraph {n} about the harbour dues of that year, and what came of them." for n in range(90)
)
LOCKS = (("Ada Quill", "The canal has three locks."), ("Ben Marl", "The weirs came later."))


async def keep(world: World, title: str, *posts: tuple[str, str]) -> str:
    parsed = ParsedThread(
        title,
        tuple(ParsedPost(author, body, ref=str(number)) for number, (author, body) in enumerate(posts, 1)),
        source=f"{title}.txt",
        format="text",
    )
    passages = [(Passage(0, len(body), PassageKind.OWN),) for _, body in posts]
    async with world.bot.store.write() as write:
        return (await world.bot.store.threads.take_in(write, Incoming.of(parsed, passages))).slug


async def search(world: World, query: str, **options: object) -> Any:
    return answer(await world.member.slash(world.channel, "search", query=query, **options))


@pytest.mark.parametrize(
    ("query", "options", "offer"),
    [
        ("canal weirs", {}, "without “weirs”: 1 post"),
        ("canal weirs", {}, "any of the words: 2 posts"),
        ("canal before:1900", {}, "without “before:1900”: 1 post"),
        ('canal user:"Ada Quill"', {}, 'from:"Ada Quill" as a filter: 1 post'),
        ("canal", {"author": "Ben Marl"}, "by anybody: 1 post"),
        ("canal", {"thread": "another"}, "in every thread: 1 post"),
    ],
)
async def test_where_nothing_is_found_what_is_near_is_one_press_away(
    world: World, query: str, options: dict[str, str], offer: str
) -> None:
    await keep(world, "Old canals", *LOCKS)
    if "thread" in options:
        options = {"thread": await keep(world, "Another matter", ("Cay Holt", "Nothing of that."))}
    message = await search(world, query, **options)
    assert "## 0 posts" in text(message)
    assert offer in labels(message)
    await world.member.click(message, label=offer)
    assert f"## {offer.rpartition(': ')[2]}" in text(message)


async def test_no_search_near_that_finds_nothing_is_offered(world: World) -> None:
    await keep(world, "Old canals", *LOCKS)
    message = await search(world, "gallows gibbets")
    assert [label for label in labels(message) if label.startswith(("without", "any"))] == []


async def test_a_search_by_dates_is_told_where_no_post_has_one(world: World) -> None:
    thread = await keep(world, "Old canals", *LOCKS)
    assert "No post here has a date." in text(await search(world, "canal before:1900", thread=thread))
    assert "No post here has a date." not in text(await search(world, "gallows", thread=thread))


@pytest.mark.parametrize("typed", ["asdfqwer", "bpuptin", "nrusso", "xyzzy"])
async def test_what_is_like_no_word_is_not_corrected(world: World, typed: str) -> None:
    shown = text(await search(world, typed))
    assert "somebody said" not in shown


@pytest.mark.parametrize(
    ("typed", "meant"), [("pariha", "pariah"), ("Rusia", "Russia"), ("pariahhs", "pariah")]
)
async def test_a_slip_is_put_right(world: World, typed: str, meant: str) -> None:
    assert meant in labels(await search(world, typed))


async def test_a_narrowed_search_is_made_wide_again(world: World) -> None:
    await keep(world, "Old canals", *LOCKS)
    thread = await keep(world, "New canals", ("Ada Quill", "No canal was dug since."))
    message = await search(world, "canal", thread=thread, author="Ada Quill")
    assert "## 1 post" in text(message)
    await world.member.select(message, custom_id=narrow(message), values=["thread="])
    assert "## 2 posts" in text(message)
    assert "written by Ada Quill" in text(message)
    await world.member.select(message, custom_id=narrow(message), values=["author="])
    assert "written by Ada Quill" not in text(message)


def narrow(message: Any) -> str:
    return next(
        id_ for each in components(message) if (id_ := str(each.get("custom_id"))).endswith(":narrow")
    )


async def test_a_page_says_where_it_is(world: World) -> None:
    message = await search(world, "the")
    total = re.search(r"## (\d+) posts · 1–5", text(message))
    assert total
    await world.member.click(message, custom_id=press_id(message, emoji="▶️"))
    assert f"## {total[1]} posts · 6–{total[1]}" in text(message)
    assert "1–" not in text(await search(world, "pariah"))


async def test_a_title_stands_once_where_every_post_is_of_one_thread(world: World) -> None:
    await keep(world, "Old canals", *LOCKS)
    assert text(await search(world, "the")).count("personal rapport") == 1
    both = text(await search(world, "canal OR pariah"))
    assert both.count("personal rapport") == both.count("Old canals") == 1


async def test_a_result_opens_where_the_words_stand(world: World) -> None:
    await keep(
        world, "Harbours", ("Ada Quill", f"{WALL}\n\nThen came the gallows of Oomvale."), ("Ben", "Aye.")
    )
    message = await search(world, "gallows")
    opened = answer(await world.member.click(message, label="Open"))
    assert "gallows of Oomvale" in text(opened)
    assert "Paragraph 0 " not in text(opened)


async def test_a_search_without_words_says_its_order(world: World) -> None:
    assert "the posts added last come first" in text(await search(world, "from:WolfBear"))
    assert "added last" not in text(await search(world, "from:WolfBear", sort="oldest"))
    assert "added last" not in text(await search(world, "the"))


async def test_a_word_that_only_one_thread_goes_by_opens_it(world: World) -> None:
    await keep(world, "Old canals", *LOCKS)
    shown = text(answer(await world.member.slash(world.channel, "thread read", thread="trump")))
    assert "post 1 of 9" in shown


async def test_a_word_that_two_threads_go_by_opens_neither(world: World) -> None:
    await keep(world, "Old canals", *LOCKS)
    await keep(world, "Canals anew", ("Ada Quill", "No canal was dug since."))
    result = await world.member.slash(world.channel, "thread read", thread="canals")
    assert "There is no thread called" in answer(result).content


async def test_what_changes_the_archive_guesses_no_thread(world: World) -> None:
    result = await world.admin.slash(world.channel, "archive remove", thread="trump")
    assert "There is no thread called" in answer(result).content


async def test_a_page_of_threads_says_which_it_is(world: World) -> None:
    for number in range(8):
        await keep(world, f"Canal number {number}", *LOCKS)
    message = answer(await world.member.slash(world.channel, "thread list"))
    assert "9 threads on the record · page 1 of 2" in text(message)
    await world.member.click(message, custom_id=press_id(message, emoji="▶️"))
    assert "page 2 of 2" in text(message)


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("quote find", {"words": "make China a pariah nation over their handling"}),
        ("debate between", {"author": "Atarlost", "other": "WolfBear"}),
    ],
)
async def test_what_a_person_would_post_can_be_kept_drawn_and_shared(
    world: World, command: str, options: dict[str, str]
) -> None:
    message = answer(await world.member.slash(world.channel, command, **options))
    assert {"Keep", "Picture", "Share"} <= set(labels(message))
    shared = answer(await world.member.click(message, label="Share"))
    assert not shared.ephemeral
    assert "### Atarlost" in text(shared) or "### WolfBear" in text(shared)


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("author", {"author": "WolfBear"}),
        ("debate map", {"thread": "trump"}),
        ("debate timeline", {"thread": "trump"}),
        ("debate timeline", {"thread": "trump", "style": "light"}),
        ("quote top", {}),
        ("quote top", {"author": "raharris1973"}),
    ],
)
async def test_what_is_about_a_debate_can_be_shared_too(
    world: World, command: str, options: dict[str, str]
) -> None:
    message = answer(await world.member.slash(world.channel, command, **options))
    shared = answer(await world.member.click(message, label="Share"))
    assert not shared.ephemeral
    assert text(shared) == text(message)
    assert [await file.read() for file in shared.attachments] == [
        await file.read() for file in message.attachments
    ]
    assert "Share" not in labels(shared)
    assert "🗑️" in labels(shared)


async def test_scores_can_be_shared(world: World) -> None:
    began = answer(await world.member.slash(world.channel, "game who-said-it"))
    await world.member.click(began, custom_id=press_id(began, kind="guess"))
    message = answer(await world.member.slash(world.channel, "game scores"))
    shared = answer(await world.member.click(message, label="Share"))
    assert not shared.ephemeral
    assert text(shared) == text(message)


async def test_the_reader_takes_a_post_along(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "thread read", thread="trump"))
    assert {"Keep", "Picture", "Share"} <= set(labels(message))


async def test_a_title_that_asks_is_not_asked_again(world: World) -> None:
    thread = await keep(world, "Was the canal worth it?", *LOCKS)
    shown = text(answer(await world.admin.slash(world.channel, "replay start", thread=thread)))
    assert "Was the canal worth it?" in shown
    assert "?" not in shown.replace("Was the canal worth it?", "")
