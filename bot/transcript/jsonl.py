"""A thread as lines of JSON, one post a line: Hansard's own export format, which it can read back."""

import json

from bot.archive.model import PassageKind
from bot.store.values import Post, ThreadSummary


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
        document = {
            "source": thread.source,
            "thread": post.id.slug,
            "number": post.number,
            "author": post.author,
            "author_title": post.author_title,
            "posted_at": post.posted_at.isoformat() if post.posted_at else None,
            "body": "".join(words.text for words in post.said),
            "passages": [
                {
                    "start": passage.start,
                    "end": passage.end,
                    "author": passage.author,
                    "number": passage.number,
                    "source_start": passage.source_start,
                    "source_end": passage.source_end,
                    "confidence": passage.confidence,
                    **({"kind": passage.kind.value} if passage.kind is PassageKind.FURNITURE else {}),
                }
                for passage in post.passages
                if passage.kind is not PassageKind.OWN
            ],
        }
        return json.dumps(document, ensure_ascii=False) + "\n"
