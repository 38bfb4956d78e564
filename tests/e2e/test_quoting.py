"""What people do with quotes: pictures, who said it, keeping, the hall of fame, the quote of the day."""

import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from bot.replay.clock import RealClock
from bot.store.community.daily_quotes import DailyQuote
from bot.store.values import Viewer
from bot.ui.daily import DailyQuotes
from tests.e2e.world import World, answer, labels, press_id, text

SLUG = "ahc-trump-and-putins"
SAID = "It would absolutely make a great work of fiction, though!"


async def test_a_card_is_a_picture_described_in_words(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "quote card", post=f"{SLUG}#4"))
    (attachment,) = message.attachments
    assert attachment.description.startswith("WolfBear (Well-known member)")
    assert "So, something should occur that should really discredit them." in attachment.description
    assert "neocons" not in attachment.description
    assert Image.open(BytesIO(await attachment.read())).width == 1200


@pytest.mark.parametrize("style", ["dark", "light", "record", "exchange"])
async def test_every_style_of_card_can_be_had(world: World, style: str) -> None:
    message = answer(await world.member.slash(world.channel, "quote card", post=f"{SLUG}#4", style=style))
    assert len(message.attachments) == 1


async def test_a_card_with_what_it_answers_gives_both_their_own_words(world: World) -> None:
    message = answer(
        await world.member.slash(world.channel, "quote card", post=f"{SLUG}#4", **{"with-parent": True})
    )
    alt = message.attachments[0].description
    assert re.match(r"Agent23: “Not if the neocons.*” Answered by WolfBear", alt, re.DOTALL)


async def test_a_card_only_its_asker_sees_is_shared_by_a_press(world: World) -> None:
    card = answer(
        await world.member.slash(
            world.channel, "quote card", post=f"{SLUG}#4", style="exchange", public=False
        )
    )
    shared = answer(await world.member.click(card, label="Share"))
    assert not shared.ephemeral
    assert shared.attachments[0].description == card.attachments[0].description
    assert "Share" not in labels(shared)


async def test_a_post_that_answers_nothing_has_no_exchange_to_show(world: World) -> None:
    result = await world.member.slash(world.channel, "quote card", post=f"{SLUG}#1", style="exchange")
    assert "answers no post" in answer(result).content


async def test_without_the_typesetter_a_sentence_says_what_to_install(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    result = await world.member.slash(world.channel, "quote card", post=f"{SLUG}#4")
    assert "[cards]" in answer(result).content


async def test_a_message_that_shows_a_post_becomes_a_card_by_its_menu(world: World) -> None:
    shown = await world.member.slash(world.channel, "quote show", post=f"{SLUG}#7", public=True)
    result = await world.member.context_menu(world.channel, "Quote card", answer(shown).message)
    assert answer(result).attachments[0].filename == f"{SLUG}-7.png"


async def test_a_message_that_shows_no_post_cannot_become_a_card(world: World) -> None:
    said = await world.member.send(world.channel, f"I can write `{SLUG}#7`, too")
    result = await world.member.context_menu(world.channel, "Quote card", said)
    assert "shows no post" in answer(result).content


async def test_words_to_the_letter_are_traced_to_who_said_them(world: World) -> None:
    shown = text(answer(await world.member.slash(world.channel, "quote find", words=SAID)))
    post = re.search(rf"`({SLUG}#\d+)`", shown)
    assert post
    found = await world.bot.store.finding.find(SAID, Viewer(None))
    assert f"**{found.said[0].post.author}** said this" in shown
    assert "difference" not in shown


async def test_a_misquote_shows_what_was_really_said(world: World) -> None:
    wrong = SAID.replace("absolutely make a great", "certainly make a fine")
    shown = text(answer(await world.member.slash(world.channel, "quote find", words=wrong)))
    assert "**The difference**" in shown
    assert "~~certainly~~ **absolutely** make a ~~fine~~ **great** work of fiction" in shown


async def test_quoted_words_are_traced_past_whoever_quoted_them(world: World) -> None:
    words = "You might need to get the Ukrainian government"
    shown = text(answer(await world.member.slash(world.channel, "quote find", words=words)))
    assert "### **WolfBear** said this" in shown
    assert f"Atarlost `{SLUG}#7`" in shown.split("Quoted since")[1]


async def test_words_nobody_said_are_refused_plainly(world: World) -> None:
    result = await world.member.slash(world.channel, "quote find", words="bread and circuses for everyone")
    assert "Nobody in the archive said that" in text(answer(result))


async def test_two_words_are_too_few_to_go_by(world: World) -> None:
    result = await world.member.slash(world.channel, "quote find", words="great fiction")
    assert "at least three words" in answer(result).content


async def test_a_members_message_is_traced_by_its_menu_for_the_asker_alone(world: World) -> None:
    said = await world.member.send(world.channel, SAID)
    result = await world.member.context_menu(world.channel, "Who said this?", said)
    assert result.ephemeral
    assert "said this" in text(answer(result))


async def test_mentioning_the_bot_with_words_is_answered_with_a_quote_and_its_id(world: World) -> None:
    me = world.bot.user
    assert me is not None
    await world.member.send(world.channel, f"<@{me.id}> absolutely make a great work of fiction")
    reply = world.channel.history()[-1]
    assert reply.author.id == me.id
    assert f"`{SLUG}#" in text(reply)
    await world.member.click(reply, custom_id=press_id(reply, emoji="🗑️"))
    assert reply.id not in {each.id for each in world.channel.history()}


async def test_mentioning_the_bot_with_words_to_search_for_is_answered_with_the_best_fit(
    world: World,
) -> None:
    me = world.bot.user
    assert me is not None
    await world.member.send(world.channel, f"<@{me.id}> ukrainian government")
    reply = world.channel.history()[-1]
    assert reply.author.id == me.id
    assert "WolfBear" in text(reply)
    assert "Ukrainian government" in text(reply)


async def test_mentioning_the_bot_with_words_nobody_said_is_answered_plainly(world: World) -> None:
    me = world.bot.user
    assert me is not None
    await world.member.send(world.channel, f"<@{me.id}> xylophones")
    assert "Nobody in the archive said that" in text(world.channel.history()[-1])


async def test_who_mentions_the_bot_again_and_again_is_not_answered_every_time(world: World) -> None:
    me = world.bot.user
    assert me is not None
    for _ in range(6):
        await world.member.send(world.channel, f"<@{me.id}> xylophones")
    said = [each for each in world.channel.history() if each.author.id == me.id]
    assert len(said) == 3


async def test_talk_that_does_not_mention_the_bot_is_left_alone(world: World) -> None:
    before = len(world.channel.history())
    await world.member.send(world.channel, SAID)
    assert len(world.channel.history()) == before + 1


async def test_random_quotes_do_not_repeat_in_a_channel_before_all_have_come(world: World) -> None:
    worth = await _worth_quoting(world)
    drawn = []
    for _ in range(len(worth)):
        shown = text(answer(await world.member.slash(world.channel, "quote random")))
        drawn.append(int(re.findall(rf"`{SLUG}#(\d+)`", shown)[-1]))
    assert sorted(drawn) == worth


async def _worth_quoting(world: World) -> list[int]:
    posts = await world.bot.store.posts.page(SLUG, Viewer(None), count=50)
    own = {post.number: sum(len(words.text.split()) for words in post.said if words.own) for post in posts}
    return sorted(number for number, words in own.items() if words >= 5)


async def test_a_kept_quote_is_shown_again_and_can_be_let_go(world: World) -> None:
    await world.member.slash(world.channel, "quote keep", post=f"{SLUG}#4")
    shown = answer(await world.member.slash(world.channel, "quote show", post=f"{SLUG}#9"))
    await world.member.click(shown, label="Keep")
    message = answer(await world.member.slash(world.channel, "quote kept"))
    assert message.ephemeral
    assert "Kept · 1 of 2" in text(message)
    assert f"`{SLUG}#9`" in text(message)
    await world.member.click(message, label="Let go")
    assert f"`{SLUG}#4`" in text(message)
    await world.member.click(message, label="Let go")
    assert "You keep no quotes yet" in text(message)


async def test_a_kept_quote_can_be_let_go_whatever_of_it_is_shown(world: World) -> None:
    await world.member.slash(world.channel, "quote keep", post=f"{SLUG}#7")
    message = answer(await world.member.slash(world.channel, "quote kept"))
    await world.member.click(message, label="What was answered")
    await world.member.click(message, label="Let go")
    assert "You keep no quotes yet" in text(message)


async def test_where_other_processes_serve_other_servers_kept_quotes_say_so(world: World) -> None:
    where = "what you kept on other servers"
    assert where not in text(answer(await world.member.slash(world.channel, "quote kept")))
    world.bot.store.outbox.peers = ("http://127.0.0.1:1",)
    assert where in text(answer(await world.member.slash(world.channel, "quote kept")))
    await world.member.slash(world.channel, "quote keep", post=f"{SLUG}#4")
    message = answer(await world.member.slash(world.channel, "quote kept"))
    assert "Kept · 1 of 1" in text(message)
    assert where in text(message)


async def test_keeping_what_is_not_there_is_refused(world: World) -> None:
    result = await world.member.slash(world.channel, "quote keep", post=f"{SLUG}#99")
    assert "no post" in answer(result).content


async def test_the_hall_of_fame_counts_quotes_and_keepers(world: World) -> None:
    await world.member.slash(world.channel, "quote keep", post=f"{SLUG}#2")
    shown = text(answer(await world.member.slash(world.channel, "quote top")))
    assert re.search(r"\*\*1\. WolfBear\*\* · quoted in 2 posts, kept by 1", shown)


async def test_the_hall_of_fame_of_somebody_nobody_quotes_is_empty(world: World) -> None:
    result = await world.member.slash(world.channel, "quote top", author="Airedale260")
    assert "Nothing has been quoted or kept" in answer(result).content


async def _daily(world: World, **options: object) -> str:
    result = await world.admin.slash(world.channel, "quote daily", **options)
    return text(answer(result)) or str(answer(result).content)


def _said(world: World) -> list[str]:
    return [
        found[0]
        for message in world.channel.history()
        if (found := re.findall(r"Quote of the day · (\d{4}-\d\d-\d\d)", text(message)))
    ]


class Wall(RealClock):
    """A clock whose wall stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> float:
        return self.at.timestamp()


async def _lives(world: World, wall: Wall, *hours: int) -> None:
    """Run the quotes of the day as one process would, looking at the clock at each of these hours."""
    daily = DailyQuotes(world.bot, world.bot.store, wall)
    for hour in hours:
        wall.at += timedelta(hours=hour)
        await daily.look()


async def test_a_quote_of_the_day_is_said_once_a_day_through_restarts(world: World) -> None:
    assert "every day at 6:00" in await _daily(world, hour=6, zone="Asia/Kathmandu")
    wall = Wall(datetime(2026, 1, 1, 0, 0, tzinfo=UTC))  # a quarter to six there
    await _lives(world, wall, 0)
    assert _said(world) == []
    await _lives(world, wall, 1, 1, 1)
    assert _said(world) == ["2026-01-01"]
    await world.restart()
    await _lives(world, wall, 1, 1)
    await _lives(world, wall, 1)
    assert _said(world) == ["2026-01-01"]
    await _lives(world, wall, 18, 1, 1)
    assert _said(world) == ["2026-01-01", "2026-01-02"]
    wall.at -= timedelta(hours=30)  # somebody set the clock back
    await _lives(world, wall, 0, 1)
    assert len(_said(world)) == 2


async def test_a_bot_that_comes_back_says_what_is_due_by_itself(world: World) -> None:
    await world.bot.store.daily.set(DailyQuote(world.channel.id, world.guild.id, world.admin.id, 0, "UTC"))
    await world.restart()
    assert len(_said(world)) == 1


async def _doubt(world: World) -> None:
    await world.bot.store._database.transact(  # noqa: SLF001
        lambda connection: connection.execute("UPDATE daily_quotes SET message_id = NULL")
    )


async def test_a_day_claimed_but_not_confirmed_before_a_crash_is_said_after_it_and_only_once(
    world: World,
) -> None:
    await _daily(world, hour=6, zone="Asia/Kathmandu")
    wall = Wall(datetime(2026, 1, 1, 1, 0, tzinfo=UTC))
    await _lives(world, wall, 0)
    assert len(_said(world)) == 1
    await _doubt(world)  # as after a crash between saying and confirming: the message is there
    await world.restart()
    await _lives(world, wall, 0)
    assert len(_said(world)) == 1
    for message in world.channel.history():
        if "Quote of the day" in text(message):
            await world.admin.delete(message)
    await _doubt(world)  # as after a crash between claiming and saying: it is not
    await _lives(world, wall, 0, 1)
    assert len(_said(world)) == 1


async def test_a_quote_of_the_day_missed_for_days_is_not_made_up_for(world: World) -> None:
    await _daily(world, hour=6, zone="Asia/Kathmandu")
    wall = Wall(datetime(2026, 1, 1, 1, 0, tzinfo=UTC))
    await _lives(world, wall, 0)
    await _lives(world, wall, 24 * 3)
    assert _said(world) == ["2026-01-01", "2026-01-04"]


async def test_a_channel_that_is_gone_has_no_quote_of_the_day_any_more(world: World) -> None:
    await _daily(world, hour=6, zone="Asia/Kathmandu")
    store = world.bot.store
    await world.env.advance_time(1)
    (plan,) = await store.daily.all()
    await store.daily.remove(plan.channel_id)
    await store.daily.set(replace(plan, channel_id=1))
    await _lives(world, Wall(datetime(2026, 1, 1, 1, 0, tzinfo=UTC)), 0)
    assert await store.daily.all() == []


async def test_a_quote_of_the_day_can_be_stopped(world: World) -> None:
    await _daily(world, hour=6, zone="Asia/Kathmandu", author="WolfBear")
    shown = answer(await world.admin.slash(world.channel, "quote daily"))
    assert "by WolfBear" in text(shown)
    await world.admin.click(shown, label="Stop")
    assert "No channel here" in text(shown)
    await _lives(world, Wall(datetime(2026, 1, 1, 1, 0, tzinfo=UTC)), 0)
    assert _said(world) == []


async def test_the_quote_of_the_day_is_for_managers(world: World) -> None:
    result = await world.member.slash(world.channel, "quote daily", hour=9)
    assert "Manage Server" in answer(result).content


async def test_a_zone_that_is_none_is_refused(world: World) -> None:
    assert "no time zone" in await _daily(world, hour=9, zone="Middle/Earth")


async def test_zones_are_suggested_as_they_are_typed(world: World) -> None:
    choices = await world.admin.autocomplete(world.channel, "quote daily", "zone", "berl")
    assert [each["value"] for each in choices] == ["Europe/Berlin"]
    choices = await world.admin.autocomplete(world.channel, "quote daily", "zone", "São P")
    assert [each["value"] for each in choices] == ["America/Sao_Paulo"]
