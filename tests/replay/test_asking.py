"""What may be asked of `/replay start`: which posts, how fast, where, and how many at once."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import discord
import pytest

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage
from bot.replay.pacing import CAP
from bot.store.values import Viewer
from tests.replay.hall import WHOLE, Hall, button, parts, text, words
from tests.replay.stage import SLUG


async def test_from_and_to_bound_what_is_replayed(hall: Hall) -> None:
    await hall.start(pace="fast", **{"from": 2, "to": 4})
    await hall.wait(30)
    assert words(hall.lines) == ["2[]", "3['1']", "3['2']", "4[]"]
    assert "3 of 3 posts" in text(hall.panel)


async def test_between_two_authors_the_others_are_silent(hall: Hall) -> None:
    await hall.start(pace="fast", author="Ada", other="Björn")
    await hall.wait(40)
    assert words(hall.lines) == [word for word in WHOLE if word != "4[]"]


async def test_only_one_author_speaks(hall: Hall) -> None:
    await hall.start(pace="fast", author="Björn")
    await hall.wait(30)
    assert words(hall.lines) == ["2[]", "5['1']", "5['2']"]


async def test_a_query_chooses_the_posts_that_fit_it(hall: Hall) -> None:
    await hall.start(pace="fast", query="bridge OR Нет")
    await hall.wait(30)
    # The second post only quotes the bridge; those are not its own words.
    assert words(hall.lines) == ["1[]", "4[]"]


async def test_as_it_happened_keeps_the_real_gaps_shortens_long_ones_and_bears_missing_dates(
    hall: Hall,
) -> None:
    began = datetime(2020, 5, 1, tzinfo=UTC)
    times = [began, began + timedelta(seconds=9), began + timedelta(days=2), None, began + timedelta(days=3)]
    posts = tuple(ParsedPost("Ada", f"Word {n}.", posted_at=at) for n, at in enumerate(times))
    async with hall.bot.store.write() as tx:
        passages = [(Passage(0, len(post.body)),) for post in posts]
        await hall.bot.store.threads.take_in(
            tx, Incoming.of(ParsedThread("Slow", posts, "slow.txt", "text"), passages)
        )
    preview = await hall.clerk.slash(hall.channel, "replay start", thread="slow", pace="happened")
    assert preview.response is not None
    assert "As it happened: 2 min" in text(preview.response)
    await hall.clerk.click(preview.response, custom_id=button(preview.response, "replay-start"))
    await hall.wait(160)
    said = [m.created_at for m in hall.channel.history() if m.webhook_id is not None]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(said)]
    assert gaps == pytest.approx([9, CAP, 5, 5], abs=1.1)


async def test_a_new_thread_is_named_after_the_debate_and_holds_its_panel(hall: Hall) -> None:
    preview = await hall.clerk.slash(hall.channel, "replay start", thread=SLUG, where="thread")
    assert preview.response is not None
    assert f"Where: a new thread in <#{hall.channel.id}>" in text(preview.response)
    await hall.clerk.click(preview.response, custom_id=button(preview.response, "replay-start"))
    await hall.wait(3)
    run = await hall.bot.store.replays.get(1)
    thread = hall.env.backend.channels[run.channel_id]
    assert thread.name == "A bridge over the strait"
    assert thread.parent_id == hall.channel.id
    panels = [r for r in hall.env.http_requests if r.path == f"/channels/{thread.id}/messages"]
    assert len([r for r in panels if r.method == "POST"]) == 1


@pytest.mark.parametrize(
    ("lacking", "name"),
    [
        ("create_public_threads", "Create Public Threads"),
        ("send_messages_in_threads", "Send Messages in Threads"),
    ],
)
async def test_a_thread_that_cannot_be_made_is_said_before_the_start(
    hall: Hall, lacking: str, name: str
) -> None:
    hall.deny(lacking)
    preview = await hall.clerk.slash(hall.channel, "replay start", thread=SLUG, where="thread")
    assert preview.response is not None
    assert f"I need **{name}**" in text(preview.response)
    (start,) = [part for part in parts(preview.response) if part.get("label") == "Start"]
    assert start["disabled"]


async def test_a_server_has_as_many_replays_at_once_as_it_allows_and_no_thread_is_left_over(
    hall: Hall,
) -> None:
    role = hall.guild.create_role("Whips", permissions=discord.Permissions(manage_guild=True))
    whip = hall.guild.add_member(hall.env.create_user("whip"), roles=[role])
    await whip.slash(hall.channel, "settings set", setting="replay_cap", value="1")
    await hall.start(pace="slow")
    refused = await hall.start(pace="slow", where="thread")
    assert "This server already has 1 replay running, and 1 is its limit." in text(refused.followups[0])
    assert not [channel for channel in hall.env.backend.channels.values() if channel.is_thread]
    await hall.clerk.slash(hall.channel, "replay stop")
    await hall.wait(8)
    await hall.start(pace="slow", where="thread")
    assert [run.state for run in await hall.bot.store.replays.in_guild(hall.guild.id)] == ["playing"]


async def test_a_thread_that_is_renamed_meanwhile_is_played_to_its_end_under_its_new_ids(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(3)
    assert 0 < len(hall.lines) < len(WHOLE)
    async with hall.bot.store.write() as write:
        await hall.bot.store.threads.rename(SLUG, "narrow-strait", Viewer(None, everything=True), write=write)
    await hall.wait(60)
    assert words(hall.lines) == WHOLE
    assert f"{SLUG}#1" in hall.lines[0]
    assert "narrow-strait#" in hall.lines[-1]
