"""A page for watchers on this machine: `/healthz` for whether it works, `/metrics` for Prometheus."""

from collections.abc import Callable

from aiohttp import web

from bot.errors import HansardError
from bot.operations.replica import Replica
from bot.store.store import Store
from bot.store.values import Viewer

EVERYTHING = Viewer(None, everything=True)


class Endpoint:
    """Serves on the loopback address only; it tells counts, never names or words."""

    def __init__(
        self,
        store: Store,
        port: int,
        connected: Callable[[], bool],
        servers: Callable[[], int],
        replica: Replica | None = None,
    ) -> None:
        """Tell of `store`, whether Discord is `connected`, how many `servers` there are, and how the replica is."""
        self._store, self._port, self._replica = store, port, replica
        self._connected, self._servers = connected, servers
        app = web.Application()
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/metrics", self._metrics)
        self._runner = web.AppRunner(app, access_log=None)

    async def start(self) -> None:
        """Begin to serve."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()

    async def close(self) -> None:
        """Stop serving."""
        await self._runner.cleanup()

    async def _health(self, _: web.Request) -> web.Response:
        try:
            await self._store.threads.count(EVERYTHING)
        except HansardError as error:
            return web.json_response({"ok": False, "database": str(error)}, status=503)
        connected = self._connected()
        return web.json_response({"ok": connected, "discord": connected}, status=200 if connected else 503)

    async def _metrics(self, _: web.Request) -> web.Response:
        stock = await self._store.stock()
        gauges: dict[str, tuple[str, float]] = {
            "hansard_up": ("Whether Discord is connected", int(self._connected())),
            "hansard_servers": ("Servers the bot is in", self._servers()),
            "hansard_threads": ("Threads in the archive", stock.threads),
            "hansard_posts": ("Posts in the archive", stock.posts),
            "hansard_database_bytes": ("Size of the database", stock.size),
            "hansard_outbox": (
                "Deeds that another process has not confirmed",
                sum((await self._store.outbox.counts()).values()),
            ),
        }
        if self._replica is not None:
            gauges["hansard_replica_lag_seconds"] = (
                "Seconds since the replica held everything; -1 where it cannot be asked",
                -1 if (lag := await self._replica.lag()) is None else round(lag, 3),
            )
        lines = [
            f"# HELP {name} {meaning}.\n# TYPE {name} gauge\n{name} {value}\n"
            for name, (meaning, value) in gauges.items()
        ]
        return web.Response(text="".join(lines), headers={"Content-Type": "text/plain; version=0.0.4"})
