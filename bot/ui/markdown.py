"""Other people's words inside Discord's Markdown, seen as they were written. Pure: no discord needed.

The rules escaped here are Discord's own (https://support.discord.com/hc/en-us/articles/210298617 and the
message formats of the developer documentation) and, where it costs a reader nothing, CommonMark's, so that a
preview built on a CommonMark renderer shows the same. A backslash hides in front of any sign that is no ASCII
letter, digit or space.
"""

import re
from collections.abc import Callable
from urllib.parse import quote

import regex  # for what the standard library cannot tell: grapheme clusters

from bot.archive.one_line import one_line
from bot.languages import Markup

_ADDRESS = re.compile(r"https?://[^\s/\\]+(?:[/?#]\S*)?", re.IGNORECASE)
_BREAKING = re.compile(r"[()<>\[\]\\`|*]|[^!-~]")
_LONGEST_ADDRESS = 600
MESSAGE_LIMIT = 2000
"""Signs in one message. Measured in UTF-16 units, never fewer than code points: safe under either reading."""

# Where a reader or a renderer may start a new line.
_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"

# What the client turns into a link by itself: lower case scheme, anything up to a space or "<", and a last
# sign that does not end a sentence. Escapes inside one would be shown, so a link leaves here as it came.
_LINK = re.compile(r"""(?:https?|steam)://[^\s<]+[^<.,:;"'\]\s]""")
_NEEDS_BRACKETS = re.compile(r"[*_~|`\\\[\]{}^()@&;]|:[^\s:]+:")
_PLAIN_LINK = re.compile(
    r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?::[0-9]+)?"
    r"(?:[/?#](?:[A-Za-z0-9_\-./?=&%#+,@!$]|\([A-Za-z0-9_\-./?=&%#+,!$]*\))*)?(?<![.?,!])"
)

_SIGNS = re.compile(
    r"""
    (?=[\\*_|`\[~<&@:\#\-+=>0-9hs])     # most letters go by at one look
    (?: (?P<link>(?:https?|steam)://(?=[^\s<])[^\s<>]*)
      | (?P<lead>[\#\-+=>] | (?<![0-9])[0-9]++(?=[.)]))
      | [\\*_|`\[]
      | ~(?=~) | (?<=~)~
      | <(?![ ]|\Z|3(?:[ ]|\Z))            # "<3" and "a < b" are nothing to Discord
      | &(?=\#?\w+;)                     # entities are nothing to Discord, but something to CommonMark
      | @(?=everyone|here)
      | :(?=[^\s:]+(?:::skin-tone-\d)?:)
    )
    """,
    re.VERBOSE,
)


def escape(text: str) -> Markup:
    """Return `text` such that a reader of the Discord message sees it sign for sign as it is.

    Bare links stay bare wherever the client would link exactly the author's link, and are put in the angle
    brackets that nobody sees (`<https://…>`) where signs in or around them would be taken for something else.
    Previews of links are for the sender to suppress, by flag. Blanks at both ends of a whole message are
    dropped by Discord itself, whatever is written here.
    """
    out: list[str] = []
    at = 0
    signs = _SIGNS.finditer(text)
    while match := next(signs, None):
        start, end = match.span()
        out.append(text[at:start])
        at = end
        if match["link"]:
            shown, at = _link(text, start, end)
            out.append(shown)
            if at != end:
                signs = _SIGNS.finditer(text, at)
        elif not match["lead"]:
            out.append("\\" + match[0])
        elif not _leads(text, start):
            out.append(match[0])
        elif match[0].isdigit():
            out.append(match[0] + "\\" + text[end])
            at = end + 1
        else:
            out.append("\\" + match[0])
    out.append(text[at:])
    return Markup("".join(out))


def named(text: str) -> Markup:
    """Return a name or a title of somebody else's so that it stays one line and is seen as it is; it links nowhere."""
    return Markup(":\\//".join(map(escape, one_line(text).split("://"))))


def is_address(url: str) -> bool:
    """Tell whether `url` leads somewhere on the web, and to nothing that would run."""
    return bool(_ADDRESS.fullmatch(url)) and len(url) <= _LONGEST_ADDRESS


def link(words: Markup, url: str) -> Markup:
    """Return `words` leading to an address of the archive's, which cannot break out of the link."""
    return Markup(f"[{words}](<{_BREAKING.sub(lambda sign: quote(sign[0], safe=''), url)}>)")


def clipped(markdown: str, limit: int) -> Markup:
    """Return Markdown that is ours cut to `limit` signs, with an ellipsis, never between a backslash and its sign."""
    if length(markdown) <= limit:
        return Markup(markdown)
    kept = markdown[: limit - 1]
    while length(kept) > limit - 1:
        kept = kept[:-1]
    slashes = len(kept) - len(kept.rstrip("\\"))
    return Markup((kept[:-1] if slashes % 2 else kept).rstrip() + "…")


def shortened(text: str, most: int) -> str:
    """Return plain text in at most `most` signs: cut between graphemes, with an ellipsis; one where nothing is."""
    if length(text) <= most:
        return text if text.strip() else "…"
    at = room = 0
    for cluster in _CLUSTER.finditer(text, 0, most):
        room += length(cluster[0])
        if room > most - 1:
            break
        at = cluster.end()
    return text[:at].rstrip() + "…"


def quote_block(text: str) -> Markup:
    """Return `text` as a block quote showing exactly its lines; blank lines at its end are dropped.

    Without them the block cannot end in a lone `>`, which Discord's trimming would turn into a visible sign.
    """
    lines = escape(text).split("\n")
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    return Markup("\n".join("> " + line for line in lines))


def length(text: str) -> int:
    """Return how many signs Discord may count: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _leads(text: str, at: int) -> bool:
    """Tell whether only blanks stand before `at` on its line."""
    while at and text[at - 1].isspace():
        if text[at - 1] in _BREAKS:
            return True
        at -= 1
    return at == 0


def _link(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the link at `start` as it must be written, and where the text goes on after it."""
    core = _core(text[start:end])
    after = start + len(core)
    if not _LINK.fullmatch(core):
        # Too short to be a link, unless the backslashes that follow made it longer: not to be linked at all.
        after = text.index("://", start) + 3
        return text[start : after - 2] + "\\//", after
    follows = text[after:].split(maxsplit=1)[0] if text[after : after + 1].strip() else ""
    before = text[start - 1 : start]
    bare = (
        not (before.isalnum() or before == "_")
        and (not _NEEDS_BRACKETS.search(core) or bool(_PLAIN_LINK.fullmatch(core)))
        and _quiet(text, after, after + len(follows))
        and _linked(core + follows) == core
    )
    return (core if bare else f"<{core}>"), after


def _quiet(text: str, start: int, end: int) -> bool:
    """Tell whether nothing needs a backslash between `start` and `end`."""
    sign = _SIGNS.search(text, start)
    return sign is None or sign.start() >= end


def _core(link: str) -> str:
    """Cut off what ends the sentence rather than the link."""
    while link:
        last = link[-1]
        if last in ".,:;!?\"'*~|`>]}" or (last == ")" and link.count(")") > link.count("(")):
            link = link[:-1]
        else:
            break
    return link


def _linked(text: str) -> str:
    """Return the stretch at the start of `text` that the client links by itself."""
    match = _LINK.match(text)
    if not match:
        return ""
    link = match[0]
    closing = len(link) - len(link.rstrip(")"))
    return link[:-1] if closing > link.count("(") else link


# Where a text may be cut, best first; each pattern ends where the next part begins.
_CUTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\n(?:[^\S\n]*\n)+",  # paragraphs; the separators of some archives hold a no-break space
        r"\n",
        r"""[.!?…。！？]+["'”’»)\]]*\s+|[。！？]""",
        r"\s+",
    )
)
_WHOLE = re.compile(
    r"(?P<fence>```.*?```)|(?P<link>(?:https?|steam)://[^\s<>]+)|(?P<tag><[^<>\s][^<>\n]*>)", re.DOTALL
)
_CLUSTER = regex.compile(r"\X")


def split(text: str, limit: int = MESSAGE_LIMIT, shown: Callable[[str], str] = escape) -> list[str]:
    """Cut raw `text` into parts that each fit `limit` once `shown`; joined, they are `text` to the letter.

    Cuts fall between paragraphs where one fits, else lines, sentences, words, and never inside what a reader
    takes for one sign (a grapheme cluster), a code fence or a link, unless that alone exceeds the limit.
    `limit` counts UTF-16 units and must be 8 or more. An empty text has no parts.
    """
    if limit < 8:
        raise ValueError("a message of fewer than 8 signs cannot hold text")
    parts: list[str] = []
    at = 0
    while at < len(text):
        end = cut(text, at, limit, shown)
        parts.append(text[at:end])
        at = end
    return parts


def cut(text: str, start: int, limit: int, shown: Callable[[str], str] = escape) -> int:
    """Return where the part of `text` that begins at `start` ends, by the rules of `split`; the text must go on."""
    window = text[start : start + limit]
    most = _most(window, limit, shown)
    if start + most == len(text):
        return len(text)
    whole = [
        (match.start() - start, match.end() - start)
        for match in _WHOLE.finditer(text, start, start + 4 * limit)
    ]

    def last(ends: list[int]) -> int:
        falling = (end for end in reversed(ends) if end <= most and length(shown(window[:end])) <= limit)
        return next(falling, 0)

    clusters = [match.end() - start for match in _CLUSTER.finditer(text, start, start + 2 * limit)]
    inside = {at for a, b in whole for at in range(max(a, 0) + 1, min(b, most + 1))}
    edges = {end for end in clusters if end <= most} - inside
    for pattern in _CUTS:
        if size := last([match.end() for match in pattern.finditer(window) if match.end() in edges]):
            return start + size
    return start + (last(sorted(edges)) or last(clusters) or most)


def _most(window: str, limit: int, shown: Callable[[str], str]) -> int:
    """Return how many signs of `window` fit, at least one: longer texts show longer, nearly."""
    low, high = 1, len(window)
    while low < high:
        middle = (low + high + 1) // 2
        if length(shown(window[:middle])) <= limit:
            low = middle
        else:
            high = middle - 1
    while low > 1 and length(shown(window[:low])) > limit:
        low -= 1
    return low
