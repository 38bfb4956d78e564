"""Threads out of messages: by what they answer, then by their subject."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import accumulate

from bot.archive.model import Mark, MarkKind, ParsedPost, ParsedThread
from bot.archive.phrases import either
from bot.importers.mail.message import MailPost, plain_words
from bot.importers.mail.people import sender
from bot.importers.mail.sets import DisjointSets

_TAG = r"\[[^\[\]]{1,40}\]\s*"
_ANSWERS = rf"(?:{either('answer')}|(?-i:R))"
_PREFIX = re.compile(
    rf"\s*(?:(?:{_ANSWERS}|{either('forward')})\s*(?:\[\d+\]|\(\d+\)|\^\d+|\*\d+)?\s*[:：]\s*|{_TAG})",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    rf"\s*(?:{_TAG})?(?:{_ANSWERS}|{either('forward')})(?![^\W\d_])[^:：]{{0,6}}[:：]", re.IGNORECASE
)
_SUFFIX = re.compile(r"\s*\((?:fwd|was:?\s.*)\)\s*$", re.IGNORECASE)
_ANCESTORS = 3
"""A copied message is looked for in so many of the messages above the one that copies it."""
_AROUND = 100
"""So many messages before and after one tell whether answers say that they are some in its time."""
_LONGEST_PAUSE = timedelta(days=90)
"""Messages of one subject that refer to nothing are one debate as long as no pause between them is longer."""

_TOLD_BY_WORDS = frozenset({MarkKind.QUOTE, MarkKind.HEADER, MarkKind.SIGNATURE, MarkKind.FURNITURE})


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
    every = list(_once(messages))
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
    unreferred = _unreferred(messages)
    late = _late(messages)
    for openings in of_subject.values():
        begun: list[int] = []
        for index in openings:
            alone = not messages[index].references  # then its subject and its time are all there is
            opens = not _answers(messages[index]) and not (begun and (stripped or unreferred[index]))
            if opens or (alone and late[index]):
                begun.append(index)
        for index in openings:
            before = bisect_left(begun, index)
            if begun[before : before + 1] != [index]:
                sets.join(index, begun[before - 1] if before else (begun or openings)[0])


def _unreferred(messages: list[MailPost]) -> list[bool]:
    """Tell for each message whether none around it says that it answers: then subjects are all there is to go by."""
    before = [0, *accumulate(map(_answers, messages))]
    last = len(messages)
    return [
        before[min(at + _AROUND, last)] == before[max(at - _AROUND, 0)] and last > 1 for at in range(last)
    ]


def _late(messages: list[MailPost]) -> list[bool]:
    """Tell for each message whether it came long after the last one of its subject; where dates are missing, not."""
    latest: dict[str, float] = {}
    late: list[bool] = []
    for message in messages:
        posted = message.post.posted_at
        subject = base_subject(message.subject).casefold()
        moment = posted.replace(tzinfo=posted.tzinfo or UTC).timestamp() if posted else None
        known = latest.get(subject)
        late.append(
            known is not None and moment is not None and moment - known > _LONGEST_PAUSE.total_seconds()
        )
        if moment is not None:
            latest[subject] = moment
    return late


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
        posts=tuple(parents_first(_named(_marked(ordered)))),
        source=source,
        format=format_name,
        key=key,
    )


def _marked(messages: list[MailPost]) -> list[ParsedPost]:
    """Return the posts of a thread, their marks read again where the messages they answer are known."""
    posts = list(_answering(message.post for message in messages))
    by_ref = _by_ref(posts)
    return [
        replace(post, marks=message.words.marked(answered)) if answered else post
        for message, post in zip(messages, posts, strict=True)
        for answered in [list(_ancestors(post, by_ref))]
    ]


def settled(posts: Sequence[ParsedPost]) -> Iterator[ParsedPost]:
    """Yield the posts of a thread whose messages came in several files, marked as if they had come in one."""
    posts = list(_answering(posts))
    by_ref = _by_ref(posts)
    return _named([_read_again(post, list(_ancestors(post, by_ref))) for post in posts])


def _read_again(post: ParsedPost, answered: Sequence[ParsedPost]) -> ParsedPost:
    """Return a post with the marks it has where the messages above it are known, if its words alone told its marks."""
    words = plain_words(post.body)
    told = [mark for mark in post.marks if mark.kind in _TOLD_BY_WORDS]
    if not answered or list(map(_place, words.marked())) != list(map(_place, told)):
        return post
    rest = [mark for mark in post.marks if mark.kind not in _TOLD_BY_WORDS]
    marks = sorted([*words.marked(answered), *rest], key=lambda mark: (mark.start, -mark.end))
    return replace(post, marks=tuple(marks))


def _place(mark: Mark) -> tuple[int, int, MarkKind]:
    return mark.start, mark.end, mark.kind


def _once(messages: Iterable[MailPost]) -> Iterator[MailPost]:
    """Yield each message once: lists that were rebuilt hold some several times, and old ones have no ids."""
    seen: set[tuple[object, ...]] = set()
    for message in messages:
        post = message.post
        told = (post.author, post.posted_at, message.subject, post.body)
        if post.ref or not post.posted_at or told not in seen:
            yield message
        seen.add(told)


def _named(posts: Sequence[ParsedPost]) -> Iterator[ParsedPost]:
    """Yield the posts, quotes under lines that give an address alone named by whoever writes from it."""
    by_address = {post.author_ref: post.author for post in reversed(posts)}
    for post in posts:
        named = tuple(
            replace(mark, author=by_address.get(sender(mark.author)[1], mark.author))
            if mark.author and mark.kind is MarkKind.QUOTE
            else mark
            for mark in post.marks
        )
        yield replace(post, marks=named) if named != post.marks else post


def _answering(posts: Iterable[ParsedPost]) -> Iterator[ParsedPost]:
    """Yield the posts; one that refers to nothing answers the last one of whoever it quotes by name first."""
    last: dict[str, str] = {}
    for post in posts:
        quoted = (
            mark.author.casefold() for mark in post.marks if mark.kind is MarkKind.QUOTE and mark.author
        )
        answered = next((last[name] for name in quoted if name in last), None)
        yield post if post.parent_ref or not answered else replace(post, parent_ref=answered)
        if post.ref:
            last |= {name.casefold(): post.ref for name in (post.author, post.author_ref) if name}


def _by_ref(posts: Iterable[ParsedPost]) -> dict[str, ParsedPost]:
    return {post.ref: post for post in reversed(list(posts)) if post.ref}


def _ancestors(post: ParsedPost, by_ref: Mapping[str, ParsedPost]) -> Iterator[ParsedPost]:
    one = by_ref.get(post.parent_ref) if post.parent_ref else None
    for _ in range(_ANCESTORS):
        if one is None or one is post:
            return
        yield one
        one = by_ref.get(one.parent_ref) if one.parent_ref else None


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
