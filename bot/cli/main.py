"""What the command line accepts, and how it ends: 0 done, 1 something failed, 2 wrong usage or settings."""

import argparse
import asyncio
import io
import os
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dotenv import dotenv_values

from bot.cli import archive, checking, serving, upkeep
from bot.config import Settings
from bot.errors import BadSettings, HansardError
from bot.shards import Shards
from bot.store.sqlite.errors import without_words
from bot.transcript.forms import FORMS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. Every expected failure is a sentence on standard error."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal of few letters, or the name of a file, stops no answer in the middle; documents are UTF-8 anywhere.
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="backslashreplace")
    try:
        env = _env()
        # What is set outside wins over the file, as people expect of .env files.
        settings = Settings.from_env({**env, **os.environ})
        if options.db is not None:
            # A database named on the command line holds what was imported into it and nothing else.
            settings = replace(settings, database=options.db, seeds=None)
        code = asyncio.run(options.command(settings, options))
    except BadSettings as error:
        print("These settings need a correction:", *error.problems, sep="\n- ", file=sys.stderr)
        return 2
    except (HansardError, sqlite3.Error) as error:
        print(without_words(error) if isinstance(error, sqlite3.Error) else error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has had enough; Python would complain once more while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"{error.filename or 'The output'}: {error.strerror}.", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("Stopped; what was not finished was left out whole.", file=sys.stderr)
        return 130
    return int(code)


def _env() -> dict[str, str]:
    """Read the file `.env` where there is one. Raises BadSettings where it is no text."""
    try:
        return {key: value for key, value in dotenv_values(".env").items() if value is not None}
    except UnicodeDecodeError:
        raise BadSettings(["The file .env is not written in UTF-8; save it so."]) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hansard",
        description="Archived debates on the record: search, quote and replay them in Discord.",
    )
    database = argparse.ArgumentParser(add_help=False)
    database.add_argument(
        "--db",
        type=_file,
        metavar="FILE",
        help="the database to use (default: HANSARD_DATABASE, else hansard.db)",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", parents=[database], help="run the bot; needs DISCORD_TOKEN")
    run.set_defaults(command=serving.run)

    sandbox = commands.add_parser(
        "sandbox", parents=[database], help="try the bot in a browser, without a token"
    )
    sandbox.add_argument(
        "paths", nargs="*", type=_file, metavar="PATH", help="your own archives, in place of the seeds"
    )
    sandbox.add_argument("--port", type=_port, metavar="N", help="the port of the page (default: a free one)")
    sandbox.add_argument("--no-open", action="store_true", help="print the address, open no browser")
    sandbox.set_defaults(command=serving.sandbox)

    check = commands.add_parser("check", parents=[database], help="say what is set up and what is missing")
    check.add_argument(
        "--replica", action="store_true", help="also restore the replica beside the database and look it over"
    )
    check.set_defaults(command=checking.check)

    imports = commands.add_parser("import", parents=[database], help="load archived threads")
    imports.add_argument("paths", nargs="+", type=_file, metavar="PATH", help="a file, a folder or a zip")
    imports.add_argument("--format", metavar="NAME", help="read as this format instead of finding it out")
    imports.add_argument("--dry-run", action="store_true", help="say what would happen; change nothing")
    imports.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    imports.set_defaults(command=archive.import_)

    search = commands.add_parser("search", parents=[database], help="search the posts")
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--author", metavar="A", help="only posts by this author")
    search.add_argument("--thread", metavar="T", help="only posts of this thread (its slug)")
    search.add_argument(
        "--words", choices=["own", "quoted", "all"], default="own", help="whose words to search"
    )
    search.add_argument("--sort", choices=["relevance", "oldest", "newest"], default="relevance")
    search.add_argument(
        "--limit", type=_count, default=10, metavar="N", help="show at most N posts (default: 10)"
    )
    search.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    search.set_defaults(command=archive.search)

    export = commands.add_parser(
        "export", parents=[database], help="print threads with whose words they hold"
    )
    export.add_argument("threads", nargs="*", metavar="THREAD", help="slugs (default: every thread)")
    export.add_argument("--format", choices=sorted(FORMS), default="jsonl")
    export.set_defaults(command=archive.export)
    _add_upkeep(commands, database)
    return parser


def _add_upkeep(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", database: argparse.ArgumentParser
) -> None:
    backup = commands.add_parser("backup", parents=[database], help="copy the database, even while in use")
    backup.add_argument("file", type=_file, metavar="FILE", help="where to")
    backup.add_argument("--force", action="store_true", help="replace FILE where it exists, without asking")
    backup.set_defaults(command=upkeep.backup)

    restore = commands.add_parser(
        "restore", parents=[database], help="bring a backup back; what was removed since stays so"
    )
    restore.add_argument("file", type=_file, metavar="FILE", help="a backup")
    restore.set_defaults(command=upkeep.restore)

    split = commands.add_parser(
        "split", parents=[database], help="write a new database with what the servers of some shards own"
    )
    split.add_argument("file", type=_file, metavar="FILE", help="the new database")
    split.add_argument("--shards", type=_shards, required=True, metavar="0-3/16", help="the shards it is for")
    split.set_defaults(command=upkeep.split)

    repair = commands.add_parser(
        "repair", parents=[database], help="look the database over; make the index and counts anew"
    )
    repair.set_defaults(command=upkeep.repair)

    hide = commands.add_parser("hide", parents=[database], help="hide an author in every archive")
    hide.add_argument("author", metavar="AUTHOR")
    hide.add_argument("--pseudonym", metavar="NAME", help="keep the words, show this name instead")
    hide.set_defaults(command=upkeep.hide)

    unhide = commands.add_parser("unhide", parents=[database], help="show a hidden author again")
    unhide.add_argument("author", metavar="AUTHOR", help="the name as it was, or the pseudonym")
    unhide.set_defaults(command=upkeep.unhide)

    rename = commands.add_parser(
        "rename", parents=[database], help="give a thread another slug; its old ids go on working"
    )
    rename.add_argument("thread", metavar="THREAD", help="the thread (its slug)")
    rename.add_argument("slug", metavar="SLUG", help="the new one: a-z, 0-9 and dashes")
    rename.set_defaults(command=upkeep.rename)

    remove = commands.add_parser(
        "remove", parents=[database], help="remove threads or posts for good: no import brings them back"
    )
    remove.add_argument("names", nargs="+", metavar="NAME", help="a thread (its slug) or a post (slug#12)")
    remove.add_argument("--yes", action="store_true", help="do not ask")
    remove.set_defaults(command=upkeep.remove)


def _file(text: str) -> Path:
    # What a script left empty would name the folder it runs in.
    if not text:
        raise argparse.ArgumentTypeError("an empty name names no file")
    return Path(text)


def _port(text: str) -> int:
    number = _whole(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port lies between 1 and 65535")
    return number


def _shards(text: str) -> Shards:
    try:
        return Shards.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None


def _count(text: str) -> int:
    number = _whole(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("ask for 1 to 1000 posts")
    return number
