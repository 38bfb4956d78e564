"""The `hansard` script, which is `python -m bot`."""

import sys


def main() -> int:
    """Run one command; return its exit code."""
    # Here, because a process that reads files runs its parent's script once more (`spawn`) and needs none of this.
    from bot.cli.main import main as run  # noqa: PLC0415

    return run()


if __name__ == "__main__":
    sys.exit(main())
