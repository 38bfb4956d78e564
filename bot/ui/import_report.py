"""What an import did, or would do, as Discord shows it."""

import discord

from bot.importing import Report, ThreadReport
from bot.ui.markdown import escape

SHOWN = 10
"""Threads and problems a report names before it only counts."""

_DONE = {
    "added": "new",
    "updated": "was here, brought up to date",
    "unchanged": "already here, nothing to do",
}


def imported(title: str, report: Report) -> discord.ui.Container[discord.ui.LayoutView]:
    """Lay out a report."""
    lines = [f"## {title}", *map(_thread, report.threads[:SHOWN])]
    if len(report.threads) > SHOWN:
        lines.append(f"and {len(report.threads) - SHOWN} more threads")
    lines += [f"⚠️ {escape(reason[:200])}" for reason in _reasons(report)[:SHOWN]]
    if len(report.problems) > SHOWN:
        lines.append(f"and {len(report.problems) - SHOWN:,} more files that are no archives")
    return discord.ui.Container(discord.ui.TextDisplay("\n".join(lines)[:3800]))


def problems(report: Report) -> str:
    """List what could not be read, as Markdown."""
    lines = [f"- {escape(reason[:200])}" for reason in _reasons(report)[:SHOWN]]
    if len(report.problems) > SHOWN:
        lines.append(f"and {len(report.problems) - SHOWN:,} more like these")
    return "\n".join(lines)[:1800]


def _reasons(report: Report) -> list[str]:
    """What should have gone in and did not comes before what was merely passed over."""
    return [problem.reason for problem in sorted(report.problems, key=lambda problem: not problem.failed)]


def _thread(thread: ThreadReport) -> str:
    if thread.outcome == "withheld":
        return f"**{escape(thread.title[:150])}**: removed for good earlier, and left out"
    extended = f"{thread.posts_added} posts new, the others were here"
    notices = "".join(
        f"\n-# {escape(notice.text[:160])}" + (f" (line {notice.line})" if notice.line else "")
        for notice in thread.notices[:3]
    )
    return (
        f"**{escape(thread.title[:150])}** · `{thread.slug}`: {_DONE.get(thread.outcome, extended)}\n"
        f"-# {thread.posts} posts by {thread.authors} authors; {thread.quotes_credited} of {thread.quotes} quotes "
        f"traced to who said them{notices}"
    )
