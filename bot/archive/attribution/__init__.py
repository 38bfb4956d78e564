"""Whose words: which stretches of each post are quoted, from whom and from which post."""

from bot.archive.attribution.thread import attribute

__all__ = ["attribute"]
