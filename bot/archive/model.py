"""What an archived thread is, before and after Hansard knows whose words it holds.

A reader yields `ParsedThread`s; attribution turns each post's body into `Passage`s. All offsets are
code points (Python string indices) into the body of the post they belong to, half open.
"""

from dataclasses import field
from datetime import datetime
from enum import StrEnum

from bot.archive.records import record
from bot.languages import Text


class MarkKind(StrEnum):
    """What a stretch of a body was, before the archive flattened it."""

    QUOTE = "quote"  # words the archive itself says are quoted; author/ref/number as declared
    HEADER = "header"  # "X said:", "Click to expand...": furniture of a quote box
    SIGNATURE = "signature"
    FURNITURE = "furniture"  # "Reactions: …", "Last edited …": the page's words, nobody's
    CODE = "code"
    SPOILER = "spoiler"
    LIST = "list"
    IMAGE = "image"
    LINK = "link"


class QuoteKeeping(StrEnum):
    """What the format a post was read from does with quotes, and so where quotes may be looked for."""

    FLATTENED = "flattened"  # a quote came out as bare text: any line may be one
    KEPT = (
        "kept"  # quotes are marked: no other line is one, but for quote signs and headers that people typed
    )
    ANSWERED = "answered"  # mail: as KEPT, but the mail it answers may follow below word for word, unmarked


@record
class Mark:
    """A stretch of a body with a meaning the archive's markup declared.

    For a QUOTE `author` is the name the box declares, `ref` the quoted post's original id and `number` its
    place in the thread (1 for the opening post), each None where it declares none. For LINK and IMAGE
    `url` is the target. Marks may nest; a nested QUOTE lies inside its parent's stretch.
    """

    start: int
    end: int
    kind: MarkKind
    author: str | None = None
    ref: str | None = None
    number: int | None = None
    url: str | None = None


@record
class ParsedPost:
    """A post as a reader found it. `body` is the archive's text, untouched.

    `ref`, `author_ref` and `parent_ref` are the original software's ids (post, author, post answered).
    Times carry a zone only where the archive tells one. `line` is where the post starts in its file, from 1.
    `aliases` are other names the archive gives the author here (a display name beside a user name).
    `number` is the post's place in its thread as the archive declares it ("#5"), which may have gaps.
    `parent_ref` may be `#5`, the place in the thread, where the post answered has no id.
    `passages` tile the body where the archive itself says whose words it holds (Hansard's own export). Merging
    holds them against the thread (`importers/claims.py`); what is left is taken as it is. Empty elsewhere.
    `quotes` is what the format keeps of quotes, whether or not this post has one; the reader declares it.
    """

    author: str
    body: str
    author_ref: str | None = None
    author_title: str | None = None
    posted_at: datetime | None = None
    edited_at: datetime | None = None
    ref: str | None = None
    parent_ref: str | None = None
    url: str | None = None
    marks: tuple[Mark, ...] = ()
    line: int | None = None
    aliases: tuple[str, ...] = ()
    number: int | None = None
    passages: tuple["Passage", ...] = ()
    quotes: QuoteKeeping = QuoteKeeping.FLATTENED


@record
class Notice:
    """Something a reader passed over or could not make out, for the import report."""

    source: str
    line: int | None
    text: Text


@record
class ParsedThread:
    """A thread, or some pages of one, as a reader found it: posts in the thread's own order.

    `key` is the original software's identity of the thread (`"xenforo:thread:1234"`): pages that share it
    are one thread. `page` orders pages where the archive tells; None elsewhere. `pages` is how many the
    archive says there are. `slug` is the thread's name in Hansard and `origin` the file it was first read from,
    where an export of ours tells them. `listed` are the refs of all the posts the archive says the thread has,
    `passed` those left out on purpose.
    """

    title: str
    posts: tuple[ParsedPost, ...]
    source: str
    format: str
    key: str | None = None
    url: str | None = None
    page: int | None = None
    notices: tuple[Notice, ...] = ()
    pages: int | None = None
    slug: str | None = None
    listed: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    origin: str | None = None


class PassageKind(StrEnum):
    """Whose words a passage holds."""

    OWN = "own"  # the poster's
    QUOTE = "quote"  # somebody else's, or the poster's own from another post
    FURNITURE = "furniture"  # nobody's: quote headers, signatures, page residue


@record
class Passage:
    """A stretch of a body and whose words it is. The passages of a post tile its body, in order.

    For a QUOTE, `author` is the name credited (None: nobody vouched for), `number` the post of this thread
    the words come from (None: from elsewhere) with `source_start`/`source_end` in that post's body, and
    `confidence` 0…1 how sure that is (1.0: declared by the archive or matched to the letter). `via` lists
    the posts that carried the words in between, nearest first, where they were quoted from a quote.
    `declared` is the name the quote box itself gave, if any. OWN and FURNITURE use none of these.
    """

    start: int
    end: int
    kind: PassageKind = PassageKind.OWN
    author: str | None = None
    number: int | None = None
    source_start: int | None = None
    source_end: int | None = None
    confidence: float = 1.0
    via: tuple[int, ...] = field(default=())
    declared: str | None = None

    @property
    def altered(self) -> bool:
        """Tell whether the words differ from those of the post they were found in, so that a view can say so."""
        return self.source_start is not None and self.confidence < 1.0
