"""Names that last: a thread's slug and a post's `slug#12`."""

import re
import unicodedata

from bot.archive.records import record
from bot.errors import NotFound, UserError

SLUG_LENGTH = 28
MOST_POSTS = (1 << 20) - 1
"""Posts of one thread, and so the highest number of one: what lies beyond would be another thread's in the database."""

_SOUNDS = "a|b|v|g|d|e|yo|zh|z|i|y|k|l|m|n|o|p|r|s|t|u|f|kh|ts|ch|sh|shch||y||e|yu|ya|i|yi|ye|g|u"
_CYRILLIC = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў", _SOUNDS.split("|"), strict=True))
_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", [*"avgdezi", "th", *"iklmnxoprsstyf", "ch", "ps", "o"], strict=True)
)
_LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
_LETTERS = str.maketrans(_CYRILLIC | _GREEK | _LATIN)
_CLAUSE = re.compile(r"[?!.:;|–—(\[\]]+(?:\s+|$)|\s[-/]\s")
_JOINING = re.compile(r"(?:-(?:an?|the|of|and|or|in|on|to|for|with|by|at|from|as|but|is|was))+$")
_POST = re.compile(r"^[`<\s]*(?P<slug>[^\s`#]+)\s*#\s*(?P<number>[0-9]{1,7})[`>\s.,;:!?]*$")
_NUMBERED = re.compile(r"(?P<format>[\w-]+):thread:(?P<number>\d+)(?::(?P<name>.+))?")
_SUBJECTS = ("mbox:", "usenet:", "pipermail:")
"""Formats of mail: there one subject without ids is one thread, as every reader of a list has it."""


def is_title(key: str) -> bool:
    """Tell whether a thread's key is nothing but its title, which other threads may have, too."""
    return ":title:" in key and ":thread:" not in key and not key.startswith(_SUBJECTS)


def without_name(key: str) -> str | None:
    """Return the format and number of a key that tells no site; None where it tells one, or has no number.

    Threads of two sites may have one number, and a thread's name, which may stand behind it, may change: two threads
    are surely one only where they hold the same post.
    """
    found = _NUMBERED.fullmatch(key)
    return f"{found['format']}:thread:{found['number']}" if found else None


def former_keys(key: str) -> tuple[str, ...]:
    """Return the keys that older versions had for a thread whose key tells no site."""
    found = _NUMBERED.fullmatch(key)
    if not found:
        return ()
    numbered = f"thread:{found['number']}"
    named = (f"{found['format']}:{found['name']}:{numbered}",) if found["name"] else ()
    return f"{found['format']}:{numbered}", *named


@record
class PostId:
    """A post's permanent name: the thread's slug and its number there, from 1. `str()` gives `slug#12`.

    Raises NotFound for a number that no post can have.
    """

    slug: str
    number: int

    def __post_init__(self) -> None:
        """Refuse here, once, what nothing else may ever look up."""
        if not 1 <= self.number <= MOST_POSTS:
            raise NotFound("There is no post `{post}`.", post=f"{self.slug}#{self.number}")

    def __str__(self) -> str:
        return f"{self.slug}#{self.number}"

    @classmethod
    def parse(cls, text: str) -> "PostId | None":
        """Read `slug#12`, forgiving blanks around `#`, backticks and capitals; None where it is not one."""
        found = _POST.match(text)
        if found is None or int(found["number"]) < 1:
            return None
        return cls(found["slug"].lower(), int(found["number"]))


def slugify(title: str) -> str:
    """Return `title` as ASCII words joined by `-`: never empty, at most 28 characters.

    What is longer is cut where a clause of some words ends, else between words, and not after an `and` or a `the`.
    """
    slug, clause = "", ""
    for words in map(_words, _CLAUSE.split(title)):
        for word in words:
            longer = f"{slug}-{word}" if slug else word[:SLUG_LENGTH]
            if len(longer) > SLUG_LENGTH:
                return clause if clause.count("-") > 1 else _JOINING.sub("", slug)
            slug = longer
        clause = slug
    return slug or "thread"


def typed_slug(typed: str) -> str:
    """Return a slug that somebody typed. Raises UserError, proposing one, where it is none."""
    typed = typed.strip()
    if (proposal := slugify(typed)) != typed:
        raise UserError(
            "A slug is made of a-z, 0-9 and dashes; yours could be `{proposal}`.", proposal=proposal
        )
    return typed


def _words(text: str) -> list[str]:
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", lowered)
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’").translate(_LETTERS)
    return re.findall(r"[a-z0-9]+", plain)
