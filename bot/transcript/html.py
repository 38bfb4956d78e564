"""A thread as one page that needs nothing else: no scripts, no pictures, readable on paper."""

import re
from html import escape

from bot.archive.model import Passage, PassageKind
from bot.store.values import Post, ThreadSummary
from bot.transcript.credits import whose

_STYLE = """\
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 Georgia, 'Noto Serif', serif; }
h1, h2, footer, cite { font-family: system-ui, sans-serif; }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
h2 small, footer { color: GrayText; font-weight: normal; }
article { border-top: 1px solid GrayText; padding: 1rem 0; }
article:target { outline: 2px solid Highlight; outline-offset: .5rem; }
blockquote { margin: .8rem 0; padding: .1rem 1rem; border-left: 4px solid GrayText; }
cite { font-style: normal; font-size: .9rem; font-weight: bold; }
.words, .furniture { white-space: pre-wrap; overflow-wrap: anywhere; }
.furniture { color: GrayText; font-size: .85rem; }
a { color: inherit; }
@media print { body { max-width: none; font-size: 11pt; } article { break-inside: avoid-page; } }
"""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Page:
    """A page with an anchor for every post, `#slug-12`; quotes lead to the post they come from."""

    suffix = "html"
    head = (
        '<!DOCTYPE html>\n<html lang="">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Nothing is fetched and nothing runs, whatever a reader or a browser makes of the words below.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>Hansard: debates on the record</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
    )
    foot = "<footer>Put on the record by Hansard.</footer>\n</body>\n</html>\n"

    def thread(self, thread: ThreadSummary) -> str:
        """Return the title and where the thread came from."""
        origin = (
            f' · <a href="{_text(thread.url)}" rel="noreferrer">original</a>' if _safe(thread.url) else ""
        )
        return (
            f'<h1 dir="auto">{_text(thread.title)}</h1>\n'
            f"<p>{thread.posts} posts by {thread.authors} authors{origin}</p>\n"
        )

    def post(self, post: Post, thread: ThreadSummary) -> str:
        """Return an article."""
        anchor = f"{post.id.slug}-{post.number}"
        date = f" · {post.posted_at:%Y-%m-%d}" if post.posted_at else ""
        link = f' · <a href="{_text(post.url)}" rel="noreferrer">original</a>' if _safe(post.url) else ""
        title = f" · {_text(post.author_title)}" if post.author_title else ""
        passages = "".join(_passage(post, passage, thread) for passage in post.passages)
        return (
            f'<article id="{_text(anchor)}">\n<h2><bdi>{_text(post.author)}</bdi> <small>{title}{date} · '
            f'<a href="#{_text(anchor)}">{_text(str(post.id))}</a>{link}</small></h2>\n{passages}</article>\n'
        )


def _passage(post: Post, passage: Passage, thread: ThreadSummary) -> str:
    text = post.body[passage.start : passage.end].strip("\n")
    if not text.strip():
        return ""
    if passage.kind is PassageKind.FURNITURE:
        return f'<div class="furniture" dir="auto">{_text(text)}</div>\n'
    words = f'<div class="words" dir="auto">{_text(text)}</div>\n'
    if passage.kind is PassageKind.OWN:
        return words
    name = f"<bdi>{_text(whose(passage))}</bdi>"
    if passage.number is not None:
        source = _text(f"{thread.slug}-{passage.number}")
        name = f'<a href="#{source}">{name} · #{passage.number}</a>'
    return f"<blockquote>\n<cite>{name}</cite>\n{words}</blockquote>\n"


def _text(text: str | None) -> str:
    return escape(_CONTROLS.sub("\ufffd", text or ""), quote=True)


def _safe(url: str | None) -> bool:
    return bool(url and re.fullmatch(r"https?://\S+", url))
