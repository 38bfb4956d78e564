"""What happens around a replay that nobody planned, and what is left when it is over."""

from typing import Any

import pytest

from bot.replay.ledger import RunState
from tests.replay.hall import WHOLE, Hall, button, parts, text, words


def bins(message: Any) -> list[str]:
    return [str(part["custom_id"]) for part in parts(message) if ":bin:" in str(part.get("custom_id"))]


def polls(hall: Hall) -> list[dict[str, Any]]:
    """The bodies of the requests that posted a poll."""
    return [r.json for r in hall.env.http_requests if isinstance(r.json, dict) and r.json.get("poll")]


async def test_a_renamed_channel_changes_nothing(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(6)
    before = len(hall.lines)
    hall.env.backend.edit_channel(hall.channel.id, {"name": "the-other-house"})
    await hall.wait(60)
    assert 0 < before < len(WHOLE)
    assert words(hall.lines) == WHOLE
    assert "Finished" in text(hall.panel)


async def test_a_thread_archived_in_the_middle_is_spoken_into_on(hall: Hall) -> None:
    await hall.start(pace="fast", where="thread")
    await hall.wait(6)
    run = await hall.bot.store.replays.get(1)
    before = len(hall.lines)
    hall.env.backend.edit_channel(run.channel_id, {}, thread_metadata={"archived": True})
    await hall.wait(2)
    guild = hall.bot.get_guild(hall.guild.id)
    assert guild is not None
    assert guild.get_thread(run.channel_id) is None
    await hall.wait(60)
    assert 0 < before < len(WHOLE)
    # simcord says what is sent into a thread in its channel; the request tells where it was meant for.
    assert words(hall.lines) == WHOLE
    sent = [r for r in hall.env.http_requests if r.method == "POST" and "thread_id" in r.params]
    assert [int(r.params["thread_id"]) for r in sent] == [run.channel_id] * len(WHOLE)
    assert (await hall.bot.store.replays.get(1)).state is RunState.FINISHED


async def test_a_locked_thread_pauses_the_replay_and_reopened_it_goes_on(hall: Hall) -> None:
    await hall.start(pace="fast", where="thread")
    await hall.wait(6)
    run = await hall.bot.store.replays.get(1)
    shut = {"archived": True, "locked": True}
    hall.env.backend.edit_channel(run.channel_id, {}, thread_metadata=shut)
    await hall.wait(10)
    before = len(hall.lines)
    paused = await hall.bot.store.replays.get(1)
    assert paused.state is RunState.PAUSED
    assert "closed and locked. Reopen it, then resume" in paused.reason
    hall.env.backend.edit_channel(run.channel_id, {}, thread_metadata=dict.fromkeys(shut, False))
    await hall.bot.store.replays.resume(1)
    await hall.wait(60)
    assert before < len(WHOLE)
    assert words(hall.lines) == WHOLE


async def test_a_poll_at_the_end_asks_about_everybody_who_spoke(hall: Hall) -> None:
    await hall.start(pace="fast", poll=True)
    await hall.wait(60)
    (asked,) = polls(hall)
    assert asked["poll"]["question"]["text"] == "Who convinced you?"
    answers = [answer["poll_media"]["text"] for answer in asked["poll"]["answers"]]
    assert answers == ["Ada (archive)", "Björn (archive)", "Ни шагу (archive)"]
    assert asked["allowed_mentions"] == {"parse": []}
    last = hall.channel.history()[-1]
    assert bins(last) == [f"hansard:bin:{hall.clerk.id}"]
    await hall.clerk.click(last, custom_id=bins(last)[0])
    assert last.id not in {message.id for message in hall.channel.history()}


@pytest.mark.parametrize("options", [{"author": "Ada", "poll": True}, {"poll": False}])
async def test_without_a_choice_or_a_wish_there_is_no_poll(hall: Hall, options: dict[str, Any]) -> None:
    await hall.start(pace="fast", **options)
    await hall.wait(60)
    assert "Finished" in text(hall.panel)
    assert polls(hall) == []


async def test_a_poll_that_discord_refuses_ends_nothing_badly(hall: Hall) -> None:
    await hall.start(pace="fast", poll=True)
    await hall.wait(3)
    hall.env.inject_error("POST", f"/channels/{hall.channel.id}/messages", status=403, code=50013, times=1)
    await hall.wait(60)
    run = await hall.bot.store.replays.get(1)
    assert (run.state, run.settled) == (RunState.FINISHED, True)
    assert words(hall.lines) == WHOLE
    assert len(polls(hall)) == 1, "it was tried"
    assert bins(hall.channel.history()[-1]) == [], "and refused: a poll brings a bin"


async def test_a_finished_panel_can_be_binned_by_whoever_started_it_and_undo_still_works(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(3)
    assert bins(hall.panel) == []
    await hall.wait(60)
    panel = hall.panel
    assert bins(panel) == [f"hansard:bin:{hall.clerk.id}"]
    refused = await hall.stranger.click(panel, custom_id=bins(panel)[0])
    assert "a moderator" in text(refused.followups[0])
    await hall.clerk.click(panel, custom_id=bins(panel)[0])
    assert panel.id not in {message.id for message in hall.channel.history()}
    await hall.clerk.slash(hall.channel, "replay undo")
    await hall.wait(40)
    assert hall.lines == []
    assert "Undone" in text(hall.panel)


async def test_the_card_at_the_end_links_to_the_post_quoted_most(hall: Hall) -> None:
    await hall.start(pace="fast")
    await hall.wait(60)
    first = next(m for m in hall.channel.history() if m.webhook_id is not None)
    link = f"(<https://discord.com/channels/{hall.guild.id}/{hall.channel.id}/{first.id}>), 1 time"
    assert link in text(hall.panel)


async def test_the_buttons_are_those_that_make_sense_now(hall: Hall) -> None:
    def shown() -> list[str]:
        return [str(p["label"]) for p in parts(hall.panel) if p.get("type") == 2 and not p.get("disabled")]

    await hall.start(pace="normal")
    await hall.wait(7)
    assert shown() == ["Back", "Pause", "Skip", "Stop", "Slower", "Faster"]
    await hall.clerk.click(hall.panel, custom_id=button(hall.panel, "pause"))
    await hall.wait(9)
    assert shown() == ["Back", "Resume", "Skip", "Stop", "Slower", "Faster"]
    for _ in range(3):
        await hall.clerk.click(hall.panel, custom_id=button(hall.panel, "faster"))
        await hall.wait(1)
    assert shown() == ["Back", "Resume", "Skip", "Stop", "Slower"]
    assert "normal, 300 %" in text(hall.panel)
