"""Process settings: read once, checked together, handed on as one value.."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import BadSettings
from bot.installed import SEEDS
from bot.shards import Shards

PRACTICE = SEEDS / "practice"
"""Debates invented for the practice room; no server loads them."""
SECRET = 24
"""Characters a secret shared by processes must have."""
LOG_FORMATS = ("text", "json")
SEARCHES = ("auto", "fts5", "tantivy")
"""Engines of search; `auto` chooses by the size of the archive."""
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """What one Hansard process is told from outside. `.env.example` explains every field."""

    token: str | None = field(default=None, repr=False)
    database: Path = Path("hansard.db")
    seeds: Path | None = SEEDS
    sync_guild: int | None = None
    log_level: str = "INFO"
    upload_limit: int = 8 * 1024 * 1024
    backup_dir: Path | None = None
    backup_hours: int = 24
    backup_keep: int = 7
    log_format: str = "text"
    http_port: int | None = None
    search: str = "auto"
    shards: Shards | None = None
    """Which shards this process serves; None: all, as many as Discord asks for."""
    replica: str | None = None
    """Where every change is copied to: a folder, or an address Litestream knows; None: nowhere."""
    replica_socket: Path | None = None
    """The control socket of a Litestream that runs already; None: one is started."""
    peers: tuple[str, ...] = ()
    """Addresses of the other processes of this bot."""
    peer_listen: tuple[str, int] | None = None
    """Where this process listens to its peers."""
    peer_secret: str | None = field(default=None, repr=False)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read every setting from `env`; what is absent or blank keeps its default.

        Raises `BadSettings` with one sentence per wrong value, all of them at once.
        """
        problems: list[str] = []
        values = {key: value.strip() for key, value in env.items() if value.strip()}
        settings = cls(
            token=_token(values.get("DISCORD_TOKEN"), problems),
            database=_path("HANSARD_DATABASE", values, problems) or cls().database,
            seeds=_seeds(values, problems),
            sync_guild=_number("HANSARD_SYNC_GUILD", values, problems),
            log_level=_log_level(values.get("HANSARD_LOG_LEVEL", "INFO"), problems),
        )
        megabytes = _number("HANSARD_UPLOAD_LIMIT_MB", values, problems)
        if megabytes is not None:
            settings = replace(settings, upload_limit=megabytes * 1024 * 1024)
        settings = replace(
            settings,
            backup_dir=_path("HANSARD_BACKUP_DIR", values, problems),
            backup_hours=_number("HANSARD_BACKUP_HOURS", values, problems) or cls().backup_hours,
            backup_keep=_number("HANSARD_BACKUP_KEEP", values, problems) or cls().backup_keep,
            log_format=_one_of("HANSARD_LOG_FORMAT", LOG_FORMATS, values, problems),
            search=_one_of("HANSARD_SEARCH", SEARCHES, values, problems),
            http_port=_port(_number("HANSARD_HTTP_PORT", values, problems), problems),
        )
        settings = replace(
            settings,
            shards=_shards(values.get("HANSARD_SHARDS"), problems),
            replica=_replica(values, problems),
            replica_socket=_path("HANSARD_REPLICA_SOCKET", values, problems),
            peers=_peers(values.get("HANSARD_PEERS"), problems),
            peer_listen=_listen(values.get("HANSARD_PEER_LISTEN"), problems),
            peer_secret=_secret(values.get("HANSARD_PEER_SECRET"), problems),
        )
        if (settings.peers or settings.peer_listen) and not settings.peer_secret:
            problems.append(
                "HANSARD_PEERS and HANSARD_PEER_LISTEN need HANSARD_PEER_SECRET: "
                "the same long random text in every process."
            )
        if settings.shards is not None and not settings.shards.all and not settings.peers:
            problems.append(
                "HANSARD_SHARDS names some shards only, so HANSARD_PEERS must name the other processes: "
                "what a person asks to be forgotten has to reach them."
            )
        if settings.database.is_dir():
            problems.append(
                f"HANSARD_DATABASE: {settings.database} is a folder; name a file, such as hansard.db."
            )
        if problems:
            raise BadSettings(problems)
        return settings


def _token(value: str | None, problems: list[str]) -> str | None:
    if value is None:
        return None
    # The token's value never goes into the sentence: it may be a real one with a typo.
    if value.count(".") != 2 or any(character.isspace() for character in value):
        problems.append(
            "DISCORD_TOKEN does not look like a bot token (three parts joined by dots). Copy it again from "
            "the Bot page of your application in Discord's developer portal; it is not the client secret."
        )
    return value


def _path(name: str, values: Mapping[str, str], problems: list[str]) -> Path | None:
    value = values.get(name)
    if value is None:
        return None
    try:
        if "\0" in value:
            raise RuntimeError
        return Path(value).expanduser()
    except RuntimeError:
        problems.append(f"{name}: {value!r} names no place on this machine.")
        return None


def _replica(values: Mapping[str, str], problems: list[str]) -> str | None:
    value = values.get("HANSARD_REPLICA")
    if value is not None and "://" not in value:
        _path("HANSARD_REPLICA", values, problems)
    return value


def _seeds(values: Mapping[str, str], problems: list[str]) -> Path | None:
    value = values.get("HANSARD_SEEDS")
    if value is None:
        return SEEDS if SEEDS.is_dir() else None
    if value.casefold() == "none":
        return None
    path = _path("HANSARD_SEEDS", values, problems)
    if path is not None and not path.is_dir():
        problems.append(
            f"HANSARD_SEEDS: there is no folder {path}. Name a folder of archives, or `none` for no seeds."
        )
    return path


def _number(name: str, values: Mapping[str, str], problems: list[str]) -> int | None:
    value = values.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdecimal() and 0 < int(value[:20]) < 2**63):
        problems.append(f"{name} must be a whole number above zero, not {value!r}.")
        return None
    return int(value)


def _shards(value: str | None, problems: list[str]) -> Shards | None:
    if value is None:
        return None
    try:
        return Shards.parse(value)
    except ValueError as error:
        problems.append(f"HANSARD_SHARDS: {error}")
        return None


def _peers(value: str | None, problems: list[str]) -> tuple[str, ...]:
    addresses = tuple(part.strip().rstrip("/") for part in (value or "").split(",") if part.strip())
    problems.extend(
        f"HANSARD_PEERS: {address!r} is no address like http://127.0.0.1:8400."
        for address in addresses
        if not _reachable(address)
    )
    if len(set(addresses)) < len(addresses):
        problems.append("HANSARD_PEERS names an address twice.")
    return addresses


def _reachable(address: str) -> bool:
    try:
        parts = urlsplit(address)
        # Reading the port tells whether it is one.
        return (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and not parts.username
            and parts.port != 0
        )
    except ValueError:
        return False


def _listen(value: str | None, problems: list[str]) -> tuple[str, int] | None:
    if value is None:
        return None
    host, _, port = value.rpartition(":")
    if not host or not (port.isascii() and port.isdecimal() and 0 < int(port[:6]) <= 65535):
        problems.append(
            f"HANSARD_PEER_LISTEN must be an address and a port like 127.0.0.1:8400, not {value!r}."
        )
        return None
    return host, int(port)


def _secret(value: str | None, problems: list[str]) -> str | None:
    # The value never goes into the sentence.
    if value is not None and len(value) < SECRET:
        problems.append(f"HANSARD_PEER_SECRET is too short: {SECRET} characters or more.")
    return value


def _one_of(name: str, choices: Sequence[str], values: Mapping[str, str], problems: list[str]) -> str:
    value = values.get(name, choices[0])
    if value.casefold() not in choices:
        problems.append(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value.casefold()


def _port(value: int | None, problems: list[str]) -> int | None:
    if value is not None and value > 65535:
        problems.append(f"HANSARD_HTTP_PORT must be a port from 1 to 65535, not {value}.")
    return value


def _log_level(value: str, problems: list[str]) -> str:
    if value.upper() not in LOG_LEVELS:
        problems.append(f"HANSARD_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not {value!r}.")
    return value.upper()
