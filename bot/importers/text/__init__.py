"""Flattened forum threads saved as plain text; README.md tells the method."""

from bot.importers.text.reader import TextReader

__all__ = ["TextReader"]
