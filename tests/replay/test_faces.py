"""Every speaker of a replay wears the avatar of cards and charts, kept as an emoji that reveals no author."""

import asyncio
import hashlib
import hmac

import pytest
import simcord

from bot.app import Hansard
from bot.replay.persona import face
from bot.ui import faces as module
from bot.ui.faces import PACE, Faces
from bot.ui.studio import Studio
from tests.replay.stage import QuickClock


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture
async def faces(simcord_env: simcord.Env, simcord_bot: Hansard, clock: QuickClock) -> Faces:
    assert simcord_env.bot is simcord_bot
    return Faces(simcord_bot, Studio(), "secret", clock)


async def done(faces: Faces) -> None:
    while faces._task is not None and not faces._task.done():  # noqa: SLF001, ASYNC110 - there is no event
        await asyncio.sleep(0)


def posted(env: simcord.Env) -> list[str]:
    made = [
        each.json for each in env.http_requests if each.method == "POST" and each.path.endswith("/emojis")
    ]
    return [each["name"] for each in made if each is not None]


async def test_a_face_is_uploaded_once_and_worn_from_then_on(
    simcord_env: simcord.Env, faces: Faces, clock: QuickClock
) -> None:
    assert faces.of("Ada") == face("Ada"), "nothing waits for it"
    faces.prepare(["Ada", "Bo", "Ada"])
    await done(faces)
    faces.prepare(["Ada"])
    await done(faces)
    assert len(posted(simcord_env)) == 2
    assert clock.passed == PACE
    assert faces.of("Ada").startswith("https://cdn.discordapp.com/emojis/")
    assert faces.of("Ada") != faces.of("Bo")


async def test_another_process_finds_what_is_there(
    simcord_env: simcord.Env, simcord_bot: Hansard, faces: Faces
) -> None:
    faces.prepare(["Ada"])
    await done(faces)
    other = Faces(simcord_bot, Studio(), "secret", QuickClock())
    other.prepare(["Ada"])
    await done(other)
    assert other.of("Ada") == faces.of("Ada")
    assert len(posted(simcord_env)) == 1


async def test_the_name_of_an_emoji_reveals_no_author(simcord_env: simcord.Env, faces: Faces) -> None:
    faces.prepare(["Ada"])
    await done(faces)
    (name,) = posted(simcord_env)
    assert 2 <= len(name) <= 32
    assert name == "hansard_" + hmac.new(b"secret", b"Ada", hashlib.sha256).hexdigest()[:24]
    assert hashlib.sha256(b"Ada").hexdigest()[:24] not in name


async def test_whoever_is_hidden_loses_their_face(simcord_env: simcord.Env, faces: Faces) -> None:
    faces.prepare(["Ada", "Bo"])
    await done(faces)
    faces.forget(["Ada", "Nobody"])
    await done(faces)
    assert faces.of("Ada") == face("Ada")
    assert faces.of("Bo") != face("Bo")
    deleted = [e for e in simcord_env.http_requests if e.method == "DELETE" and "/emojis/" in e.path]
    assert len(deleted) == 1


async def test_the_oldest_gives_way_where_there_are_many(
    faces: Faces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    for author in ("Ada", "Bo", "Cy"):
        faces.prepare([author])
        await done(faces)
    assert faces.of("Ada") == face("Ada")
    assert faces.of("Bo") != face("Bo")
    assert faces.of("Cy") != face("Cy")


async def test_a_refusal_leaves_the_default_faces_and_is_tried_again(
    simcord_env: simcord.Env, faces: Faces
) -> None:
    simcord_env.inject_error("POST", "/applications/*/emojis", status=400, code=30008)
    faces.prepare(["Ada"])
    await done(faces)
    assert faces.of("Ada") == face("Ada")
    faces.prepare(["Ada"])
    await done(faces)
    assert faces.of("Ada") != face("Ada")
