"""/archive and /settings, as those who manage a server use them."""

import contextlib
import io
import json
import sqlite3
import zipfile
from typing import Any

import pytest

from bot.store import background
from tests.e2e.world import World, answer, labels, press_id, text

THREAD = """\
Should the village pump be painted?

Ada Miller

Parish clerk
The pump has been green since my grandmother's time.
I say we keep it green, whatever the council thinks.
\xa0

Bram Cooper

Newcomer
I say we keep it green, whatever the council thinks.
Green hides the rust. Paint it red, so that children see it.
\xa0

Ada Miller

Parish clerk
Green hides the rust. Paint it red, so that children see it.
Children see it well enough when they are thirsty.
\xa0
"""


def upload(data: bytes | str, name: str = "pump.txt") -> tuple[str, bytes]:
    return name, data.encode() if isinstance(data, str) else data


async def bring(world: World, data: bytes | str = THREAD, **options: object) -> str:
    """Upload, confirm, and return what the bot said then."""
    message = answer(await world.admin.slash(world.channel, "archive import", file=upload(data), **options))
    await world.admin.click(message, label="Import")
    return text(message)


async def test_an_upload_is_read_shown_and_only_then_imported(world: World) -> None:
    message = answer(await world.admin.slash(world.channel, "archive import", file=upload(THREAD)))
    shown = text(message)
    assert "Should the village pump be painted?" in shown
    assert "3 posts by 2 authors; 2 of 2 quotes traced" in shown
    assert "1 thread on the record" in text(answer(await world.member.slash(world.channel, "thread list")))
    await world.admin.click(message, label="Import")
    assert "On the record" in text(message)
    assert "2 threads on the record" in text(answer(await world.member.slash(world.channel, "thread list")))
    found = text(answer(await world.member.slash(world.channel, "search", query="rust")))
    assert "**Bram Cooper**" in found
    assert "Ada Miller" not in found


async def test_importing_the_same_again_changes_nothing(world: World) -> None:
    await bring(world)
    again = answer(await world.admin.slash(world.channel, "archive import", file=upload(THREAD)))
    assert "already here" in text(again)
    assert "2 threads" in text(answer(await world.member.slash(world.channel, "thread list")))


async def test_a_longer_copy_adds_what_is_new_and_keeps_the_ids(world: World) -> None:
    await bring(world)
    longer = THREAD + "\nBram Cooper\n\nNewcomer\nThen let us vote on it at the harvest supper.\n\xa0\n"
    assert "1 post new" in await bring(world, longer)
    shown = text(answer(await world.member.slash(world.channel, "search", query="harvest supper")))
    assert "#4`" in shown


async def test_a_cancelled_upload_leaves_the_archive_as_it_was(world: World) -> None:
    message = answer(await world.admin.slash(world.channel, "archive import", file=upload(THREAD)))
    await world.admin.click(message, label="Cancel")
    assert "Nothing was changed" in text(message)
    assert "1 thread " in text(answer(await world.member.slash(world.channel, "thread list")))


async def test_a_chosen_slug_is_where_the_ids_begin(world: World) -> None:
    await bring(world, slug="pump")
    assert "`pump#1`" in text(answer(await world.member.slash(world.channel, "quote show", post="pump#1")))


async def test_a_zip_of_threads_is_taken_whole(world: World) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as pack:
        pack.writestr("pump.txt", THREAD)
        pack.writestr("well.txt", THREAD.replace("pump", "well").replace("green", "blue"))
        pack.writestr("notes.bin", bytes(range(256)) * 8)
    said = await bring(world, packed.getvalue())
    assert "village pump" in said
    assert "village well" in said


BAD = {
    "empty": b"",
    "blank": b" \n\n \n",
    "binary": bytes(range(256)) * 64,
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(400),
    "prose": ("A letter to nobody in particular, about nothing at all. " * 40).encode(),
    "code": b"import os\n\n\ndef main():\n    return os.getcwd()\n" * 30,
    "page": b"<!doctype html><html><head><title>Shop</title></head><body><p>Buy things.</p></body></html>",
    "json": b'{"shop": [1, 2, 3]}',
}


@pytest.mark.parametrize("kind", BAD)
async def test_what_is_no_thread_is_refused_with_a_sentence_and_changes_nothing(
    world: World, kind: str
) -> None:
    result = await world.admin.slash(world.channel, "archive import", file=upload(BAD[kind], "upload.dat"))
    assert result.ephemeral
    said = answer(result).content
    assert "Nothing was imported" in said
    assert "upload.dat" in said
    assert "I read XenForo, vBulletin" in said
    assert "Traceback" not in said
    assert "1 thread " in text(answer(await world.member.slash(world.channel, "thread list")))


async def test_a_file_beyond_the_limit_is_refused_before_it_is_fetched(world: World) -> None:
    result = await world.admin.slash(world.channel, "archive import", file=upload(bytes(9 * 1024 * 1024)))
    assert "up to 8 MB" in answer(result).content


async def test_a_truncated_thread_gives_its_posts(world: World) -> None:
    cut = THREAD[: THREAD.rindex("thirsty")]
    assert "3 posts" in await bring(world, cut)


async def test_a_thread_is_removed_after_a_yes(world: World) -> None:
    await bring(world, slug="pump")
    message = answer(await world.admin.slash(world.channel, "archive remove", thread="pump"))
    assert "Keep it" in labels(message)
    await world.admin.click(message, label="Remove")
    assert "off the record" in text(message)
    gone = await world.member.slash(world.channel, "quote show", post="pump#1")
    assert "pump" in answer(gone).content
    assert "0 posts" in text(answer(await world.member.slash(world.channel, "search", query="grandmother")))


async def test_a_removal_is_shown_until_the_words_have_left_the_files(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who looks again twice a second never rests, and simcord waits for the bot to rest.
    monkeypatch.setattr(background, "PAUSE", 3600.0)
    await bring(world, slug="pump")
    message = answer(await world.admin.slash(world.channel, "archive remove", thread="pump"))
    with contextlib.closing(sqlite3.connect(world.bot.settings.database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM posts").fetchone()
        await world.admin.click(message, label="Remove")
        assert "off the record" in text(message)
        health = answer(await world.admin.slash(world.channel, "health"))
        assert "still being taken out of the files" in text(health)
    assert await world.bot.store.settle()
    health = answer(await world.admin.slash(world.channel, "health"))
    assert "still being taken out of the files" not in text(health)


async def test_a_thread_of_another_server_is_seen_by_nobody_here(world: World) -> None:
    await bring(world, slug="pump")
    elsewhere = world.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    stranger = elsewhere.add_member(world.env.create_user("stranger"))
    assert "1 thread " in text(answer(await stranger.slash(room, "thread list")))
    assert "0 posts" in text(answer(await stranger.slash(room, "search", query="grandmother")))
    assert "pump" not in str(await stranger.autocomplete(room, "thread read", "thread", "pump"))
    refused = await stranger.slash(room, "quote show", post="pump#1")
    assert "There is no thread" in answer(refused).content


async def test_the_origins_of_the_threads_are_listed(world: World) -> None:
    await bring(world, slug="pump")
    shown = text(answer(await world.admin.slash(world.channel, "archive list")))
    assert "`pump` · 3 posts · read as text" in shown
    assert "for this server" in shown
    assert "for every server" in shown


async def test_after_a_renaming_old_ids_and_old_messages_go_on_working(world: World) -> None:
    await bring(world, slug="pump")
    found = answer(await world.member.slash(world.channel, "search", query="rust"))
    kept = answer(await world.member.slash(world.channel, "quote show", post="pump#2"))
    renamed = await world.admin.slash(world.channel, "archive rename", thread="pump", slug="village-pump")
    assert "begin with `village-pump#` now. Those with `pump#`" in text(answer(renamed))
    for old, new in (("pump#2", "village-pump#2"), ("village-pump#1", "village-pump#1")):
        assert f"`{new}`" in text(answer(await world.member.slash(world.channel, "quote show", post=old)))
    again = await world.member.slash(world.channel, "search", query="rust in:pump")
    assert "`village-pump#2`" in text(answer(again))
    opened = await world.member.click(found, label="Open")
    assert "`village-pump#2`" in text(answer(opened))
    await world.member.click(kept, custom_id=press_id(kept, kind="keep"))
    assert "village-pump#2" in text(answer(await world.member.slash(world.channel, "quote kept")))
    read = answer(await world.member.slash(world.channel, "thread read", thread="pump"))
    assert "`village-pump#1`" in text(read)
    log = text(answer(await world.admin.slash(world.channel, "archive log")))
    assert "rename thread pump → village-pump" in log


async def test_an_import_that_was_renamed_since_is_undone_whole(world: World) -> None:
    message = answer(
        await world.admin.slash(world.channel, "archive import", file=upload(THREAD), slug="pump")
    )
    await world.admin.click(message, label="Import")
    await world.admin.slash(world.channel, "archive rename", thread="pump", slug="well")
    await world.admin.click(message, label="Undo")
    assert "Taken out again: `well`" in text(message)
    gone = await world.member.slash(world.channel, "quote show", post="pump#1")
    assert "There is no thread called `pump`" in answer(gone).content


async def test_a_name_that_is_taken_is_numbered_and_what_is_none_is_refused(world: World) -> None:
    await bring(world, slug="pump")
    await bring(world, THREAD.replace("pump", "well"), slug="well")
    numbered = await world.admin.slash(world.channel, "archive rename", thread="well", slug="pump")
    assert "begin with `pump-2#` now" in text(answer(numbered))
    assert "`pump` alone would not tell it from others" in text(answer(numbered))
    refused = await world.admin.slash(world.channel, "archive rename", thread="pump", slug="The Pump!")
    assert "yours could be `the-pump`" in answer(refused).content


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("archive list", {}),
        ("archive rename", {"thread": "x", "slug": "y"}),
        ("archive remove", {"thread": "x"}),
        ("settings show", {}),
        ("settings set", {"setting": "private", "value": "no"}),
    ],
)
async def test_a_member_may_not_manage(world: World, command: str, options: dict[str, str]) -> None:
    registered = {each.name: each for each in await world.bot.tree.fetch_commands()}
    world.guild.set_command_permissions(registered[command.partition(" ")[0]], {world.member: True})
    result = await world.member.slash(world.channel, command, **options)
    assert result.ephemeral
    assert "Manage Server" in answer(result).content


async def test_settings_are_shown_changed_and_kept_through_a_restart(world: World) -> None:
    assert "**Private answers** · yes" in text(
        answer(await world.admin.slash(world.channel, "settings show"))
    )
    changed = await world.admin.slash(world.channel, "settings set", setting="private", value="no")
    assert "**Private answers** · no" in text(answer(changed))
    await world.restart()
    assert not (await world.member.slash(world.channel, "search", query="Ukraine")).ephemeral


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("colour", "red", "There is no setting"),
        ("private", "perhaps", "yes"),
        ("replay_role", "Kings", "There is no role"),
        ("replay_channels", "#nowhere", "There is no channel"),
        ("replay_cap", "0", "1 to 20"),
        ("replay_pace", "warp", "slow"),
        ("persona_suffix", "  ", "suffix"),
    ],
)
async def test_a_wrong_setting_is_refused_and_changes_nothing(
    world: World, key: str, value: str, said: str
) -> None:
    before = text(answer(await world.admin.slash(world.channel, "settings show")))
    result = await world.admin.slash(world.channel, "settings set", setting=key, value=value)
    assert said in answer(result).content
    assert text(answer(await world.admin.slash(world.channel, "settings show"))) == before


async def test_a_setting_is_called_by_its_title_and_may_be_typed_so(world: World) -> None:
    done = await world.admin.slash(world.channel, "settings set", setting="results ON a page", value="3")
    assert "**Results on a page** · 3" in text(answer(done))
    refused = answer(
        await world.admin.slash(world.channel, "settings set", setting="colour", value="3")
    ).content
    assert "There are: Private answers, Role that may search" in refused
    assert "set Results on a page" in text(answer(await world.admin.slash(world.channel, "archive log")))
    offered = await world.admin.autocomplete(world.channel, "settings set", "setting", "pace", value="")
    assert offered[0]["name"].startswith("Pace of replays: How fast")


async def test_settings_suggest_their_keys_and_values(world: World) -> None:
    keys = await world.admin.autocomplete(world.channel, "settings set", "setting", "repláy_c", value="")
    assert [choice["value"] for choice in keys] == ["replay_channels", "replay_cap"]
    values = await world.admin.autocomplete(
        world.channel, "settings set", "value", "#débát", setting="réplay channels"
    )
    assert "#debate" in [choice["value"] for choice in values]


async def test_the_preview_shows_who_wrote_and_how_it_begins_and_ends(world: World) -> None:
    shown = text(answer(await world.admin.slash(world.channel, "archive import", file=upload(THREAD))))
    assert "Posts: Ada Miller 2, Bram Cooper 1" in shown
    begins, ends = (line for line in shown.splitlines() if line.startswith("> It "))
    assert begins.startswith("> It begins · **Ada Miller**: The pump has been green")
    assert ends == "> It ends · **Ada Miller**: Children see it well enough when they are thirsty."


async def test_where_there_is_nothing_to_import_no_button_offers_it(world: World) -> None:
    await bring(world)
    message = answer(await world.admin.slash(world.channel, "archive import", file=upload(THREAD)))
    assert "already here, nothing to do" in text(message)
    assert labels(message) == []


async def test_the_slug_can_be_changed_before_anything_is_kept(world: World) -> None:
    message = answer(await world.admin.slash(world.channel, "archive import", file=upload(THREAD)))
    for typed, told in (("Pump!", "`pump`"), ("pump", None)):
        form = await world.admin.click(message, label="Another name")
        assert written(form) == "should-the-village-pump-be"
        result = await world.admin.submit_modal(form, {box(form): typed})
        if told is not None:
            assert told in text(answer(result))
    assert "`pump`" in text(message)
    assert "1 thread " in text(answer(await world.member.slash(world.channel, "thread list")))
    await world.admin.click(message, label="Import")
    assert "pump#1" in text(answer(await world.member.slash(world.channel, "quote show", post="pump#1")))


def written(form: Any) -> str:
    """What stands in the only box of a form."""
    return str(next(each["component"] for each in form.modal["components"] if "component" in each)["value"])


def box(form: Any) -> str:
    """The custom id of the only box of a form."""
    found = next(each["component"] for each in form.modal["components"] if "component" in each)
    return str(found["custom_id"])


async def test_a_hiding_is_undone_by_its_button(world: World) -> None:
    await bring(world)
    message = answer(await world.admin.slash(world.channel, "archive hide", author="Bram Cooper"))
    assert "Bram" not in text(answer(await world.member.slash(world.channel, "search", query="rust")))
    await world.admin.click(message, label="Undo")
    assert "shown again" in text(message)
    assert "Bram Cooper" in text(answer(await world.member.slash(world.channel, "search", query="rust")))


def lines(*posts: tuple[int, str]) -> str:
    """A thread as lines of JSON, some of its posts lacking."""
    made = (
        {
            "thread_id": 7,
            "title": "The pump",
            "id": 100 + n,
            "number": n,
            "author": "Ada",
            "body": f"Post {n}.",
            "date": day,
        }
        for n, day in posts
    )
    return "\n".join(json.dumps({key: value for key, value in each.items() if value != ""}) for each in made)


async def test_the_preview_says_what_looks_odd(world: World) -> None:
    undated = answer(await world.admin.slash(world.channel, "archive import", file=upload(THREAD)))
    assert "⚠️ No post has a date." in text(undated)
    gaps = lines((1, "2020-01-01"), (2, ""), (5, "2020-01-03"), (6, "2020-01-03"), (8, "2020-01-04"))
    message = await world.admin.slash(world.channel, "archive import", file=upload(gaps, "pump.jsonl"))
    shown = text(answer(message))
    assert "By the numbers of the others 3 posts are missing: 3–4, 7" in shown
    assert shown.count("no date") == 1
    whole = lines(*((n, "2020-01-01") for n in range(1, 4)))
    shown = text(
        answer(await world.admin.slash(world.channel, "archive import", file=upload(whole, "p.jsonl")))
    )
    assert "⚠️" not in shown
