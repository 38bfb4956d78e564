"""Every public answer can be deleted by whoever caused it and by moderators, and by nobody else."""

import pytest

from tests.e2e.world import World, answer, labels, press_id, text

SLUG = "ahc-trump-and-putins"
PUBLIC = {
    "quote random": {},
    "quote by": {"author": "WolfBear"},
    "quote show": {"post": f"{SLUG}#4"},
    "quote card": {"post": f"{SLUG}#4"},
    "quote find": {"words": "a great work of fiction"},
    "quote top": {},
    "debate between": {"author": "WolfBear", "other": "Agent23"},
    "debate map": {"thread": SLUG},
    "debate timeline": {"thread": SLUG},
    "author": {"author": "WolfBear"},
    "thread list": {},
    "thread read": {"thread": SLUG},
    "thread export": {"thread": SLUG, "format": "markdown"},
    "search": {"query": "fiction"},
}
ONE_POST = {
    "quote random", "quote by", "quote show", "quote card", "quote find", "debate between", "thread read"
}  # fmt: skip
"""Whose answers are about one post, which can be kept."""


@pytest.mark.parametrize("command", PUBLIC)
async def test_a_public_answer_is_binned_by_its_cause(world: World, command: str) -> None:
    message = answer(await world.member.slash(world.channel, command, public=True, **PUBLIC[command]))
    assert not message.ephemeral
    assert "Share" not in labels(message), "everybody sees it"
    assert ("Keep" in labels(message)) == (command in ONE_POST)
    stranger = world.guild.add_member(world.env.create_user("stranger"))
    refused = answer(await stranger.click(message, custom_id=press_id(message, emoji="🗑️")))
    assert "Only whoever asked" in refused.content
    await world.member.click(message, custom_id=press_id(message, emoji="🗑️"))
    assert message.id not in {each.id for each in world.channel.history()}


async def test_a_moderator_may_bin_what_a_member_caused(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "game who-said-it"))
    await world.admin.click(message, custom_id=press_id(message, emoji="🗑️"))
    assert message.id not in {each.id for each in world.channel.history()}


async def test_the_bin_stays_when_a_page_is_turned(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "quote by", author="WolfBear", public=True))
    await world.member.click(message, custom_id=press_id(message, emoji="▶️"))
    assert labels(message).count("🗑️") == 1
    assert "Share" not in labels(message)


async def test_a_private_answer_has_no_bin(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "quote show", post=f"{SLUG}#4"))
    assert "🗑️" not in labels(message)
    assert text(message)


async def test_a_public_command_is_refused_in_private_and_leaves_nothing_behind(world: World) -> None:
    before = [each.id for each in world.channel.history()]
    result = await world.member.slash(world.channel, "quote show", post=f"{SLUG}#99", public=True)
    (refusal,) = result.followups
    assert refusal.ephemeral
    assert "no post 99" in refusal.content
    assert [each.id for each in world.channel.history()] == before
