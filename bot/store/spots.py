"""Where words stand in the posts of a pack, as numbers that grow through the whole pack."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.store.lexicon import OFTEN, Places
from bot.store.pack import Mask, Ordinals

PICKED = 4  # positions are picked where fewer than one in so many places are wanted

Array = npt.NDArray[Any]
Keys = npt.NDArray[np.int64] | npt.NDArray[np.int32]


class Spots:
    """Words in the own or the quoted words of a pack: their places, how often they stand there, and their positions."""

    def __init__(self, found: Sequence[Places], *, quoted: bool) -> None:
        sides = [_side(each, quoted=quoted) for each in found]
        self._places: npt.NDArray[np.uint16] = _joined_arrays([places for places, _, _ in sides], np.uint16)
        self._often: npt.NDArray[np.unsignedinteger] = _joined_arrays(
            [often for _, often, _ in sides], np.uint8
        )
        self._positions: npt.NDArray[np.uint16] = _joined_arrays(
            [positions for _, _, positions in sides], np.uint16
        )

    def __len__(self) -> int:
        return len(self._places)

    def keys(self, offsets: Keys, wanted: "npt.NDArray[np.intp] | Ordinals") -> Keys:
        """Return where a single word stands, counted through the whole pack, in the `wanted` places at least."""
        if len(wanted) * PICKED >= len(self):
            every: Keys = offsets[self._places].repeat(self._often)
            every += self._positions
            return every
        at = np.searchsorted(self._places, wanted)
        at[at == len(self)] = 0
        return self._keys(offsets, at[self._places[at] == wanted])

    def keys_within(self, offsets: Keys, allowed: Mask) -> Keys:
        """Return where any of the words stands, ascending, in `allowed` places."""
        keys = self._keys(offsets, np.flatnonzero(allowed[self._places]))
        keys.sort()
        return keys

    def _keys(self, offsets: Keys, at: "npt.NDArray[np.intp]") -> Keys:
        often = self._often[at].astype(np.int64)
        ends = np.cumsum(often)
        starts = np.cumsum(self._often, dtype=np.int64)[at] - often
        picked = np.repeat(starts - ends + often, often)
        picked += np.arange(len(picked))
        keys: Keys = offsets[self._places[at]].repeat(often)
        keys += self._positions[picked]
        return keys


def _side(found: Places, *, quoted: bool) -> tuple[Array, Array, Array]:
    """Return places, counts and positions of own or of quoted words alone."""
    own, blob, positions = found
    size = len(blob) // 3
    side = slice(own, size) if quoted else slice(0, own)
    often: Array = np.frombuffer(blob, np.uint8, size, 2 * size)
    many = often == OFTEN
    if many.any():
        often = often.astype(np.uint32)
        often[many] = np.frombuffer(positions, "<u4", offset=len(positions) - 4 * int(many.sum()))
    middle = int(often[:own].sum(dtype=np.int64))
    end = middle + int(often[own:].sum(dtype=np.int64))
    spots = slice(middle, end) if quoted else slice(0, middle)
    return np.frombuffer(blob, "<u2", size)[side], often[side], np.frombuffer(positions, "<u2", end)[spots]


def _joined_arrays(parts: Sequence[Array], kind: type[np.unsignedinteger]) -> Array:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros(0, kind)
