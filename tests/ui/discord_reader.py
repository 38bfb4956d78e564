"""What a reader of Discord's client sees of a message: a small model of its rules, apart from our own.

Written from the help centre's Markdown pages and the developer documentation's message formats. A construct
begins where its rule matches and no backslash stands before it; a backslash goes where a sign follows that is
no ASCII letter, digit or space.
"""

import re

LINE_RULES = tuple(
    re.compile(pattern)
    for pattern in (
        r" *#{1,3}\s+\S",
        r" *-# +\S",
        r" *> ",
        r" *>>> ",
        r" *[*-] +\S",
        r" *\d+\. +\S",
    )
)
RULES = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"```.*?[^\n].*?```",
        r"(`+).+?(?<!`)\1(?!`)",
        r"\*\*(?:\\.|[^\\])+?\*\*",
        r"__(?:\\.|[^\\])+?__",
        r"\*(?!\s)(?:\\.|\*\*|[^*\\])+?\*(?!\*)",
        r"_(?:\\.|__|[^_\\])+?_(?![a-zA-Z0-9_])",
        r"~~.+?~~",
        r"\|\|.+?\|\|",
        r"<t:-?\d+(?::[tTdDfFR])?>",
        r"<a?:\w+:\d+>",
        r":\w+(?:::skin-tone-\d)?:",
        r"<@[!&]?\d+>",
        r"<#\d+>",
        r"</[^:\n]+:\d+>",
        r"<id:\w+>",
        r"@everyone|@here",
        r"\[[^\]]*\]\(\s*\S+?\s*\)",
    )
)
BARE = re.compile(r"""(?:https?|steam)://[^\s<]+[^<.,:;"'\]\s]""")
BRACKETED = re.compile(r"<([^: >]+:/[^ >]+)>")
HIDES = re.compile(r"\\([^A-Za-z0-9\s])")


def read(message: str) -> tuple[str, list[str], list[str]]:
    """Return the text seen, the links made, and every other construct that took effect."""
    seen: list[str] = []
    links: list[str] = []
    constructs: list[str] = []
    at = 0
    while at < len(message):
        if at == 0 or message[at - 1] == "\n":
            constructs += [m[0] for rule in LINE_RULES if (m := rule.match(message, at))]
        if hidden := HIDES.match(message, at):
            seen.append(hidden[1])
            at = hidden.end()
        elif bare := BARE.match(message, at):
            link = bare[0]
            if len(link) - len(link.rstrip(")")) > link.count("("):
                link = link[:-1]
            links.append(link)
            seen.append(link)
            at += len(link)
        elif bracketed := BRACKETED.match(message, at):
            links.append(bracketed[1])
            seen.append(bracketed[1])
            at = bracketed.end()
        else:
            constructs += [m[0] for rule in RULES if (m := rule.match(message, at))]
            seen.append(message[at])
            at += 1
    return "".join(seen), links, constructs
