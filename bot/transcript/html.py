"""A thread as one page that needs nothing else: no scripts, no pictures, readable on paper."""

import re
from html import escape

from bot.archive.covering import covered
from bot.archive.model import PassageKind
from bot.archive.spoken import Spoken
from bot.languages import counted, say
from bot.store.values import Post, ThreadSummary
from bot.transcript.credits import whose

_STYLE = """\
:root {
  color-scheme: light dark;
  --paper: #fdfcf8; --ink: #1d1c1a; --quiet: #6b675f; --rule: #e2ddd2; --panel: #f4f1e9; --accent: #8a3b12;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #17191e; --ink: #e6e3dc; --quiet: #9a978f; --rule: #2f333b; --panel: #1f2229; --accent: #e8a87c; }
}
html { background: var(--paper); -webkit-text-size-adjust: 100%; }
body {
  max-width: 40rem; margin: 0 auto; padding: 3.5rem 1.25rem 2rem; color: var(--ink);
  font: 1.125rem/1.65 Charter, 'Bitstream Charter', 'Iowan Old Style', Georgia, 'Noto Serif', serif;
}
h1, .origin, h2, footer, cite, .furniture { font-family: system-ui, 'Segoe UI', 'Noto Sans', sans-serif; }
h1 { font-size: clamp(1.45rem, 1.1rem + 1.8vw, 2rem); line-height: 1.2; margin: 0 0 .6rem; overflow-wrap: anywhere; }
h1 { text-wrap: balance; letter-spacing: -.01em; }
.origin { margin: 0 0 2.5rem; color: var(--quiet); font-size: .9rem; }
article { border-top: 1px solid var(--rule); padding: 1.6rem 0 1.7rem; scroll-margin-top: 1rem; }
article:target { background: var(--panel); box-shadow: 0 0 0 1rem var(--panel), -3px 0 0 1rem var(--accent); }
h2 { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .6rem; }
h2 { margin: 0 0 .7rem; font-size: 1rem; line-height: 1.5; }
h2 bdi { overflow-wrap: anywhere; }
h2 small { color: var(--quiet); font-size: .82rem; font-weight: 400; }
h2 .place { margin-left: auto; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
blockquote { margin: 0 0 1.1rem; padding: .7rem 1rem .8rem; font-size: .94em; }
blockquote { border-left: 3px solid var(--rule); background: var(--panel); }
blockquote .words { color: color-mix(in srgb, var(--ink) 82%, var(--paper)); }
cite { display: block; margin-bottom: .25rem; font-size: .82rem; font-style: normal; font-weight: 600; }
cite.nobody { color: var(--quiet); font-weight: 400; font-style: italic; }
.words, .furniture { white-space: pre-wrap; overflow-wrap: anywhere; }
.words + .words, blockquote + .words, .words + blockquote { margin-top: 1.1rem; }
.furniture { color: var(--quiet); font-size: .82rem; line-height: 1.5; }
a { color: inherit; text-underline-offset: .18em; }
a { text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); }
cite a, h2 .place a { text-decoration: none; }
a:hover { color: var(--accent); text-decoration: underline; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
footer { border-top: 1px solid var(--rule); padding-top: 1.2rem; color: var(--quiet); font-size: .82rem; }
@media (max-width: 30rem) { body { padding-top: 1.8rem; font-size: 1.06rem; } h2 .place { margin-left: 0; } }
@media print {
  :root { --paper: #fff; --ink: #000; --quiet: #555; --rule: #bbb; --panel: #fff; --accent: #000; }
  @page { margin: 20mm 18mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; line-height: 1.5; }
  h2 { break-after: avoid; } blockquote { break-inside: avoid; } p, .words { orphans: 3; widows: 3; }
  article { padding: 1rem 0; } article:target { box-shadow: none; padding-left: 0; }
  a { text-decoration: none; }
}
"""
_HEAD = (
    '<!DOCTYPE html>\n<html lang="">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    # Nothing is fetched and nothing runs, whatever a reader or a browser makes of the words below.
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Page:
    """A page with an anchor for every post, `#slug-12`; quotes lead to the post they come from."""

    suffix = "html"

    @property
    def head(self) -> str:
        """Return what stands above everything: how the page looks, and that nothing runs in it."""
        return _HEAD.format(title=say("Hansard: debates on the record"), style=_STYLE)

    @property
    def foot(self) -> str:
        """Return who made the page."""
        return f"<footer>{say('Put on the record by Hansard.')}</footer>\n</body>\n</html>\n"

    def thread(self, thread: ThreadSummary) -> str:
        """Return the title and where the thread came from."""
        origin = (
            f' · <a href="{_text(thread.url)}" rel="noreferrer">{say("original")}</a>'
            if _safe(thread.url)
            else ""
        )
        size = say(
            "{posts} by {authors}",
            posts=counted("{n:,} post", "{n:,} posts", thread.posts),
            authors=counted("{n:,} author", "{n:,} authors", thread.authors),
        )
        return f'<h1 dir="auto">{_name(thread.title)}</h1>\n<p class="origin">{size}{_days(thread)}{origin}</p>\n'

    def post(self, post: Post, thread: ThreadSummary) -> str:  # noqa: ARG002 - another form needs it
        """Return an article."""
        anchor = f"{post.id.slug}-{post.number}"
        said = (
            f'<time datetime="{post.posted_at:%Y-%m-%d}">{post.posted_at:%Y-%m-%d}</time>'
            if post.posted_at
            else ""
        )
        link = (
            f'<a href="{_text(post.url)}" rel="noreferrer">{say("original")}</a>' if _safe(post.url) else ""
        )
        place = f'<a href="#{_text(anchor)}">{_text(str(post.id))}</a>'
        passages = "".join(map(_passage, post.said))
        title = f"<small>{_name(post.author_title)}</small>" if post.author_title else ""
        return (
            f'<article id="{_text(anchor)}">\n<h2><bdi>{_name(post.author)}</bdi>{title}'
            f'<small class="place">{" · ".join(filter(None, (said, link, place)))}</small></h2>\n{passages}</article>\n'
        )


def _passage(said: Spoken) -> str:
    text = said.text.strip("\n")
    if not text.strip():
        return ""
    if said.kind is PassageKind.FURNITURE:
        return f'<div class="furniture" dir="auto">{_text(text)}</div>\n'
    words = f'<div class="words" dir="auto">{_text(text)}</div>\n'
    if said.own:
        return words
    name = f"<bdi>{_name(whose(said))}</bdi>"
    source = said.source
    if source is not None:
        name = f'<a href="#{_text(f"{source.slug}-{source.number}")}">{name} · #{source.number}</a>'
    nobody = "" if source is not None or said.writer is not None else ' class="nobody"'
    return f"<blockquote>\n<cite{nobody}>{name}</cite>\n{words}</blockquote>\n"


def _days(thread: ThreadSummary) -> str:
    days = list(dict.fromkeys(f"{at:%Y-%m-%d}" for at in (thread.first_at, thread.last_at) if at is not None))
    if len(days) == 2:
        return " · " + say("{first} to {last}", first=days[0], last=days[1])
    return f" · {days[0]}" if days else ""


def _text(text: str | None) -> str:
    return escape(_CONTROLS.sub("\ufffd", text or ""), quote=True)


def _name(text: str) -> str:
    return _text(covered(text))


def _safe(url: str | None) -> bool:
    return bool(url and re.fullmatch(r"https?://\S+", url))
