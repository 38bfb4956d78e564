"""The systemd unit and the container file, checked as far as a machine without either service can."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.installed import CLONE as REPOSITORY

DEPLOY = REPOSITORY / "bot" / "operations" / "deploy"
UNIT = (DEPLOY / "hansard.service").read_text("utf-8")
STEPS = re.sub(r"\\\n\s*", "", (DEPLOY / "Containerfile").read_text("utf-8")).splitlines()


def steps(verb: str) -> list[str]:
    verb += "" if verb.endswith("=") else " "
    return [line.removeprefix(verb) for line in STEPS if line.startswith(verb)]


@pytest.mark.parametrize("name", sorted(path.name for path in DEPLOY.glob("hansard*")))
def test_systemd_understands_each_unit(name: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for unit in DEPLOY.glob("hansard*"):
        # Where it is installed is the operator's; here only what it says is looked at.
        text = unit.read_text("utf-8").replace("/opt/hansard/bin/hansard", sys.executable)
        (tmp_path / unit.name.replace("@", "@0")).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / name.replace("@", "@0"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_stops_the_bot_gently_and_tries_no_wrong_setting_again() -> None:
    lines = UNIT.splitlines()
    for line in ("TimeoutStopSec=30", "RestartPreventExitStatus=2", "DynamicUser=yes", "UMask=0077"):
        assert line in lines


def test_the_container_runs_as_nobody_special_and_ends_by_the_signal_the_bot_knows() -> None:
    assert all(int(user) > 0 for user in steps("USER"))
    assert steps("USER")
    assert steps("STOPSIGNAL") == ["SIGTERM"]
    assert steps("ENTRYPOINT") == ['["hansard"]'], "the process itself, no shell between it and the signal"
    assert steps("VOLUME") == steps("WORKDIR")[-1:] == ["/data"]


def test_the_container_is_asked_at_the_port_it_listens_on_whether_it_is_well() -> None:
    (port,) = re.findall(r"HANSARD_HTTP_PORT=(\d+)", steps("ENV")[0])
    (health,) = steps("HEALTHCHECK")
    assert f"http://127.0.0.1:{port}/healthz" in health
    # An empty line in the file of settings would win over what the image sets.
    assert f"-e HANSARD_HTTP_PORT={port} " in (DEPLOY / "Containerfile").read_text("utf-8")


def test_the_container_is_made_of_named_versions_and_of_what_is_there() -> None:
    assert all(re.search(r":\d+\.\d+", base) for base in steps("ARG BASE="))
    assert {base.split()[0] for base in steps("FROM")} == {"${BASE}"}
    assert not steps("ADD")
    for line in steps("RUN"):
        assert "pip install" not in line or "--no-cache-dir" in line
    for line in steps("COPY"):
        if "--from=" not in line:
            *sources, _ = line.split()
            assert all((REPOSITORY / source).exists() for source in sources), line


def test_what_the_container_sets_is_a_setting() -> None:
    example = (REPOSITORY / ".env.example").read_text("utf-8")
    for name in re.findall(r"(HANSARD_[A-Z_]+)=", "\n".join(steps("ENV"))):
        assert f"{name}=" in example
