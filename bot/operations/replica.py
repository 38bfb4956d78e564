"""The copy that survives the machine: Litestream streams every change of the database to another place.

Litestream (litestream.io) is a program of its own. It runs as a child with settings written for it, or one that runs
already is used through its control socket. While it copies, nobody else may checkpoint the write-ahead log: it can
answer "synced" although the copy lacks what a checkpoint took out of the log.
"""

import asyncio
import contextlib
import fcntl
import glob
import json
import logging
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp

from bot.errors import OutOfService, UserError
from bot.installed import extra
from bot.store.sqlite.copy import examine
from bot.store.sqlite.errors import NO_REPLICA
from bot.store.values import Holdings

log = logging.getLogger(__name__)

SYNC_SECONDS = 10
"""How long a sync may take before whoever waits for it is told that the replica cannot be reached."""
SNAPSHOT_HOURS, KEPT_HOURS = 6, 48
"""How often the whole database is written anew, and how long older states stay: removed words are gone after both."""
_NEEDED = f"HANSARD_REPLICA needs Litestream:  {extra('replica')}"
_START_SECONDS = 30.0
_FIRST_COPY = 5_000_000  # bytes a second that the first copy makes at the least
_REST = 5.0  # between two starts of a child that ended


def program() -> str | None:
    """Return where Litestream is, beside this Python or on the path; None where it is not installed."""
    beside = Path(sys.executable).parent / "litestream"
    return str(beside) if beside.is_file() else shutil.which("litestream")


def settings_for(database: Path, replica: str, socket: Path) -> Mapping[str, Any]:
    """Return Litestream's settings for one database, in the words of its configuration file."""
    where = {"url": replica} if "://" in replica else {"path": str(Path(replica).expanduser().absolute())}
    return {
        "logging": {"level": "warn", "type": "text", "stderr": True},
        "socket": {"enabled": True, "path": str(socket), "permissions": 0o600},
        "snapshot": {"interval": f"{SNAPSHOT_HOURS}h", "retention": f"{KEPT_HOURS}h"},
        "dbs": [
            {
                "path": str(database.absolute()),
                "monitor-interval": "200ms",
                "replica": {**where, "sync-interval": "1s"},
            }
        ],
    }


async def rehearse(database: Path, replica: str) -> Holdings:
    """Restore the replica beside `database` as another machine would, look every page over, and return what it holds.

    Needs as much room as the database and leaves nothing behind, also where it is cancelled; what one left that was
    killed goes at the next. Raises UserError where Litestream is not installed or cannot restore, StoreError where what
    it restored is not whole, OSError where there is no room.
    """
    binary = program()
    if binary is None:
        raise UserError(_NEEDED)
    with _aside(database) as folder:
        settings, restored = folder / "litestream.json", folder / database.name
        told = settings_for(database, replica, folder / "none")
        _write_privately(settings, json.dumps(told))
        command = ("restore", "-config", str(settings), "-o", str(restored), told["dbs"][0]["path"])
        child = await asyncio.create_subprocess_exec(
            binary, *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
        )
        try:
            _, said = await child.communicate()
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode or not restored.exists():
            log.warning("litestream: %s", said.decode(errors="replace").strip()[-500:])
            raise UserError("Litestream could not restore the replica {replica}.", replica=shown(replica))
        return await asyncio.to_thread(examine, restored)


@contextlib.contextmanager
def _aside(database: Path) -> Iterator[Path]:
    """Make a folder beside `database` for the time of the block; those of processes that were killed go, too."""
    database = database.absolute()
    prefix = f".{database.name}.rehearsal-"
    for left in database.parent.glob(f"{glob.escape(prefix)}*"):
        # Whoever lives holds a lock on theirs.
        with contextlib.suppress(OSError), _locked(left):
            shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=database.parent) as name, _locked(Path(name)):
        yield Path(name)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder. Raises OSError where another process does."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def shown(replica: str) -> str:
    """Return a replica's address without what may be secret in it."""
    return replica.partition("?")[0].rpartition("@")[2]


def _write_privately(file: Path, text: str) -> None:
    """Write what may hold a password: nobody else may read it. Raises FileExistsError where the file is there."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)


class Replica:
    """One database's replica. Start it when the database is open; close it before the database closes."""

    def __init__(self, database: Path, replica: str, socket: Path | None = None) -> None:
        """Copy `database` to `replica`: a folder or an address. `socket` is that of a Litestream that runs already."""
        self._database, self._replica = database.absolute(), replica
        self._adopted = socket is not None
        self._socket = socket or database.absolute().with_name(f".{database.name}.replica")
        self._settings = database.absolute().with_name(f".{database.name}.replica.json")
        self._keeper: asyncio.Task[None] | None = None
        self._child: asyncio.subprocess.Process | None = None
        self._session: aiohttp.ClientSession | None = None
        self._synced = time.monotonic()

    async def start(self) -> None:
        """Start Litestream, or find the one that runs, and wait until it has copied everything.

        Raises UserError where it is not installed, or does not get that far in half a minute and what the first copy of
        so large a database may take.
        """
        binary = program()
        if binary is None and not self._adopted:
            raise UserError(_NEEDED)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.UnixConnector(path=str(self._socket)),
            timeout=aiohttp.ClientTimeout(total=SYNC_SECONDS + 5),
        )
        if binary is not None and not self._adopted:
            await self._end_orphan()
            self._write_settings()
            self._keeper = asyncio.create_task(self._keep(binary), name="replica")
        size = await asyncio.to_thread(os.path.getsize, self._database)
        end = time.monotonic() + _START_SECONDS + size / _FIRST_COPY
        while True:
            try:
                await self.sync()
            except OutOfService as error:
                if time.monotonic() > end:
                    raise UserError(
                        "The replica {replica} could not be reached at the start. Nothing is copied and nothing was "
                        "started; see the log above for what Litestream says.",
                        replica=shown(self._replica),
                    ) from error
                await asyncio.sleep(0.1)
            else:
                log.info("replica %s holds everything", shown(self._replica))
                return

    async def close(self) -> None:
        """Copy the last changes and end the child."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait({self._keeper})
        if self._child is not None and self._child.returncode is None:
            self._child.terminate()  # it syncs once more before it ends
            try:
                await asyncio.wait_for(self._child.wait(), SYNC_SECONDS)
            except TimeoutError:
                self._child.kill()
                await self._child.wait()
        if self._session is not None:
            await self._session.close()
        if not self._adopted:
            self._socket.unlink(missing_ok=True)
            self._settings.unlink(missing_ok=True)

    async def sync(self) -> None:
        """Return once the replica holds everything committed so far. Raises OutOfService where it cannot be reached."""
        if self._session is None:
            raise OutOfService(NO_REPLICA)
        order = {"path": str(self._database), "wait": True, "timeout": SYNC_SECONDS}
        try:
            async with self._session.post("http://replica/sync", json=order) as answer:
                told = await answer.json(content_type=None)
                if answer.status != 200 or told["replicated_txid"] < told["txid"]:
                    log.warning("replica: %s", str(told.get("error", answer.status))[:300])
                    raise OutOfService(NO_REPLICA)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError) as error:
            raise OutOfService(NO_REPLICA) from error
        self._synced = time.monotonic()

    async def lag(self) -> float | None:
        """Return for how many seconds the replica has lacked something, as far as is known; None where it is away."""
        before = time.monotonic() - self._synced
        try:
            await self.sync()
        except OutOfService:
            return None if before > SYNC_SECONDS else before
        return time.monotonic() - self._synced

    async def _end_orphan(self) -> None:
        """End the child of a process that was killed: two that copy one database would spoil the copy."""
        assert self._session is not None  # noqa: S101 - made by start
        with contextlib.suppress(aiohttp.ClientError, OSError, ValueError, KeyError):
            async with self._session.get("http://replica/info") as answer:
                pid = int((await answer.json(content_type=None))["pid"])
            os.kill(pid, signal.SIGTERM)
            log.warning("ended the Litestream of a process that was killed")
            for _ in range(SYNC_SECONDS * 10):
                os.kill(pid, 0)
                await asyncio.sleep(0.1)
            os.kill(pid, signal.SIGKILL)

    def _write_settings(self) -> None:
        self._socket.unlink(missing_ok=True)
        self._settings.unlink(missing_ok=True)
        # JSON is YAML.
        _write_privately(
            self._settings, json.dumps(settings_for(self._database, self._replica, self._socket))
        )

    async def _keep(self, binary: str) -> None:
        """Start the child, and start it again where it ends."""
        while True:
            self._child = await asyncio.create_subprocess_exec(
                binary,
                "replicate",
                "-config",
                str(self._settings),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                # Ctrl-C is for us: the copy goes on until everything is closed.
                start_new_session=True,
            )
            assert self._child.stderr is not None  # noqa: S101 - asked for above
            async for line in self._child.stderr:
                log.warning("litestream: %s", line.decode(errors="replace").strip()[:500])
            log.error("litestream ended with %s; starting it again", await self._child.wait())
            self._socket.unlink(missing_ok=True)
            await asyncio.sleep(_REST)
