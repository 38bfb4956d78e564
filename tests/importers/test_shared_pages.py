"""Real threads rendered as XenForo pages, kept beside the repository: everything must come out right."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.archive.model import Mark, MarkKind, ParsedPost
from bot.importers.merging import merge
from bot.importers.source import Source
from bot.importers.xenforo import reader

PAGES = Path(__file__).parents[3] / "shared" / "truth" / "pages"
THREADS = sorted(PAGES.glob("xenforo*-html/*/truth.json"))

pytestmark = pytest.mark.skipif(not THREADS, reason="the shared pages are not beside this clone")


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def flat(nodes: list[Any]) -> str:
    return "".join(node[1] if node[0] == "t" else f" {flat(node[2])} " for node in nodes)


def quotes(nodes: list[Any]) -> Iterator[tuple[str | None, str | None, str]]:
    for node in nodes:
        if node[0] == "q":
            post = node[1]["post"]
            yield node[1]["author"], str(post) if post else None, squeeze(flat(node[2]))
            yield from quotes(node[2])


def marked(post: ParsedPost) -> list[Mark]:
    return [mark for mark in post.marks if mark.kind is MarkKind.QUOTE]


@pytest.mark.parametrize("truth_file", THREADS, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_every_post_author_and_declared_quote_of_the_rendered_threads_is_read(truth_file: Path) -> None:
    truth = json.loads(truth_file.read_text("utf-8"))
    pages = sorted(truth_file.parent.glob("page-*.html"), reverse=True)
    fragments = [thread for page in pages for thread in reader.read(Source(page.name, page.read_bytes()))]
    [thread] = merge(fragments)
    assert thread.title == squeeze(truth["title"])
    assert [(p.ref, p.author, p.author_title) for p in thread.posts] == [
        (str(p["post_id"]), p["author"], p["user_title"]) for p in truth["posts"]
    ]
    places = {str(p["post_id"]): p["no"] for p in truth["posts"]}
    for post, expected in zip(thread.posts, truth["posts"], strict=True):
        assert squeeze(post.body) == squeeze(flat(expected["nodes"]))
        found = [(m.author, m.ref, squeeze(post.body[m.start : m.end])) for m in marked(post)]
        assert found == [quote for quote in quotes(expected["nodes"]) if quote[2]]
        assert all(mark.number == places.get(mark.ref or "") for mark in marked(post))
