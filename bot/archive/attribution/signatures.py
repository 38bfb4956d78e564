"""Signatures: what the same author's posts end with again and again.

A block of lines counts when it closes at least three of an author's posts and six in ten of them. A farewell with
a member's name in it does not count, nor one of a few words: people type these themselves, and others quote them.
Nor does one line that posts of others end with, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.archive.model import ParsedPost

_LINES = 4
_LETTERS = 400
_POSTS = 3
_SHARE = 0.6
_WORDS = 4
_NAME = 4  # letters of a part of a name
_WORD = re.compile(r"[^\W\d_]+")
_RESIDUE = re.compile(r"\s*(?:reactions|likes|last edited)\b[^\n]{0,200}", re.IGNORECASE)
_RULE = re.compile(r"\s*[-_=*~]{2,}\s*")
_LINK = re.compile(r"https?://|www\.")


class Signatures:
    """The blocks of lines each author signs with."""

    def __init__(self, posts: Sequence[ParsedPost]) -> None:
        """Count how the posts of each author end."""
        written = Counter(post.author.casefold() for post in posts)
        closing = [(post.author.casefold(), _last_line(post.body)) for post in posts]
        lasts = Counter(closing)
        self._names = {part for author in written for part in _WORD.findall(author) if len(part) >= _NAME}
        self._lasts = {key for key, times in lasts.items() if times >= max(_POSTS, _SHARE * written[key[0]])}
        ends: Counter[tuple[str, str]] = Counter()
        for post, last in zip(posts, closing, strict=True):
            if last in self._lasts:
                ends.update((last[0], tail) for tail, _ in _tails(post.body))
        known = {key for key, times in ends.items() if times >= max(_POSTS, _SHARE * written[key[0]])}
        authors = Counter(tail for _, tail in ends)
        self._known = {(author, tail) for author, tail in known if "\n" in tail or authors[tail] == 1}

    def start(self, post: ParsedPost) -> tuple[int, int] | None:
        """Return where the post's signature starts and ends in its body; None where it has none."""
        author = post.author.casefold()
        if not self._known or (author, _last_line(post.body)) not in self._lasts:
            return None
        found = None
        for tail, place in _tails(post.body):
            if (author, tail) in self._known:
                found = place
        if found is None or not self._names.isdisjoint(
            _WORD.findall(post.body[found[0] : found[1]].casefold())
        ):
            return None
        return found


def _last_line(body: str) -> str:
    """Return the last line of a body that is not the page's own, or the start of it where it is long."""
    end = len(body)
    least = max(0, end - 2 * _LETTERS)
    while end > least:
        start = body.rfind("\n", least, end) + 1 or least
        line = body[start:end].strip()
        if line and not _RESIDUE.fullmatch(line):
            return line[:80]
        end = start - 1
    return ""


def _tails(body: str) -> list[tuple[str, tuple[int, int]]]:
    """Return the blocks that might be a signature, the shortest first, and where they lie; never the whole body."""
    tails: list[tuple[str, tuple[int, int]]] = []
    end = len(body)
    last = 0
    lines: list[str] = []
    while end > 0 and len(lines) <= _LINES and len(body) - end <= 2 * _LETTERS:
        start = body.rfind("\n", 0, end) + 1
        line = body[start:end]
        if line.strip() and not (not lines and _RESIDUE.fullmatch(line)):
            last = last or end
            lines.append(line.strip())
            if start > 0 and len(lines) <= _LINES and last - start <= _LETTERS and _telling(lines):
                tails.append(("\n".join(reversed(lines)), (start, last)))
        end = start - 1
    return tails


def _telling(lines: Sequence[str]) -> bool:
    return (
        sum(len(line.split()) for line in lines) >= _WORDS
        or any(_LINK.search(line) for line in lines)
        or (len(lines) > 1 and _RULE.fullmatch(lines[-1]) is not None)
    )
