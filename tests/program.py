"""Processes of their own that need not load the program first, which takes a second and a half of processor each.

They are forked from one that has it loaded and does nothing else: each begins as a start of the program would.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import bot.__main__ as program
from tests.patience import count_processor_time

_FORKING = get_context("forkserver")
_FORKING.set_forkserver_preload(["bot.cli.main"])
LONGEST = 240.0
"""Seconds a run of the program may take."""


def begin(work: Callable[..., object], *arguments: Any) -> ForkServerProcess:
    """Start `work`, a function of a module, in a process of its own; whoever calls this joins it."""
    process = _FORKING.Process(target=work, args=arguments)
    process.start()
    return process


def start(
    *arguments: str,
    said: Path,
    cwd: Path,
    before: Callable[[], object] | None = None,
    env: Mapping[str, str] | None = None,
) -> ForkServerProcess:
    """Start the program in `cwd`, `before` in its process first; what it says is added to the file `said`."""
    return begin(_run, arguments, str(cwd), str(said), before, dict(os.environ if env is None else env))


def run(
    *arguments: str,
    cwd: Path,
    before: Callable[[], object] | None = None,
    env: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Run the program as `start` does, to its end; return its exit code and all it said.

    Raises AssertionError where it said a traceback, TimeoutExpired where it does not end.
    """
    with tempfile.NamedTemporaryFile() as said:
        process = start(*arguments, said=Path(said.name), cwd=cwd, before=before, env=env)
        process.join(LONGEST)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(arguments, LONGEST)
        code = process.exitcode
        process.close()
        told = said.read().decode("utf-8", "replace")
    assert "Traceback" not in told, told[-3000:]
    return code, told


def _run(
    arguments: tuple[str, ...],
    cwd: str,
    said: str,
    before: Callable[[], object] | None,
    env: dict[str, str],
) -> None:
    file = os.open(said, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.close(file)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    count_processor_time()
    if before is not None:
        before()
    sys.argv = [str(program.__file__), *arguments]
    sys.exit(program.main())
