"""The commands on the archive itself: import, search, export."""

import argparse
import contextlib
import dataclasses
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.errors import UserError
from bot.importers.detect import known_formats, readers
from bot.importing.importer import Importer
from bot.importing.report import Report, ThreadReport
from bot.installed import command
from bot.reading.files import candidates
from bot.search.query import parse
from bot.search.tree import Words
from bot.store.search.question import Sort
from bot.store.search.snippets import Snippet
from bot.store.store import Store
from bot.store.values import Viewer
from bot.transcript.credits import whose
from bot.transcript.forms import FORMS

OPERATOR = Viewer(guild_id=None, everything=True)
"""Whoever has the database file sees all that is in it."""


def _reading(settings: Settings) -> contextlib.AbstractAsyncContextManager[Store]:
    """Open the archive to be read. Raises UserError, saying how to make one, where there is none."""
    if not settings.database.exists():
        seeds = (
            f" `{command()} import {_brief(settings.seeds)}` takes in what comes with me,"
            if settings.seeds
            else ""
        )
        raise UserError(
            f"There is no archive at {settings.database} yet.{seeds} `{command()} import PATH` your own saved threads; "
            f"`{command()} sandbox` shows everything in a browser."
        )
    return Store.open(settings.database, write=False, search=settings.search)


def _brief(path: Path) -> str:
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


async def import_(settings: Settings, options: argparse.Namespace) -> int:
    """Import files, folders and packs; say what became of each thread."""
    if options.format is not None and options.format not in (known := sorted(each.name for each in readers)):
        print(
            f"There is no format called {options.format!r}. The formats are {', '.join(known)}.",
            file=sys.stderr,
        )
        return 2
    async with Store.open(settings.database, search=settings.search) as store:
        report = await Importer(store).run(
            list(candidates(options.paths)),
            format_name=options.format,
            dry_run=options.dry_run,
            progress=_progress(quiet=options.json or not sys.stderr.isatty()),
        )
    if options.json:
        _print_document(_document(report))
    else:
        _print_report(report)
    return 1 if report.failed else 0


async def search(settings: Settings, options: argparse.Namespace) -> int:
    """Print the best posts for a query."""
    async with _reading(settings) as store:
        thread = (await store.threads.get(options.thread, OPERATOR)).slug if options.thread else None
        author = (
            (await store.authors.get(options.author, OPERATOR, guess=False)).name if options.author else None
        )
        results = await store.search.find(
            parse(options.query),
            viewer=OPERATOR,
            words=Words(options.words),
            sort=Sort(options.sort),
            thread=thread,
            author=author,
            limit=options.limit,
            show=options.limit,
        )
    if options.json:
        document = {
            "query": options.query,
            "understood": results.understood,
            "total": results.total,
            # Added only where there is something to tell: the shape is fixed otherwise.
            **({} if results.total_exact else {"exact": False}),
            **({"ignored": results.ignored} if results.ignored else {}),
            **({"unknown": results.unknown} if results.unknown else {}),
            "results": [
                {
                    "id": str(hit.post.id),
                    "thread": hit.post.id.slug,
                    "number": hit.post.number,
                    "author": hit.post.author,
                    **_words(hit.snippet),
                }
                for hit in results.hits
            ],
        }
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return 0
    more = "" if results.total_exact else "more than "
    print(f"{more}{results.total} {'post' if results.total == 1 else 'posts'}: {results.understood}")
    for ignored in results.ignored:
        print(f"ignored: {ignored}")
    for hit in results.hits:
        post = hit.post
        print(f"\n{post.id}  {post.author}{_quoting(hit.snippet)}  ({post.thread_title})")
        print(_indented(hit.snippet))
    for sentence in results.unknown:
        print(sentence)
    for wrong, right in results.spellings:
        print(f"Nobody said “{wrong}”. Did you mean “{right}”?")
    return 0


def _words(snippet: Snippet) -> dict[str, Any]:
    """Return the words and, where they are not the poster's own, whose they are."""
    words = {"snippet": snippet.text}
    if snippet.quoted is None:
        return words
    quoted: dict[str, Any] = {"author": snippet.quoted.writer, "number": snippet.quoted.passage.number}
    return {**words, "quoted": {**quoted, **({"altered": True} if snippet.quoted.altered else {})}}


def _indented(snippet: Snippet) -> str:
    return "\n".join(f"    {line}" for line in snippet.text.split("\n"))


def _quoting(snippet: Snippet) -> str:
    if snippet.quoted is None:
        return ""
    source = snippet.quoted.source
    return f", quoting {whose(snippet.quoted)}{f' #{source.number}' if source else ''}:"


async def export(settings: Settings, options: argparse.Namespace) -> int:
    """Print every post of the named threads, or of all, as one document."""
    form = FORMS[options.format]
    async with _reading(settings) as store:
        # Nothing is printed before every name is known to be a thread's.
        threads = {slug: await store.threads.get(slug, OPERATOR) for slug in options.threads}
        at: str | None = None
        print(form.head, end="")
        async for post in store.posts.export(OPERATOR, slugs=options.threads or None):
            thread = threads.get(post.id.slug) or await store.threads.get(post.id.slug, OPERATOR)
            threads = {**threads, post.id.slug: thread} if options.threads else {post.id.slug: thread}
            if post.id.slug != at:
                at = post.id.slug
                print(form.thread(thread), end="")
            print(form.post(post, thread), end="")
        print(form.foot, end="")
    return 0


def _progress(*, quiet: bool) -> Callable[[str], None]:
    def show(name: str) -> None:
        print(f"\r\x1b[K{name[:100]}", end="", file=sys.stderr, flush=True)

    return (lambda _: None) if quiet else show


def _print_report(report: Report) -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    for thread in report.threads:
        _print_thread(thread)
    _print_problems(report)
    if not report.threads and report.failed:
        print(f"What is read: {known_formats()}.", file=sys.stderr)
    counts = [f"{_many(count, 'thread')} {outcome}" for outcome, count in sorted(report.outcomes().items())]
    print(
        "; ".join([*counts, f"{_many(report.posts_added, 'post')} new"]) if counts else "No thread was found."
    )
    if report.problems:
        skipped = report.passed_over.total()
        print(f"{_many(skipped, 'file')} skipped, {report.without_thread - skipped:,} failed")
    if report.dry_run:
        print("This was a dry run: nothing was changed.")


def _print_thread(thread: ThreadReport) -> None:
    if thread.outcome == "withheld":
        print(f"withheld   {thread.title} ({thread.source}): removed for good earlier, and left out")
        return
    said = f"{_many(thread.posts, 'post')} by {_many(thread.authors, 'author')}"
    quotes = f"{_many(thread.quotes, 'quote')}, {thread.quotes_credited:,} of them credited to their writers"
    print(f"{thread.outcome:9}  {thread.slug}: {said}; {quotes if thread.quotes else 'no quotes'}")
    for notice in thread.notices:
        line = f":{notice.line}" if notice.line else ""
        print(f"           {notice.source}{line}: {notice.text}")


def _print_problems(report: Report) -> None:
    examples: dict[str, str] = {}
    for problem in report.problems:
        if problem.failed:
            print(f"FAILED     {problem.reason}", file=sys.stderr)
        else:
            examples.setdefault(problem.kind or problem.reason, problem.reason)
    for kind, count in report.passed_over.most_common():
        more = f" (and {_many(count - 1, 'more file')})" if count > 1 else ""
        print(f"skipped    {examples[kind]}{more}", file=sys.stderr)


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


JUDGED = {"first", "last", "writers", "undated", "missing", "gaps"}
"""What is told for people to judge by."""


def _of_thread(thread: ThreadReport) -> dict[str, Any]:
    """Return what is told of a thread; how it begins and ends is for people who judge by looking."""
    names = (field.name for field in dataclasses.fields(thread))
    told = {name: getattr(thread, name) for name in names if name not in JUDGED}
    return {**told, "notices": [dataclasses.asdict(notice) for notice in thread.notices]}


def _print_document(document: dict[str, Any]) -> None:
    """Print JSON, of a list an item a line: a report of very many threads is never one text in memory."""
    for at, (name, value) in enumerate(document.items()):
        print(f"{',' if at else '{'}\n  {json.dumps(name)}: ", end="")
        if not isinstance(value, list):
            print(json.dumps(value, ensure_ascii=False), end="")
            continue
        for place, item in enumerate(value):
            print(f"{',' if place else '['}\n    {json.dumps(item, ensure_ascii=False)}", end="")
        print("\n  ]" if value else "[]", end="")
    print("\n}")


def _document(report: Report) -> dict[str, Any]:
    return {
        "dry_run": report.dry_run,
        "threads": [_of_thread(thread) for thread in report.threads],
        "skipped": [
            {"source": problem.source, "reason": problem.reason}
            for problem in report.problems
            if not problem.failed
        ],
        "passed_over": dict(report.passed_over),
        "failed": [
            {"source": problem.source, "reason": problem.reason}
            for problem in report.problems
            if problem.failed
        ],
    }
