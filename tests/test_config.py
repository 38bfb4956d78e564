"""Settings: read once, checked together, the token never shown."""

import re
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import BadSettings
from bot.installed import CLONE as REPOSITORY

TOKEN = "abc.def.ghi"  # noqa: S105 - three parts are all that is checked


def test_nothing_set_gives_the_defaults_and_the_seeds_that_come_along() -> None:
    assert Settings.from_env({}) == Settings(seeds=REPOSITORY / "seeds")


def test_a_blank_value_is_as_good_as_none() -> None:
    assert Settings.from_env({"DISCORD_TOKEN": "  ", "HANSARD_SYNC_GUILD": ""}) == Settings()


def test_every_setting_is_read(tmp_path: Path) -> None:
    env = {
        "DISCORD_TOKEN": TOKEN,
        "HANSARD_DATABASE": str(tmp_path / "a.db"),
        "HANSARD_SEEDS": str(tmp_path),
        "HANSARD_SYNC_GUILD": "42",
        "HANSARD_LOG_LEVEL": "debug",
        "HANSARD_UPLOAD_LIMIT_MB": "3",
    }
    expected = Settings(TOKEN, tmp_path / "a.db", tmp_path, 42, "DEBUG", 3 * 1024 * 1024)
    assert Settings.from_env(env) == expected


def test_the_token_is_in_no_printed_form_of_the_settings() -> None:
    assert TOKEN not in repr(Settings(token=TOKEN))


def test_all_wrong_settings_are_reported_together(tmp_path: Path) -> None:
    env = {
        "DISCORD_TOKEN": "a secret with blanks",
        "HANSARD_DATABASE": str(tmp_path),
        "HANSARD_SEEDS": str(tmp_path / "nowhere"),
        "HANSARD_SYNC_GUILD": "my server",
        "HANSARD_LOG_LEVEL": "loud",
        "HANSARD_UPLOAD_LIMIT_MB": "0",
    }
    with pytest.raises(BadSettings) as caught:
        Settings.from_env(env)
    text = str(caught.value)
    assert all(name in text for name in env)
    assert "a secret with blanks" not in text


def test_every_setting_stands_in_the_example_file() -> None:
    example = (REPOSITORY / ".env.example").read_text("utf-8")
    source = (REPOSITORY / "bot" / "config.py").read_text("utf-8")
    read = set(re.findall(r"\"((?:HANSARD|DISCORD)_[A-Z_]+)\"", source))
    assert read
    assert all(f"\n{name}=" in f"\n{example}" for name in read)


def test_the_example_file_is_itself_valid() -> None:
    lines = (REPOSITORY / ".env.example").read_text("utf-8").splitlines()
    env = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert Settings.from_env(env) == Settings()


def test_a_copy_without_the_seeds_folder_loads_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert Settings.from_env({}).seeds is not None
    monkeypatch.setattr("bot.config.SEEDS", tmp_path / "seeds")
    assert Settings.from_env({}).seeds is None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"HANSARD_SHARDS": "0-9/4"}, "HANSARD_SHARDS: '0-9' is not within the shards 0 to 3"),
        ({"HANSARD_SHARDS": "0-1/4"}, "HANSARD_PEERS must name the other processes"),
        ({"HANSARD_PEERS": "ftp://x"}, "no address like http"),
        ({"HANSARD_PEERS": "http://[::1"}, "no address like http"),
        ({"HANSARD_PEERS": "http://a:99999"}, "no address like http"),
        ({"HANSARD_DATABASE": "~nobody-here/a.db"}, "HANSARD_DATABASE: '~nobody-here/a.db' names no place"),
        ({"HANSARD_SEEDS": "~nobody-here/a"}, "HANSARD_SEEDS: '~nobody-here/a' names no place"),
        ({"HANSARD_BACKUP_DIR": "~nobody-here/a"}, "HANSARD_BACKUP_DIR: '~nobody-here/a' names no place"),
        ({"HANSARD_REPLICA": "~nobody-here/a"}, "HANSARD_REPLICA: '~nobody-here/a' names no place"),
        ({"HANSARD_REPLICA_SOCKET": "a\0b"}, "HANSARD_REPLICA_SOCKET: 'a\\x00b' names no place"),
        ({"HANSARD_PEERS": "http://a:1,http://a:1/"}, "names an address twice"),
        ({"HANSARD_PEERS": "http://a:1"}, "need HANSARD_PEER_SECRET"),
        ({"HANSARD_PEER_LISTEN": "8400"}, "an address and a port"),
        ({"HANSARD_PEER_LISTEN": "127.0.0.1:99999"}, "an address and a port"),
        ({"HANSARD_PEER_SECRET": "short"}, "too short"),
    ],
)
def test_what_processes_share_is_checked_together(values: dict[str, str], told: str) -> None:
    with pytest.raises(BadSettings) as caught:
        Settings.from_env(values)
    assert any(told in problem for problem in caught.value.problems), caught.value.problems
    assert "short" not in str(caught.value.problems).replace("too short", "")


def test_a_process_of_several_is_set_up() -> None:
    made = Settings.from_env(
        {
            "HANSARD_SHARDS": "0-3,16-19/32",
            "HANSARD_PEERS": "http://10.0.0.2:8400/, http://10.0.0.3:8400",
            "HANSARD_PEER_LISTEN": "10.0.0.1:8400",
            "HANSARD_PEER_SECRET": "a secret that all processes share",
        }
    )
    assert made.peers == ("http://10.0.0.2:8400", "http://10.0.0.3:8400")
    assert made.peer_listen == ("10.0.0.1", 8400)
    assert "a secret" not in repr(made)
