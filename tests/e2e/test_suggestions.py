"""What is offered while somebody types: own words under their writer, names and threads; nothing they may not see."""

from typing import Any

import pytest

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.store.values import Viewer
from tests.e2e.test_settings import set_
from tests.e2e.world import World, answer, text

LOCKS = "The canal had three locks, and nobody had dredged it since the war."
LONG = (
    "Nothing of that is told in the minutes of the board, which met twice. " * 6
    + "Then came the gallows of Oomvale."
)


@pytest.fixture
async def canals(world: World) -> World:
    """A thread of this server: the second post quotes the first, the third is long."""
    body = f"{LOCKS}\nI never saw a weir there."
    posts = (ParsedPost("Ada Quill", LOCKS), ParsedPost("Ben Marl", body), ParsedPost("Cay", LONG))
    quote = Passage(0, len(LOCKS), PassageKind.QUOTE, "Ada Quill", 1, 0, len(LOCKS))
    passages = [(Passage(0, len(LOCKS)),), (quote, Passage(len(LOCKS), len(body))), (Passage(0, len(LONG)),)]
    parsed = ParsedThread("Old canals", posts, source="c.txt", format="text")
    async with world.bot.store.write() as write:
        await world.bot.store.threads.take_in(write, Incoming.of(parsed, passages), guild_id=world.guild.id)
    return world


async def offered(world: World, option: str, typed: str, command: str = "") -> dict[str, Any]:
    command = command or {"post": "quote show", "query": "search"}[option]
    choices = await world.member.autocomplete(world.channel, command, option, typed)
    assert all(len(choice["name"]) <= 100 and len(str(choice["value"])) <= 100 for choice in choices)
    assert len(choices) <= 25
    return {choice["name"]: choice["value"] for choice in choices}


@pytest.mark.parametrize(
    "typed", ["dredged", "three locks", "lock three", "dredg", "DREDGING", "nobody dred"]
)
async def test_a_post_is_offered_for_words_its_poster_said(canals: World, typed: str) -> None:
    found = await offered(canals, "post", typed)
    assert list(found.values()) == ["old-canals#1"], "not for what it only quotes"
    (name,) = found
    assert name.startswith("Ada Quill: ")
    said, _, id_ = name.removeprefix("Ada Quill: ").rpartition(" · ")
    assert said.removeprefix("… ").removesuffix("…") in LOCKS, "to the letter"
    assert id_ == "old-canals#1"


async def test_the_words_that_were_typed_are_seen(canals: World) -> None:
    (name,) = await offered(canals, "post", "gallows")
    assert name.startswith("Cay: … ")
    assert name.endswith("gallows of Oomvale. · old-canals#3")


async def test_threads_are_offered_before_posts(canals: World) -> None:
    title, words = await offered(canals, "post", "canal")
    assert title == "old-canals#1 – Old canals"
    assert words.startswith("Ada Quill: The canal")


async def test_what_is_offered_can_be_asked_for(canals: World) -> None:
    (id_,) = (await offered(canals, "post", "weir")).values()
    shown = text(answer(await canals.member.slash(canals.channel, "quote show", post=id_)))
    assert "I never saw a weir there." in shown


@pytest.mark.parametrize(
    "typed", ["", " ", "?!", "#", "old-canals#x", '"', "-", "x" * 200, "from:", "OR", "*", "("]
)
@pytest.mark.parametrize("option", ["post", "query"])
async def test_whatever_is_typed_raises_nothing(canals: World, option: str, typed: str) -> None:
    await offered(canals, option, typed)


async def test_nothing_is_offered_of_what_others_may_not_see(canals: World) -> None:
    other = canals.env.create_guild("House of Lords")
    lord = other.add_member(canals.env.create_user("lord"))
    room = other.create_text_channel("debate")
    for command, option, typed in (
        ("quote show", "post", "dredged"),
        ("search", "query", "from:Ada"),
        ("search", "query", "in:old"),
    ):
        choices = await lord.autocomplete(room, command, option, typed)
        assert [choice for choice in choices if choice["value"] != typed] == []


async def test_nobody_is_offered_who_was_hidden(canals: World) -> None:
    operator = Viewer(None, everything=True)
    async with canals.bot.store.write() as write:
        await canals.bot.store.privacy.hide("Ada Quill", operator, write=write)
    await canals.bot.store.background.finish()
    assert await offered(canals, "post", "dredged") == {}
    assert list(await offered(canals, "query", "from:Ada")) == ["from:Ada"]


async def test_where_searching_is_kept_to_a_role_no_words_are_offered_to_others(canals: World) -> None:
    await set_(canals, "search_role", "Admins")
    assert await offered(canals, "post", "dredged") == {}
    assert await offered(canals, "query", "from:Ada") == {}
    assert list((await offered(canals, "post", "old")).values()) == ["old-canals#1"]


@pytest.mark.parametrize(
    ("typed", "offer"),
    [
        ("from:ad", 'from:"Ada Quill"'),
        ("canal from:ad", 'canal from:"Ada Quill"'),
        ("canal -from: ad", 'canal -from:"Ada Quill"'),
        ('canal from:"Ada Qu', 'canal from:"Ada Quill"'),
        ("(canal OR from:be", '(canal OR from:"Ben Marl"'),
        ("quoting:ada", 'quoting:"Ada Quill"'),
        ("от:ada", 'от:"Ada Quill"'),
        ("canal from:", "canal from:Cay"),
        ("in:old", "in:old-canals"),
        ("в:can", "в:old-canals"),
        ("ada", 'from:"Ada Quill"'),
        ("three canals", "three in:old-canals"),
    ],
)
async def test_a_query_is_offered_the_name_or_the_thread_it_is_about_to_name(
    canals: World, typed: str, offer: str
) -> None:
    found = await offered(canals, "query", typed)
    assert found[offer] == offer
    assert next(iter(found)) == typed, "what was typed stays the first choice"


async def test_a_query_that_was_picked_finds_what_it_says(canals: World) -> None:
    picked = (await offered(canals, "query", "canal from:ad"))['canal from:"Ada Quill"']
    shown = text(answer(await canals.member.slash(canals.channel, "search", query=picked)))
    assert "## 1 post" in shown
    assert "written by Ada Quill" in shown


@pytest.mark.parametrize("typed", ["canal before:20", "has:li", "canal", "https://canal", "re: from me"])
async def test_what_names_nobody_is_offered_as_it_stands(canals: World, typed: str) -> None:
    found = await offered(canals, "query", typed)
    assert next(iter(found)) == typed
    assert not [name for name in found if "from:" in name.replace(typed, "")]


async def test_the_query_of_a_replay_is_completed_too(canals: World) -> None:
    assert 'from:"Ada Quill"' in await offered(canals, "query", "from:ad", "replay start")
