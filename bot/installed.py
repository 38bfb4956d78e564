"""How this copy of Hansard is installed: what somebody types to run it, and to add an extra to it."""

import json
import os
import shutil
import sys
from importlib import metadata
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
NAME = "hansard"


def command() -> str:
    """Return what stands in front of a command, as this process was called, such as `.venv/bin/hansard`."""
    program = Path(sys.argv[0])
    if program.name != NAME:
        return f"{_written(Path(sys.executable))} -m bot"
    found = shutil.which(NAME)
    if found is not None and program.exists() and Path(found).samefile(program):
        return NAME
    return _written(program)


def extra(name: str) -> str:
    """Return the command that adds one of the extras of `pyproject.toml`."""
    pip = Path(sys.executable).with_name("pip")
    called = _written(pip) if pip.exists() else "pip"
    if (CLONE / "pyproject.toml").is_file():
        return f'{called} install -e ".[{name}]"'
    return f'{called} install "{NAME}[{name}]{_origin()}"'


def _origin() -> str:
    """Say where a copy came from that came from no index (PEP 610)."""
    try:
        told = metadata.distribution(NAME).read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return ""
    return f" @ {json.loads(told)['url']}" if told else ""


def _written(path: Path) -> str:
    """Write a program's path as it would be typed here."""
    # Not resolved: what lies in a virtual environment's bin/ may be a link.
    path = Path(os.path.abspath(path))  # noqa: PTH100
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
