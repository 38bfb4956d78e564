"""How long quoting takes: `python -m tests.benchmarks.quoting [posts] [database]`.

Builds an archive of so many posts (Zipf's words, 90 a post) unless the database is there, then times who said it,
asked to the letter, misquoted, in common words alone, and of words nobody said; what is offered while somebody types;
and the hall of fame, a card and a map.
Milliseconds: median and worst.
"""

import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable
from itertools import accumulate
from pathlib import Path
from statistics import median

from bot.archive.ids import PostId
from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from bot.render.quote_map import render_map
from bot.render.values import Link, QuoteMap, Style, Theme
from bot.store.store import Store
from bot.store.values import Viewer
from bot.ui.cards import Cards
from bot.ui.studio import Picture, Studio
from bot.ui.suggestions import posts_saying, queries
from tests.said import body

DICE = random.Random(1)  # noqa: S311 - the same archive every time
VOCABULARY = [
    f"{a}{b}{c}" for a in "bdfgklmnprst" for b in ("a", "e", "io", "u", "ou") for c in map(str, range(700))
]
WEIGHTS = list(accumulate(1 / (rank + 2.7) for rank in range(len(VOCABULARY))))
THREAD, WORDS, QUOTED = 1_000, 90, 12
ROUNDS = 40
VIEWER = Viewer(None)


def _words(count: int, most: int | None = None) -> list[str]:
    if most is not None:
        return DICE.choices(VOCABULARY[:most], k=count)
    return DICE.choices(VOCABULARY, cum_weights=WEIGHTS, k=count)


async def _fill(store: Store, posts: int) -> None:
    for thread in range(posts // THREAD):
        bodies = [" ".join(_words(WORDS)) for _ in range(THREAD)]
        passages: list[tuple[Passage, ...]] = [(Passage(0, len(body)),) for body in bodies]
        for number in range(2, THREAD + 1, 3):
            # Every third post opens with a quote of the one before it.
            source = bodies[number - 2][: 40 + QUOTED]
            bodies[number - 1] = f"{source}\n{bodies[number - 1]}"
            end = len(source)
            quote = Passage(0, end, PassageKind.QUOTE, _author(number - 1), number - 1, 0, end)
            passages[number - 1] = (quote, Passage(end, len(bodies[number - 1])))
        parsed = ParsedThread(
            f"Debate {thread}",
            tuple(ParsedPost(_author(number), body) for number, body in enumerate(bodies, 1)),
            source="made up",
            format="text",
        )
        async with store.write() as write:
            await store.threads.take_in(write, Incoming.of(parsed, passages))


def _author(number: int) -> str:
    return f"Member {number % 400}"


async def _time(name: str, asked: Callable[[int], Awaitable[object]], rounds: int = ROUNDS) -> None:
    taken = []
    for turn in range(rounds):
        start = time.perf_counter()
        await asked(turn)
        taken.append((time.perf_counter() - start) * 1000)
    print(f"{name:34} {median(taken):8.1f} {max(taken):8.1f}")


async def main(posts: int, path: Path) -> None:
    async with Store.open(path) as store:
        if not await store.threads.count(VIEWER):
            start = time.perf_counter()
            await _fill(store, posts)
            await store.settle()
            print(f"filled in {time.perf_counter() - start:.0f} s")
        threads = await store.threads.list(VIEWER, limit=2_000)
        print(f"{sum(thread.posts for thread in threads):,} posts; milliseconds: median, worst")
        samples = []
        for _ in range(ROUNDS):
            thread = DICE.choice(threads)
            post = await store.posts.get(PostId(thread.slug, DICE.randrange(1, thread.posts + 1)), VIEWER)
            samples.append(body(post).split()[30:50])
        await _time("find, to the letter", lambda n: store.finding.find(" ".join(samples[n]), VIEWER))
        wrong = [[_words(1)[0] if place % 5 == 2 else word for place, word in enumerate(s)] for s in samples]
        await _time("find, every fifth word wrong", lambda n: store.finding.find(" ".join(wrong[n]), VIEWER))
        hits = [await store.finding.find(" ".join(words), VIEWER) for words in wrong]
        print(f"{'':34} found {sum(bool(found.said) for found in hits)} of {ROUNDS}")
        common = [" ".join(_words(20, 60)) for _ in range(ROUNDS)]
        await _time("find, common words nobody joined", lambda n: store.finding.find(common[n], VIEWER))
        long = [" ".join(_words(120)) for _ in range(ROUNDS)]
        await _time("find, 120 words nobody said", lambda n: store.finding.find(long[n], VIEWER))
        half = [" ".join(words[:2])[: 2 + n % 9] for n, words in enumerate(samples)]
        await _time("a post, as words of it are typed", lambda n: posts_saying(store, half[n], VIEWER, 25))
        usual = [" ".join(words[:2]) for words in (_words(2, 30) for _ in range(ROUNDS))]
        await _time("a post, common words typed", lambda n: posts_saying(store, usual[n], VIEWER, 25))
        await _time("a query, as from: is typed", lambda n: queries(store, f"x from:memb {n}", VIEWER))
        await _time("hall of fame", lambda _: store.keeping.top(VIEWER), 20)
        await _time("hall of fame, one author", lambda n: store.keeping.top(VIEWER, author=_author(n)), 20)
        await _time("random", lambda _: store.posts.random(VIEWER), 20)
        await _time("list of threads", lambda n: store.threads.list(VIEWER, offset=n * 40, limit=8), 20)
        await _time("author", lambda n: store.debates.portrait(_author(n), VIEWER), 5)
        await _time("exchange", lambda n: store.debates.exchange(_author(n), _author(n + 1), VIEWER), 5)
        studio = Studio()
        fonts = await studio.fonts()
        cards = Cards(store, studio)
        slug = threads[0].slug

        async def card(n: int) -> Picture | None:
            post = await store.posts.get(PostId(slug, n + 1), VIEWER)
            within = post.lead(600)
            return None if within is None else await cards.picture(post, Style.DARK, VIEWER, within)

        await _time("card", card, 20)

        async def draw(_: int) -> bytes:
            links = await store.debates.links(slug, VIEWER)
            drawn = QuoteMap(slug, tuple(Link(each.quoter, each.quoted, each.count) for each in links))
            return await studio.draw(render_map, drawn, Theme.DARK, fonts)

        await _time("map of 1,000 posts", draw, 5)
        await _time("timeline of 1,000 posts", lambda _: store.debates.turns(slug, VIEWER), 5)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    asyncio.run(main(count, Path(sys.argv[2]) if len(sys.argv) > 2 else Path(f"quoting-{count}.db")))
