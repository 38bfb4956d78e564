"""The command line, which people script against."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from bot.search.query import Query
from bot.store.search import large
from bot.store.search.search import Results, Search
from tests.e2e.test_managing import THREAD

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "seeds" / "trump-putin-rapport.txt"
SLUG = "ahc-trump-and-putins"

# Whose words each post quotes first, and from which post: known truth.
QUOTES = {
    3: ("WolfBear", 2),
    4: ("Agent23", 3),
    5: ("WolfBear", 4),
    6: ("Agent23", 5),
    7: ("WolfBear", 2),
} | {
    8: ("WolfBear", 6),
    9: ("raharris1973", 1),
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run where no .env and no database lie about."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)


def run(*arguments: str | Path) -> int:
    """Run one command; usage errors end as the exit code they are."""
    try:
        return main([str(each) for each in arguments])
    except SystemExit as stop:
        return int(stop.code or 0)


def test_an_import_can_be_exported_a_post_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", "--db", "a.db", SEED) == 0
    capsys.readouterr()
    assert run("export", "--db", "a.db", "--format", "jsonl") == 0
    posts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    text = SEED.read_text("utf-8")
    assert [post["number"] for post in posts] == list(range(1, 10))
    assert all(post["source"] == str(SEED) for post in posts)
    assert all(post["body"] in text for post in posts)
    assert posts[2]["author_title"] == "Ни шагу назад!"
    assert posts[8]["body"].endswith("U.S.).")
    for number, (author, source) in QUOTES.items():
        (passage,) = posts[number - 1]["passages"]
        assert (passage["author"], passage["number"]) == (author, source)
        quoted = posts[number - 1]["body"][passage["start"] : passage["end"]]
        assert quoted == posts[source - 1]["body"][passage["source_start"] : passage["source_end"]]
    assert posts[0]["passages"] == posts[1]["passages"] == []


def test_a_second_import_changes_nothing_and_a_dry_run_never_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", "--db", "a.db", "--dry-run", "--json", SEED) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["dry_run"], report["threads"][0]["outcome"]) == (True, "added")
    assert run("export", "--db", "a.db") == 0
    assert capsys.readouterr().out == ""
    for outcome in ("added", "unchanged"):
        assert run("import", "--db", "a.db", "--json", SEED) == 0
        assert json.loads(capsys.readouterr().out)["threads"][0]["outcome"] == outcome


def test_a_folder_gives_its_archives_and_passes_over_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "pump.txt").write_text(THREAD, "utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff" + bytes(500))
    assert run("import", "--db", "a.db", "--json", folder) == 0
    report = json.loads(capsys.readouterr().out)
    assert len(report["threads"]) == 1
    assert "photo.jpg" in report["skipped"][0]["reason"]


def test_a_file_named_that_is_no_archive_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" + bytes(500))
    assert run("import", "--db", "a.db", "photo.jpg", "missing.txt") == 1
    said = capsys.readouterr().err
    assert "photo.jpg" in said
    assert "missing.txt" in said


def test_search_prints_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    run("import", "--db", "a.db", SEED)
    capsys.readouterr()
    assert run("search", "--db", "a.db", "neocons", "--author", "agent23", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["query"] == "neocons"
    assert found["total"] == 1
    assert set(found) == {"query", "understood", "total", "results"}
    (result,) = found["results"]
    assert set(result) == {"id", "thread", "number", "author", "snippet"}
    assert (result["number"], result["author"]) == (3, "Agent23")
    assert result["id"] == f"{result['thread']}#3"
    assert run("search", "--db", "a.db", "neocons", "--words", "quoted", "--json") == 0
    results = {each["number"]: each for each in json.loads(capsys.readouterr().out)["results"]}
    assert results[4]["quoted"] == {"author": "Agent23", "number": 3}, "its author only quoted the words"
    assert 3 not in results
    assert run("search", "--db", "a.db", "neocons )", "--json") == 0
    assert json.loads(capsys.readouterr().out)["ignored"] == [")"]
    assert run("search", "--db", "a.db", "from:Agent24", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["total"], found["results"]) == (0, [])
    assert "`Agent23`" in found["unknown"][0]
    assert run("search", "--db", "a.db", "neocons", "--author", "Agent24") == 1
    assert "`Agent23`" in capsys.readouterr().err
    assert run("search", "--db", "a.db", "neocons", "--words", "all", "--author", "wolfbear") == 0
    assert "WolfBear, quoting Agent23 #3:" in capsys.readouterr().out


def test_a_count_that_was_cut_short_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a huge archive is cut short by itself; here the real answer is told to be a lower bound."""
    run("import", "--db", "a.db", SEED)
    find = Search.find

    async def short(self: Search, query: Query, **options: Any) -> Results:
        return replace(await find(self, query, **options), total_exact=False)

    monkeypatch.setattr(Search, "find", short)
    capsys.readouterr()
    assert run("search", "--db", "a.db", "neocons") == 0
    assert capsys.readouterr().out.startswith("more than 3 posts: ")
    assert run("search", "--db", "a.db", "neocons", "--json") == 0
    assert json.loads(capsys.readouterr().out)["exact"] is False


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["search", "--db", "a.db", "x", "--thread", "nowhere"], 1, "nowhere"),
        (["search", "--db", "a.db", "x", "--author", "Nobody Atall"], 1, "Nobody Atall"),
        (["export", "--db", "a.db", "nowhere"], 1, "nowhere"),
        (["search", "--db", "missing.db", "x"], 1, "missing.db"),
        (["import", "--db", "a.db", "--format", "papyrus", str(SEED)], 2, "papyrus"),
        (["import"], 2, "PATH"),
        (["search", "x", "--limit", "0"], 2, "1 to 1000"),
        (["dance"], 2, "dance"),
        (["run"], 2, "Reset Token"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_an_exit_code(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", "--db", "a.db", SEED)
    capsys.readouterr()
    assert run(*arguments) == code
    complaint = capsys.readouterr()
    assert said in complaint.err
    assert "Traceback" not in complaint.err
    assert complaint.out == ""


def test_wrong_settings_are_all_named_with_exit_code_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HANSARD_LOG_LEVEL", "loud")
    monkeypatch.setenv("HANSARD_SYNC_GUILD", "mine")
    assert run("check") == 2
    said = capsys.readouterr().err
    assert "HANSARD_LOG_LEVEL" in said
    assert "HANSARD_SYNC_GUILD" in said


def test_a_database_that_is_none_is_refused_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Sir, this is no database. " * 40)
    before = path.read_bytes()
    assert run("import", "--db", path, SEED) == 1
    assert "letter.db" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_transcript_in_markdown_quotes_what_is_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    run("import", "--db", "a.db", SEED)
    capsys.readouterr()
    assert run("export", "--db", "a.db", "--format", "markdown") == 0
    text = capsys.readouterr().out
    assert "> You might need to get the Ukrainian government" in text
    assert "\nNot if the neocons and neolibs" in text


def test_check_says_which_engine_answers_and_when_the_other_is_worth_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> str:
        capsys.readouterr()
        run("check")
        return next(line for line in capsys.readouterr().out.splitlines() if "search: " in line)

    run("import", "--db", "hansard.db", SEED)
    assert "answered by SQLite; from 300,000 on tantivy is worth it" in told()
    monkeypatch.setattr(large, "WORTH", 1)
    assert "the next start builds tantivy's index" in told()
    monkeypatch.setenv("HANSARD_SEARCH", "fts5")
    assert "set HANSARD_SEARCH=auto" in told()
    monkeypatch.setattr(large, "is_installed", lambda: False)
    assert 'pip install -e ".[large]"' in told()
    monkeypatch.setenv("HANSARD_SEARCH", "tantivy")
    assert "HANSARD_SEARCH asks for tantivy" in told()
    monkeypatch.undo()


def test_check_says_what_is_ready(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 0
    said = capsys.readouterr().out
    assert "full-text search" in said
    assert "token: none" in said


def test_a_debate_is_exported_as_a_page_whose_quotes_lead_to_their_source(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("import", "--db", "a.db", SEED) == 0
    capsys.readouterr()
    assert run("export", "--db", "a.db", "--format", "html") == 0
    page = capsys.readouterr().out
    assert page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    ids = re.findall(r'<article id="([^"]+)"', page)
    assert len(ids) == 9
    for number, (author, source) in QUOTES.items():
        article = page.split(f'<article id="{ids[number - 1]}"')[1].split("</article>")[0]
        assert f'<cite><a href="#{ids[source - 1]}"><bdi>{author}</bdi>' in article


def test_without_a_network_the_bot_says_so_and_ends(tmp_path: Path) -> None:
    """In a process of its own, whose every connection goes to a port where nobody listens."""
    program = (
        "import sys, discord.http\n"
        "discord.http.Route.BASE = 'http://127.0.0.1:9/api'\n"
        "from bot.cli.main import main\n"
        "sys.exit(main(['run']))\n"
    )
    environment = {**os.environ, "DISCORD_TOKEN": "a.b.c", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Discord could not be reached" in done.stderr
    assert "Traceback" not in done.stderr
    assert "a.b.c" not in done.stderr


class Terminal:
    def isatty(self) -> bool:
        return True


def test_nothing_is_removed_before_somebody_says_yes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", SEED) == 0
    assert run("remove", SLUG) == 2
    told = capsys.readouterr().err
    assert f"{SLUG}, “AHC: Trump" in told
    assert "9 posts" in told
    assert "Add --yes" in told
    monkeypatch.setattr("sys.stdin", Terminal())
    for said in ("", "no"):
        monkeypatch.setattr("builtins.input", lambda _, said=said: said)
        assert run("remove", f"{SLUG}#2") == 1
    assert run("search", "neocons") == 0
    assert "3 posts" in capsys.readouterr().out
    monkeypatch.setattr("builtins.input", lambda _: "Yes")
    assert run("remove", f"{SLUG}#2") == 0
    assert run("remove", "--yes", SLUG) == 0
    assert "removed for good" in capsys.readouterr().out
    assert run("import", SEED) == 0
    assert "withheld   AHC: Trump" in capsys.readouterr().out


def test_a_thread_is_renamed_and_its_old_ids_go_on_working(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", SEED) == 0
    assert run("rename", SLUG, "Rapport") == 1
    assert "yours could be `rapport`" in capsys.readouterr().err
    assert run("rename", SLUG, "rapport") == 0
    assert f"rapport# now; those with {SLUG}#" in capsys.readouterr().out
    assert run("export", SLUG) == 0
    third = json.loads(capsys.readouterr().out.splitlines()[2])
    assert (third["thread"], third["number"]) == ("rapport", 3)


def test_what_is_no_thread_is_told_once_by_kind_with_what_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        (tmp_path / "pages").mkdir(exist_ok=True)
        (tmp_path / "pages" / f"{name}.html").write_text(f"<html><title>{name}</title></html>")
    assert run("import", "pages") == 0
    assert (
        "called “one”, but no thread of a forum software that is known. (and 1 more file)"
        in capsys.readouterr().err
    )
    assert run("import", "pages/two.html") == 1
    told = capsys.readouterr().err
    assert "pages/two.html: This is a web page called “two”" in told
    assert "What is read: XenForo, vBulletin" in told


def test_settings_that_are_no_text_and_numbers_that_are_none_are_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_bytes(b"DISCORD_TOKEN=\xff\xfe\n")
    assert run("check") == 2
    assert "The file .env is not written in UTF-8" in capsys.readouterr().err
    (tmp_path / ".env").unlink()
    for arguments in (["search", "x", "--limit", "few"], ["sandbox", "--port", "few"]):
        assert run(*arguments) == 2
        assert "'few' is no whole number" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["import", ""], ["backup", ""], ["search", "x", "--db", ""]])
def test_an_empty_name_is_not_the_folder_one_is_in(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(*arguments) == 2
    assert "an empty name names no file" in capsys.readouterr().err


def test_a_folder_no_backup_can_be_made_in_is_not_called_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder, wanted in (
        ("/dev/null/kept", "missing  backups: none can be made in /dev/null/kept"),
        (str(tmp_path / "not" / "yet"), "ready    backups: 0 in "),
    ):
        monkeypatch.setenv("HANSARD_BACKUP_DIR", folder)
        run("check")
        assert wanted in capsys.readouterr().out


def test_an_answer_is_not_stopped_by_letters_that_cannot_be_written(tmp_path: Path) -> None:
    name = b"\xff.txt".decode("utf-8", "surrogateescape")
    (tmp_path / name).write_text("nothing", "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    assert run("import", "--db", "a.db", SEED) == 0
    for arguments, encoding, wanted in (
        (["import", "--json", name], "utf-8:strict", b"udcff.txt"),
        (["search", "фог", "--db", "a.db"], "ascii:strict", "фог".encode()),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            capture_output=True,
            env={**environment, "PYTHONIOENCODING": encoding},
            check=False,
        )
        assert b"Traceback" not in done.stderr
        assert wanted in done.stdout, (done.stdout, done.stderr)
