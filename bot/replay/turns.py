"""Moments handed out one after the other, so that what hundreds of replays want at once becomes a procession."""


class Turns:
    """Hands out moments no closer together than `apart` seconds, in the order they are asked for."""

    def __init__(self, apart: float) -> None:
        """Keep `apart` seconds between any two."""
        self._apart = apart
        self._free = 0.0

    def book(self, wanted: float) -> float:
        """Return the first free moment from `wanted` on; it is the caller's alone."""
        moment = max(wanted, self._free)
        self._free = moment + self._apart
        return moment
