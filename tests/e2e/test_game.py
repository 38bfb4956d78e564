"""/game, as members play it."""

import json

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage
from bot.store.values import Viewer
from bot.ui.guessing import guessable
from tests.e2e.world import World, answer, labels, text

SLUG = "ahc-trump-and-putins"


async def _solution(world: World) -> tuple[int, dict[str, object]]:
    """The last round begun, as it is stored."""
    key, state = await world.bot.store._database.read(  # noqa: SLF001
        lambda connection: connection.execute(
            "SELECT id, state FROM panels WHERE kind = 'guess' ORDER BY id DESC LIMIT 1"
        ).fetchone()
    )
    return int(key), json.loads(state)


async def _choose(world: World, *, right: bool) -> str:
    _, state = await _solution(world)
    choices = state["choices"]
    assert isinstance(choices, list)
    return next(str(name) for place, name in enumerate(choices) if (place == state["answer"]) == right)


async def test_a_round_shows_own_words_and_names_to_choose_from_and_not_the_author(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "game who-said-it"))
    assert not message.ephemeral
    author = await _choose(world, right=True)
    assert author in labels(message)
    assert author not in text(message)
    assert len(set(labels(message)) - {"Tell us", "🗑️"}) == 4


async def test_a_right_guess_ends_the_round_and_counts(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "game who-said-it"))
    author = await _choose(world, right=True)
    await world.member.click(message, label=author)
    assert f"It was **{author}**" in text(message)
    assert f"Known by <@{world.member.id}>" in text(message)
    assert f"**So far here**\n1. <@{world.member.id}> · 1 right, 0 wrong" in text(message)
    shown = text(answer(await world.member.slash(world.channel, "game scores")))
    assert f"1. <@{world.member.id}> · 1 right, 0 wrong" in shown


async def test_a_wrong_guess_is_told_to_the_guesser_alone_and_cannot_be_mended(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "game who-said-it"))
    before = text(message)
    told = await world.member.click(message, label=await _choose(world, right=False))
    assert answer(told).ephemeral
    again = await world.member.click(message, label=await _choose(world, right=True))
    assert "One guess each" in answer(again).content
    assert text(message) == before
    shown = text(answer(await world.member.slash(world.channel, "game scores")))
    assert "0 right, 1 wrong" in shown


async def test_who_has_not_guessed_cannot_have_the_round_told(world: World) -> None:
    message = answer(await world.admin.slash(world.channel, "game who-said-it"))
    refused = await world.member.click(message, label="Tell us")
    assert "Guess first" in answer(refused).content
    await world.admin.click(message, label="Tell us")
    assert "It was" in text(message)


async def test_a_round_goes_on_after_a_restart_and_leads_to_the_next(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "game who-said-it", thread=SLUG))
    await world.restart()
    await world.member.click(message, label=await _choose(world, right=True))
    another = answer(await world.member.click(message, label="Another"))
    assert "Who said it?" in text(another)
    assert another.id != message.id


async def test_scores_are_each_channels_own(world: World) -> None:
    message = answer(await world.member.slash(world.channel, "game who-said-it"))
    await world.member.click(message, label=await _choose(world, right=True))
    elsewhere = world.guild.create_text_channel("elsewhere")
    result = await world.member.slash(elsewhere, "game scores")
    assert "Nobody has guessed here yet" in answer(result).content


async def _save(world: World, title: str, *posts: tuple[str, str]) -> None:
    parsed = ParsedThread(title, tuple(ParsedPost(*each) for each in posts), source="t.txt", format="text")
    async with world.bot.store.write() as write:
        passages = [(Passage(0, len(post.body)),) for post in parsed.posts]
        await world.bot.store.threads.take_in(write, Incoming.of(parsed, passages))


async def test_a_debate_of_two_is_too_small_to_guess_in(world: World) -> None:
    await _save(
        world,
        "Duet",
        ("Ann", "We should dredge it every single year."),
        ("Bob", "No, we should never dredge it."),
    )
    result = await world.member.slash(world.channel, "game who-said-it", thread="duet")
    assert "at least 3 authors" in answer(result).content


async def test_a_debate_in_which_everybody_is_named_is_refused(world: World) -> None:
    await _save(
        world,
        "Names",
        ("Annabel", "Charlotte and I would dredge it."),
        ("Bertrand", "Bertrand, that is me, says no to it."),
        ("Charlotte", "Listen to Annabel and dredge it, please."),
    )
    result = await world.member.slash(world.channel, "game who-said-it", thread="names")
    assert "no quote that does not give its author away" in answer(result).content


async def test_a_post_that_names_its_author_by_an_alias_is_never_asked(world: World) -> None:
    await _save(world, "Alias", ("Annabel", "As the Silt Queen I say that we dredge."))
    (post,) = await world.bot.store.posts.page("alias", Viewer(world.guild.id))
    assert guessable(post, ["Annabel"]) is not None
    assert guessable(post, ["Annabel", "SiltQueen"]) is None
    await _save(world, "Spelt", ("Annabel", "As Joerg I say that we dredge, dear Müller."))
    (post,) = await world.bot.store.posts.page("spelt", Viewer(world.guild.id))
    assert guessable(post, ["Jorg", "Mueler"]) is not None
    assert guessable(post, ["Jörg"]) is None
    assert guessable(post, ["Mueller"]) is None
    assert guessable(post, ["Muller"]) is None
