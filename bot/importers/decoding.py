"""Bytes to text, by rules that lose nothing.

In order: a byte order mark (UTF-8, UTF-16, UTF-32) decides; else a declared charset the bytes agree with;
else UTF-8; else UTF-8 with a few stray bytes, each read as Windows-1252; else Windows-1251 or KOI8-R where the
bytes look like Cyrillic words; else Windows-1252, its five unassigned bytes kept as control characters, as browsers
do. No character is ever replaced or dropped, but for one cut in two at the very end of the file, which
becomes U+FFFD. Newlines stay as they are.
"""

import codecs
import re
from operator import itemgetter

from bot.errors import BadArchive
from bot.importers.binaries import binary_in

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)

# Labels that in practice mean Windows-1252, as the WHATWG encoding standard has it.
_LATIN = {"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1", "cp1252",
          "windows-1252", "x-cp1252", "ansi"}  # fmt: skip

_WIDE = {"utf-16-le", "utf-16-be", "utf-16le", "utf-16be", "utf-32-le", "utf-32-be", "utf-32le", "utf-32be"}

_STRAY_SHARE = 0.1
_CONTROL = bytes({*range(0x01, 0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F})
_CONTROL_SAMPLE = 65536
_CONTROL_SHARE = 0.02
_CYRILLIC_SAMPLE = 1 << 20
# In Windows-1251 every Cyrillic letter is a byte from C0 up (or А8/B8 for Ё): whole words of high bytes.
_COMMON_LETTERS = "оеаинтсрвл"
_CYRILLIC_WORD = re.compile(rb"[\xa8\xb8\xc0-\xff]+")


def _windows_1252_byte(value: int) -> int:
    try:
        return ord(bytes([value]).decode("cp1252"))
    except UnicodeDecodeError:
        return value


_AS_1252 = {value: _windows_1252_byte(value) for value in range(0x80, 0xA0)}
_STRAY_AS_1252 = {0xDC00 + value: _windows_1252_byte(value) for value in range(0x80, 0x100)}


def decode(data: bytes, declared: str | None = None, *, name: str = "") -> str:
    """Return `data` as text, without its byte order mark and with its newlines as they are.

    `declared` is the charset the file or its transport names; one that is unknown or does not fit the bytes
    is passed over. `name` is only used to say which file is bad. Raises `BadArchive` for what is not text.
    """
    for bom, codec, label in _BOMS:
        if data.startswith(bom):
            return _unicode(data[len(bom) :], codec, label, name)
    label = (declared or "").strip().strip("\"'").lower().replace("_", "-")
    if label in _WIDE and b"\0" in data:
        return _unicode(data, label, label.upper(), name)
    _refuse_binary(data, name)
    if label:
        text = _as_declared(data, label)
        if text is not None:
            return text
    try:
        return _to_the_end(data, "utf-8")
    except UnicodeDecodeError:
        return _legacy(data)


def _unicode(data: bytes, codec: str, label: str, name: str) -> str:
    try:
        text = _to_the_end(data, codec)
    except UnicodeDecodeError as error:
        if codec == "utf-8":
            return _legacy(data)
        line = data[: error.start].decode(codec, "replace").count("\n") + 1
        raise BadArchive(
            "The file is marked as {encoding} but is not {encoding} from this line on.",
            file=name,
            line=line,
            encoding=label,
        ) from error
    if "\0" in text:
        raise _nul(text.count("\n", 0, text.index("\0")) + 1, name)
    return text


def _to_the_end(data: bytes, codec: str) -> str:
    """Decode strictly, but let the last character be cut in two."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        cut = error.reason in {"unexpected end of data", "truncated data"}
        if cut and error.start > 0 and len(data) - error.start < 4:
            return data[: error.start].decode(codec) + "\ufffd"
        raise


def _nul(line: int, name: str) -> BadArchive:
    return BadArchive("The file holds a NUL character, so it is not text.", file=name, line=line)


def _refuse_binary(data: bytes, name: str) -> None:
    other = binary_in(data)
    if other is not None:
        raise BadArchive(other, file=name)
    nul = data.find(b"\0")
    if nul >= 0:
        raise _nul(data.count(b"\n", 0, nul) + 1, name)
    sample = data[:_CONTROL_SAMPLE]
    if len(sample) - len(sample.translate(None, _CONTROL)) > max(4, _CONTROL_SHARE * len(sample)):
        raise BadArchive("The file is full of control characters, so it is not text.", file=name)


def _as_declared(data: bytes, label: str) -> str | None:
    if label in _LATIN:
        # A page that says Latin-1 and is well-formed UTF-8 was converted when it was saved.
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return _windows_1252(data)
    try:
        codec = codecs.lookup(label)
        if codec.name == "utf-8" or not codec._is_text_encoding:  # noqa: SLF001 - bytes.decode asks the same
            return None
        text = data.decode(codec.name)
    except (LookupError, UnicodeError):
        return None
    return text


def _windows_1252(data: bytes) -> str:
    return data.decode("latin-1").translate(_AS_1252)


def _legacy(data: bytes) -> str:
    text = data.decode("utf-8", "surrogateescape")
    stray = sum(1 for _ in re.finditer("[\udc80-\udcff]", text))
    fine = sum(1 for _ in re.finditer("[^\x00-\x7f\udc80-\udcff]", text))
    if stray <= _STRAY_SHARE * fine:
        return text.translate(_STRAY_AS_1252)
    if _cyrillic(data[:_CYRILLIC_SAMPLE]):
        return _likelier_cyrillic(data)
    return _windows_1252(data)


def _likelier_cyrillic(data: bytes) -> str:
    """Decode Cyrillic words: Windows-1251, or KOI8-R where that gives more of the commonest letters."""
    found: list[tuple[int, str]] = []
    for codec in ("cp1251", "koi8-r"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        found.append((sum(map(text[:_CYRILLIC_SAMPLE].lower().count, _COMMON_LETTERS)), text))
    return max(found, key=itemgetter(0))[1]


def _cyrillic(sample: bytes) -> bool:
    """Tell whether most high bytes stand in words of their own, as no Latin script writes them."""
    lengths = [len(word) for word in _CYRILLIC_WORD.findall(sample)]
    return sum(length for length in lengths if length >= 3) * 2 > sum(lengths)
