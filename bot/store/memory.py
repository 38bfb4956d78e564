"""Memory that arithmetic on whole arrays takes for a moment and gives back: the process keeps it for the next time.

Fetched from the system anew each time it would be cleared page by page, which takes longer than what is done with it.
"""

import ctypes
import sys

KEPT = 64 << 20
"""Bytes of a thread's memory that were given back and may stay with the process."""
ANEW = 32 << 20
"""Bytes of one piece of memory from which on it is fetched from the system by itself, and given back at once."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt(3)


def keep() -> None:
    """Tell the C library so, where it is one that can be told."""
    if sys.platform == "linux" and (told := getattr(ctypes.CDLL(None), "mallopt", None)):
        told(_TRIM_THRESHOLD, KEPT)
        told(_MMAP_THRESHOLD, ANEW)
