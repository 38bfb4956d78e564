"""What a picture says, in words, for those who do not see it."""

import regex

from bot.archive.spoken import Spoken
from bot.languages import say
from bot.render.fit import line
from bot.render.values import Card, Style

MAX_LENGTH = 1024
"""Discord's limit for the description of an attachment, counted here in UTF-16 units, the stricter way."""

_GRAPHEME = regex.compile(r"\X")


def alt_text(card: Card, style: Style = Style.DARK) -> str:
    """Describe a card, at most `MAX_LENGTH` long: who, where, when, then the words themselves.

    The quote is verbatim; where it does not fit it ends at a grapheme and `[…]` follows the closing quote mark.
    An exchange names its parent and reply and quotes each in a fifth of the space.
    """
    who = _name(card.words) + (f" ({line(card.author_title)})" if card.author_title else "")
    where = say("in “{thread}”, {post}", thread=line(card.thread), post=line(str(card.words.post)))
    head = f"{', '.join(part for part in (who, line(card.date), where) if part)}: "
    before = after = ""
    if style is Style.EXCHANGE and card.parent:
        parent = _quoted(
            card.parent.text, MAX_LENGTH // 5, before=card.parent_before, after=card.parent_after
        )
        before = f"{_name(card.parent)}: {parent} {say('Answered by')} "
    if style is Style.EXCHANGE and card.reply:
        answer = _quoted(card.reply.text, MAX_LENGTH // 5)
        after = f" {say('Answered by')} {_name(card.reply)}: {answer}"
    head = _cut(before + head, MAX_LENGTH - 16 - _units(after))
    room = MAX_LENGTH - _units(head) - _units(after)
    return head + _quoted(card.words.text, room, before=card.before, after=card.after) + after


def _name(words: Spoken) -> str:
    return line(words.writer or say("nobody vouched for"))


def _quoted(text: str, room: int, *, before: bool = False, after: bool = False) -> str:
    first = "[…] " if before else ""
    if not after and _units(first + text) + 2 <= room:
        return f"{first}“{text}”"
    return f"{first}“{_cut(text, room - _units(first) - 6).rstrip()}” […]"


def _cut(text: str, room: int) -> str:
    kept = used = 0
    for grapheme in _GRAPHEME.findall(text[: room + 64]):
        used += _units(grapheme)
        if used > room:
            break
        kept += len(grapheme)
    return text[:kept]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
