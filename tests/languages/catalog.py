"""The catalogs as the tests and the tool that updates them see them."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.languages import ENGLISH, LANGUAGES
from tests.languages.sources import ROOT, Found, Key

OTHERS = [code for code in LANGUAGES if code != ENGLISH]


def path_of(code: str) -> Path:
    return ROOT / "bot" / "languages" / f"{code}.po"


def read(code: str) -> Catalog:
    with path_of(code).open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def entries(catalog: Catalog) -> dict[Key, tuple[str, ...]]:
    """Every entry but the header, with its translations: one, or one for each plural form."""
    found = {}
    for message in catalog:
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
            found[Key(ids[0], "".join(ids[1:]), message.context or "")] = tuple(map(str, strings))
    return found


def written(code: str, found: list[Found]) -> bytes:
    """The catalog of a language for these keys: what was translated stays, the rest is empty, the header as it is."""
    old = path_of(code).read_bytes()
    header, _, _ = old.partition(b"\n\n")
    known = entries(read(code))
    fresh = Catalog(locale=code)
    for key, place in sorted(set(found), key=lambda each: (each.place, each.key)):
        ids = (key.one, key.many) if key.many else key.one
        string = known.get(key, ("",) * (fresh.num_plurals if key.many else 1))
        fresh.add(ids, string if key.many else string[0], locations=[(place, 1)], context=key.context or None)
    out = BytesIO()
    write_po(out, fresh, width=110, omit_header=True, include_lineno=False)
    return header.rstrip() + b"\n\n" + out.getvalue().lstrip(b"\n")
