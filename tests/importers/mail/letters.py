"""Letters written for tests, and whose words each line of them is after reading and attribution."""

from bot.archive.attribution import attribute
from bot.archive.model import ParsedThread, PassageKind
from bot.importers.detect import reader_for
from bot.importers.source import Source

HEAD = "From: Tilda Pott <tilda@tea.example>\nSubject: {subject}\nDate: Mon, 2 Dec 2024 10:00:00 +0000\n"


def letter(body: str, *, kind: str = "plain", subject: str = "Re: kettles", more: str = "") -> bytes:
    """Return one message of Tilda Pott's."""
    return (
        HEAD.format(subject=subject)
        + f"Message-ID: <t1@tea.example>\n{more}Content-Type: text/{kind}; charset=utf-8\n\n{body}\n"
    ).encode()


def box(*messages: bytes) -> bytes:
    """Return a mailbox."""
    return b"\n".join(b"From x@tea.example Mon Dec 02 10:00:00 2024\n" + one for one in messages)


def read(data: bytes) -> list[ParsedThread]:
    """Return the threads in a file."""
    source = Source("upload", data)
    return list(reader_for(source).read(source))


def spoken(data: bytes, post: int = -1) -> list[tuple[str, str]]:
    """Return who said what in a post of the one thread of a file: "own", "-" for nobody's words, else a name or "?"."""
    [thread] = read(data)
    return spoken_in(thread, post)


def spoken_in(thread: ParsedThread, post: int = -1) -> list[tuple[str, str]]:
    """Return what `spoken` does, of a post of this thread."""
    body = thread.posts[post].body
    found: list[tuple[str, str]] = []
    for tile in attribute(thread.posts)[post]:
        words = body[tile.start : tile.end].strip()
        who = {PassageKind.OWN: "own", PassageKind.FURNITURE: "-"}.get(tile.kind, tile.author or "?")
        if words:
            found.append((who, words))
    return found
