"""Measure an import from text to stored and indexed, through `hansard import`: `python -m tests.benchmarks.importing`.

The threads are those of `tests.benchmarks.long_thread`, saved as flattened text with separators. Prints seconds passed,
seconds of processor time and the most memory all processes together had (shared pages counted once).
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.benchmarks.long_thread import Writer

ROOT = Path(__file__).resolve().parents[2]
EVERY = 0.05  # seconds between two looks at the memory


def write_thread(path: Path, posts: int, seed: int) -> None:
    """Save a made-up thread of so many posts as text."""
    writer = Writer(seed)
    before: list[list[str]] = []
    with path.open("w", encoding="utf-8") as file:
        file.write(f"A long thread {seed}\n\n")
        for at in range(posts):
            own, _, box = writer.post(before)
            before.append(own)
            body = "\n\n".join([*box, *own])
            file.write(f"member{at % 97}\n\nMember\n{body}\n\n\u00a0\n\n")


def memory(process: int) -> int:
    """Return the proportional set size of a process and all that stem from it, in bytes; what is gone has none."""
    total = 0
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
        total += 1024 * int(re.search(r"^Pss: +(\d+)", rollup, re.MULTILINE)[1])  # type: ignore[index]
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    except (OSError, TypeError):
        return total
    return total + sum(memory(int(child)) for child in children.split())


def measure(folder: Path, posts: int, threads: int) -> None:
    """Import `threads` threads of together `posts` posts into a new database, and print what it took."""
    files = folder / "files"
    files.mkdir()
    for number in range(threads):
        write_thread(files / f"{number:06}.txt", posts // threads, number)
    size = sum(path.stat().st_size for path in files.iterdir())
    command = [sys.executable, "-m", "bot", "import", str(files), "--db", str(folder / "a.db"), "--json"]
    began, most, over = time.perf_counter(), 0, threading.Event()
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ}) as process:

        def watch() -> None:
            nonlocal most
            while not over.wait(EVERY):
                most = max(most, memory(process.pid))

        watching = threading.Thread(target=watch)
        watching.start()
        output = process.communicate()[0]
        passed = time.perf_counter() - began
        over.set()
        watching.join()
    if process.returncode:
        raise RuntimeError(f"the import failed: {output.decode()[:500]}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{posts} posts in {threads} threads, {size / 1e6:.0f} MB: {passed:.1f} s, "
        f"{used.ru_utime + used.ru_stime:.1f} s of processor time, {most / 1e6:.0f} MB at most; "
        f"database {(folder / 'a.db').stat().st_size / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, default=100_000)
    options.add_argument("--threads", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), chosen.posts, chosen.threads)
