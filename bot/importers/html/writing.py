"""Text as a browser lays it out: white space collapsed, lines where blocks and breaks are, marks in step."""

import re
from dataclasses import replace

from bot.archive.model import Mark

_BLANKS = " \t\n\r\f"
_SPACE = re.compile(r"[\t\n\r\f][ \t\n\r\f]*| [ \t\n\r\f]+")


class Writer:
    """Collects the text of a post and the marks over it.

    White space between blocks is written only when something follows it, so a mark begins at its first
    visible character and ends after its last.
    """

    def __init__(self) -> None:
        self.verbatim = 0
        """In how many elements that keep white space one stands."""
        self._pieces: list[str] = []
        self._length = 0
        self._newlines = 0
        self._gap = ""  # a space or a tab waiting for what follows
        self._open: list[tuple[Mark, int]] = []  # marks still waiting for, or holding, their start
        self._marks: list[tuple[Mark, int, int]] = []

    def words(self, text: str) -> None:
        """Write running text: ASCII white space collapses, but where it stands verbatim."""
        if self.verbatim:
            self._lines(text)
            return
        body = text.strip(_BLANKS)
        if not body:
            if text and not self._newlines:
                self._space(" ")
            return
        if text[0] in _BLANKS:
            self._space(" ")
        if "  " in body or "\n" in body or "\t" in body or "\r" in body or "\f" in body:
            self._put(_SPACE.sub(" ", body))
        else:
            self._put(body)
        if text[-1] in _BLANKS:
            self._space(" ")

    def end_verbatim(self) -> None:
        """End what stands verbatim, or the innermost such stretch."""
        self.verbatim -= 1

    def _lines(self, text: str) -> None:
        for index, line in enumerate(text.replace("\r\n", "\n").split("\n")):
            if index:
                self.newline()
            if line:
                self._put(line)

    def newline(self) -> None:
        """End the line, even an empty one."""
        self._gap = ""
        self._newlines += 1

    def line(self) -> None:
        """Begin or end a block: what follows stands on a line of its own."""
        self._gap = ""
        self._newlines = self._newlines or 1

    def paragraph(self) -> None:
        """Begin or end a block that stands a line apart."""
        self._gap = ""
        self._newlines = max(self._newlines, 2)

    def cell(self) -> None:
        """Begin a table cell: a tab apart from the cell before it in its row."""
        self._space("\t")

    def open(self, mark: Mark) -> None:
        """Begin a mark (its offsets are ignored) that starts with the next visible character."""
        self._open.append((mark, -1))

    def close(self) -> None:
        """End the innermost open mark; one that covers nothing is dropped."""
        mark, start = self._open.pop()
        if start >= 0:
            self._marks.append((mark, start, self._length))

    def result(self) -> tuple[str, tuple[Mark, ...]]:
        """Return the text and its marks, outer before inner, in text order."""
        while self._open:
            self.close()
        text = "".join(self._pieces)
        body = text.rstrip()
        if not self._marks:
            return body, ()
        ends = ((mark, start, min(end, len(body))) for mark, start, end in reversed(self._marks))
        marks = [replace(mark, start=start, end=end) for mark, start, end in ends if start < end]
        return body, tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))

    def _space(self, gap: str) -> None:
        if self._length and not self._newlines and self._gap != "\t":
            self._gap = gap

    def _put(self, text: str) -> None:
        if not self._length:
            text = text.lstrip()
            if not text:
                return
        lead = "\n" * self._newlines if self._length else ""
        lead = lead or self._gap
        self._newlines, self._gap = 0, ""
        self._pieces += (lead, text)
        self._length += len(lead)
        if self._open:
            self._start_marks()
        self._length += len(text)

    def _start_marks(self) -> None:
        """Let the marks that still wait for their start have it here."""
        for index in range(len(self._open) - 1, -1, -1):
            mark, start = self._open[index]
            if start >= 0:
                break
            self._open[index] = (mark, self._length)
