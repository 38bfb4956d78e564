"""What an import did, or would do, as Discord shows it."""

from collections.abc import Iterator

import discord

from bot.archive.model import Notice
from bot.importing.report import Report, ThreadReport
from bot.languages import Text, counted
from bot.ui.markdown import clipped, named
from bot.ui.sentences import Markup, say, say_n, spoken

CLOSE = 2
"""Threads up to which a report shows of each who wrote and how it begins and ends."""
NOTICES = 6
SHOWN = 10
"""Threads and problems a report names before it only counts."""

_DONE = {
    "added": Text("new"),
    "updated": Text("was here, brought up to date"),
    "unchanged": Text("already here, nothing to do"),
}


def imported(title: str, report: Report) -> discord.ui.Container[discord.ui.LayoutView]:
    """Lay out a report; of a single thread, or two, with all that lets one judge whether it was read right."""
    close = len(report.threads) <= CLOSE
    lines = [f"## {title}"]
    for thread in report.threads[:SHOWN]:
        lines += [_thread(thread), *(_closely(thread) if close else ())]
    if len(report.threads) > SHOWN:
        more = len(report.threads) - SHOWN
        lines.append(say_n("and {n} more thread", "and {n} more threads", more))
    lines += [f"⚠️ {clipped(reason, 300)}" for reason in _reasons(report)[:SHOWN]]
    more = _unnamed(report)
    if more:
        lines.append(
            say_n("and {n:,} more file that is no archive", "and {n:,} more files that are no archives", more)
        )
    return discord.ui.Container(discord.ui.TextDisplay(clipped("\n".join(lines), 3800)))


def problems(report: Report) -> Markup:
    """List what could not be read, as Markdown."""
    lines: list[str] = [f"- {clipped(reason, 300)}" for reason in _reasons(report)[:SHOWN]]
    if more := _unnamed(report):
        lines.append(say("and {n:,} more like these", n=more))
    return clipped("\n".join(lines), 1800)


def _unnamed(report: Report) -> int:
    return report.without_thread - len(report.problems[:SHOWN])


def _reasons(report: Report) -> list[Markup]:
    """What should have gone in and did not comes before what was merely passed over."""
    return [
        spoken(problem.reason) for problem in sorted(report.problems, key=lambda problem: not problem.failed)
    ]


def _thread(thread: ThreadReport) -> str:
    if thread.outcome == "withheld":
        return say("**{title}**: removed for good earlier, and left out", title=named(thread.title[:150]))
    extended = counted(
        "{n} post new, the others were here", "{n} posts new, the others were here", thread.posts_added
    )
    size = say(
        "{posts} by {authors}",
        posts=counted("{n} post", "{n} posts", thread.posts),
        authors=counted("{n} author", "{n} authors", thread.authors),
    )
    traced = say_n(
        "{traced} of {n} quote traced to who said them",
        "{traced} of {n} quotes traced to who said them",
        thread.quotes,
        traced=thread.quotes_credited,
    )
    return (
        f"**{named(thread.title[:150])}** · `{thread.slug}`: {spoken(_DONE.get(thread.outcome, extended))}\n"
        f"-# {size}; {traced}{''.join(map(_notice, thread.notices[:NOTICES]))}"
    )


def _closely(thread: ThreadReport) -> Iterator[str]:
    if thread.outcome == "withheld":
        return
    writers = ", ".join(f"{named(name)} {count}" for name, count in thread.writers)
    more = thread.authors - len(thread.writers)
    if more > 0:
        writers += " " + say_n("and {n} more", "and {n} more", more)
    yield "-# " + say("Posts: {named}", named=Markup(writers))
    yield from _oddly(thread)
    for heading, words in ((say("It begins"), thread.first), (say("It ends"), thread.last)):
        if words is not None and words.own and thread.posts > 1:
            yield f"> {heading} · **{named(words.writer or '')}**: {named(words.text)}"


def _oddly(thread: ThreadReport) -> Iterator[str]:
    """Name what of the posts may be lacking."""
    if thread.undated == thread.posts:
        yield "-# ⚠️ " + say("No post has a date.")
    elif thread.undated and not thread.notices:
        yield "-# ⚠️ " + say_n("{n} post has no date.", "{n} posts have no date.", thread.undated)
    if thread.missing:
        stretches = [str(first) if first == last else f"{first}–{last}" for first, last in thread.gaps]
        shown = sum(last - first + 1 for first, last in thread.gaps)
        yield "-# ⚠️ " + say_n(
            "By the numbers of the others {n} post is missing: {numbers}",
            "By the numbers of the others {n} posts are missing: {numbers}",
            thread.missing,
            numbers=Markup(", ".join(stretches) + (" …" if shown < thread.missing else "")),
        )


def _notice(notice: Notice) -> str:
    line = " " + say("(line {number})", number=notice.line) if notice.line else ""
    return f"\n-# {clipped(spoken(notice.text), 240)}{line}"
