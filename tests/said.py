"""Words for tests: somebody's own, and what a whole post says."""

from bot.archive.ids import PostId
from bot.archive.model import Passage
from bot.archive.spoken import Spoken, tiled
from bot.store.values import Post


def body(post: Post) -> str:
    """The post's words joined, whosever they are."""
    return "".join(words.text for words in post.said)


def own(author: str, text: str, slug: str = "t", number: int = 1) -> Spoken:
    """Words of the poster's own."""
    return tiled(PostId(slug, number), author, text, [Passage(0, len(text))])[0]
