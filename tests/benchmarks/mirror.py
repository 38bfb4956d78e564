"""Measure the import of a whole forum as a mirror keeps it: `python -m tests.benchmarks.mirror`.

Writes an invented phpBB forum as `wget --mirror` leaves it – a page a file, the query in the name, lists of topics,
members' pages, scripts and pictures among them – and imports it through `hansard import`. `--folder` imports saved
pages you have instead. Prints how many threads and posts came of how many files, and what
`tests.benchmarks.importing` does; memory is that of all processes together, shared pages counted once.
"""

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks.importing import imported
from tests.benchmarks.long_thread import Writer

ON_A_PAGE = 15
_PAGE = """<!DOCTYPE html>
<html dir="ltr" lang="en-gb"><head><meta charset="utf-8" />
<link rel="stylesheet" href="style.css@v=3.css" /><title>{title} - The Invented Harbour</title></head>
<body id="phpbb" class="section-viewtopic"><div id="page-header"><a href="index.html">Board index</a></div>
<div id="page-body"><h2 class="topic-title"><a href="viewtopic.php%3Ft={topic}.html">{title}</a></h2>
<div class="pagination">{posts} posts &bull; Page <strong>{page}</strong> of <strong>{pages}</strong></div>
{bodies}
</div></body></html>
"""
_POST = """<div id="p{ref}" class="post bg2"><div class="inner">
<dl class="postprofile"><dt><a href="memberlist.php%3Fu={user}.html" class="username">member{user}</a></dt>
<dd class="profile-rank">Deckhand</dd><dd class="profile-posts"><strong>Posts:</strong> {user}</dd></dl>
<div class="postbody"><div><h3><a href="#p{ref}">Re: {title}</a></h3>
<p class="author"><a href="viewtopic.php%3Fp={ref}.html">Post</a> by <strong>member{user}</strong> &raquo; {date}</p>
<div class="content">{body}</div></div></div></div></div>
"""


def write_mirror(folder: Path, threads: int, posts: int) -> int:
    """Write a mirror of so many threads of so many posts each; return how many files it has."""
    folder.mkdir()
    writer = Writer(1)
    for topic in range(1, threads + 1):
        before: list[list[str]] = []
        # Every tenth title is one that another thread has, too.
        title = f"A leaking pump, part {topic if topic % 10 else 0}"
        pages = (posts + ON_A_PAGE - 1) // ON_A_PAGE
        for page in range(1, pages + 1):
            bodies = []
            for place in range((page - 1) * ON_A_PAGE, min(page * ON_A_PAGE, posts)):
                own, _, box = writer.post(before)
                before.append(own)
                quoted = f"<blockquote><div>{'<br />'.join(box)}</div></blockquote>" if box else ""
                day = 1 + place % 28
                date = f"Mon May {day:02}, 2005 {place % 12 + 1}:{topic % 60:02} pm"
                ref = topic * 1_000 + place
                bodies.append(
                    _POST.format(
                        ref=ref, user=ref % 97, title=title, date=date, body=quoted + "<br /><br />".join(own)
                    )
                )
            start = f"&start={(page - 1) * ON_A_PAGE}" if page > 1 else ""
            text = _PAGE.format(
                topic=topic, title=title, posts=posts, page=page, pages=pages, bodies="\n".join(bodies)
            )
            (folder / f"viewtopic.php?t={topic}{start}.html").write_text(text, "utf-8")
        _write_furniture(folder, topic)
    return sum(1 for _ in folder.iterdir())


def _write_furniture(folder: Path, topic: int) -> None:
    if topic % 5 == 0:
        text = (
            f"<!DOCTYPE html><html><body><h2>Topics</h2><a href='viewtopic.php?t={topic}'>…</a></body></html>"
        )
        (folder / f"viewforum.php?f=1&start={topic}.html").write_text(text, "utf-8")
        (folder / f"memberlist.php?mode=viewprofile&u={topic}.html").write_text(text, "utf-8")
        (folder / f"avatar.php?u={topic}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2_000))
        (folder / f"script.js?v={topic}").write_text("var a = 1;\n" * 50, "utf-8")


def main() -> None:
    """Write the mirror, import it, and print what it took."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--threads", type=int, default=2_000)
    options.add_argument("--posts", type=int, default=40, help="in each thread")
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = chosen.folder or Path(name) / "mirror"
        if not chosen.folder:
            write_mirror(folder, chosen.threads, chosen.posts)
        files = sum(1 for path in folder.rglob("*") if path.is_file())
        took = imported(folder, Path(name) / "a.db")
        posts = sum(thread["posts"] for thread in took.said["threads"])
        print(
            f"{files:,} files, {len(took.said['threads']):,} threads, {posts:,} posts, "
            f"{sum(took.said['passed_over'].values()):,} files passed over, {len(took.said['failed']):,} failed: "
            f"{took}; {took.used / max(1, posts) * 1e3:.2f} ms of processor a post"
        )


if __name__ == "__main__":
    main()
