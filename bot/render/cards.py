"""Quote cards: somebody's words, verbatim, as a picture worth posting."""

from dataclasses import asdict
from typing import Any

from bot.archive.spoken import Spoken
from bot.languages import say
from bot.render.avatar import initials
from bot.render.colours import GROUNDS, author_colour, coloured, ink_on
from bot.render.fit import Fitted, Room, fit, line, locale, paragraphs
from bot.render.fonts import Fonts
from bot.render.press import draw
from bot.render.values import Card, Style, Theme

# Sizes in points with the height each may fill: short quotes stand large on a wide card; only long ones
# make the card taller. A feed shows the card at about half its pixels, so 14 points is the least.
_STEPS = (
    (64, 84),
    (48, 118),
    (40, 124),
    (34, 130),
    (30, 160),
    (26, 185),
    (23, 205),
    (20, 225),
    (18, 300),
    (16, 360),
    (14, 430),
)
_ROOM = Room(500, _STEPS, 2400)
_RECORD_ROOM = Room(504, _STEPS, 2400)
_MAIN_ROOM = Room(476, ((26, 130), (22, 160), (19, 190), (17, 230), (15, 270)), 1600)
_SIDE_ROOM = Room(476, ((15, 64), (13.5, 92)), 600)


def render_card(card: Card, style: Style, fonts: Fonts) -> bytes:
    """Draw a quote as a PNG, 1200 pixels wide and at most 1400 high.

    Text too long for its card is cut after a sentence, word or grapheme and the cut is shown as […] in the colour
    of the furniture. Any text at all is drawn. EXCHANGE shows the parent and the reply where the card has them.
    """
    template, values = layout(card, style, fonts)
    return draw(fonts, template, values)


def layout(card: Card, style: Style, fonts: Fonts) -> tuple[str, dict[str, Any]]:
    """The template a card is set with and everything it draws: texts, sizes and colours."""
    match style:
        case Style.DARK | Style.LIGHT:
            return "card", _plain(card, Theme(style.value), fonts)
        case Style.RECORD:
            return "record", _record(card, fonts)
        case Style.EXCHANGE:
            return "exchange", _exchange(card, fonts)


def shown(card: Card, style: Style, fonts: Fonts) -> Fitted:
    """What of the card's words the picture in that style holds."""
    match style:
        case Style.RECORD:
            room = _RECORD_ROOM
        case Style.EXCHANGE:
            room = _MAIN_ROOM
        case Style.DARK | Style.LIGHT:
            room = _ROOM
    return fit(card.words.text, room, fonts, face="serif")


def _plain(card: Card, theme: Theme, fonts: Fonts) -> dict[str, Any]:
    style = Style(theme.value)
    return {
        **_speaker(card.words, theme),
        **_furniture(card, theme),
        "width": _ROOM.width,
        "least": 120,
        "quote": _words(shown(card, style, fonts), before=card.before, after=card.after),
        "under": line(" · ".join(part for part in (card.author_title, card.date) if part)),
    }


def _record(card: Card, fonts: Fonts) -> dict[str, Any]:
    return {
        **_speaker(card.words, Theme.LIGHT),
        **_furniture(card, Theme.LIGHT),
        "heading": say("Official Report"),
        "quote": _words(shown(card, Style.RECORD, fonts), before=card.before, after=card.after),
        "author_title": line(card.author_title or ""),
        "date": line(card.date),
    }


def _exchange(card: Card, fonts: Fonts) -> dict[str, Any]:
    theme = Theme.DARK
    voices = (
        (card.parent, _SIDE_ROOM, card.parent_before, card.parent_after),
        (card.words, _MAIN_ROOM, card.before, card.after),
        (card.reply, _SIDE_ROOM, False, False),
    )
    coats = coloured([_name(words) for words in (card.words, card.parent, card.reply) if words], theme)

    def voice(spoken: Spoken | None, room: Room, before: bool, after: bool) -> dict[str, Any] | None:  # noqa: FBT001
        if spoken is None:
            return None
        accent = coats[_name(spoken)]
        fitted = fit(spoken.text, room, fonts, face="serif")
        return {
            **_speaker(spoken, theme),
            "accent": accent,
            "on_accent": ink_on(accent),
            "id": line(str(spoken.post)),
            "quote": _words(fitted, before=before, after=after),
        }

    return {
        **_furniture(card, theme),
        "date": line(card.date),
        "voices": [voice(*each) for each in voices],
    }


def _words(fitted: Fitted, *, before: bool, after: bool) -> dict[str, Any]:
    return {
        "begun": before,
        "lines": paragraphs(fitted.shown),
        "size": fitted.size,
        "cut": fitted.cut or after,
        "locale": locale(fitted.shown),
    }


def _name(words: Spoken) -> str:
    """Whose words they are: a card shows nobody's words under a name."""
    return words.writer or say("nobody vouched for")


def _speaker(words: Spoken, theme: Theme) -> dict[str, str]:
    author = _name(words)
    accent = author_colour(author, theme)
    return {
        "author": line(author),
        "initials": initials(author),
        "accent": accent,
        "on_accent": ink_on(accent),
    }


def _furniture(card: Card, theme: Theme) -> dict[str, Any]:
    return {"thread": line(card.thread), "id": line(str(card.words.post)), "colours": asdict(GROUNDS[theme])}
