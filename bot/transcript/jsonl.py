"""A thread as lines of JSON, one post a line: Hansard's own export format, which it can read back."""

import json
from typing import Any

from bot.archive.covering import covered
from bot.archive.model import Mark, MarkKind, Passage, PassageKind
from bot.store.values import Post, ThreadSummary

_TOLD_BY_PASSAGES = frozenset({MarkKind.QUOTE, MarkKind.HEADER, MarkKind.SIGNATURE, MarkKind.FURNITURE})
_BLACKED = "█"


class JsonLines:
    """One JSON object a post; `passages` lists what is not its author's own: quotes, and furniture, which says so."""

    suffix = "jsonl"
    head = ""
    foot = ""

    def thread(self, thread: ThreadSummary) -> str:  # noqa: ARG002 - every line names its thread itself
        """Nothing: every line stands for itself."""
        return ""

    def post(self, post: Post, thread: ThreadSummary) -> str:
        """Return one line."""
        body = "".join(words.text for words in post.said)
        document = {
            "source": thread.source,
            "format": thread.format,
            "thread": post.id.slug,
            "title": covered(thread.title),
            "thread_url": thread.url,
            "number": post.number,
            "ref": post.ref,
            "author": covered(post.author),
            "author_ref": post.author_ref,
            "author_title": covered(post.author_title) if post.author_title else None,
            "posted_at": post.posted_at.isoformat() if post.posted_at else None,
            "edited_at": post.edited_at.isoformat() if post.edited_at else None,
            "url": post.url,
            "answers": post.answers.number if post.answers else None,
            "body": body,
            "passages": [
                _passage(passage) for passage in post.passages if passage.kind is not PassageKind.OWN
            ],
            "marks": [_mark(mark) for mark in post.marks if _shown(mark, body) and not post.withheld],
        }
        return json.dumps(document, ensure_ascii=False) + "\n"


def _passage(passage: Passage) -> dict[str, Any]:
    """Return the fields every passage has, and those only some have where they say something."""
    return {
        "start": passage.start,
        "end": passage.end,
        "author": covered(passage.author) if passage.author else None,
        "number": passage.number,
        "source_start": passage.source_start,
        "source_end": passage.source_end,
        "confidence": passage.confidence,
        **({"kind": passage.kind.value} if passage.kind is PassageKind.FURNITURE else {}),
        **({"via": list(passage.via)} if passage.via else {}),
        **({"declared": covered(passage.declared)} if passage.declared is not None else {}),
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "start": mark.start,
        "end": mark.end,
        "kind": mark.kind.value,
        **({"url": mark.url} if mark.url is not None else {}),
    }


def _shown(mark: Mark, body: str) -> bool:
    """Tell whether a mark says more than the passages do, and nothing that is blacked out."""
    return mark.kind not in _TOLD_BY_PASSAGES and _BLACKED not in body[mark.start : mark.end]
