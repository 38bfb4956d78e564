"""What forums and mail programs write around quoted words, in every language at once: `phrases.toml`."""

import re
import tomllib
from functools import cache
from importlib.resources import files

_OPTIONAL = re.compile(r"\s?\(([^()]*)\)")
_FIRST_UNSPACED = 0x2E80
"""From this code point on, scripts put no blanks between words."""


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))


def kinds() -> frozenset[str]:
    """Return the kinds of phrases there are."""
    return frozenset(kind for table in _tables().values() for kind in table)


def languages() -> dict[str, dict[str, list[str]]]:
    """Return the phrases as they are written down: by language, then by kind."""
    return _tables()


def _forms(phrase: str) -> set[str]:
    """Return how `napsal(a)` may stand in a text: napsal, napsala, napsal(a)."""
    return {
        phrase.casefold(),
        _OPTIONAL.sub("", phrase).casefold(),
        _OPTIONAL.sub(lambda part: part[1].lstrip("-"), phrase).casefold(),
    }


class Phrases:
    """All phrases of some kinds. Whole words are compared, whatever their case; in Chinese, Japanese, Korean not."""

    def __init__(self, *kinds: str) -> None:
        """Gather the phrases of `kinds`; a kind that no language has raises `KeyError`."""
        found = _all(*kinds)
        self._forms = frozenset(found)
        self._attached = tuple(
            sorted((form for form in found if ord(form[0]) >= _FIRST_UNSPACED), key=len, reverse=True)
        )
        self._longest = max(form.count(" ") + 1 for form in found)
        self._first_words = frozenset(form.partition(" ")[0] for form in found)
        self._last_words = frozenset(form.rpartition(" ")[2] for form in found)

    def __contains__(self, text: str) -> bool:
        """Tell whether `text` is one of the phrases."""
        return text.casefold() in self._forms

    def at_end(self, text: str) -> int | None:
        """Return where the longest phrase begins that `text` ends with; None where it ends with none."""
        found, at = None, len(text)
        if text.rpartition(" ")[2].casefold() in self._last_words:
            for _ in range(self._longest):
                at = text.rfind(" ", 0, at) if at > 0 else -1
                if text[at + 1 :].casefold() in self._forms:
                    found = at + 1
                if at < 0:
                    break
        if found is None and text.endswith(self._attached):
            found = len(text) - len(next(form for form in self._attached if text.endswith(form)))
        return found

    def at_start(self, text: str) -> int | None:
        """Return where the longest phrase ends that `text` begins with; None where it begins with none."""
        found, at = None, -1
        first = text.partition(" ")[0].casefold()
        if first in self._first_words or first.rstrip(",:") in self._first_words:
            for _ in range(self._longest):
                at = text.find(" ", at + 1)
                end = at if at >= 0 else len(text)
                if text[:end].rstrip(",:").casefold() in self._forms:
                    found = end
                if at < 0:
                    break
        if found is None and text.startswith(self._attached):
            found = len(next(form for form in self._attached if text.startswith(form)))
        return found


def either(*kinds: str) -> str:
    """Return a regular expression for any phrase of some kinds in any of its forms, the longest first; no groups."""
    return _any(_all(*kinds))


def either_behind(*kinds: str) -> str:
    """Return the same for phrases behind a name: after a blank, where their script puts blanks between words."""
    found = _all(*kinds)
    attached = {form for form in found if ord(form[0]) >= _FIRST_UNSPACED}
    return rf"(?:\s(?:{_any(found)})|(?:{_any(attached)}))"


def _all(*kinds: str) -> set[str]:
    return {
        form for table in _tables().values() for kind in kinds for one in table[kind] for form in _forms(one)
    }


def _any(phrases: set[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda one: (-len(one), one)))


def beginnings(*kinds: str) -> frozenset[str]:
    """Return the first three letters, case folded, of every phrase of some kinds: to pass over lines quickly."""
    return frozenset(form[:3] for form in _all(*kinds))
