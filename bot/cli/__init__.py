"""The command line: `hansard run | sandbox | check | import | search | export`."""

from bot.cli.main import main

__all__ = ["main"]
