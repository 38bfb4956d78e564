"""The real bot on a simulated Discord, replaying."""

import discord
import pytest

from bot.replay.ledger import RunState
from tests.replay.hall import WHOLE, Hall, button, text, words
from tests.replay.stage import SLUG


async def test_a_preview_says_what_would_happen_and_nothing_is_said_before_start(hall: Hall) -> None:
    preview = await hall.clerk.slash(hall.channel, "replay start", thread=SLUG, pace="fast")
    shown = text(preview.response)
    assert "6 posts by 3 authors, in 8 messages" in shown
    assert preview.response is not None
    assert preview.response.ephemeral
    await hall.wait(30)
    assert hall.lines == []


async def test_a_debate_is_spoken_by_its_authors_in_order(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(40)
    assert words(hall.lines) == WHOLE
    assert "Finished" in text(hall.panel)
    assert "Who spoke how much" in text(hall.panel)


async def test_a_restart_in_the_middle_doubles_and_loses_nothing(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(7)
    before = len(hall.lines)
    assert 0 < before < len(WHOLE)
    await hall.restart()
    await hall.wait(60)
    assert words(hall.lines) == WHOLE
    assert "Finished" in text(hall.panel)


async def test_a_5xx_on_a_line_is_waited_out(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(3)
    hall.env.inject_error("POST", "/webhooks/*", status=503, times=2)
    await hall.wait(90)
    assert words(hall.lines) == WHOLE


async def test_a_rate_limit_is_obeyed_and_said_in_the_panel(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(3)
    hall.env.inject_error("POST", "/webhooks/*", status=429, times=1)
    await hall.wait(4)
    assert "Discord asks for patience" in text(hall.panel)
    await hall.wait(60)
    assert words(hall.lines) == WHOLE
    assert "patience" not in text(hall.panel)


async def test_a_deleted_webhook_is_replaced(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(3)
    backend = hall.env.backend
    (hook,) = list(backend.webhooks)
    backend.delete_webhook(hook)
    await hall.wait(60)
    assert words(hall.lines) == WHOLE
    assert len(backend.webhooks) == 1


@pytest.mark.parametrize(
    ("status", "code", "state", "reason"),
    [
        (404, 10003, RunState.STOPPED, "channel or thread was deleted"),
        (404, 10004, RunState.STOPPED, "deleted"),
        (403, 50001, RunState.PAUSED, "View Channel"),
        (403, 50013, RunState.PAUSED, "Read Message History"),
        (400, 50083, RunState.PAUSED, "closed or locked"),
        (400, 160005, RunState.PAUSED, "closed or locked"),
        (400, 50035, RunState.PAUSED, "refused the line"),
    ],
)
async def test_every_refusal_has_one_outcome_and_one_sentence(
    hall: Hall, status: int, code: int, state: RunState, reason: str
) -> None:
    await hall.start(pace="fast")
    await hall.wait(3)
    said = len(hall.lines)
    hall.env.inject_error("POST", "/webhooks/*", status=status, code=code, message="no")
    await hall.wait(12)
    run = await hall.bot.store.replays.get(1)
    assert run.state is state
    assert reason in run.reason
    assert len(hall.lines) <= said + 1


async def test_a_deleted_channel_ends_the_replay(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(3)
    channel = hall.bot.get_channel(hall.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.delete()
    await hall.wait(10)
    run = await hall.bot.store.replays.get(1)
    assert run.state is RunState.STOPPED
    assert run.settled
    assert "deleted" in run.reason


async def test_a_lost_permission_pauses_and_names_it_and_resume_goes_on(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(3)
    hall.deny("send_messages")
    await hall.wait(10)
    said = len(hall.lines)
    assert "I need **Send Messages**" in text(hall.panel)
    assert "Paused" in text(hall.panel)
    hall.deny()
    await hall.clerk.slash(hall.channel, "replay resume")
    await hall.wait(60)
    assert said < len(WHOLE)
    assert words(hall.lines) == WHOLE


async def test_without_manage_webhooks_the_bot_speaks_itself_and_says_what_it_lacks(hall: Hall) -> None:
    hall.deny("manage_webhooks")
    await hall.start(pace="fast")
    await hall.wait(60)
    own = [text(m) for m in hall.channel.history() if text(m).startswith("**")]
    assert words(own) == WHOLE
    assert own[0].startswith("**Ada (archive)**\none:")
    assert "Manage Webhooks" in text(hall.panel)


async def test_pause_and_stop_take_effect_within_one_line(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(3)
    said = len(hall.lines)
    await hall.clerk.click(hall.panel, custom_id=button(hall.panel, "pause"))
    await hall.wait(30)
    assert len(hall.lines) <= said + 1
    assert "Paused by clerk" in text(hall.panel)
    await hall.clerk.click(hall.panel, custom_id=button(hall.panel, "resume"))
    await hall.clerk.slash(hall.channel, "replay stop")
    await hall.wait(30)
    assert len(hall.lines) <= said + 2
    assert "Stopped" in text(hall.panel)


async def test_a_stranger_cannot_steer(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(3)
    refused = await hall.stranger.click(hall.panel, custom_id=button(hall.panel, "stop"))
    assert "Manage Messages" in text(refused.followups[0])
    assert (await hall.bot.store.replays.get(1)).state is RunState.PLAYING


async def test_skip_and_back_by_buttons(hall: Hall) -> None:
    await hall.start(pace="step")
    await hall.wait(4)
    assert words(hall.lines) == ["1[]"]
    await hall.clerk.click(hall.panel, custom_id=button(hall.panel, "skip"))
    await hall.clerk.click(hall.panel, custom_id=button(hall.panel, "next"))
    await hall.wait(8)
    assert words(hall.lines) == ["1[]", "3['1']", "3['2']"]
    await hall.clerk.click(hall.panel, custom_id=button(hall.panel, "back"))
    await hall.wait(12)
    assert words(hall.lines) == ["1[]", "3['1']", "3['2']"]
    assert "Waiting" in text(hall.panel)


async def test_undo_takes_every_line_back(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(9)
    assert hall.lines
    await hall.clerk.slash(hall.channel, "replay undo")
    await hall.wait(20)
    assert hall.lines == []
    assert "Undone" in text(hall.panel)


async def test_a_replayed_message_knows_where_it_is_from(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(6)
    line = next(m for m in hall.channel.history() if m.webhook_id is not None)
    found = await hall.stranger.context_menu(hall.channel, "Where is this from?", line)
    shown = text(found.response or found.followups[0])
    assert f"{SLUG}#1" in shown
    other = await hall.stranger.context_menu(hall.channel, "Where is this from?", hall.panel)
    assert "no line of a replay" in text(other.response or other.followups[0])


async def test_only_the_posts_asked_for_are_replayed(hall: Hall) -> None:
    await hall.start(pace="fast", query="sums OR shall", author="Ada")
    await hall.wait(30)
    assert words(hall.lines) == ["3['1']", "3['2']", "6[]"]


async def test_nothing_that_fits_is_said_before_anything_is_begun(hall: Hall) -> None:
    preview = await hall.clerk.slash(hall.channel, "replay start", thread=SLUG, query="zeppelin")
    assert "No post of that debate fits" in text(
        preview.followups[0] if preview.followups else preview.response
    )


async def test_one_replay_a_channel(hall: Hall) -> None:
    await hall.start(pace="slow")
    second = await hall.start(pace="slow")
    assert "already running in that channel" in text(second.followups[0])


async def test_an_archive_without_the_post_any_more_leaves_it_out(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(3)
    async with hall.bot.store.write() as tx:
        await tx.run(lambda c: c.execute("DELETE FROM passages WHERE post_id & 1048575 = 6"))
        await tx.run(lambda c: c.execute("DELETE FROM posts WHERE id & 1048575 = 6"))
    await hall.wait(60)
    assert words(hall.lines) == WHOLE[:-1]
    assert "not in the archive any more" in text(hall.panel)


async def test_an_archive_changed_in_the_middle_of_a_post_drops_its_rest(hall: Hall) -> None:
    await hall.start(pace="slow")
    for _ in range(60):
        await hall.wait(1)
        if "3['1']" in words(hall.lines):
            break
    async with hall.bot.store.write() as tx:
        await tx.run(lambda c: c.execute("UPDATE posts SET body = replace(body, 'sums', 'SUMS')"))
    await hall.wait(90)
    assert [word for word in words(hall.lines) if word != "3['2']"] == words(hall.lines)
    assert "its rest was left out" in text(hall.panel)


async def test_a_bot_thrown_out_speaks_no_more(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(3)
    said = len(hall.lines)
    guild = hall.bot.get_guild(hall.guild.id)
    assert guild is not None
    hall.bot.dispatch("guild_remove", guild)
    hall.bot._connection._guilds.pop(guild.id)  # noqa: SLF001 - simcord cannot throw the bot out
    await hall.wait(10)
    assert len(hall.lines) <= said + 1
    run = await hall.bot.store.replays.get(1)
    assert run.state is RunState.STOPPED
    assert run.settled


async def test_a_thread_is_named_in_the_request_and_the_channel_owns_the_webhook(hall: Hall) -> None:
    await hall.start(pace="fast", where="thread")
    await hall.wait(4)
    run = await hall.bot.store.replays.get(1)
    assert run.home_id == hall.channel.id != run.channel_id
    sent = [
        r
        for r in hall.env.http_requests
        if r.method == "POST" and r.path.startswith("/webhooks/") and "thread_id" in r.params
    ]
    assert {int(r.params["thread_id"]) for r in sent} == {run.channel_id}
    assert all(r.json["allowed_mentions"] == {"parse": []} and r.json["flags"] & 4 for r in sent if r.json)
