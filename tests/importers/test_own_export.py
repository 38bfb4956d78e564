"""Our own export through the whole pipeline: what it says of a thread is what the store then holds."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "tests" / "importers" / "pages" / "xenforo1.html"


def hansard(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


def test_an_export_imported_elsewhere_exports_the_same_lines(tmp_path: Path) -> None:
    hansard("import", "--db", str(tmp_path / "one.db"), str(PAGE))
    first = hansard("export", "--db", str(tmp_path / "one.db"), "--format", "jsonl")
    rows = [json.loads(line) for line in first.splitlines()]
    # A quote found by its words is told by hand, so that nothing but the export can know it.
    quote = {**rows[1]["passages"][0], "start": 3, "end": 7, "confidence": 0.25, "source_start": 3}
    nobodys = dict.fromkeys(("author", "number", "source_start", "source_end"))
    rows[1]["passages"] = [
        quote,
        {**quote, **nobodys, "start": 7, "end": 9, "confidence": 1.0, "kind": "furniture"},
    ]
    told = tmp_path / "told.jsonl"
    told.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    hansard("import", "--db", str(tmp_path / "two.db"), str(told))
    second = hansard("export", "--db", str(tmp_path / "two.db"), "--format", "jsonl")
    found = [json.loads(line) for line in second.splitlines()]
    assert [{**row, "source": ""} for row in found] == [{**row, "source": ""} for row in rows]
