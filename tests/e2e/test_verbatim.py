"""The archive's text in Discord, character for character."""

from bot.store.values import Viewer
from tests.e2e.world import World, answer, components, labels
from tests.ui.discord_reader import read

SLUG = "ahc-trump-and-putins"


async def test_a_reader_of_the_whole_debate_sees_what_its_authors_wrote(world: World) -> None:
    posts = await world.bot.store.posts.page(SLUG, Viewer(None), count=9)
    message = answer(await world.member.slash(world.channel, "thread read", thread=SLUG))
    for post in posts:
        if "More" in labels(message):
            await world.member.click(message, label="More")
        shown = [_body(message)]
        while "Read on" in labels(message):
            await world.member.click(message, label="Read on")
            shown.append(_body(message))
        lines = "\n\n".join(shown).split("\n")
        own = read("\n".join(line for line in lines if not line.startswith("> ")))[0]
        quoted = read("\n".join(line.removeprefix("> ") for line in lines if line.startswith("> ")))[0]
        for words in post.said:
            where = own if words.own else quoted
            for line in filter(str.strip, words.text.split("\n")):
                assert line.strip() in where, f"{post.id}, sign for sign"
        if post.number < len(posts):
            await world.member.click(message, label="Next")


def _body(message: object) -> str:
    """The text of the post itself: after its heading, before its small print."""
    texts = [part["content"] for part in components(message) if part.get("type") == 10]
    return str(texts[1])
