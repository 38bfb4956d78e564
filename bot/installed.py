"""How this copy of Hansard is installed: what is typed to run it or to add an extra, and where its seeds lie."""

import json
import os
import shutil
import sys
from importlib import metadata
from pathlib import Path

NAME = "hansard"
CLONE = Path(__file__).resolve().parent.parent
"""The folder of the clone; in a copy that was installed, the folder packages lie in."""


def _seeds() -> Path:
    # A wheel puts them below the environment: <prefix>/lib/python3.x/site-packages is CLONE there.
    installed = CLONE.parents[2] / "share" / NAME / "seeds" if len(CLONE.parents) > 2 else CLONE
    return next((each for each in (CLONE / "seeds", installed) if each.is_dir()), CLONE / "seeds")


SEEDS = _seeds()
"""The archives that come with Hansard."""


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
    if (CLONE / "pyproject.toml").is_file():
        return f'{_installer()} -e ".[{name}]"'
    return f'{_installer()} "{NAME}[{name}]{_origin()}"'


def _installer() -> str:
    """Say what put this copy into its environment, and would put more there."""
    environment = Path(sys.prefix)
    pip = Path(sys.executable).with_name("pip")
    if (environment / "pipx_metadata.json").exists():
        return "pipx install --force"
    if pip.exists():
        return f"{_written(pip)} install"
    about = environment / "pyvenv.cfg"
    return "uv tool install" if about.exists() and "\nuv = " in about.read_text("utf-8") else "pip install"


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
