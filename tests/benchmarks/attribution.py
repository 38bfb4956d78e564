"""Measure attribution on threads with known quotes: `python -m tests.benchmarks.attribution THREADS ANSWERS`.

The posts are cut where the truth says, so that only the question "whose words" is measured. Mail and Usenet
are told apart from forums, because their truth is softer.
"""

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path
from zlib import crc32

from bot.archive.attribution import attribute
from tests.benchmarks.tally import Tally
from tests.benchmarks.truth import KnownThread, known_threads

MAIL = frozenset({"usenet", "indology"})


def main() -> None:
    """Print one line of figures per platform, then MAIL and FORUMS."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("threads", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--errors", metavar="WHAT", nargs="*", help="list the slips of these kinds, or all")
    parser.add_argument("--half", choices=("tune", "held"), help="only one half of the threads")
    parser.add_argument("--platform", help="only this platform's threads")
    args = parser.parse_args()
    tallies: dict[str, Tally] = defaultdict(Tally)
    spent = 0.0
    for thread in known_threads(args.threads, args.answers):
        if args.platform and thread.platform != args.platform:
            continue
        if args.half and args.half != half_of(thread):
            continue
        posts = thread.parsed()
        before = time.perf_counter()
        passages = attribute(posts)
        spent += time.perf_counter() - before
        for key in (thread.platform, "MAIL" if thread.platform in MAIL else "FORUMS"):
            tallies[key].add(thread, posts, passages)
    for key, tally in sorted(
        tallies.items(), key=lambda item: (item[0].isupper(), item[0] != "MAIL", item[0])
    ):
        if args.errors is not None and not key.isupper():
            print_slips(tally, args.errors)
        print(key.ljust(9), json.dumps(tally.figures()))
    print(f"{spent:.2f} s in attribution")


def half_of(thread: KnownThread) -> str:
    """Return which half a thread belongs to, by its name alone."""
    return "held" if crc32(thread.name.split("-", 1)[1].encode()) & 1 else "tune"


def print_slips(tally: Tally, kinds: list[str]) -> None:
    """List what went wrong, the largest first."""
    for slip in sorted(tally.slips, key=lambda slip: -slip.chars):
        if not kinds or slip.what in kinds:
            text = slip.text if len(slip.text) < 160 else slip.text[:100] + " <…> " + slip.text[-50:]
            place = f"{slip.thread} {slip.post} {slip.what} {slip.chars}"
            print(f"  {place}: {slip.wanted} not {slip.given}: {text!r}")


if __name__ == "__main__":
    main()
