"""Threads with known quotes: a folder of `.txt` files and the same tree of `.json` answers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.archive.model import ParsedPost


@dataclass(frozen=True, slots=True)
class KnownThread:
    """A thread's text and what is known about it, offsets into the text."""

    name: str
    platform: str
    text: str
    posts: tuple[dict[str, Any], ...]

    def parsed(self) -> list[ParsedPost]:
        """Return the posts cut where the truth says they are cut."""
        return [
            ParsedPost(author=post["author"], body=self.text[post["body"][0] : post["body"][1]])
            for post in self.posts
        ]


def known_threads(threads: Path, answers: Path) -> Iterator[KnownThread]:
    """Yield every thread under `threads` in the order of its path, with its answer."""
    for file in sorted(threads.rglob("*.txt")):
        answer = (answers / file.relative_to(threads)).with_suffix(".json")
        truth = json.loads(answer.read_text("utf-8"))
        text = file.read_bytes().decode("utf-8")
        yield KnownThread(file.stem, file.parent.name, text, tuple(truth["posts"]))
