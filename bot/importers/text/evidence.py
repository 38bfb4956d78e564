"""What speaks for and against a short line being an author's: one row of numbers per candidate."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from bot.importers.text.candidates import Candidate, Layout
from bot.importers.text.echoes import Echoes
from bot.importers.text.lines import line_end
from bot.importers.text.paragraphs import Paragraphs
from bot.importers.text.shapes import SHAPE_NAMES, is_closing, shape
from bot.importers.text.titles import GIVEN

_MENTION = re.compile(
    r"@([^\s,:;!?]{2,40})|^(?:quote from: |originally posted by |posted by )?(.{1,50}?) (?:said|wrote|schrieb):"
    r"|^(?:hi|hello|hey|dear|thanks|thank you|thx) ([^,.!?\n]{2,40})[,.!?\n]",
    re.IGNORECASE | re.MULTILINE,
)
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|hallo|moin|bonjour|salut|hola|ciao|guten|good (?:morning|day|evening)|greetings|thanks?"
    r"|welcome|привет|здравствуйте|добрый|liebe[rs]?)\b|@\w",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"\b(?:writes?|wrote|said|says|schrieb|a écrit|escribió)\s?:|^(?:in article|on .{6,60}wrote|>)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"@| at ")
_REACTIONS = re.compile(r"^Reactions: (.+?)(?: and \d+ others?)?$", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_NAME_PART = re.compile(r"[^\W\d_]+")
_SAMPLE = 1 << 21
_POSTSCRIPT = re.compile(r"p\.?\s?p?\.?\s?s\b", re.IGNORECASE)
_BRACKETS = ("()", "[]", "{}", "<>")
_NEAR = 80
_BODY = 120
_LONGEST_OPENING = 300
_MOSTLY = 0.7
_ECHO = 15
"""A line of fewer characters that stands twice need not be a quote."""


_CAPITALISED, _OF_CODE = SHAPE_NAMES.index("capitalised"), SHAPE_NAMES.index("of_code")
_BULLET, _COLON = SHAPE_NAMES.index("bullet"), SHAPE_NAMES.index("colon_end")
TITLE_SHAPES = (
    "words_2", "words_3", "words_4_up", "long", "sentence_end", "colon_end", "comma_end", "lower_single",
    "lower_many", "capitalised", "function_word", "function_words", "code", "bullet", "quote_mark", "interjection",
)  # fmt: skip
_TITLE_COLUMNS = tuple(SHAPE_NAMES.index(name) for name in TITLE_SHAPES)

CONTEXT = (
    "bias", "again", "again_much", "starter", "mentioned", "line_elsewhere", "common_words", "common_all",
    "common_capitals", "name_spoken", "after_closing", "after_colon",
    "after_comma", "after_sentence", "after_short", "opens_short", "opens_lower", "opens_echo", "copied_before",
    "copied_behind", "opens_name", "before_echo", "opens_greeting", "opens_attribution", "closing_comma", "spoken",
    "opens_addressing", "before_lower", "greeting", "closing", "lower_spoken", "long_word", "first",
    "before_shared", "before_code", "opens_code", "opens_bullet", "opens_heading", "opens_self",
)  # fmt: skip
ALONE = (
    "again_elsewhere", "opens_with_echo", "opens_as_echo", "opens_in_few_words", "copied_with_one", "copied_with_two",
    "same_above", "same_behind", "postscript", "opens_rule", "often_closed", "closed_again", "unbalanced",
    "spoken_by_part",
)  # fmt: skip
"""Columns for threads that print names alone, in which other names are harder to tell."""

TITLED = (
    "given", "pair_again", "other_title", "bearers", "title_elsewhere", "title_echo",
    *(f"title_{name}" for name in TITLE_SHAPES),
)  # fmt: skip


class Evidence:
    """The rows of a thread's candidates."""

    def __init__(self, paragraphs: Paragraphs, found: Sequence[Candidate], layout: Layout) -> None:
        """Count over the whole thread what the rows need."""
        self.layout = layout
        self.shapes: dict[str, list[float]] = {}
        self.names = Counter(one.name for one in found)
        self.pairs = Counter((one.name, one.title) for one in found)
        self.titles = Counter(one.title for one in found)
        self.bearers: dict[str, set[str]] = defaultdict(set)
        self.above: Counter[tuple[str, str]] = Counter()
        self.below: Counter[tuple[str, str]] = Counter()
        self.openings: dict[str, set[str]] = defaultdict(set)
        self.after: dict[str, set[str]] = defaultdict(set)
        self.first = found[0] if found else None
        for one in found:
            self.after[one.before].add(one.name)
            if one.opening not in self.names:
                self.openings[one.name].add(one.opening)
            self.bearers[one.title].add(one.name)
            self.above[(one.before, one.name)] += 1
            self.below[(one.title or one.name, one.opening[:60])] += 1
        asked = (
            set(self.names)
            | set(self.titles)
            | {one.opening for one in found}
            | {one.before for one in found}
        )
        self.seen: Counter[str] = Counter()
        for _, line in paragraphs.lines():
            if line[:300] in asked:
                self.seen[line[:300]] += 1
        text = paragraphs.text
        self.mentioned: Counter[str] = Counter()
        for groups in _MENTION.findall(text):
            self.mentioned.update(part.strip().casefold() for part in groups if part)
        for listed in _REACTIONS.findall(text):
            self.mentioned.update(part.strip().casefold() for part in listed.split(", "))
        self.spoken = Counter(_WORD.findall(text[:_SAMPLE]))
        self.text = text
        if not layout.titled:
            self._count_names_alone(found)
        self.name_words = {name for name, count in self.names.items() if count > 1}

    def _count_names_alone(self, found: Sequence[Candidate]) -> None:
        self.echoes = Echoes(self.text, _SAMPLE)
        self.near: Counter[tuple[str, str, str]] = Counter()
        self.names_below: dict[str, set[str]] = defaultdict(set)
        self.bodies: dict[str, set[str]] = defaultdict(set)
        self.closed = Counter(one.name.casefold() for one in found if is_closing(one.before))
        for one in found:
            above, behind, body = _around(self.text, one)
            self.near.update((above, behind))
            self.names_below[above[1]].add(one.name)
            self.bodies[one.name].add(body)

    def columns(self) -> tuple[str, ...]:
        """Name the numbers of a row."""
        return CONTEXT + SHAPE_NAMES + (TITLED if self.layout.titled else ALONE)

    def row(self, one: Candidate) -> list[float]:
        """Return the numbers of one candidate."""
        name = self._shape(one.name)
        words = [word.casefold() for word in _WORD.findall(one.name)]
        own = self.seen[one.name]
        rest = [max(0, self.spoken[word] - own * (word in one.name)) for word in words]
        capitals = name[_CAPITALISED]
        again = len(self.openings[one.name] - {one.opening})
        before = one.before
        words_of = _WORD.findall(one.name)
        spoken = min((self.spoken[word] for word in words_of), default=0) - self.names[one.name]
        before_shape = self._shape(before) if before else [0.0] * len(SHAPE_NAMES)
        opening_shape = self._shape(one.opening)
        start = one.opening[:40]
        opens_self = any(word in start for word in words_of if len(word) > 2 or one.name == word)
        row = [
            1.0,
            math.log2(1 + again),
            again > 2,
            self.first is not None and one.name == self.first.name,
            math.log2(1 + self.mentioned[one.name.casefold()]),
            math.log2(1 + max(0, self.seen[one.name] - self.names[one.name])),
            sum(math.log2(1 + count) for count in rest) / max(1, len(rest)),
            bool(rest) and all(rest),
            bool(rest) and all(rest) and capitals,
            bool(rest) and not any(rest) and spoken > 0,
            is_closing(before),
            before.endswith(":"),
            before.endswith((",", "-")),
            before.endswith((".", "!", "?", ")", '"', "”", "…")),
            len(before) < 25,
            len(one.opening) < 25,
            one.opening[0].islower(),
            len(one.opening) >= _ECHO and self.seen[one.opening] > 1,
            self.above[(before, one.name)] > 1,
            self.below[(one.title or one.name, one.opening[:60])] > 1,
            self.names[one.opening] > 1,
            len(before) >= _ECHO and self.seen[before] > 1,
            bool(_GREETING.match(one.opening)) and not opens_self,
            bool(_ATTRIBUTION.search(one.opening)),
            is_closing(before) and before.endswith(","),
            math.log2(1 + max(0, spoken)),
            any(word in self.name_words for word in _WORD.findall(one.opening[:60])),
            before[:1].islower(),
            bool(_GREETING.match(one.name)),
            is_closing(one.name),
            one.name.islower() * math.log2(1 + max(0, spoken)),
            max(map(len, one.name.split())) > 18 and not _ADDRESS.search(one.name),
            one is self.first,
            math.log2(max(1, len(self.after[before]))),
            before_shape[_OF_CODE],
            opening_shape[_OF_CODE],
            opening_shape[_BULLET],
            opening_shape[_COLON],
            opens_self,
            *name,
        ]
        if self.layout.titled:
            title = self._shape(one.title)
            pair = self.pairs[(one.name, one.title)]
            row += [
                one.title.casefold() in GIVEN,
                math.log2(pair),
                math.log2(1 + self.names[one.name] - pair),
                math.log2(len(self.bearers[one.title])),
                math.log2(1 + max(0, self.seen[one.title] - self.titles[one.title])),
                len(one.title) >= _ECHO and self.seen[one.title] > 1 and pair == 1,
                *(title[column] for column in _TITLE_COLUMNS),
            ]
        else:
            # A full name is spoken in every signature of its owner's: its parts share what speaks against it.
            parts = max(1, len(_NAME_PART.findall(one.name)))
            row += [*self._alone(one), math.log2(1 + max(0, spoken)) / parts]
        return [float(value) for value in row]

    def _alone(self, one: Candidate) -> list[float]:
        above, behind, body = _around(self.text, one)
        end = line_end(self.text, one.body)
        runs, share = self.echoes.share(one.body, min(end, one.body + _LONGEST_OPENING))
        closed = is_closing(one.before)
        others_closed = self.closed[one.name.casefold()] - closed
        return [
            math.log2(1 + len(self.bodies[one.name] - {body})),
            share if runs > 1 else 0.0,
            float(runs > 1 and share > _MOSTLY),
            float(not runs),
            float(self.echoes.is_copied(one.start, above=2)),
            float(self.echoes.is_copied(one.start, above=1)),
            # Other names stand below a signature, too; below the end of what is quoted, whoever signed it.
            float(self.near[above] > 1 and len(self.names_below[above[1]]) == 1),
            float(self.near[behind] > 1),
            float(bool(_POSTSCRIPT.match(one.opening))),
            float(not any(character.isalnum() for character in one.opening)),
            math.log2(1 + others_closed),
            float(closed and others_closed > 0),
            float(any(one.name.count(pair[0]) != one.name.count(pair[1]) for pair in _BRACKETS)),
        ]

    def _shape(self, line: str) -> list[float]:
        if line not in self.shapes:
            self.shapes[line] = shape(line)
        return self.shapes[line]


def _around(text: str, one: Candidate) -> tuple[tuple[str, str, str], tuple[str, str, str], str]:
    """Return a candidate's name with what stands above, its name with what stands behind, and how it goes on."""
    above = ("above", text[max(0, one.start - _NEAR) : one.start], one.name)
    behind = ("behind", text[one.body : one.body + _NEAR], one.name)
    return above, behind, text[one.body : one.body + _BODY]
