"""/thread export, as a member uses it."""

import re

import lxml.html  # type: ignore[import-untyped]

from bot.importers.hansard import HansardReader
from bot.importers.source import Source
from tests.e2e.world import World, answer, press_id, text


async def slug(world: World) -> str:
    """The seed thread's slug, as the list of threads shows it."""
    found = re.search(r"`([a-z0-9-]+)`", text(answer(await world.member.slash(world.channel, "thread list"))))
    assert found
    return found[1]


async def test_a_debate_comes_as_a_page_with_an_anchor_for_every_post(world: World) -> None:
    thread = await slug(world)
    message = answer(await world.member.slash(world.channel, "thread export", thread=thread))
    assert message.ephemeral
    (attachment,) = message.attachments
    assert attachment.filename == f"{thread}.html"
    root = lxml.html.document_fromstring((await attachment.read()).decode())
    assert [each.get("id") for each in root.xpath("//article")] == [f"{thread}-{n}" for n in range(1, 10)]
    assert root.xpath("//article[7]//blockquote/cite/a/@href") == [f"#{thread}-2"]


async def test_a_debate_comes_as_data_that_a_reader_of_ours_takes(world: World) -> None:
    thread = await slug(world)
    message = answer(await world.member.slash(world.channel, "thread export", thread=thread, format="jsonl"))
    data = await message.attachments[0].read()
    (read,) = HansardReader().read(Source("again.jsonl", data))
    assert read.slug == thread
    assert [post.author for post in read.posts][:3] == ["raharris1973", "WolfBear", "Agent23"]
    assert (read.posts[2].passages[0].author, read.posts[2].passages[0].number) == ("WolfBear", 2)


async def test_a_public_export_can_be_binned_by_who_asked_and_by_nobody_else(world: World) -> None:
    thread = await slug(world)
    result = await world.member.slash(
        world.channel, "thread export", thread=thread, format="markdown", public=True
    )
    message = answer(result)
    assert not message.ephemeral
    stranger = world.guild.add_member(world.env.create_user("stranger"))
    refused = answer(await stranger.click(message, custom_id=press_id(message, emoji="🗑️")))
    assert "Only whoever asked" in refused.content
    await world.member.click(message, custom_id=press_id(message, emoji="🗑️"))
    assert message.id not in {each.id for each in world.channel.history()}
