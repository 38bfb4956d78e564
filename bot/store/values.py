"""What leaves the store: frozen values, never rows."""

from datetime import datetime
from enum import StrEnum

from bot.archive import excerpts
from bot.archive.excerpts import Excerpt
from bot.archive.ids import PostId
from bot.archive.model import Mark, Passage
from bot.archive.records import record
from bot.archive.spoken import Spoken, own_words


@record
class Viewer:
    """Who asks. A thread brought by a guild is seen there alone unless it is shared, others by everyone."""

    guild_id: int | None
    everything: bool = False
    """The operator on the command line, who sees every guild's threads."""


@record
class ThreadSummary:
    """A thread in one line. `first_at` and `last_at` are None where its posts carry no time.

    `posts` are those that are still there; `last` is the number of its last one, whatever was removed before it.
    """

    id: int
    slug: str
    title: str
    posts: int
    last: int
    authors: int
    first_at: datetime | None
    last_at: datetime | None
    source: str
    format: str
    url: str | None
    guild_id: int | None
    shared: bool


@record
class Author:
    """Who wrote. `posts` and `words` (own words) count what the asker may see."""

    id: int
    name: str
    title: str | None
    posts: int
    words: int
    aliases: tuple[str, ...] = ()


@record
class Mask:
    """Words the asker's server wants covered where posts are shown; `style` is spoiler or stars.

    The words of a `Post` have stars in their place already, sign for sign: nothing shows them by mistake.
    """

    words: tuple[str, ...] = ()
    style: str = "spoiler"


NOTHING_MASKED = Mask()


@record
class Post:
    """A post as archived: `said` are all its words, passage by passage, each with whose they are.

    Offsets of passages and marks are code points into the body, which is the texts of `said` joined. Words of an author
    who asked to be hidden are blacked out, character for character. `answers` is the post this one replies to: the one
    it quotes, else the one the archive names.
    """

    id: PostId
    thread_title: str
    number: int
    author: str
    author_title: str | None
    posted_at: datetime | None
    edited_at: datetime | None
    url: str | None
    said: tuple[Spoken, ...]
    marks: tuple[Mark, ...]
    answers: PostId | None
    withheld: bool = False
    """Nothing of it may be shown: its author is hidden, or it was removed."""
    mask: Mask = NOTHING_MASKED
    ref: str | None = None
    author_ref: str | None = None
    """The original software's ids of the post and its author, for an export; None for whoever is hidden."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Whose words the post holds, without the words; they tile the body."""
        return tuple(words.passage for words in self.said)

    def excerpt(self, start: int, end: int) -> Excerpt | None:
        """Return the poster's whole sentences between two places of the body, None where there are none."""
        return excerpts.excerpt(self.said, start, end)

    def lead(self, room: int) -> Excerpt | None:
        """Return the poster's first sentences, of about `room` characters; None where there are no own words."""
        return excerpts.lead(self.said, room)

    def sentences(self) -> list[Spoken]:
        """Return the poster's own sentences in order; none where nothing of the post may be shown."""
        return [] if self.withheld else excerpts.own_sentences(self.said)

    def pieces(self, within: Excerpt, most: int) -> list[tuple[Excerpt, Spoken]]:
        """Return the sentences of an excerpt, or several at a time, each with its first; at most `most`."""
        return excerpts.pieces(self.said, within, most)

    def own(self, start: int = 0, end: int | None = None) -> Spoken | None:
        """Return the poster's own words joined, None where there are none; with `start` and `end` those between."""
        return own_words(self.said, start, end)


@record
class Holdings:
    """What a database holds, over every server; `size` in bytes."""

    threads: int
    posts: int
    size: int


class Outcome(StrEnum):
    """What an import did to a thread."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    EXTENDED = "extended"
    UPDATED = "updated"
    WITHHELD = "withheld"
    """Left out: it was removed for good."""


@record
class Saved:
    """The record of one thread's import."""

    slug: str
    """Empty where the thread was withheld."""
    outcome: Outcome
    posts_added: int
