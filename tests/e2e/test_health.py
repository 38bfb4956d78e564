"""/health, as managers see it."""

import discord

from bot.app import PERMISSIONS
from bot.ui.health import NEEDED
from tests.e2e.world import World, answer, text


async def test_every_missing_permission_is_named_with_where_and_what_is_lost(world: World) -> None:
    me = world.guild.me
    assert me is not None
    barred = discord.PermissionOverwrite(manage_webhooks=False, send_polls=False)
    world.guild.create_text_channel("closed", overwrites={me: barred})
    shown = text(answer(await world.admin.slash(world.channel, "health")))
    assert "**Manage Webhooks** is missing in #closed" in shown
    assert "**Send Polls** is missing in #closed" in shown
    assert "under their own name" in shown
    assert "Attach Files" not in shown


async def test_where_nothing_is_missing_health_says_so_and_counts(world: World) -> None:
    shown = text(answer(await world.admin.slash(world.channel, "health")))
    assert "Everything works here" in shown
    assert "1 threads are read" in shown


def test_every_permission_the_invite_asks_for_has_its_reason() -> None:
    assert discord.Permissions(**dict.fromkeys(NEEDED, True)) == PERMISSIONS
