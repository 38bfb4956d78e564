"""Text of format=flowed (RFC 3676), whose lines were broken only for the way."""

import re

_DEPTH = re.compile(r">*")
_RULE = "-- "
"""The line above a signature ends with a blank, and stands alone all the same."""


def unflowed(text: str, *, delete_space: bool) -> str:
    """Return `text` with its paragraphs whole again, those of every depth of quotes apart.

    A line that ends with a blank goes on in the next one of its depth; with `delete_space` without that blank.
    """
    lines: list[str] = []
    open_depth = -1  # of the line that waits for more; -1: none does
    for raw in text.replace("\r\n", "\n").split("\n"):
        signs = _DEPTH.match(raw)
        depth = signs.end() if signs else 0
        words = raw[depth:].removeprefix(" ")
        if depth == open_depth and words != _RULE:
            lines[-1] += words
        else:
            lines.append(f"{'>' * depth} {words}" if depth else words)
        goes_on = words.endswith(" ") and words != _RULE
        open_depth = depth if goes_on else -1
        if goes_on and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
