"""Real threads rendered as XenForo pages, kept beside the repository: everything must come out right."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.archive.model import Mark, MarkKind, ParsedPost
from bot.importers.cleaning import NOBODY
from bot.importers.detect import reader_for
from bot.importers.merging import merge
from bot.importers.source import Source
from bot.importers.unpacking import unpack
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


OTHERS = {
    "phpbb2-html": ("phpbb", rb'<div class="post">'),
    "smf-html": ("smf", rb'<article class="post"'),
    "discourse-topic-json": ("discourse", rb'"cooked":'),
    "phpbb3-json": ("forum-json", rb'"postId" ?:'),
    "pipermail-mbox": ("mbox", rb"(?m)^From .*\d\d:\d\d:\d\d \d{4}$"),
}
SAMPLES = [path for folder in OTHERS for path in sorted((PAGES / folder).glob("*"))]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_other_sample_is_known_by_its_content_and_gives_every_post_with_its_author(
    sample: Path,
) -> None:
    format_name, sign = OTHERS[sample.parent.name]
    [source] = unpack(Source("upload", sample.read_bytes()))
    reader_found = reader_for(source)
    assert reader_found.name == format_name
    threads = merge(reader_found.read(source))
    posts = [post for thread in threads for post in thread.posts]
    assert len(posts) == len(re.findall(sign, source.data))
    assert all(thread.title and thread.key for thread in threads)
    assert all(post.body and post.ref and post.posted_at and post.author != NOBODY for post in posts)
    assert all(
        mark.author is None or "wrote" not in mark.author for post in posts for mark in post.marks if mark.ref
    )
