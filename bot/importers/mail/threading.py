"""Threads out of messages: by what they answer, then by their subject."""

import re
from bisect import bisect_left
from collections.abc import Iterable

from bot.archive.model import ParsedPost, ParsedThread
from bot.importers.mail.message import MailPost
from bot.importers.mail.sets import DisjointSets

_PREFIX = re.compile(
    r"\s*(?:(?:re|aw|sv|vs|fwd?|wg|tr|rif|ref|odp|antw|回复|转发|ответ)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*|\[[^\[\]]{1,40}\]\s*)",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\s*(?:\[[^\[\]]{1,40}\]\s*)?(?:re|aw|sv|antw|odp|rif|fwd?|wg)\b[^:：]{0,6}[:：]", re.IGNORECASE
)
_SUFFIX = re.compile(r"\s*\((?:fwd|was:?\s.*)\)\s*$", re.IGNORECASE)


def base_subject(subject: str) -> str:
    """Return a subject without "Re:", "Fwd:", list tags and "(was: …)", as it was written."""
    for _ in range(20):
        match = _PREFIX.match(subject)
        if match is None or match.end() == 0 or match.end() >= len(subject):
            break
        subject = subject[match.end() :]
    return _SUFFIX.sub("", subject).strip()


def threads(messages: Iterable[MailPost], *, source: str, format_name: str) -> list[ParsedThread]:
    """Return the threads the messages make, in the order they begin; each in its messages' order, parents first.

    A message belongs with every message it refers to that is here; one that answers something that is not, with
    the nearest thread of its subject, the ones before it first. Clocks are never asked.
    """
    every = list(messages)
    sets = DisjointSets(len(every))
    here = {
        message.post.ref: index for index, message in reversed(list(enumerate(every))) if message.post.ref
    }
    for index, message in enumerate(every):
        for ref in message.references:
            if ref in here:
                sets.join(index, here[ref])
    _join_by_subject(every, sets)
    groups: dict[int, list[MailPost]] = {}
    for index, message in enumerate(every):
        groups.setdefault(sets.root(index), []).append(message)
    return [_thread(group, source, format_name) for group in groups.values()]


def _join_by_subject(messages: list[MailPost], sets: DisjointSets) -> None:
    """Join threads whose opening message answers something that is not here to one of the same subject."""
    opening: dict[int, int] = {}
    for index in range(len(messages)):
        opening.setdefault(sets.root(index), index)
    of_subject: dict[str, list[int]] = {}
    for index in opening.values():
        subject = base_subject(messages[index].subject).casefold()
        if subject:
            of_subject.setdefault(subject, []).append(index)
    # Some archives strip "Re:" from every answer; there an equal subject says as much as "Re:" says elsewhere.
    answers = [bool(_ANSWER.match(message.subject)) for message in messages if message.references]
    stripped = sum(answers) * 2 < len(answers)
    for openings in of_subject.values():
        begun = [index for index in openings if not _answers(messages[index])][: 1 if stripped else None]
        for index in openings:
            before = bisect_left(begun, index)
            if begun[before : before + 1] != [index]:
                sets.join(index, begun[before - 1] if before else (begun or openings)[0])


def _answers(message: MailPost) -> bool:
    return bool(message.references) or bool(_ANSWER.match(message.subject))


def _thread(group: list[MailPost], source: str, format_name: str) -> ParsedThread:
    begun = [message for message in group if not _answers(message)]
    # An answer may have been filed right before what it answers.
    first = begun[0] if begun and begun[0] in group[:2] else group[0]
    ordered = [first, *(message for message in group if message is not first)]
    title = base_subject(first.subject)
    root = first.references[0] if first.references else first.post.ref
    # Threads that answer the same lost message under different subjects are two.
    suffix = f" {title}" if first.references else ""
    key = (
        f"{format_name}:thread:{root}{suffix}" if root else f"{format_name}:title:{title}" if title else None
    )
    return ParsedThread(
        title=title or "(no subject)",
        posts=tuple(parents_first(message.post for message in ordered)),
        source=source,
        format=format_name,
        key=key,
    )


def parents_first(posts: Iterable[ParsedPost]) -> list[ParsedPost]:
    """Return the posts in their order, but none before the one it answers; rings of answers stay as they stand."""
    posts = list(posts)
    by_ref = {post.ref: post for post in reversed(posts) if post.ref}
    done: set[int] = set()
    result: list[ParsedPost] = []
    for post in posts:
        chain: list[ParsedPost] = []
        one: ParsedPost | None = post
        seen: set[int] = set()
        while one is not None and id(one) not in done and id(one) not in seen:
            seen.add(id(one))
            chain.append(one)
            one = by_ref.get(one.parent_ref or "")
        done |= seen
        result += reversed(chain)
    return result
