"""Small threads to put in, written for these tests."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.archive.ids import PostId
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.store.index import post_words, vocabulary
from bot.store.sqlite.database import Write
from bot.store.store import Store
from bot.store.values import Viewer

EVERYONE = Viewer(None)
OPERATOR = Viewer(None, everything=True)

Passages = list[tuple[Passage, ...]]


def post(author: str, body: str, **more: object) -> ParsedPost:
    return ParsedPost(author, body, **more)  # type: ignore[arg-type]


def thread(title: str, *posts: ParsedPost | tuple[str, str], key: str | None = None) -> ParsedThread:
    made = tuple(p if isinstance(p, ParsedPost) else ParsedPost(*p) for p in posts)
    return ParsedThread(title, made, source="test.txt", format="text", key=key)


def own(parsed: ParsedThread) -> Passages:
    """Every word the poster's own."""
    return [(Passage(0, len(p.body)),) for p in parsed.posts]


def quoting(parsed: ParsedThread, quotes: Sequence[tuple[int, int]]) -> Passages:
    """`quotes` holds (post, quoted post) by number; the quoted body opens the post."""
    made = own(parsed)
    for number, source in quotes:
        body = parsed.posts[number - 1].body
        quoted = parsed.posts[source - 1]
        end = len(quoted.body)
        assert body.startswith(quoted.body)
        made[number - 1] = (
            Passage(0, end, PassageKind.QUOTE, quoted.author, source, 0, end),
            Passage(end, len(body)),
        )
    return made


CANAL = thread(
    "A canal across the isthmus: worth it?",
    post(
        "Maren", "Suppose the canal had been dug in 1825.", posted_at=datetime(2021, 5, 7, 12, 30, tzinfo=UTC)
    ),
    post("Óscar Vidal", "The silt alone would have ruined them all.", posted_at=datetime(2021, 5, 8, 9, 0)),  # noqa: DTZ001
    post(
        "Maren",
        "The silt alone would have ruined them all.\nNot with proper dredgers, I think it pays.",
        author_title="Engineer",
    ),
    post("Ни шагу", "Согласен, канал бы окупился за десять лет."),
)
CANAL_PASSAGES = quoting(CANAL, [(3, 2)])


async def indexed(store: Store) -> set[str]:
    """Every word the full-text index knows."""
    found = await store._database.read(vocabulary.beginning, "", 1_000_000)  # noqa: SLF001
    return {term for term in found if not term.startswith(post_words.MARK)}


async def remove_post(store: Store, post: PostId, viewer: Viewer, write: Write) -> int:
    """Remove a post for good inside a transaction; return how many posts quote it."""
    return await store.privacy.remove_post(await store.privacy.quotations(post, viewer), write=write)
