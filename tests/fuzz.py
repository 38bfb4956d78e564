"""Look for input that breaks a reader or makes it hang: `python -m tests.fuzz [--minutes N] [--found FOLDER]`.

Needs `pip install -e ".[test,fuzz]"`, on Linux. atheris changes the fixtures by what code each change reaches; whatever
any reader raises but a refusal, what breaks attribution, and what takes longer than twenty seconds is written to
FOLDER and ends the run with its traceback. `python -m tests.fuzz --again FILE` reads one such file.
"""

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

_SECONDS = 20
_LONGEST = 1 << 16
_MEMORY = 2_000  # MB
_WHOLE = "tests.importers.whole"


def word(piece: bytes) -> str:
    """Return a line of a fuzzer's dictionary."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in piece) + '"\n'


def main() -> None:
    """Fuzz, or read one file again."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--found", type=Path, default=Path(tempfile.gettempdir()) / "hansard-fuzz")
    options.add_argument("--again", type=Path)
    chosen = options.parse_args()
    if chosen.again:
        importlib.import_module(_WHOLE).read_whole(chosen.again.read_bytes())
        return
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["bot.importers", "bot.archive"]):
        whole = importlib.import_module(_WHOLE)
    corpus = chosen.found / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for fixture in whole.FIXTURES:
        (corpus / fixture.name).write_bytes(fixture.read_bytes()[:_LONGEST])
    words = chosen.found / "words"
    words.write_text("".join(map(word, whole.SPLICES)), "ascii")
    arguments = {
        "artifact_prefix": f"{chosen.found}/",
        "dict": words,
        "max_len": _LONGEST,
        "timeout": _SECONDS,
        "rss_limit_mb": _MEMORY,
        "max_total_time": round(chosen.minutes * 60),
    }
    given = [f"-{name}={value}" for name, value in arguments.items()]
    atheris.Setup([sys.argv[0], str(corpus), *given], whole.read_whole)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
