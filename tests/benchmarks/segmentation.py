"""How well the text reader cuts threads, against files whose truth is known.

    python -m tests.benchmarks.segmentation THREADS ANSWERS [--errors] [--half 0|1] [--only STYLE]

THREADS and ANSWERS are two trees of the same shape, `<style>/…/name.txt` and `….json`; or two style folders.
A line per style: seg_f1 (F1 of post starts, that is of author lines' offsets), seg_whole (share of threads
cut wholly right), titles (share of posts found that have the right user title), bodies (share of posts found
whose body is the truth's, to the character). `--half` takes every other thread, by a hash of its name: tune
on one, judge on the other.
"""

import argparse
import collections
import json
import pathlib
import sys
import zlib
from typing import Any

from bot.archive.model import ParsedPost
from bot.errors import BadArchive
from bot.importers.source import Source
from bot.importers.text import TextReader

Tally = collections.Counter[str]


def measure(file: pathlib.Path, answer: pathlib.Path, tally: Tally) -> list[str]:
    """Add one thread's figures to `tally`; return a line for each thing that went wrong."""
    text = file.read_bytes().decode("utf-8")
    truth: list[dict[str, Any]] = json.loads(answer.read_text("utf-8"))["posts"]
    try:
        (thread,) = TextReader().read(Source(file.name, file.read_bytes()))
    except BadArchive as error:
        tally.update(threads=1, real=len(truth))
        return [f"{file}: refused: {error}"]
    starts = {post["start"]: post for post in truth}
    lines = text.split("\n")
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    found: dict[int, ParsedPost] = {}
    wrong: list[str] = []
    for post in thread.posts:
        at = offsets[(post.line or 1) - 1]
        found[at] = post
        real = starts.get(at)
        if real is None:
            wrong.append(
                f"{file}:{post.line}: not a post: {post.author!r}, {post.author_title!r}, {post.body[:60]!r}"
            )
            continue
        tally["hit"] += 1
        tally["title_ok"] += (post.author_title or None) == (real.get("user_title") or None)
        low, high = real["body"]
        tally["body_ok"] += text[low:high] == post.body
        if (post.author_title or None) != (real.get("user_title") or None):
            wrong.append(f"{file}:{post.line}: title {post.author_title!r}, not {real.get('user_title')!r}")
        elif text[low:high] != post.body:
            wrong.append(f"{file}:{post.line}: body {post.body[-70:]!r}, not {text[low:high][-70:]!r}")
    wrong += [
        f"{file}:{text.count(chr(10), 0, at) + 1}: missed: {text[at : at + 110]!r}"
        for at in starts
        if at not in found
    ]
    tally.update(threads=1, real=len(truth), cut=len(found))
    tally["whole"] += set(found) == set(starts)
    return wrong


def share(part: int, whole: int) -> str:
    """Return a percentage of two digits behind the point."""
    return f"{100 * part / whole:.2f}" if whole else "-"


def main() -> None:
    """Print the figures of every style."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("threads", type=pathlib.Path)
    parser.add_argument("answers", type=pathlib.Path)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--only")
    given = parser.parse_args()
    tallies: dict[str, Tally] = collections.defaultdict(collections.Counter)
    for file in sorted(given.threads.rglob("*.txt")):
        inner = file.relative_to(given.threads)
        style = inner.parts[0] if len(inner.parts) > 1 else given.threads.name
        if given.half is not None and zlib.crc32(file.stem.encode()) % 2 != given.half:
            continue
        if given.only and style != given.only:
            continue
        wrong = measure(file, given.answers / inner.with_suffix(".json"), tallies[style])
        if given.errors and wrong:
            sys.stdout.write("\n".join(wrong) + "\n")
    for style, tally in tallies.items():
        sys.stdout.write(
            f"{style:14} threads {tally['threads']:4} posts {tally['real']:5}"
            f" seg_f1 {share(2 * tally['hit'], tally['real'] + tally['cut'])}"
            f" seg_whole {share(tally['whole'], tally['threads'])}"
            f" titles {share(tally['title_ok'], tally['hit'])}"
            f" bodies {share(tally['body_ok'], tally['hit'])}\n"
        )


if __name__ == "__main__":
    main()
