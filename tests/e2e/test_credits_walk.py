"""Whatever the bot is asked and whatever is pressed: nobody stands above words they only quoted."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any

import discord
import pytest
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.archive.spoken import Spoken
from bot.cli.main import main
from bot.store import values
from bot.store.community.daily_quotes import DailyQuote
from bot.ui import cards
from bot.ui.daily import DailyQuotes
from bot.ui.replay_room import DiscordClock
from cogs import author, debate, thread
from tests.e2e.told import Claim, claims, readable
from tests.e2e.walk import Output, Walker, commands_of, outputs, verbs_of
from tests.e2e.world import World, answer, press_id

SLUG = "the-lamplighters-of-oomvale"
LONG = "\n\n".join(f"Paragraph {n} of a report on wicks, wirrington and otherwise." for n in range(75))
# A word nobody else uses stands in everything somebody says.
A1 = "The quillorian lamps were lit by hand until the great frost."
B1 = "Nobody ever saw a vexillate lamp in the whole of the lower town."
B2 = "The brumbleford gas works had closed by then, as everybody knows."
C1 = "You forget the crindlewick strike, which put out all of them."
D1 = "My grandmother lit dorrowby lamps herself, and was paid for it."
E1 = "There is an evelmark of it in the town hall, behind the clock."
F1 = "I never believed a word of the fothergale story, not for a day."
Z1 = "A zephrinian lamp burns longer than any two of yours together."
Y1 = "They say the yarrowmere council drank the oil all winter long."
N1 = "Somebody or other wrote that nettlecombe was dark for a year."
ALTERED = A1.replace("quillorian", "mangelwick")
HEAD, FOOT = "Bertrand said:", "Click to expand the hollinfare box"
WRITERS: dict[str, str | None] = {
    "quillorian": "Annabeth", "vexillate": "Bertrand", "brumbleford": "Bertrand", "crindlewick": "Cyrilla",
    "dorrowby": "Dorimund", "evelmark": "Evangel", "fothergale": "Fenwick", "zephrinian": "Zebediah",
    "wirrington": "Cyrilla",
    "mangelwick": "Annabeth", "yarrowmere": None, "nettlecombe": None, "hollinfare": None,
}  # fmt: skip
"""Who said which word; None: nobody that is known."""
NAMES = ("Annabeth", "Bertrand", "Cyrilla", "Dorimund", "Evangel", "Fenwick", "Zebediah", "Yolanthe")


def own(text: str) -> tuple[str, dict[str, Any]]:
    return text, {"kind": PassageKind.OWN}


def quote(
    text: str, author: str | None, number: int | None = None, **more: Any
) -> tuple[str, dict[str, Any]]:
    source = {} if number is None else {"source_start": 0, "source_end": len(text)}
    return text, {"kind": PassageKind.QUOTE, "author": author, "number": number, **source, **more}


def nobodys(text: str) -> tuple[str, dict[str, Any]]:
    return text, {"kind": PassageKind.FURNITURE}


POSTS = (
    ("Annabeth", (own(A1),)),
    ("Bertrand", (own(B1), quote(A1, "Annabeth", 1), own(B2))),
    ("Cyrilla", (nobodys(HEAD), quote(B1, "Bertrand", 2), nobodys(FOOT), own(C1))),
    ("Dorimund", (quote(A1, "Annabeth", 1, via=(2,)), own(D1))),
    ("Evangel", (quote(Z1, "Zebediah"), own(E1))),
    ("Fenwick", (quote(Y1, None, declared="Yolanthe"), own(F1), quote(N1, None))),
    ("Cyrilla", (quote(B1, "Bertrand", 2), own(LONG), quote(A1, "Annabeth", 1))),
    ("Bertrand", (quote(C1, "Cyrilla", 3), quote(LONG, "Cyrilla", 7))),
    (
        "Evangel",
        (
            quote(ALTERED, "Annabeth", 1, confidence=0.9),
            own("No evelmark of mine was ever misquoted."),
        ),
    ),
)


def lamplighters() -> tuple[ParsedThread, list[tuple[Passage, ...]]]:
    posts, passages = [], []
    for number, (name, said) in enumerate(POSTS, 1):
        texts = [f"{text}\n\n" for text, _ in said]
        ends = [0, *accumulate(map(len, texts))]
        tiles = [Passage(a, b, **how) for (a, b), (_, how) in zip(pairwise(ends), said, strict=True)]
        passages.append(tuple(tiles))
        parent = "3" if number == 8 else None
        posts.append(ParsedPost(name, "".join(texts), ref=str(number), parent_ref=parent))
    return ParsedThread(
        "The lamplighters of Oomvale", tuple(posts), source="lamps.txt", format="text"
    ), passages


SENTENCES = (A1, B1, C1, Z1, Y1)
ASKED: dict[str, list[Any]] = {
    "thread": [SLUG],
    "author": ["Annabeth", "Bertrand", "Cyrilla", "Evangel"],
    "other": ["Bertrand", "Cyrilla"],
    "post": [f"{SLUG}#{number}" for number in range(1, len(POSTS) + 1)],
    "query": ["quillorian", "lamp", "zephrinian", "yarrowmere", "wirrington", "hollinfare", "mangelwick"],
    "words": [*SENTENCES, B1.replace("whole", "half")],
    "whose": ["quoted", "all"],
    "style": ["record", "exchange"],
    "format": ["html", "markdown", "jsonl"],
    "with-parent": [True],
    "public": [True],
}
LEFT_COMMANDS = {
    "archive alias", "archive hide", "archive import", "archive rename", "archive unhide", "settings set"
}  # fmt: skip
"""They change what others are to find; what they answer names nobody's words."""
LEFT = {"bin", "cancel", "daily-stop", "grant", "import", "import-as", "import-slug", "remove", "remove-post", "replay",
        "replay-start", "rule", "rule-ask", "rule-said", "rules", "undo-import", "unhide"}  # fmt: skip
"""Presses that only change something; replays are walked apart."""


@pytest.fixture
async def oomvale(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(thread, "PAGE", 1)
    undrawn(monkeypatch)
    async with world.bot.store.write() as write:
        await world.bot.store.threads.take_in(write, Incoming.of(*lamplighters()))
        # Faces are drawn beside the replay, and nothing of them is read here.
        await world.bot.store.settings.set(world.guild.id, "persona_avatars", value=False, write=write)
    return world


def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the pixels out: what a picture says is in its description."""
    for module, name in (
        (cards, "render_card"), (author, "render_author"), (debate, "render_map"), (debate, "render_timeline")
    ):  # fmt: skip
        monkeypatch.setattr(module, name, lambda *_: b"")


def wrong(output: Output) -> Iterator[str]:
    """Every word in an answer that a reader takes for somebody else's, and every count that is not of own words."""
    for claim in read(output):
        if claim.name is not None and claim.name != WRITERS[claim.word]:
            yield f"{output.door}: {claim} in {output.texts[0][:200]!r}"
    for text in shown(output):
        told = any(claim.name for claim in claims(text, {"mangelwick"}, NAMES))
        if told and "altered" not in text:
            yield f"{output.door}: an altered quote is told as if it were none"
    for text in output.texts:
        for name, count in re.findall(rf"({'|'.join(NAMES)})(?: \(\w+\))?:[^:;]*?([\d,]+) words", text):
            if int(count.replace(",", "")) != SAID[name]:
                yield f"{output.door}: {name} said {count} words"


def _counts() -> dict[str, int]:
    counts = dict.fromkeys(NAMES, 0)
    for name, said in POSTS:
        counts[name] += sum(
            len(re.findall(r"[\w']+", text)) for text, how in said if how["kind"] is PassageKind.OWN
        )
    return counts


SAID = _counts()


async def walked(walker: Walker, only: Callable[[str], bool] = lambda _: True) -> list[Output]:
    return [each async for each in walker.all(ASKED, lambda name: name not in LEFT_COMMANDS and only(name))]


async def mentioned(world: World) -> AsyncIterator[Output]:
    """What a mention brings, what menus on a message bring, and the quote of the day."""
    me = world.bot.user
    assert me is not None
    for said in SENTENCES:
        someone = world.guild.add_member(world.env.create_user(f"asker {len(said)}"))
        asked = await someone.send(world.channel, f"<@{me.id}> {said}")
        for message in world.channel.history()[-1:]:
            assert message.id != asked.id
            async for output in outputs(f"mention: {said}", said, Brought(message), message):
                yield output
        by_hand = await world.admin.send(world.channel, said)
        result = await world.admin.context_menu(world.channel, "Who said this?", by_hand)
        async for output in outputs(f"Who said this? {said}", said, result, None):
            yield output
    for number in range(1, len(POSTS) + 1):
        shown = await world.admin.slash(world.channel, "quote show", post=f"{SLUG}#{number}", public=True)
        result = await world.admin.context_menu(world.channel, "Quote card", answer(shown).message)
        async for output in outputs(f"Quote card #{number}", "", result, None):
            yield output
    daily = DailyQuotes(world.bot, world.bot.store, DiscordClock())
    for name in NAMES[:6]:
        await world.bot.store.daily.set(
            DailyQuote(world.channel.id, world.guild.id, world.admin.id, 0, "UTC", name, SLUG, None)
        )
        await daily.look()
        message = world.channel.history()[-1]
        async for output in outputs(f"daily quote by {name}", "", Brought(message), message):
            yield output


class Brought:
    """A message that came by itself, as a result."""

    def __init__(self, message: Any) -> None:
        self.response, self.followups = message, ()


async def replayed(world: World) -> AsyncIterator[Output]:
    """Every message of a replay under the name it is said by, as the webhook and as the bot itself, and its panel."""
    for number, webhook in enumerate((True, False), 1):
        room = world.guild.create_text_channel(f"replay-{number}")
        if not webhook:
            me = world.env.backend.bot_user.id
            denied = discord.Permissions(manage_webhooks=True).value
            world.env.backend.set_overwrite(
                room.id, Overwrite(target_id=me, type=OverwriteType.MEMBER, allow=0, deny=denied)
            )
        asked = answer(await world.admin.slash(room, "replay start", thread=SLUG, pace="fast", poll=True))
        await world.admin.click(asked, custom_id=press_id(asked, kind="replay-start"))
        for _ in range(90):
            await world.env.advance_time(1)
        for message in room.history():
            async for output in outputs(f"replay in {room.name}", "", Brought(message), message):
                name = f"### {message.author.name}\n" if message.webhook_id else ""
                yield replace(output, texts=(name + output.texts[0], *output.texts[1:]))


async def printed(world: World) -> AsyncIterator[Output]:
    """What the command line prints."""
    store = ["--db", str(world.bot.settings.database)]
    asked = [
        ["search", query, "--words", scope] for query in ASKED["query"] for scope in ("own", "quoted", "all")
    ]
    forms = {"html": "html", "jsonl": "jsonl", "markdown": "md"}
    for arguments in [*asked, *(["export", SLUG, "--format", form] for form in forms)]:
        said = io.StringIO()
        with redirect_stdout(said):
            assert await asyncio.to_thread(main, [*arguments, *store]) == 0
        suffix = forms.get(arguments[-1])
        text = readable(f"x.{suffix}", said.getvalue().encode()) if suffix else said.getvalue()
        yield Output(f"hansard {' '.join(arguments)}", "", (text,))


GROUPS = ("author", "debate", "game", "quote", "search", "thread")
WAYS = {
    "mentions and menus": mentioned,
    "the command line": printed,
    "replays": replayed,
}


@pytest.mark.parametrize("group", [*GROUPS, ""])
async def test_no_answer_and_no_press_credits_anybody_with_words_of_another(
    oomvale: World, group: str
) -> None:
    walker = Walker(oomvale, oomvale.admin, oomvale.channel, LEFT)
    told = await walked(
        walker, lambda name: name.split()[0] == group if group else name.split()[0] not in GROUPS
    )
    assert any(read(each) for each in told)
    assert walker.pressed >= PRESSED.get(group, set())
    assert [fault for output in told for fault in wrong(output)] == []


PRESSED = {
    "author": {"author", "open", "post", "jump", "share"},
    "debate": {"exchange", "exchange-replay", "map", "timeline"},
    "game": {"guess", "reveal", "next-round", "scores"},
    "quote": {
        "again",
        "by",
        "card",
        "card-part",
        "card-share",
        "drop",
        "keep",
        "kept",
        "passage",
        "quote",
        "top",
        "unfold",
    },
    "": {"help"},
    "search": {"found", "tell"},
    "thread": {"threads"},
}


async def test_every_verb_is_pressed_somewhere_in_the_walk(oomvale: World) -> None:
    assert set().union(*PRESSED.values()) == verbs_of(oomvale) - LEFT
    assert {name.split()[0] for name in commands_of(oomvale)} >= set(GROUPS)


@pytest.mark.parametrize("way", WAYS)
async def test_what_comes_by_other_ways_credits_nobody_with_words_of_another(
    oomvale: World, way: str
) -> None:
    told = [each async for each in WAYS[way](oomvale)]
    assert {claim.word for each in told for claim in read(each) if claim.name} == {
        word for word, name in WRITERS.items() if name
    } - ({"mangelwick"} if way == "mentions and menus" else set()), (
        "who is quoted wrongly is quoted by nobody"
    )
    assert [fault for output in told for fault in wrong(output)] == []


def poster(words: Spoken) -> str:
    return words.poster


def everything(said: Sequence[Spoken], start: int = 0, end: int | None = None) -> Spoken | None:
    """All that a post holds, as if it were its poster's own."""
    text = "".join(words.text for words in said)[start:end]
    return replace(said[0], text=text, passage=Passage(0, len(text))) if text else None


SABOTAGE: dict[str, tuple[str, object, object, set[str]]] = {
    "quotes under the poster's name": (
        "writer", Spoken, property(poster),
        {
            "/debate between", "/quote show", "/search", "/thread export", "/thread read", "mention",
            "hansard export", "hansard search",
        },
    ),
    "altered quotes as if they were none": (
        "altered",
        Spoken,
        property(lambda _: False),
        {"/debate between", "/search", "/thread export", "/thread read", "hansard export"},
    ),
    "a post's whole body as its poster's own": (
        "own_words", values, everything,
        {"/quote card", "/quote top", "/quote show", "/game who-said-it", "Quote card", "suggested for /quote show"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SABOTAGE)
async def test_the_walk_hears(oomvale: World, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    what, where, instead, doors = SABOTAGE[name]
    monkeypatch.setattr(where, what, instead)
    unheard = set(doors)

    async def listen(told: AsyncIterator[Output], behind: set[str]) -> None:
        """Until there was something wrong behind each of these doors."""
        async for output in told:
            unheard.difference_update(
                {door for fault in wrong(output) for door in behind if fault.startswith(door)}
            )
            if not unheard & behind:
                return

    walker = Walker(oomvale, oomvale.admin, oomvale.channel, LEFT)
    for command in commands_of(oomvale):
        if behind := {door for door in doors if f"/{command}" in door}:
            await listen(walker.all(ASKED, command.__eq__), behind)
    for way, begin in ((mentioned, ("mention", "Quote card")), (printed, "hansard")):
        if behind := {door for door in doors if door.startswith(begin)}:
            await listen(way(oomvale), behind)
    assert unheard == set()


@pytest.mark.parametrize("name", list(SABOTAGE)[:2])
async def test_replays_are_heard(oomvale: World, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    what, where, instead, _ = SABOTAGE[name]
    monkeypatch.setattr(where, what, instead)
    heard = [fault async for output in replayed(oomvale) for fault in wrong(output)]
    assert any(fault.startswith("replay in") for fault in heard)


def read(output: Output) -> list[Claim]:
    """Everything an answer says of who said what."""
    return [claim for text in shown(output) for claim in claims(text, WRITERS, NAMES)]


def shown(output: Output) -> list[str]:
    return [*output.texts, *(readable(name, data) for name, data in output.files)]
