"""A thread as Markdown (CommonMark): quotes are block quotes headed by whose words they are."""

import re

from bot.archive.model import PassageKind
from bot.store.values import Post, ThreadSummary
from bot.transcript.credits import whose

_SIGNS = re.compile(
    r"[\\`*_\[\]<>&|~#]|^(?P<lead>[ \t]*)(?:(?P<sign>[-+=])|(?P<number>[0-9]+)(?=[.)]))", re.MULTILINE
)


class Markdown:
    """Headings `## slug#12 · author`; nothing an author wrote can pass for a heading or a quote."""

    suffix = "md"
    head = ""
    foot = ""

    def thread(self, thread: ThreadSummary) -> str:
        """Return the title, and where the thread came from."""
        origin = (
            f"<{thread.url}>\n\n" if thread.url and re.fullmatch(r"https?://[^\s<>]+", thread.url) else ""
        )
        return f"# {escape(_line(thread.title))}\n\n{origin}"

    def post(self, post: Post, thread: ThreadSummary) -> str:
        """Return a heading and the passages."""
        date = f" · {post.posted_at:%Y-%m-%d}" if post.posted_at else ""
        lines = [f"## {post.id} · {escape(_line(post.author))}{date}", ""]
        for passage in post.passages:
            text = post.body[passage.start : passage.end].strip("\n")
            if not text.strip():
                continue
            shown = [escape(line) for line in text.splitlines()]
            if passage.kind is PassageKind.QUOTE:
                source = f", {thread.slug}#{passage.number}" if passage.number else ""
                lines += [
                    f"> **{escape(_line(whose(passage)))}**{source}",
                    ">",
                    *(f"> {line}" for line in shown),
                    "",
                ]
            else:
                lines += [*shown, ""]
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
    return " ".join(text.split())
