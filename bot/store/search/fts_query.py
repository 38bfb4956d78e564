"""From a plan to FTS5: the only maker of MATCH expressions.

Whatever people typed travels in parameters, and inside MATCH only as folded tokens between quotation marks, which hold
letters, digits and marks alone. Nearly every plan is one expression, filters included: they are marks, tokens of the
same index. What no mark tells (a post's number, an exact length, a thread) is a condition on the row.
"""

import json
from collections.abc import Callable, Iterable, Sequence

from bot.archive.ids import MOST_POSTS
from bot.search import tree
from bot.store import columns
from bot.store.index import post_words
from bot.store.index.parts import TABLE
from bot.store.index.vocabulary import exactly
from bot.store.search.plan import Forms, Marked, Plan, Run, Step, Within

# Of all words no column is named: marks are tokens that no word is.
_COLUMNS = {tree.Words.OWN: "{own} : ", tree.Words.QUOTED: "{quoted} : ", tree.Words.ALL: ""}
_EVERY = exactly(post_words.EVERY)
_NEVER = exactly(f"{post_words.MARK}never")
_BRIEF = "(SELECT words FROM posts INDEXED BY posts_brief WHERE id = w.rowid)"


class Compiled:
    """What finds the posts of a plan: rows `w` of the index that fit `match` and `where`, from `first` to `last`.

    `tokens` are the MATCH expressions of the words and phrases that rank what is found; `postings` how many of the
    index's tokens are read, those of phrases counted three times for their positions; `prefixes` tells whether FTS5
    merges a prefix, which takes as long for a few posts as for all.
    """

    def __init__(self, plan: Plan, years: Callable[[], Iterable[int]]) -> None:
        """Compile a plan; `years` tells those the archive has dated posts of."""
        self._column, self._years = _COLUMNS[plan.scope], years
        self.first, self.last, self.prefixes = 0, columns.LAST_KEY, False
        self.parameters: dict[str, object] = {}
        inside, where = [], []
        for part in _conjuncts(plan.step):
            if isinstance(part, Within) and len(part.threads) == 1:
                low, high = columns.thread_span(part.threads[0])
                self.first, self.last = max(self.first, low), min(self.last, high)
            elif _is_match(part):
                inside.append(part)
            else:
                where.append(f"({self._condition(part)})")
        self.match = self._all(inside)
        self.where = " AND ".join(where) or "1"
        matches = [self.match, *(each for each in self.parameters.values() if isinstance(each, str))]
        self.postings = sum(map(_postings, matches))
        asked = (self._match(each) for each in tree.leaves(plan.step) if isinstance(each, Forms | Run))
        self.tokens = tuple(dict.fromkeys(asked))

    def _condition(self, step: Step) -> str:  # noqa: PLR0911 - one case for each kind of step
        """Return SQL on row `w` for a part that no expression alone can tell."""
        if _is_match(step):
            name = self._parameter(self._match(step))
            found = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH :{name} AND rowid BETWEEN :low AND :high"
            # `+`: SQLite would look for each part of an OR by rowid, and could then not use MATCH.
            return f"+w.rowid IN ({found})"
        match step:
            case tree.And(parts):
                return " AND ".join(f"({self._condition(part)})" for part in parts)
            case tree.Or(parts):
                return " OR ".join(f"({self._condition(part)})" for part in parts)
            case tree.Not(part):
                return f"NOT ({self._condition(part)})"
            case Within(threads):
                listed = self._parameter(json.dumps(threads))
                return f"w.rowid >> {columns.NUMBER_BITS} IN (SELECT value FROM json_each(:{listed}))"
            case tree.Number(first, last):
                return self._between(f"w.rowid & {MOST_POSTS}", first, last)
            case tree.Length(first, last):
                return self._between(_BRIEF, first, last)
        raise TypeError(step)

    def _between(self, what: str, first: int, last: int | None) -> str:
        high = columns.LAST_KEY if last is None else last
        return f"{what} BETWEEN :{self._parameter(first)} AND :{self._parameter(high)}"

    def _parameter(self, value: object) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return name

    def _match(self, step: Step) -> str:  # noqa: C901, PLR0911 - one case for each kind of step
        match step:
            case tree.And(parts):
                return self._all(parts)
            case tree.Or(parts):
                return _any_of(self._match(part) for part in parts)
            case tree.Not(part):
                return f"({_EVERY} NOT {self._match(part)})"
            case Forms(words):
                return f"{self._column}{_any_of(map(exactly, words))}"
            case Run(words, None):
                self.prefixes = True
                return f"{self._column}({exactly(' '.join(words))} *)"
            case Run((*front, last), endings):
                ends = endings or (last,)
                return f"{self._column}{_any_of(exactly(' '.join((*front, end))) for end in ends)}"
            case Marked(marks):
                return f"({' AND '.join(_any_of(map(exactly, each)) for each in marks)})"
            case tree.Dated(first, last):
                return _any_of(map(exactly, post_words.days(first, last, sorted(self._years()))))
            case tree.Everything():
                return _EVERY
            case tree.Nothing():
                return _NEVER
        raise TypeError(step)

    def _all(self, parts: Sequence[Step]) -> str:
        barred = [self._match(part.part) for part in parts if isinstance(part, tree.Not)]
        wanted = [self._match(part) for part in parts if not isinstance(part, tree.Not | tree.Everything)]
        found = " AND ".join(wanted) or _EVERY
        return f"(({found}) NOT {_any_of(barred)})" if barred else f"({found})"


def _conjuncts(step: Step) -> list[Step]:
    return (
        [each for part in step.parts for each in _conjuncts(part)] if isinstance(step, tree.And) else [step]
    )


def _is_match(step: Step) -> bool:
    """Tell whether an expression alone tells which posts fit."""
    match step:
        case tree.And(parts) | tree.Or(parts):
            return all(map(_is_match, parts))
        case tree.Not(part):
            return _is_match(part)
        case _:
            return not isinstance(step, tree.Number | tree.Length | Within)


def _postings(match: str) -> int:
    return sum(3 * each.count(" ") + 3 if " " in each else 1 for each in match.split('"')[1::2])


def _any_of(parts: Iterable[str]) -> str:
    return f"({' OR '.join(parts) or _NEVER})"


def needs_words(node: tree.Node) -> bool:
    """Tell whether every fitting post holds one of the words and phrases that `wanted` names."""
    match node:
        case tree.And(parts):
            return any(map(needs_words, parts))
        case tree.Or(parts):
            return all(map(needs_words, parts))
        case _:
            return isinstance(node, tree.Term | tree.Phrase)


def wanted(node: tree.Node) -> list[tree.Term | tree.Phrase]:
    """Return the words and phrases asked for, those that must not be there left out."""
    return [each for each in tree.leaves(node) if isinstance(each, tree.Term | tree.Phrase)]
