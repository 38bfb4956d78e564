"""A thread in which words travel from post to post, and whose they are: written for the tests of credits."""

from dataclasses import replace

from bot.archive.model import ParsedPost, ParsedThread, Passage, PassageKind
from tests.ui.credits import Truth

HARBOUR = "The harbour pays for itself within ten years, as I have said before."
SILT = "You forget the silt, which nobody has ever paid for and which nobody ever will."
DREDGE = "And the dredging costs more than the harbour will ever earn."
NEVER = "Nobody ever dredged that harbour, and nobody ever will."
BRIDGE = "A bridge across the bay would have been cheaper by half."
RUMOUR = "They say the whole council was bought with free herring."

Said = tuple[str, Passage | None]
"""Some lines of a body; None: the poster's own."""


def _quote(author: str | None, number: int | None, *span: int, **more: object) -> Passage:
    start, stop = span or (None, None)
    return Passage(0, 0, PassageKind.QUOTE, author, number, start, stop, **more)  # type: ignore[arg-type]


# Post 2 quotes between its own words, the longer of them first.
_SECOND = len(f"{SILT}\n\n{HARBOUR}\n\n{DREDGE}")
_OF_ANN = _quote("Ann", 1, 0, len(HARBOUR))
_OF_ANN_FROM_BOB = _quote("Ann", 1, 0, len(HARBOUR), via=(2,))
_OF_CYD = _quote("Cyd", 3, len(f"{SILT}\n\n{DREDGE}\n\n"), len(f"{SILT}\n\n{DREDGE}\n\n{NEVER}"))

POSTS: tuple[tuple[str, tuple[Said, ...]], ...] = (
    ("Ann", ((HARBOUR, None),)),
    ("Bob", ((SILT, None), (HARBOUR, _OF_ANN), (DREDGE, None))),
    # What Bob quoted was dropped when he was quoted, as forums do.
    ("Cyd", ((f"{SILT}\n\n{DREDGE}", _quote("Bob", 2, 0, _SECOND)), (NEVER, None))),
    # Ann's words, quoted out of Bob's post.
    ("Dan", ((HARBOUR, _OF_ANN_FROM_BOB), ("Dan would rather have had a lighthouse there.", None))),
    ("Eve", ((BRIDGE, _quote("Zoe", None)), ("Eve remembers that from another place.", None))),
    ("Fay", ((RUMOUR, _quote(None, None, declared="Yan")), ("Fay does not believe a word of that.", None))),
    # The box names Bob above words of Ann.
    (
        "Gil",
        (
            (HARBOUR, _quote("Ann", 1, 0, len(HARBOUR), declared="Bob")),
            ("Gil saw the books of that harbour.", None),
            (NEVER, _OF_CYD),
            ("Gil saw the dredger, too, rusting away.", None),
        ),
    ),
    # The whole of post 2 was quoted twice, so each of its words is quoted as often as the next.
    ("Hal", ((f"{SILT}\n\n{DREDGE}", _quote("Bob", 2, 0, _SECOND)), ("Hal agrees with every word.", None))),
    ("Ivy", (("Ivy answers post 2 and quotes nothing of it.", None),)),
)


def carried() -> tuple[ParsedThread, list[tuple[Passage, ...]], Truth]:
    """Return the thread, whose words each post holds, and what is true of it."""
    truth = Truth()
    posts, passages = [], []
    for number, (author, said) in enumerate(POSTS, 1):
        body, tiles = "", list[Passage]()
        for text, passage in said:
            start = len(body)
            body += f"{text}\n\n"
            tiles.append(replace(passage or Passage(0, 0), start=start, end=len(body)))
            owner, place = (author, number) if passage is None else (passage.author, passage.number)
            if owner is not None:
                truth.add(owner, text, place)
        posts.append(ParsedPost(author, body, ref=str(number), parent_ref="2" if author == "Ivy" else None))
        passages.append(tuple(tiles))
    return ParsedThread("Harbour", tuple(posts), source="carried", format="text"), passages, truth
