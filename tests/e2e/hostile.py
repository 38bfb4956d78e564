"""Files made to hurt whoever imports them, each made here from nothing."""

import io
import json
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.e2e.test_managing import THREAD
from tests.importers.test_hostile_input import PAGES


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in members.items():
            pack.writestr(name, data)
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    data = packed({"thread.txt": THREAD.encode()})
    for _ in range(depth):
        data = packed({"inner.zip": data})
    return data


def encrypted() -> bytes:
    """A thread in a zip that says of itself that it is encrypted."""
    data = bytearray(packed({"secret.txt": THREAD.encode()}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def link(target: str) -> bytes:
    """A zip of one symbolic link."""
    info = zipfile.ZipInfo("thread.txt")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as pack:
        pack.writestr(info, target)
    return buffer.getvalue()


def quine() -> bytes:
    """A gzip file that unpacks to itself.

    Literals and repetitions, all five bytes long, so that they can speak about each other. Its check sum stands in it
    twice and is part of what is summed; the sum being linear, 32 equations give it.
    """
    head = b"\x1f\x8b\x08\x08" + bytes(5) + b"\x03r.gz\0"
    blank, one, four, again = _literal(0), _literal(5), _literal(20), _repeat(20)
    say, said = _literal(len(head) + 5), _repeat(len(head) + 5)

    def with_sum(checksum: int) -> bytes:
        tail = b"\x01\0\0\xff\xff" + struct.pack("<II", checksum, 206)
        last, over = _literal(len(tail) + 5), _repeat(len(tail) + 5)
        first = (head, say, head, say, said, one, said, one, one, four, said, one, one, four, again)
        middle = (four, again, four, again, four, again, four, again, blank, blank, last, again)
        return b"".join((*first, *middle, blank, blank, last, over, tail, over, tail))

    base = zlib.crc32(with_sum(0))
    columns = [zlib.crc32(with_sum(1 << bit)) ^ base ^ (1 << bit) for bit in range(32)]
    return with_sum(_solved(columns, base))


def _literal(count: int) -> bytes:
    return b"\0" + struct.pack("<HH", count, count ^ 0xFFFF)


def _repeat(count: int) -> bytes:
    """Deflate's "the last `count` bytes again", for 17 to 20 of them, in 40 bits."""
    bits = "010"
    for length in (count - 10, 10):
        bits += f"{length - 2:07b}" + "01000" + f"{count - 17:03b}"[::-1]
    bits += "0000000"
    return int(bits[::-1], 2).to_bytes(5, "little")


def _solved(columns: list[int], wanted: int) -> int:
    """Return which of `columns`, added without carry, make `wanted`."""
    rows = [
        sum((column >> bit & 1) << at for at, column in enumerate(columns)) | (wanted >> bit & 1) << 32
        for bit in range(32)
    ]
    for column in range(32):
        pivot = next(at for at in range(column, 32) if rows[at] >> column & 1)
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows = [
            row ^ rows[column] if at != column and row >> column & 1 else row for at, row in enumerate(rows)
        ]
    return sum((row >> 32) << bit for bit, row in enumerate(rows))


def page(words: str) -> bytes:
    """A saved thread whose last post holds `words`."""
    return (PAGES / "xenforo2.html").read_text("utf-8").replace("it sings.", words).encode()


def surrogates() -> bytes:
    export = json.loads((PAGES / "discord-export.json").read_text("utf-8"))
    export["messages"][0]["content"] = "half a \ud83d sign and a \0 zero"
    return json.dumps(export).encode()


SCRIPTS = (
    "it <script>alert(1)</script><img src=x onerror=alert(1)>&lt;script&gt; &#x202e;&#0;&amp;lol; "
    "<a href='javascript:alert(1)'>sings</a>"
)

Sentence = str
"""What must be said of it: a regular expression."""

REFUSED: dict[str, tuple[str, Callable[[], bytes], Sentence]] = {
    "a zip bomb": ("b.zip", lambda: packed({"b.txt": bytes(64 << 20)}), r"more than 200 times its size"),
    "a gzip bomb": (
        "b.gz",
        lambda: zlib.compress(bytes(64 << 20), wbits=31),
        r"more than 200 times its size",
    ),
    "zips in zips": ("deep.zip", lambda: nested(9), r"packed more than 3 times over"),
    "a quine": ("r.gz", quine, r"packed more than 3 times over"),
    "a quine in a zip": ("r.zip", lambda: packed({"r.gz": quine()}), r"packed more than 3 times over"),
    "brackets without end": ("deep.json", lambda: b"[" * 1_000_000, r"deep\.json"),
    "elements without end": ("deep.html", lambda: b"<div>" * 500_000, r"deep\.html"),
    "a path upwards": (
        "up.zip",
        lambda: packed({"../../../../tmp/hansard-was-here": b"x" * 99, "/etc/cron.d/x": b"y" * 99}),
        r"up\.zip/tmp/hansard-was-here",
    ),
    "one line": ("line.txt", lambda: b"a" * (7 << 20), r"line\.txt"),
    "zeros": ("nul.txt", lambda: THREAD.encode().replace(b"green", b"gr\0en"), r"NUL character"),
    "lone surrogates": ("lone.txt", lambda: b"\xed\xa0\xbd \xed\xb8\x80\n" * 500, r"lone\.txt"),
    "directions": (
        "bidi.txt",
        ("A letter \u202eto nobody\u2069 in particular. \u2066" * 200).encode,
        r"bidi\.txt",
    ),
    "a page of scripts": (
        "shop.html",
        f"<!DOCTYPE html><html><body>{SCRIPTS * 200}</body></html>".encode,
        r"shop\.html",
    ),
    "ten thousand files and one": (
        "many.zip",
        lambda: packed({f"{n}.txt": b"%d" % n for n in range(10_001)}),
        r"more than 10000 files",
    ),
    "ten thousand tiny files": (
        "tiny.zip",
        lambda: packed({f"{n}.txt": b"%d" % n for n in range(10_000)}),
        r"9,9\d\d more",
    ),
    "an encrypted zip": ("locked.zip", encrypted, r"secret\.txt: The file in the ZIP archive is encrypted"),
    "half a zip": ("half.zip", lambda: nested(0)[:150], r"damaged or cut off"),
    "a link": ("link.zip", lambda: link("/etc/passwd"), r"thread\.txt: .* a link"),
}
"""What gives no thread: its name, its bytes, and what is said."""

READ: dict[str, tuple[str, Callable[[], bytes], Sentence]] = {
    "lone surrogates in an export": ("chat.json", surrogates, r"lone surrogates"),
    "a thread with scripts": ("page.html", lambda: page(SCRIPTS), r"posts"),
    "a thread with directions": (
        "page.html",
        lambda: page("\u202eit\u202c \u2066sings\u2069."),
        r"posts",
    ),
}
"""What is a thread for all that: it is read, and its words do no harm."""
