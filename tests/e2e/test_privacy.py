"""/privacy and what managers decide in /archive: hide, remove, undo, share, log."""

import re
from typing import Any

from tests.e2e.test_managing import THREAD, upload
from tests.e2e.world import World, answer, labels, press_id, text


async def bring(world: World, *files: tuple[str, bytes], **options: object) -> Any:
    named = {f"file{n}" if n > 1 else "file": file for n, file in enumerate(files, 1)}
    message = answer(await world.admin.slash(world.channel, "archive import", **named, **options))
    await world.admin.click(message, label="Import")
    return message


async def asked(world: World, command: str, *, admin: bool = False, **options: object) -> str:
    """What a command answers, as text; a name that Python keeps for itself ends in `_`."""
    who = world.admin if admin else world.member
    named = {name.rstrip("_"): value for name, value in options.items()}
    return text(answer(await who.slash(world.channel, command, **named)))


async def test_a_hidden_author_is_found_nowhere_and_shown_again_afterwards(world: World) -> None:
    await bring(world, upload(THREAD), slug="pump")
    assert "shown to nobody" in await asked(world, "archive hide", admin=True, author="Bram Cooper")
    assert "0 posts" in await asked(world, "search", query="rust")
    shown = await asked(world, "thread read", thread="pump", from_=2)
    assert "Bram" not in shown
    assert "rust" not in shown
    choices = await world.admin.autocomplete(world.channel, "archive unhide", "author", "brá")
    assert [choice["value"] for choice in choices] == ["Bram Cooper"]
    assert await world.member.autocomplete(world.channel, "quote by", "author", "bra") == []
    await asked(world, "archive unhide", admin=True, author="Bram Cooper")
    assert "Bram Cooper" in await asked(world, "search", query="rust")


async def test_a_pseudonym_is_shown_instead_of_the_name(world: World) -> None:
    await bring(world, upload(THREAD), slug="pump")
    await asked(world, "archive hide", admin=True, author="Bram Cooper", pseudonym="A neighbour")
    shown = await asked(world, "search", query="rust")
    assert "**A neighbour**" in shown
    assert "Bram" not in shown


async def test_a_removed_post_is_gone_where_it_was_quoted_and_stays_gone_after_an_import(
    world: World,
) -> None:
    await bring(world, upload(THREAD), slug="pump")
    message = answer(await world.admin.slash(world.channel, "archive remove-post", post="pump#2"))
    await world.admin.click(message, label="Remove")
    assert "off the record" in text(message)
    longer = THREAD
    for word in ("harvest", "supper"):
        shown = await asked(world, "thread read", thread="pump", from_=3)
        assert "rust" not in shown
        assert "thirsty" in shown
        assert "0 posts" in await asked(world, "search", query="rust", whose="all")
        longer += f"\nBram Cooper\n\nNewcomer\nThen let us vote on it at the {word}.\n\xa0\n"
        await bring(world, upload(longer))


async def test_a_removed_thread_is_left_out_of_a_later_import_and_the_report_says_so(world: World) -> None:
    await bring(world, upload(THREAD), slug="pump")
    message = answer(await world.admin.slash(world.channel, "archive remove", thread="pump"))
    await world.admin.click(message, label="Remove")
    again = answer(await world.admin.slash(world.channel, "archive import", file=upload(THREAD)))
    assert "removed for good earlier" in text(again)


async def test_an_import_of_several_files_is_one_and_can_be_undone(world: World) -> None:
    other = THREAD.replace("pump", "well").replace("green", "blue")
    message = await bring(world, upload(THREAD), upload(other, "well.txt"))
    assert "3 threads" in await asked(world, "thread list")
    assert "Undo" in labels(message)
    await world.admin.click(message, label="Undo")
    assert "Taken out again" in text(message)
    assert "1 thread " in await asked(world, "thread list")
    await bring(world, upload(THREAD))
    assert "2 threads" in await asked(world, "thread list")


async def test_an_import_that_only_added_posts_says_why_it_stays(world: World) -> None:
    await bring(world, upload(THREAD))
    longer = THREAD + "\nBram Cooper\n\nNewcomer\nThen let us vote on it at the harvest supper.\n\xa0\n"
    message = await bring(world, upload(longer))
    refused = await world.admin.click(message, label="Undo")
    assert "ids people may have used" in answer(refused).content


async def test_a_member_is_linked_by_a_manager_and_may_ask_to_be_hidden(world: World) -> None:
    await bring(world, upload(THREAD), slug="pump")
    early = answer(await world.member.slash(world.channel, "privacy hide"))
    assert "/privacy link" in early.content
    await asked(world, "privacy link", author="Bram Cooper")
    requests = answer(await world.admin.slash(world.channel, "archive requests"))
    assert "Bram Cooper" in text(requests)
    await world.admin.click(requests, label="Confirm")
    assert "known here as **Bram Cooper**" in await asked(world, "privacy show")
    await asked(world, "privacy hide")
    requests = answer(await world.admin.slash(world.channel, "archive requests"))
    await world.admin.click(requests, label="Hide")
    assert "No member asks" in text(requests)
    assert "0 posts" in await asked(world, "search", query="rust")


async def test_a_refused_or_forgotten_request_changes_nothing(world: World) -> None:
    await bring(world, upload(THREAD), slug="pump")
    await asked(world, "privacy link", author="Bram Cooper")
    requests = answer(await world.admin.slash(world.channel, "archive requests"))
    await world.admin.click(requests, label="Refuse")
    await asked(world, "privacy link", author="Bram Cooper")
    assert "Forgotten" in await asked(world, "privacy forget")
    assert "No member asks" in await asked(world, "archive requests", admin=True)
    assert "Bram Cooper" in await asked(world, "search", query="rust")


async def test_who_asks_to_be_forgotten_keeps_nothing_and_has_no_score(world: World) -> None:
    await bring(world, upload(THREAD), slug="pump")
    seed = "ahc-trump-and-putins"
    for post in ("pump#1", "pump#2", f"{seed}#4"):
        await asked(world, "quote keep", post=post)
    await world.admin.slash(world.channel, "quote keep", post="pump#2")
    await asked(world, "privacy link", author="Bram Cooper")
    game = answer(await world.member.slash(world.channel, "game who-said-it", thread=seed))
    await world.member.click(game, custom_id=press_id(game, kind="guess"))
    assert "you keep: 3; guesses counted: 1" in await asked(world, "privacy show")
    assert world.member.mention in await asked(world, "game scores")
    assert "Forgotten" in await asked(world, "privacy forget")
    assert "you keep: 0; guesses counted: 0" in await asked(world, "privacy show")
    assert "keep no quotes" in await asked(world, "quote kept")
    assert "Nobody has guessed" in answer(await world.member.slash(world.channel, "game scores")).content
    assert "No member asks" in await asked(world, "archive requests", admin=True)
    assert "pump#2" in await asked(world, "quote kept", admin=True)
    assert "kept by 1" in await asked(world, "quote top", thread="pump")


async def test_the_log_names_every_deed_and_holds_no_words_of_posts(world: World) -> None:
    await bring(world, upload(THREAD), slug="pump")
    await asked(world, "archive hide", admin=True, author="Bram Cooper")
    await asked(world, "archive share", admin=True, thread="pump")
    message = answer(await world.admin.slash(world.channel, "archive remove-post", post="pump#1"))
    await world.admin.click(message, label="Remove")
    shown = await asked(world, "archive log", admin=True)
    assert re.findall(r": (\w+)", shown.partition("\n")[2]) == ["remove", "share", "hide", "import"]
    for word in ("grandmother", "rust", "Bram", "Ada"):
        assert word not in shown


async def test_words_a_server_masks_stand_under_a_spoiler_or_stars(world: World) -> None:
    await bring(world, upload(THREAD), slug="pump")
    await asked(world, "settings set", admin=True, setting="mask_words", value="rust, Red")
    shown = await asked(world, "thread read", thread="pump", from_=2)
    assert "Green hides the ||rust||. Paint it ||red||" in shown
    assert "Green hides the ||rust||" in await asked(world, "quote show", post="pump#2")
    await asked(world, "settings set", admin=True, setting="mask_style", value="stars")
    shown = await asked(world, "thread read", thread="pump", from_=2)
    assert "rust" not in shown
    await asked(world, "settings set", admin=True, setting="mask_words", value="none")
    assert "hides the rust" in await asked(world, "thread read", thread="pump", from_=2)


async def test_a_search_kept_to_a_role_is_refused_to_others(world: World) -> None:
    world.guild.create_role("Readers")
    await asked(world, "settings set", admin=True, setting="search_role", value="Readers")
    refused = answer(await world.member.slash(world.channel, "search", query="fiction"))
    assert "keeps that command to the role" in refused.content
    assert "post" in await asked(world, "search", admin=True, query="fiction")
