"""Turning parsed posts into rows: the whole row, so that a later import can tell whether anything changed."""

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from bot.archive.answers import Answering
from bot.archive.incoming import Incoming
from bot.archive.model import Passage, PassageKind
from bot.store import columns
from bot.store.archive import identities
from bot.store.archive.tombstones import REMOVED
from bot.store.index import post_words

_POST = (
    "id, author_id, author_title, posted_at, edited_at, day, ref, author_ref, parent_ref, answers, url, "
    "words, traits, marks, body"
)
_PASSAGE = (
    "post_id, ordinal, start, stop, kind, author, author_id, source_id, source_start, source_stop, "
    "confidence, via, declared"
)
POST_COLUMNS = tuple(_POST.split(", "))
ADD_POST = f"INSERT INTO posts ({_POST}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
PUT_PASSAGE = f"INSERT INTO passages ({_PASSAGE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
GET_POSTS = f"SELECT {_POST} FROM posts WHERE id BETWEEN ? AND ? ORDER BY id"
GET_PASSAGES = f"SELECT {_PASSAGE} FROM passages WHERE post_id BETWEEN ? AND ? ORDER BY post_id, ordinal"


class Made(NamedTuple):
    """One post, as it is written; `entry` is its row in the index, None where its author is hidden."""

    key: int
    post: columns.Row
    passages: Sequence[columns.Row]
    entry: post_words.Entry | None


def made_rows(
    incoming: Incoming, authors: identities.Cast, thread_id: int, numbers: Sequence[int]
) -> Iterator[Made]:
    """Yield the rows of each post as they come; `numbers` says which number each has in the stored thread.

    Numbers inside passages are places in `incoming`, and are translated. `authors` are those of `incoming`.
    """
    answering = Answering()
    before = columns.post_key(thread_id, 0)
    for number, person, (post, tiles) in zip(
        numbers, authors.by_post(), chain.from_iterable(incoming.pieces), strict=True
    ):
        key = before + number
        body = columns.clean(post.body)
        # One passage of the poster's own needs no row.
        several: Sequence[Passage] = ()
        for tile in tiles:
            if tile.kind is not PassageKind.OWN or tile.confidence != 1.0 or tile.via or tile.declared:
                several = tiles
        made: list[columns.Row] = []
        stretches: list[post_words.Stretch] = []
        for ordinal, passage in enumerate(several):
            source, kind, writer = passage.number, passage.kind, None
            if kind is PassageKind.QUOTE:
                writer = (
                    authors.of(source)
                    if source is not None
                    else authors.named(passage.author) or authors.shunned(passage.declared)
                )
            stretch = post_words.Stretch(
                passage.start,
                passage.end,
                kind.value,
                writer.id if writer else None,
                writer.hidden if writer else False,
            )
            stretches.append(stretch)
            made.append(
                (
                    key,
                    ordinal,
                    stretch.start,
                    stretch.stop,
                    stretch.kind,
                    None if passage.author in (None, REMOVED) else columns.clean(passage.author),
                    stretch.author_id,
                    before + numbers[source - 1] if source is not None else None,
                    passage.source_start,
                    passage.source_end,
                    float(passage.confidence),
                    json.dumps([numbers[n - 1] for n in passage.via]) if passage.via else None,
                    columns.clean(passage.declared) if passage.declared is not None else None,
                )
            )
        own, quoted, count = post_words.fold(body, stretches)
        day, traits = columns.day_of(post.posted_at), columns.traits(post, body, several)
        author_title = columns.clean(post.author_title) if post.author_title is not None else None
        answer = answering.next(post, several)
        row = (
            key,
            person.id,
            author_title,
            columns.time_text(post.posted_at),
            columns.time_text(post.edited_at),
            day,
            post.ref,
            post.author_ref,
            post.parent_ref,
            before + numbers[answer - 1] if answer is not None else None,
            post.url,
            count,
            traits,
            columns.marks_text(post.marks),
            body,
        )
        marks = post_words.marks(stretches, person.id, day, count, traits, author_title)
        yield Made(key, row, made, None if person.hidden else post_words.Entry(key, own, quoted, marks))
