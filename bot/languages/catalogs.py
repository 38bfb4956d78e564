"""Catalogs: gettext's own text files, read when a language is first spoken."""

from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

ENGLISH = "en"
LANGUAGES = (ENGLISH, "ru")
"""Every language spoken, by its code; English first, which needs no catalog."""


@cache
def catalog(language: str) -> NullTranslations:
    """Return the catalog of one of `LANGUAGES`; what it lacks it says in English."""
    if language == ENGLISH:
        return NullTranslations()
    # English alone, which is all the command line speaks, does without the reader.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with files(__package__).joinpath(f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return GNUTranslations(compiled)


def pointed(digits: str, language: str) -> str:
    """Write digits with the decimal sign `language` has in place of the point."""
    if language == ENGLISH:
        return digits
    from babel.numbers import get_decimal_symbol  # noqa: PLC0415

    return digits.replace(".", get_decimal_symbol(language))


def dated(day: date, pattern: str, language: str) -> str:
    """Write a day by a pattern of Unicode's (`d MMMM y`), months as `language` calls them."""
    from babel.dates import format_date  # noqa: PLC0415

    return format_date(day, pattern, locale=language)


def grouped(number: int, language: str) -> str:
    """Write a whole number with its digits in groups, as `language` does."""
    if language == ENGLISH:
        return f"{number:,}"
    from babel.numbers import format_decimal  # noqa: PLC0415

    return format_decimal(number, locale=language)
