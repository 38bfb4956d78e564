"""Fit the weights that tell the heads of threads which print names alone, and judge the method on archives left out.

    python -m tests.benchmarks.fit_segmentation THREADS ANSWERS [--judge]

THREADS and ANSWERS are two trees of the same shape, `<archive>/name.txt` and `….json`, of threads whose posts are
known (`tests.benchmarks.segmentation` says how). Each is flattened anew to names and bodies alone. With `--judge`,
each archive in turn is left out of the fit and cut with what the others taught; otherwise the tables of
`bot/importers/text/weights.py` are printed.
"""

import argparse
import json
import pathlib
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.importers.text.candidates import Candidate, Layout, candidates
from bot.importers.text.company import COMPANY, company
from bot.importers.text.decoder import choose
from bot.importers.text.evidence import ALONE, CONTEXT, Evidence
from bot.importers.text.lines import same_length_lf
from bot.importers.text.one_off import plausible, settled
from bot.importers.text.opening import read_opening
from bot.importers.text.paragraphs import Paragraphs
from bot.importers.text.shapes import SHAPE_NAMES
from bot.importers.text.unseparated import sure

Numbers = NDArray[np.float64]

COLUMNS = CONTEXT + SHAPE_NAMES + ALONE
LEFT_OUT = frozenset((
    "apostrophe", "after_closing", "after_colon", "after_sentence", "after_short", "before_lower",
    "bullet", "common_all", "common_capitals", "copied_before", "copied_behind", "first", "line_elsewhere",
    "mentioned", "name_spoken", "opens_addressing", "opens_attribution", "opens_bullet", "opens_heading",
    "opens_name", "opens_short", "spoken", "tiny", "underscore",
))  # fmt: skip
"""Columns that made the judgement of archives left out worse."""
_RIDGE = 1.0
_ROUNDS = 25
_STILL = 1e-4
_LAYOUT = Layout(gapped=True, titled=False)


@dataclass(slots=True)
class Known:
    """A thread's candidates, their numbers, which are heads, and how many posts it has."""

    archive: str
    found: list[Candidate]
    rows: Numbers
    heads: Numbers
    starts: set[int]
    first: Numbers | None = None

    def chosen(self, odds: Numbers) -> list[int]:
        """Return the candidates taken for heads."""
        return choose(self.found, sure(self.found, odds.tolist()), apart=_LAYOUT.apart)

    def looked_at_again(self) -> Numbers:
        """Return the rows of the second look; the first one must have been had."""
        assert self.first is not None
        more = company(self.found, sure(self.found, self.first.tolist()), self.chosen(self.first))
        return np.hstack([self.rows, np.array(more)])


def known_threads(threads: pathlib.Path, answers: pathlib.Path) -> Iterator[Known]:
    """Yield every thread, flattened to names and bodies."""
    for file in sorted(threads.rglob("*.txt")):
        inner = file.relative_to(threads)
        posts: list[dict[str, Any]] = json.loads((answers / inner).with_suffix(".json").read_text("utf-8"))[
            "posts"
        ]
        text, starts = flattened(file.read_bytes().decode("utf-8"), posts)
        plain = same_length_lf(text)
        paragraphs = Paragraphs.of(plain, read_opening(plain, len(plain)).first, len(plain))
        found = candidates(paragraphs, _LAYOUT)
        evidence = Evidence(paragraphs, found, _LAYOUT)
        keep = [COLUMNS.index(column) for column in COLUMNS if column not in LEFT_OUT]
        rows = np.array([evidence.row(one) for one in found])[:, keep]
        heads = np.array([float(one.start in starts) for one in found])
        yield Known(inner.parts[0], found, rows, heads, starts)


def flattened(text: str, posts: Sequence[dict[str, Any]]) -> tuple[str, set[int]]:
    """Return a thread with nothing but names above bodies, and where its author lines stand."""
    out = text[: posts[0]["start"]]
    starts = set()
    for post in posts:
        starts.add(len(out))
        low, high = post["body"]
        out += f"{post['author']}\n\n{text[low:high]}\n\n"
    return out + text[posts[-1]["end"] :].lstrip("\u00a0\n "), starts


def fitted(rows: Sequence[Numbers], heads: Sequence[Numbers]) -> Numbers:
    """Return the weights of a logistic regression with a ridge on all but the bias, by Newton's method."""
    x, y = np.vstack(rows), np.concatenate(heads)
    ridge = np.full(x.shape[1], _RIDGE)
    ridge[0] = 1e-3
    weights = np.zeros(x.shape[1])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (y - chance) - ridge * weights
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if np.abs(step).max() < _STILL:
            break
    return weights


def look_first(known: Sequence[Known]) -> None:
    """Give each thread the odds that the archives it is not of taught."""
    for archive in {one.archive for one in known}:
        others = [one for one in known if one.archive != archive]
        weights = fitted([one.rows for one in others], [one.heads for one in others])
        for one in known:
            if one.archive == archive:
                one.first = one.rows @ weights


def second_of(known: Sequence[Known]) -> Numbers:
    """Return the weights of the second look."""
    return fitted([one.looked_at_again() for one in known], [one.heads for one in known])


def share_of(known: Sequence[Known], second: Numbers) -> float:
    """Return how many of the plausible names that stand once are heads."""
    heads = [one.heads[plausible(one.found, (one.looked_at_again() @ second).tolist())] for one in known]
    return float(np.concatenate(heads).mean())


def judge(known: Sequence[Known]) -> None:
    """Print the F1 of post starts of each archive, cut with what the others taught."""
    everything = [0, 0]
    shares = []
    for archive in sorted({one.archive for one in known}):
        others = [one for one in known if one.archive != archive]
        left_out = [one for one in known if one.archive == archive]
        look_first(others)
        first = fitted([one.rows for one in others], [one.heads for one in others])
        second = second_of(others)
        share = share_of(others, second)
        right = total = 0
        for one in left_out:
            one.first = one.rows @ first
            odds = settled(one.found, (one.looked_at_again() @ second).tolist(), share)
            cut = {one.found[at].start for at in one.chosen(np.array(odds))}
            right += 2 * len(cut & one.starts)
            total += len(cut) + len(one.starts)
        shares.append(100 * right / total)
        everything = [everything[0] + right, everything[1] + total]
        sys.stdout.write(f"{archive:14} seg_f1 {shares[-1]:.2f}\n")
    together = 100 * everything[0] / everything[1]
    sys.stdout.write(f"mean {statistics.mean(shares):.2f} worst {min(shares):.2f} all posts {together:.2f}\n")


def table(name: str, columns: Sequence[str], weights: Numbers) -> str:
    """Return one table as it stands in the module; ruff wraps it."""
    named = ", ".join(f'"{column}": {weight:.2f}' for column, weight in zip(columns, weights, strict=True))
    return f"{name}: Mapping[str, float] = MappingProxyType({{\n    {named},\n}})\n"


def main() -> None:
    """Judge or fit, as asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("threads", type=pathlib.Path)
    parser.add_argument("answers", type=pathlib.Path)
    parser.add_argument("--judge", action="store_true")
    given = parser.parse_args()
    known = list(known_threads(given.threads, given.answers))
    if given.judge:
        judge(known)
        return
    kept = [column for column in COLUMNS if column not in LEFT_OUT]
    sys.stdout.write(
        table("UNTITLED", kept, fitted([one.rows for one in known], [one.heads for one in known]))
    )
    look_first(known)
    second = second_of(known)
    sys.stdout.write(table("SECOND", [*kept, *COMPANY], second))
    sys.stdout.write(f"ONE_OFF = {share_of(known, second):.2f}\n")


if __name__ == "__main__":
    main()
