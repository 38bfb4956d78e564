"""/quote, one command group in several files."""

from cogs.quote.cog import Quote

__all__ = ["Quote"]
