"""A thread as Markdown (CommonMark): quotes are block quotes headed by whose words they are."""

import re

from bot.archive.covering import covered
from bot.archive.model import PassageKind
from bot.store.values import Post, ThreadSummary
from bot.transcript.credits import whose

_SIGNS = re.compile(
    r"[\\`*_\[\]<>&|~#]|^(?P<lead>[ \t]*)(?:(?P<sign>[-+=])|(?P<number>[0-9]+)(?=[.)]))", re.MULTILINE
)


class Markdown:
    """Headings `## slug#12 · author`, the page's own words small; nothing written can pass for another's."""

    suffix = "md"
    head = ""
    foot = ""

    def thread(self, thread: ThreadSummary) -> str:
        """Return the title, and where the thread came from."""
        origin = (
            f"<{thread.url}>\n\n" if thread.url and re.fullmatch(r"https?://[^\s<>]+", thread.url) else ""
        )
        return f"# {escape(_line(thread.title))}\n\n{origin}"

    def post(self, post: Post, thread: ThreadSummary) -> str:  # noqa: ARG002 - another form needs it
        """Return a heading and the passages."""
        date = f" · {post.posted_at:%Y-%m-%d}" if post.posted_at else ""
        lines = [f"## {post.id} · {escape(_line(post.author))}{date}", ""]
        for words in post.said:
            text = words.text.strip("\n")
            if not text.strip():
                continue
            shown = [escape(line) for line in text.splitlines()]
            if words.kind is PassageKind.QUOTE:
                source = f", {words.source}" if words.source else ""
                lines += [
                    f"> **{escape(_line(whose(words)))}**{source}",
                    ">",
                    *(f"> {line}" for line in shown),
                    "",
                ]
            elif words.own:
                lines += [*shown, ""]
            else:
                # Nobody's words must not pass for the poster's.
                lines += [*(f"<small>{line}</small>" for line in shown if line.strip()), ""]
        return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Return `text` such that a CommonMark reader sees it sign for sign."""

    def hidden(match: re.Match[str]) -> str:
        if match["sign"]:
            return f"{match['lead']}\\{match['sign']}"
        if match["number"]:
            return f"{match['lead']}{match['number']}\\"
        return "\\" + match[0]

    return _SIGNS.sub(hidden, text)


def _line(text: str) -> str:
    return covered(" ".join(text.split()))
