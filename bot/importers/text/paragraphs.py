"""Paragraphs by offset: runs of lines between blank ones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_GAP = re.compile(r"\n(?:[^\S\n]*\n)+")


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Where the paragraphs of a stretch of text start and end, in order; blank lines belong to none."""

    text: str
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, text: str, start: int, stop: int) -> "Paragraphs":
        """Find the paragraphs of `text[start:stop]`; `start` is the first character of a line that is not blank."""
        starts, ends = [], []
        at = start
        for gap in _GAP.finditer(text, start, stop):
            starts.append(at)
            ends.append(gap.start())
            at = gap.end()
        if at < stop and text[at:stop].strip():
            starts.append(at)
            ends.append(stop)
        return cls(text, starts, ends)

    def __len__(self) -> int:
        return len(self.starts)

    def line_end(self, index: int, at: int) -> int:
        """Return where the line at `at` of paragraph `index` ends."""
        end = self.text.find("\n", at, self.ends[index])
        return self.ends[index] if end < 0 else end

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield every line, stripped, with its paragraph's index."""
        for index, (start, end) in enumerate(zip(self.starts, self.ends, strict=True)):
            for line in self.text[start:end].split("\n"):
                yield index, line.strip()

    def last_line(self, index: int) -> str:
        """Return the last line of paragraph `index`, stripped; of a long one only its end."""
        end = self.ends[index]
        start = max(self.text.rfind("\n", self.starts[index], end) + 1, self.starts[index], end - 200)
        return self.text[start:end].strip()
