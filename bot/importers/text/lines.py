"""Lines by offset: nothing is copied but the line looked at.

The text a structure is sought in has the same length as the archive's, but only LF newlines: offsets found
in one are good in the other.
"""

import re

_BLANK_LINES = re.compile(r"(?:[^\S\n\u00a0]*\n)*(?:[^\S\n\u00a0]*\Z)?")
_SEPARATOR = re.compile(r"\n[^\S\n\u00a0]*\u00a0[^\S\n]*(?=\n|\Z)")


def same_length_lf(text: str) -> str:
    """Return `text` with every CRLF as blank and LF, every lone CR as LF: no offset moves."""
    if "\r" not in text:
        return text
    return text.replace("\r\n", " \n").replace("\r", "\n")


def line_end(text: str, at: int) -> int:
    """Return where the line holding offset `at` ends, before its newline."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def skip_blank(text: str, at: int) -> int:
    """Return the start of the first line from `at` on that is not blank; U+00A0 is not blank."""
    found = _BLANK_LINES.match(text, at)
    return max(at, found.end()) if found else at


def separators(text: str) -> list[tuple[int, int]]:
    """Return every line that holds only U+00A0: where it starts, and where the next line does."""
    found = [(match.start() + 1, min(match.end() + 1, len(text))) for match in _SEPARATOR.finditer(text)]
    if text.startswith("\u00a0") and not text[: line_end(text, 0)].strip():
        found.insert(0, (0, min(line_end(text, 0) + 1, len(text))))
    return found


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow a stretch to leave out blank lines at its start and all white space at its end."""
    piece_end = len(text[start:end].rstrip()) + start
    if piece_end == start:
        return start, start
    while True:
        stop = text.find("\n", start, piece_end)
        if stop < 0 or text[start:stop].strip():
            return start, piece_end
        start = stop + 1
