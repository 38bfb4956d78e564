"""/help, for members and for managers."""

import re

from tests.e2e.world import World, answer, text


async def test_help_links_every_command_a_member_can_use(world: World) -> None:
    shown = text(answer(await world.member.slash(world.channel, "help")))
    for name in (
        "search",
        "quote random",
        "quote by",
        "quote show",
        "thread list",
        "thread read",
        "replay start",
        "quote find",
        "quote card",
        "quote top",
        "thread export",
        "debate between",
        "author",
        "game who-said-it",
    ):
        assert re.search(rf"</{name}:\d+>", shown), name
    assert "archive import" not in shown
    assert re.search(r"</archive import:\d+>", text(answer(await world.admin.slash(world.channel, "help"))))
