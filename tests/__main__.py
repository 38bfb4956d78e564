"""Every check, in the order in which they are quick to fail: `python -m tests [pytest arguments]`."""

import subprocess
import sys
from pathlib import Path

CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("pytest", "-q", "-n", "2", "--dist", "worksteal"),
)


def main(arguments: list[str]) -> int:
    """Run each check; stop at the first that fails with its exit code."""
    root = Path(__file__).resolve().parent.parent
    for check in CHECKS:
        command = [sys.executable, "-m", *check, *(arguments if check[0] == "pytest" else ())]
        print("$", " ".join(command[1:]), flush=True)
        if code := subprocess.call(command, cwd=root):
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
