"""Who spoke how much: own words alone, however much somebody quotes."""

import re
from itertools import accumulate, pairwise

from bot.archive.incoming import Incoming
from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from tests.replay.hall import Hall, button, text

SPEECH = "The tram should go to the harbour and back again before the bakers rise. " * 4
Said = tuple[str, str | None]
"""Words, and of whom they are quoted (None: the poster's own)."""
POSTS: tuple[tuple[str, tuple[Said, ...]], ...] = (
    ("Ann", ((SPEECH, None),)),
    ("Bea", ((SPEECH, "Ann"), ("No.", None), (SPEECH, "Ann"), (SPEECH, "Ann"))),
    ("Cyd", ((SPEECH, "Ann"),)),
    ("Dov", ((SPEECH, "Ann"), ("It already does, on Sundays, since last May.", None))),
)


async def fill(hall: Hall) -> None:
    posts, passages = [], []
    for author, said in POSTS:
        ends = [0, *accumulate(len(words) for words, _ in said)]
        posts.append(ParsedPost(author, "".join(words for words, _ in said)))
        passages.append(
            tuple(
                Passage(
                    start, end, PassageKind.QUOTE if whose else PassageKind.OWN, whose, 1 if whose else None
                )
                for (start, end), (_, whose) in zip(pairwise(ends), said, strict=True)
            )
        )
    async with hall.bot.store.write() as write:
        parsed = ParsedThread("The tram", tuple(posts), source="tram", format="text")
        await hall.bot.store.threads.take_in(write, Incoming.of(parsed, passages))


async def play(hall: Hall) -> None:
    await fill(hall)
    preview = await hall.clerk.slash(hall.channel, "replay start", thread="the-tram", pace="fast", poll=True)
    assert preview.response is not None
    await hall.clerk.click(preview.response, custom_id=button(preview.response, "replay-start"))
    await hall.wait(60)


async def test_words_only_quoted_count_for_nobody(hall: Hall) -> None:
    await play(hall)
    shown = re.findall(r"(\d+) % · \*\*(\w+) \\?\(archive", text(hall.panel))
    own = {author: sum(len(words.strip()) for words, whose in said if not whose) for author, said in POSTS}
    assert shown == [
        (str(own[name] * 100 // sum(own.values())), name) for name in sorted(own, key=lambda name: -own[name])
    ]


async def test_nobody_is_offered_as_convincing_for_words_they_only_quoted(hall: Hall) -> None:
    await play(hall)
    asked = [r.json for r in hall.env.http_requests if isinstance(r.json, dict) and r.json.get("poll")]
    (answers,) = ([each["poll_media"]["text"] for each in body["poll"]["answers"]] for body in asked)
    assert answers == ["Ann (archive)", "Dov (archive)", "Bea (archive)"]
