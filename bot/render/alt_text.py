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
        before = f"{_name(card.parent)}: {_quoted(card.parent.text, MAX_LENGTH // 5)} {say('Answered by')} "
    if style is Style.EXCHANGE and card.reply:
        answer = _quoted(card.reply.text, MAX_LENGTH // 5)
        after = f" {say('Answered by')} {_name(card.reply)}: {answer}"
    head = _cut(before + head, MAX_LENGTH - 16 - _units(after))
    return head + _quoted(card.words.text, MAX_LENGTH - _units(head) - _units(after)) + after


def _name(words: Spoken) -> str:
    return line(words.writer or say("nobody vouched for"))


def _quoted(text: str, room: int) -> str:
    if _units(text) + 2 <= room:
        return f"“{text}”"
    return f"“{_cut(text, room - 6).rstrip()}” […]"


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
