"""Process settings: read once, checked together, handed on as one value.."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.errors import BadSettings

REPOSITORY = Path(__file__).resolve().parent.parent
PRACTICE = REPOSITORY / "seeds" / "practice"
"""Debates invented for the practice room; no server loads them."""
LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """What one Hansard process is told from outside. `.env.example` explains every field."""

    token: str | None = field(default=None, repr=False)
    database: Path = Path("hansard.db")
    seeds: Path | None = REPOSITORY / "seeds"
    sync_guild: int | None = None
    log_level: str = "INFO"
    upload_limit: int = 8 * 1024 * 1024
    backup_dir: Path | None = None
    backup_hours: int = 24
    backup_keep: int = 7
    log_format: str = "text"
    http_port: int | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read every setting from `env`; what is absent or blank keeps its default.

        Raises `BadSettings` with one sentence per wrong value, all of them at once.
        """
        problems: list[str] = []
        values = {key: value.strip() for key, value in env.items() if value.strip()}
        settings = cls(
            token=_token(values.get("DISCORD_TOKEN"), problems),
            database=Path(values.get("HANSARD_DATABASE", "hansard.db")).expanduser(),
            seeds=_seeds(values.get("HANSARD_SEEDS"), problems),
            sync_guild=_number("HANSARD_SYNC_GUILD", values, problems),
            log_level=_log_level(values.get("HANSARD_LOG_LEVEL", "INFO"), problems),
        )
        megabytes = _number("HANSARD_UPLOAD_LIMIT_MB", values, problems)
        if megabytes is not None:
            settings = replace(settings, upload_limit=megabytes * 1024 * 1024)
        settings = replace(
            settings,
            backup_dir=Path(values["HANSARD_BACKUP_DIR"]).expanduser()
            if "HANSARD_BACKUP_DIR" in values
            else None,
            backup_hours=_number("HANSARD_BACKUP_HOURS", values, problems) or cls().backup_hours,
            backup_keep=_number("HANSARD_BACKUP_KEEP", values, problems) or cls().backup_keep,
            log_format=_log_format(values.get("HANSARD_LOG_FORMAT", "text"), problems),
            http_port=_port(_number("HANSARD_HTTP_PORT", values, problems), problems),
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


def _seeds(value: str | None, problems: list[str]) -> Path | None:
    if value is None:
        # A copy that was installed, not cloned, comes without the folder.
        return default if (default := REPOSITORY / "seeds").is_dir() else None
    if value.casefold() == "none":
        return None
    path = Path(value).expanduser()
    if not path.is_dir():
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


def _log_format(value: str, problems: list[str]) -> str:
    if value.casefold() not in LOG_FORMATS:
        problems.append(f"HANSARD_LOG_FORMAT must be one of {', '.join(LOG_FORMATS)}, not {value!r}.")
    return value.casefold()


def _port(value: int | None, problems: list[str]) -> int | None:
    if value is not None and value > 65535:
        problems.append(f"HANSARD_HTTP_PORT must be a port from 1 to 65535, not {value}.")
    return value


def _log_level(value: str, problems: list[str]) -> str:
    if value.upper() not in LOG_LEVELS:
        problems.append(f"HANSARD_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not {value!r}.")
    return value.upper()
