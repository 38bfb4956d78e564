"""The page's own words: what stands above the first post, between pages and below the last post."""

import re

from bot.importers.text.lines import line_end, skip_blank


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.strip().replace("\n", "|").split("|"))


_MENU = _phrases("""
forums|new posts|log in|register|what's new|members|search forums|current visitors|home|search|menu
install the app|install|latest activity|trending|media|resources|new media
new comments|latest reviews|new profile posts
search profile posts|new resources|mark read|jump to latest|unread posts|forum list|faq|memberlist
help|calendar|login|sign up|sign in|new|previous thread|next thread|reply|share|watch|follow
""")
_FOOT = re.compile(
    r"users who are viewing this thread|total: \d+ \(members: \d+, guests: \d+\)|top|bottom|back to top"
    r"|you must log in or register to reply here\.?|you must be (?:logged in|registered) .{0,60}"
    r"|share(?: this(?: page)?)?:?|not open for further replies\.?|similar threads|loading(?:…|\.\.\.)"
    r"|powered by .{0,60}|forum software by .{0,60}|community platform by .{0,60}"
    r"|contact us|terms and rules|privacy policy|help|home|rss",
    re.IGNORECASE,
)
_SHARES = _phrases(
    "facebook|x|(twitter)|twitter|reddit|pinterest|tumblr|whatsapp|email|link|linkedin|bluesky|share"
)
_PAGER = _phrases("prev|previous|next|first|last|go|to|page|of|…|...|«|»|‹|›|<|>|•")
_ABOUT = re.compile(
    r"thread starter\b|start(?:ed by|er| date)\b|tags\b|replies\b|views\b|watchers\b", re.IGNORECASE
)
_SURELY_ABOUT = ("thread starter", "start date", "started by")
_LONGEST = 120
_MOST_LINES = 24


def block_at(text: str, at: int, stop: int) -> tuple[list[str], int]:
    """Return the stripped lines of the paragraph at `at` (a few at most, cut short) and where it ends."""
    lines: list[str] = []
    while at < stop and len(lines) < _MOST_LINES:
        end = line_end(text, at)
        line = text[at : min(end, at + _LONGEST + 1)].strip()
        if not line:
            break
        lines.append(line)
        at = min(end + 1, len(text))
    return lines, at


def _all_of(words: frozenset[str], line: str) -> bool:
    return all(word in words for word in line.lower().split())


def is_pager(lines: list[str]) -> bool:
    """Tell whether a paragraph is "Prev 1 2 3 … Next": numbers alone are not."""
    tokens = [word for line in lines for word in line.lower().split()]
    return all(token in _PAGER or (token.isdigit() and len(token) < 6) for token in tokens) and any(
        token.isalpha() for token in tokens
    )


def is_menu(lines: list[str]) -> bool:
    """Tell whether a paragraph is a site's menu; a single entry is not."""
    return len(lines) > 1 and all(line.lower().rstrip(".:…") in _MENU for line in lines)


def is_about(lines: list[str]) -> bool:
    """Tell whether a paragraph is "Thread starter …, Start date …"."""
    return all(_ABOUT.match(line) for line in lines) and any(
        line.lower().startswith(_SURELY_ABOUT) for line in lines
    )


def is_foot(lines: list[str]) -> bool:
    """Tell whether a paragraph stands below the last post of a page."""
    return all(_FOOT.fullmatch(line) or _all_of(_SHARES, line) for line in lines)


def is_furniture(lines: list[str]) -> bool:
    """Tell whether a paragraph is any of these."""
    return bool(lines) and (is_pager(lines) or is_menu(lines) or is_foot(lines) or is_about(lines))


def could_be_a_name(lines: list[str]) -> bool:
    """Tell whether a paragraph that looks like furniture may be a member's name instead: a word, no more."""
    return len(lines) == 1 and len(lines[0].split()) == 1


def skip_furniture(text: str, at: int, stop: int, title: str) -> int:
    """Return the start of the first paragraph in `at:stop` that is not the page's own (or `stop`).

    A repeated thread `title` is furniture too where a page's menu or its "Thread starter" goes with it. A
    single word such as "Top" is furniture only with more of it, or nothing, behind it: it may be a name.
    """
    passed = at = skip_blank(text, at)
    after_menu = False
    while at < stop:
        lines, end = block_at(text, at, stop)
        end = skip_blank(text, end)
        if is_furniture(lines):
            after_menu = after_menu or is_menu(lines)
            if not could_be_a_name(lines):
                passed = end
        elif lines and lines == [title] and (after_menu or is_about(block_at(text, end, stop)[0] or [""])):
            passed = end
        else:
            return passed
        at = end
    return stop
