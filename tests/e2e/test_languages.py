"""What the asker alone sees is in their language, what a channel sees is in the server's."""

import json

import pytest
from simcord.actors import MemberActor

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage
from bot.languages import speaking
from bot.store.community.daily_quotes import DailyQuote
from bot.store.values import Viewer
from bot.ui.daily import DailyQuotes
from bot.ui.replay_panel import titled
from bot.ui.replay_room import DiscordClock
from tests.e2e.conftest import Languages
from tests.e2e.test_game import _choose
from tests.e2e.test_managing import bring
from tests.e2e.test_quoting import _doubt
from tests.e2e.test_settings import replayed, set_
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
    await world.admin.slash(world.channel, "settings set", setting="language", value="ru")
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


async def test_a_public_page_stays_in_its_language_whoever_turns_it(world: World) -> None:
    await set_(world, "language", "ru")
    page = answer(await world.member.slash(world.channel, "search", query="the", public=True))
    await world.member.click(page, label="Процитированные слова")
    shown = text(world.channel.last_message)
    assert "Процитированные слова: слово «the»" in shown


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


async def test_a_quote_and_its_buttons_are_in_russian(world: World, russian: MemberActor) -> None:
    shown = answer(await russian.slash(world.channel, "quote random"))
    assert {"Читать в контексте", "Сохранить", "Картинка", "Ещё"} <= set(labels(shown))


@pytest.mark.parametrize(("posts", "said"), [(1, "## 1 пост\n"), (2, "## 2 поста\n"), (5, "## 5 постов\n")])
async def test_posts_are_counted_as_russian_does(
    world: World, russian: MemberActor, posts: int, said: str
) -> None:
    same = ParsedPost("Ann Other", "xylophagous")
    thread = ParsedThread("Xylophones", (same,) * posts, source="x.txt", format="text")
    async with world.bot.store.write() as write:
        await world.bot.store.threads.take_in(write, Incoming.of(thread, [(Passage(0, 11),)] * posts))
    assert said in text(answer(await russian.slash(world.channel, "search", query="xylophagous")))


async def test_a_wrong_guess_is_answered_in_the_language_of_who_guessed(
    world: World, russian: MemberActor
) -> None:
    game = answer(await world.admin.slash(world.channel, "game who-said-it"))
    assert "### Who said it?" in text(game)
    told = await russian.click(game, label=await _choose(world, right=False))
    assert text(answer(told)) == "Нет, это слова другого автора."


async def test_a_replay_speaks_the_language_of_its_server(world: World) -> None:
    await bring(world, slug="pump")
    await set_(world, "language", "ru")
    lines = await replayed(world)
    assert lines
    panels = [
        json.dumps(entry.json, ensure_ascii=False)
        for entry in world.env.http_requests
        if entry.method in {"POST", "PATCH"} and "/channels/" in entry.path and entry.json
    ]
    assert any("▶️ **Идёт**" in panel and "Пропустить" in panel for panel in panels)
    assert "🏁 **Окончено**" in panels[-1]
    assert "Кто сколько говорил" in panels[-1]


async def test_a_quote_of_the_day_is_known_again_after_the_server_changed_its_language(world: World) -> None:
    await world.bot.store.daily.set(DailyQuote(world.channel.id, world.guild.id, world.admin.id, 0, "UTC"))
    await set_(world, "language", "ru")
    await DailyQuotes(world.bot, world.bot.store, DiscordClock()).look()
    assert "Цитата дня · 2026-01-01" in text(world.channel.last_message)
    await set_(world, "language", "en")
    await _doubt(world)  # as after a crash between saying and confirming
    await DailyQuotes(world.bot, world.bot.store, DiscordClock()).look()
    assert "Quote of the day" not in "".join(map(text, world.channel.history()))


async def test_the_log_and_what_was_removed_are_named_in_russian(world: World, speaks: Languages) -> None:
    await set_(world, "private", "no")
    speaks[world.admin.id] = "ru"
    shown = text(answer(await world.admin.slash(world.channel, "archive log")))
    assert "## Что здесь делали управляющие сервером" in shown
    assert "настройка Личные ответы" in shown
    with speaking("ru"):
        assert titled("") == "удалённая тема"


async def test_suggestions_are_in_the_language_of_who_types(world: World, russian: MemberActor) -> None:
    choices = await russian.autocomplete(world.channel, "search", "author", "wo", query="x")
    assert [choice["name"] for choice in choices] == ["WolfBear (3 поста)"]
