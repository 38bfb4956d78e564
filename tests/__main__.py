"""Every check: `python -m tests [pytest arguments]`."""

import subprocess
import sys
from pathlib import Path

QUICK = (("ruff", "format", "--check", "."), ("ruff", "check", "."))
TYPES = ("mypy",)
TESTS = ("pytest", "-q", "-n", "2", "--dist", "worksteal")
ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Run each check; return the exit code of the first that failed.

    Types are checked beside the tests, for that takes one processor a minute; what it found is told at the end.
    """
    for check in QUICK:
        if code := subprocess.call(_told(*check), cwd=ROOT):
            return code
    with subprocess.Popen(_told(*TYPES), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as types:
        tests = subprocess.call(_told(*TESTS, *arguments), cwd=ROOT)
        found, _ = types.communicate()
    print(*TYPES, found.decode(errors="replace"), sep="\n", flush=True)
    return tests or types.returncode


def _told(*check: str) -> list[str]:
    """Return the command of a check, having said it."""
    command = [sys.executable, "-m", *check]
    print("$", " ".join(command[1:]), flush=True)
    return command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
