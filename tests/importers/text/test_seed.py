import pathlib

from bot.importers.source import Source
from bot.importers.text import TextReader

SEED = pathlib.Path(__file__).parents[3] / "seeds" / "trump-putin-rapport.txt"


def test_the_seed_is_read_exactly() -> None:
    data = SEED.read_bytes()
    source = Source(SEED.name, data)
    assert TextReader().recognises(source)
    (thread,) = TextReader().read(source)
    assert thread.title.startswith(
        "AHC: Trump and Putin's personal rapport/admiration actually does something"
    )
    assert [post.author for post in thread.posts] == [
        "raharris1973",
        "WolfBear",
        "Agent23",
        "WolfBear",
        "Agent23",
        "WolfBear",
        "Atarlost",
        "Agent23",
        "Airedale260",
    ]
    assert {post.author_title for post in thread.posts if post.author != "Agent23"} == {"Well-known member"}
    assert {post.author_title for post in thread.posts if post.author == "Agent23"} == {"Ни шагу назад!"}
    assert thread.posts[0].body.startswith("Here's the challenge, have Trump")
    assert thread.posts[8].body.endswith("U.S.).")
    assert [post.line for post in thread.posts] == [3, 18, 24, 31, 39, 48, 60, 71, 80]
    text = data.decode()
    lines = text.split("\n")
    for post in thread.posts:
        assert post.line is not None
        assert lines[post.line - 1] == post.author
        assert post.body in text
