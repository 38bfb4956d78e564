"""How values of settings are shown: what is ours in the language of the moment, what is a server's as it is."""

from collections.abc import Callable

from bot.languages import Text, language
from bot.ui.markdown import named
from bot.ui.sentences import Markup, say, spoken

NAMED = 20
"""Words or channels that are named before they are only counted."""
VALUES = {
    "own": Text("own"),
    "quoted": Text("quoted"),
    "all": Text("all"),
    "slow": Text("slow"),
    "normal": Text("normal"),
    "fast": Text("fast"),
    "reading": Text("reading"),
    "happened": Text("happened"),
    "step": Text("step"),
    "spoiler": Text("spoiler"),
    "stars": Text("stars"),
    "auto": Text("auto"),
    "en": Text("English"),
    "ru": Text("Russian"),
    "yes": Text("yes"),
    "no": Text("no"),
    "none": Text("none"),
}
"""How values are called; they are typed as they stand on the left."""


def called(value: object) -> str:
    """Return what a value of a setting is called in the language of the moment: numbers and names are themselves."""
    text = VALUES.get(str(value))
    return str(value) if text is None else text.spoken(language())


def written(value: object) -> str:
    """Write yes or no as it is typed."""
    return "yes" if value else "no"


def yes(value: object) -> str:
    """Show yes or no."""
    return called(written(value))


def several(form: str) -> Callable[[object], str]:
    """Return what shows a list, each of it in `form`, the first of many by name; nothing where it is empty."""

    def show(value: object) -> str:
        each = ids(value)
        shown = Markup(", ".join(form.format(named(str(one))) for one in each[:NAMED]))
        more = len(each) - NAMED
        return say("{names} and {n} more", names=shown, n=more) if more > 0 else shown

    return show


def role_or(otherwise: Text) -> Callable[[object], str]:
    """Return what shows a role, and says `otherwise` where there is none."""
    return lambda value: Markup(f"<@&{value}>") if value else spoken(otherwise)


def ids(value: object) -> tuple[object, ...]:
    """Return the list that a value is; of anything else, none."""
    return tuple(value) if isinstance(value, (list, tuple)) else ()
