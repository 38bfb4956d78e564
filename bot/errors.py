"""Everything that may go wrong, as one tree.

HansardError
├── UserError            a sentence for the person who caused it, shown as it stands
│   ├── NotFound         nothing has that name, or nothing the asker may see
│   ├── NotAllowed       the asker, or the bot, lacks a permission; the sentence names it
│   ├── BadArchive       a file that cannot be read as a thread; knows file and line
│   ├── PicturesUnavailable  the typesetter or its typefaces are not installed
│   ├── BadSettings      process settings that are wrong; holds every sentence at once
│   └── OutOfService     the database cannot be used now; says why and what its operator can do
├── DrawingFailed        a picture could not be set: a fault of ours
└── StoreError           the database refused (newer schema, locked, damaged)
"""

from collections.abc import Sequence

from bot.languages import Text


class HansardError(Exception):
    """Base of every error raised on purpose."""


class UserError(HansardError):
    """A mistake of the person asking; `sentence` is fit to be shown to them, `str(error)` the same in English."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        """Take the English sentence with `{names}` for its values, or a whole `Text`."""
        self.sentence = sentence if isinstance(sentence, Text) else Text(sentence, **values)
        super().__init__(str(self.sentence))


class NotFound(UserError):  # noqa: N818 - reads as what happened
    """Nothing has that name, or nothing the asker may see."""


class NotAllowed(UserError):  # noqa: N818
    """The asker or the bot lacks a permission; the sentence names it."""


class BadArchive(UserError):  # noqa: N818
    """A file that cannot be read as an archived thread.

    `file` is the name as it was given, `line` counts from 1 (None where no line is to blame). `kind` is the reason
    as other files have it, too.
    """

    def __init__(
        self,
        reason: str,
        /,
        *,
        file: str = "",
        line: int | None = None,
        kind: Text | None = None,
        **values: object,
    ) -> None:
        """Say what is wrong in `reason`, as in every `UserError`; the place is put in front of it."""
        self.reason = reason if isinstance(reason, Text) else Text(reason, **values)
        self.kind = kind or self.reason
        place = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(Text("{place}{reason}", place=place, reason=self.reason))
        self.file = file
        self.line = line


class PicturesUnavailable(UserError):  # noqa: N818
    """The typesetter or a typeface is not installed; the sentence says how to install it."""


class BadSettings(UserError):  # noqa: N818
    """Process settings that are wrong, all of them reported together."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Take one sentence per wrong setting."""
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class DrawingFailed(HansardError):  # noqa: N818
    """The typesetter refused what it was given, or the picture came out too large: a fault of ours."""


class StoreError(HansardError):
    """The database refused: its schema is newer, it is locked, or it is damaged."""


class OutOfService(UserError, StoreError):  # noqa: N818
    """The database cannot be used now (disk full, read-only, locked, damaged); the sentence says what to do."""
