"""What arrays take for a moment is not fetched from the system again each time."""

import platform
import subprocess
import sys

import pytest

PAGES = """
import resource, threading
import numpy as np
from bot.store import memory

def work():
    for turn in range(20):
        if turn == 10:
            before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
        held = [np.ones(1 << 20, np.uint8) for _ in range(5)]
        del held
    print(resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before)

memory.keep()
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries keep memory as they like")
def test_a_reader_s_thread_uses_the_same_memory_again() -> None:
    done = subprocess.run([sys.executable, "-c", PAGES], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 100, "pages fetched anew, where 50 MB were written"
