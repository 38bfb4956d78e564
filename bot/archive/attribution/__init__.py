"""Whose words: which stretches of each post are quoted, from whom and from which post."""

from bot.archive.attribution.thread import attribute, attribute_each

__all__ = ["attribute", "attribute_each"]
