"""What the asker alone sees is in their language, what a channel sees is in the server's."""

import pytest
from simcord.actors import MemberActor

from bot.store.values import Viewer
from tests.e2e.conftest import Languages
from tests.e2e.world import World, answer, labels, press_id, text

ENGLISH_NOTE, RUSSIAN_NOTE = "Own words: the word “neocons”", "Собственные слова: слово «neocons»"


@pytest.fixture
def russian(world: World, speaks: Languages) -> MemberActor:
    """A member whose client is Russian, on a server that is not."""
    speaks[world.member.id] = "ru"
    return world.member


async def test_a_search_is_answered_in_the_language_of_the_asker(world: World, russian: MemberActor) -> None:
    shown = text(answer(await russian.slash(world.channel, "search", query="neocons")))
    assert "## 3 поста" in shown
    assert RUSSIAN_NOTE in shown
    assert "neocons" in shown


async def test_what_was_understood_is_said_in_russian(world: World, russian: MemberActor) -> None:
    asked = '(oil OR gas) -"weapons of mass" from:WolfBear after:2002 has:quote len:>20 neo*'
    shown = text(answer(await russian.slash(world.channel, "search", query=asked)))
    assert (
        "(что-то одно: слово «oil» или слово «gas»), не слова «weapons of mass», автор WolfBear, "
        "написано начиная с 2003-01-01, с цитатой, длина в словах: не меньше 21 и слово на «neo…»"
    ) in shown


async def test_a_channel_is_answered_in_the_language_of_the_server(
    world: World, russian: MemberActor
) -> None:
    english = await russian.slash(world.channel, "search", query="neocons", public=True)
    assert ENGLISH_NOTE in text(answer(english))
    await world.admin.slash(world.channel, "settings set", key="language", value="ru")
    both = await world.admin.slash(world.channel, "search", query="neocons", public=True)
    assert RUSSIAN_NOTE in text(answer(both))
    alone = await world.admin.slash(world.channel, "search", query="neocons")
    assert ENGLISH_NOTE in text(answer(alone))


@pytest.mark.usefixtures("speaks")
async def test_a_server_speaks_the_language_of_its_community(world: World) -> None:
    guild = world.env.create_guild("Дума", preferred_locale="ru")
    channel = guild.create_text_channel("споры")
    visitor = guild.add_member(world.env.create_user("visitor"))
    shown = await visitor.slash(channel, "search", query="neocons", public=True)
    assert RUSSIAN_NOTE in text(answer(shown))


async def test_a_shared_page_is_in_the_language_of_the_server(world: World, russian: MemberActor) -> None:
    page = answer(await russian.slash(world.channel, "search", query="neocons"))
    shared = answer(await russian.click(page, custom_id=press_id(page, kind="tell")))
    assert ENGLISH_NOTE in text(shared)


async def test_a_public_page_stays_in_its_language_whoever_turns_it(
    world: World, russian: MemberActor
) -> None:
    page = answer(await russian.slash(world.channel, "search", query="the", public=True))
    await russian.click(page, custom_id=press_id(page, emoji="▶️"))
    assert "Own words: the word “the”" in text(world.channel.last_message)


async def test_the_reader_speaks_russian(world: World, russian: MemberActor) -> None:
    (thread, *_) = await world.bot.store.threads.list(Viewer(world.guild.id))
    page = answer(await russian.slash(world.channel, "thread read", thread=thread.slug))
    assert {"Дальше", "Показать всем"} <= set(labels(page))
    assert "пост 1 из" in text(page)


async def test_an_error_is_private_and_in_the_language_of_its_cause(
    world: World, russian: MemberActor
) -> None:
    result = await russian.slash(world.channel, "quote show", post="nowhere#1", public=True)
    assert "Темы `nowhere` нет." in text(answer(result))
