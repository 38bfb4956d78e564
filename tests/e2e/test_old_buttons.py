"""Old messages outlive a removal: whatever is pressed under one shows nothing of who was hidden or what was removed."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.store.values import Viewer
from cogs import thread
from tests.e2e.world import World, answer, components
from tests.store.make import remove_post

SLUG = "zanzibar-lighthouse"
OPENING = "Xylophagous keepers polished the quillorian lens by night and slept by day."
LONG = "\n\n".join(f"Xylophagous paragraph {n} of the quillorian report, which is long." for n in range(90))
POSTS = (
    ParsedPost("Quorvath Ilm", OPENING, author_title="Wickwarden"),
    ParsedPost("Brindlemoor", f"{OPENING}\nThe flag was never dipped in those years of ours."),
    ParsedPost(
        "Quorvath Ilm", "The flag was never dipped in those years of ours.\nXylophagous beetles ate the pole."
    ),
    ParsedPost("Ann Other", "Nobody asked either of you about flags, or about poles."),
    ParsedPost("Quorvath Ilm", LONG),
)
FLAG = len("The flag was never dipped in those years of ours.")
PASSAGES = [
    (Passage(0, len(OPENING)),),
    (
        Passage(0, len(OPENING), PassageKind.QUOTE, "Quorvath Ilm", 1, 0, len(OPENING)),
        Passage(len(OPENING), len(POSTS[1].body)),
    ),
    (
        Passage(0, FLAG, PassageKind.QUOTE, "Brindlemoor", 2, len(OPENING) + 1, len(POSTS[1].body)),
        Passage(FLAG, len(POSTS[2].body)),
    ),
    (Passage(0, len(POSTS[3].body)),),
    (Passage(0, len(LONG)),),
]
TELLTALE = ("Quorvath", "xylophagous", "quillorian", "Wickwarden")
OPERATOR = Viewer(None, everything=True)

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("quote show", {"post": f"{SLUG}#1"}),
    ("quote show", {"post": f"{SLUG}#3"}),
    ("quote by", {"author": "Quorvath Ilm"}),
    ("quote random", {"thread": SLUG, "author": "Quorvath Ilm"}),
    ("quote card", {"post": f"{SLUG}#1"}),
    ("quote find", {"words": OPENING}),
    ("quote top", {"thread": SLUG}),
    ("quote kept", {}),
    ("thread read", {"thread": SLUG}),
    ("thread read", {"thread": SLUG, "from": 2}),
    ("thread read", {"thread": SLUG, "from": 5}),
    ("thread list", {}),
    ("author", {"author": "Quorvath Ilm"}),
    ("debate between", {"author": "Quorvath Ilm", "other": "Brindlemoor"}),
    ("debate map", {"thread": SLUG}),
    ("debate timeline", {"thread": SLUG}),
    ("game who-said-it", {"thread": SLUG}),
    ("search", {"query": "polished"}),
]
SHOWING = {"again", "by", "card", "card-share", "drop", "exchange", "exchange-replay", "found", "guess", "jump", "keep",
           "kept", "open", "post", "reveal", "share", "threads", "unfold"}  # fmt: skip
"""Every verb under these messages that answers with posts, names or titles."""


async def hide(world: World) -> None:
    async with world.bot.store.write() as write:
        await world.bot.store.privacy.hide("Quorvath Ilm", OPERATOR, write=write)


async def disguise(world: World) -> None:
    async with world.bot.store.write() as write:
        await world.bot.store.privacy.hide("Quorvath Ilm", OPERATOR, write=write, pseudonym="Somebody")


async def remove_posts(world: World) -> None:
    async with world.bot.store.write() as write:
        for number in (1, 3, 5):
            await remove_post(world.bot.store, PostId(SLUG, number), OPERATOR, write)


async def remove_thread(world: World) -> None:
    async with world.bot.store.write() as write:
        await world.bot.store.threads.remove(SLUG, OPERATOR, write=write)


async def take_away(world: World) -> None:
    """Another server's thread, shared until now."""
    async with world.bot.store.write() as write:
        await world.bot.store.threads.share(SLUG, OPERATOR, shared=False, write=write)


DEEDS: dict[str, tuple[Callable[[World], Awaitable[None]], tuple[str, ...]]] = {
    "hidden": (hide, TELLTALE),
    "under a pseudonym": (disguise, ("Quorvath", "Wickwarden")),
    "posts removed": (remove_posts, TELLTALE),
    "thread removed": (remove_thread, (*TELLTALE, "Zanzibar", "Brindlemoor", "flag")),
    "shared no more": (take_away, (*TELLTALE, "Zanzibar", "Brindlemoor", "flag")),
}


@pytest.fixture
async def lighthouse(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(thread, "PAGE", 1)
    store = world.bot.store
    parsed = ParsedThread("Zanzibar lighthouse", POSTS, source="vault.txt", format="text")
    async with store.write() as write:
        await store.threads.take_in(write, Incoming.of(parsed, PASSAGES), guild_id=world.guild.id + 1)
        await store.threads.share(SLUG, OPERATOR, shared=True, write=write)
    for number in (1, 3):
        await world.admin.slash(world.channel, "quote keep", post=f"{SLUG}#{number}")
    return world


def pressable(message: Any) -> list[dict[str, Any]]:
    return [
        part
        for part in components(message)
        if part.get("custom_id")
        and not part.get("disabled")
        and not part["custom_id"].startswith("hansard:bin")
    ]


async def messages(world: World, command: str, options: dict[str, Any]) -> list[tuple[Any, dict[str, Any]]]:
    """The command's answer once for each of its components, with that component."""
    first = answer(await world.admin.slash(world.channel, command, **options))
    shown = json.dumps(list(components(first)), default=str)
    assert any(word.casefold() in shown.casefold() for word in (*TELLTALE, "Zanzibar")), (
        f"/{command}: {shown}"
    )
    parts = pressable(first)
    copies = [first]
    while len(copies) < len(parts):
        copies.append(answer(await world.admin.slash(world.channel, command, **options)))
    return [
        (copy, pressable(copy)[place]) for place, copy in enumerate(copies) if place < len(pressable(copy))
    ]


async def shown_by(world: World, message: Any, part: dict[str, Any]) -> str:
    """Everything a press brings: new messages, and the old one where it was changed."""
    before = json.dumps(list(components(message)), ensure_ascii=False, default=str)
    if part["type"] == 3:
        values = [part["options"][0]["value"]]
        result = await world.admin.select(message, values, custom_id=part["custom_id"])
    else:
        result = await world.admin.click(message, custom_id=part["custom_id"])
    seen = []
    for new in (result.response, *result.followups):
        if new is not None and new.id != message.id:
            seen += [str(new.content), json.dumps(list(components(new)), ensure_ascii=False, default=str)]
            seen += [str((each.filename, each.description)) for each in new.attachments]
    now = json.dumps(list(components(message)), ensure_ascii=False, default=str)
    if now != before:
        seen.append(now)
    told = "\n".join(seen).replace(SLUG, "")  # what stands in the pressed button may be said back
    return told if part["type"] != 3 else told.replace(values[0], "")


@pytest.mark.parametrize("deed", DEEDS)
async def test_no_press_under_an_old_message_shows_what_was_withdrawn(lighthouse: World, deed: str) -> None:
    old = [pair for command, options in ASKED for pair in await messages(lighthouse, command, options)]
    pressed = {part["custom_id"].split(":")[1] for _, part in old}
    assert pressed >= SHOWING
    do, telltale = DEEDS[deed]
    await do(lighthouse)
    leaks = []
    for message, part in old:
        shown = await shown_by(lighthouse, message, part)
        leaks += [
            f"{part['custom_id']}: {word} in {shown[:300]}"
            for word in telltale
            if word.casefold() in shown.casefold()
        ]
    assert leaks == []


async def right(world: World, message: Any, part: dict[str, Any]) -> dict[str, Any]:
    """The right guess of a round, for only that shows whose words they are; any other press itself."""
    _, verb, panel, *_ = part["custom_id"].split(":")
    if verb != "guess":
        return part
    kept = await world.bot.store.panels.load(int(panel), "guess", place=world.guild.id, user=0)
    assert isinstance(kept, dict)
    id_ = f"hansard:guess:{panel}:{kept['answer']}"
    return next(each for each in pressable(message) if each["custom_id"] == id_)


async def test_the_same_presses_show_it_while_it_may_be_seen(lighthouse: World) -> None:
    telling = set()
    for command, options in ASKED:
        for message, part in await messages(lighthouse, command, options):
            shown = ""
            while not shown:  # another quote may be the same one, where all were seen
                shown = await shown_by(lighthouse, message, await right(lighthouse, message, part))
                if ":again:" not in part["custom_id"]:
                    break
            if any(word.casefold() in shown.casefold() for word in (*TELLTALE, "Zanzibar")):
                telling.add(part["custom_id"].split(":")[1])
    assert telling >= SHOWING - {"drop", "keep", "threads"}
