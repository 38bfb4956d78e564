"""Reading in a process of its own: long imports take neither the bot's interpreter nor its only processor."""

import gc
import multiprocessing
import os
import signal
import time
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from bot.archive.incoming import Incoming
from bot.errors import HansardError, UserError
from bot.reading.crew import Hands, hands
from bot.reading.encoding import Told, dump, incoming, load, told
from bot.reading.files import Candidate, FileProblem
from bot.reading.pace import Progress
from bot.reading.shelf import Shelf
from bot.reading.threads import read, tell

TOGETHER = 1 << 18
"""Bytes of short threads that are told of in one message."""
SECONDS = 0.2
"""For how long a thread waits for others to be told of with it, if there are any."""


class ReadingProcess:
    """Reads candidates in a process of its own, as `bot.reading.threads.read` does; `end` it in any case."""

    def __init__(
        self, found: Sequence[Candidate], format_name: str | None, progress: Progress, *, whole: bool = False
    ) -> None:
        """Start reading; with `whole` nothing comes before all is read, and waits on disk until then.

        `progress` is called on whatever thread waits for an answer.
        """
        context = multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe(duplex=False)
        self._progress = progress
        self._coming: Iterator[bytes] = iter(())
        self._held: deque[Told] = deque()
        self._process = context.Process(
            target=_work, args=(far, found, format_name, whole), name="hansard-reading", daemon=True
        )
        self._process.start()
        far.close()

    def next(self) -> Incoming | FileProblem | None:
        """Wait for the next thread or problem, None at the end; what was left of the thread before is passed over."""
        for _ in self._coming:
            pass
        if self._held:
            return self._next_held()
        kind, content = self._receive()
        if kind == "several":
            self._held.extend(content)
            return self._next_held()
        if kind == "end":
            return None
        if kind == "problem":
            return FileProblem(*content)
        self._coming = self._rest()
        return incoming(content, self._coming)

    @property
    def ready(self) -> bool:
        """Tell whether the next thread or problem is here already: it need not be waited for."""
        return bool(self._held)

    def _next_held(self) -> Incoming | FileProblem:
        first, *rest = self._held.popleft()
        kind, content = load(first)
        if kind == "problem":
            return FileProblem(*content)
        return incoming(content, (piece for kind, piece in map(load, rest) if kind == "piece"))

    def end(self) -> None:
        """Stop reading at once; whoever waits for an answer gets a UserError."""
        self._process.kill()
        self._process.join()

    def _rest(self) -> Iterator[bytes]:
        while (message := self._receive())[0] == "piece":
            yield message[1]

    def _receive(self) -> tuple[str, Any]:
        while True:
            try:
                kind, content = load(self._pipe.recv_bytes())
            except (EOFError, OSError) as error:
                raise UserError(
                    "The system ended the process that was reading these files, most likely for want of memory. "
                    "What was under way is left out whole; import less at once."
                ) from error
            if kind == "progress":
                self._progress(content)
            elif kind == "error":
                raise content
            elif kind == "fault":
                raise RuntimeError(f"reading failed:\n{content}")
            else:
                return kind, content


def messages(reading: Iterable[Incoming | FileProblem | Told]) -> Iterator[bytes]:
    """Yield messages that tell of these; of what others have told whole already, few messages tell."""
    several: list[Told] = []
    size, since = 0, time.perf_counter()
    try:
        for each in reading:
            if not isinstance(each, tuple):
                if several:
                    yield dump(("several", several))
                    several, size = [], 0
                yield from told(each)
                continue
            since = since if several else time.perf_counter()
            several.append(each)
            size += sum(map(len, each))
            if size >= TOGETHER or time.perf_counter() - since > SECONDS:
                yield dump(("several", several))
                several, size = [], 0
    except Exception:
        # What was read before goes in.
        if several:
            yield dump(("several", several))
        raise
    if several:
        yield dump(("several", several))


def _work(pipe: Connection, found: Sequence[Candidate], format_name: str | None, whole: bool) -> None:  # noqa: FBT001 - as a process is given it
    """Run in the other process."""
    # Ctrl-C reaches every process of a terminal. This one ends when who asked says so, or is gone when next told.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # nothing read has cycles, and there are millions of values to look for them among

    def send(kind: str, content: object) -> None:
        pipe.send_bytes(dump((kind, content)))

    count = hands() if len(found) > 1 else 0
    with suppress(BrokenPipeError):
        try:
            with Hands(count) as crew, Shelf() as shelf:
                said = partial(send, "progress")
                reading = tell(found, format_name, said, crew) if count else read(found, format_name, said)
                put = shelf.put if whole else pipe.send_bytes
                for message in messages(reading):
                    put(message)
                for message in shelf:
                    pipe.send_bytes(message)
            send("end", None)
        except EOFError:
            # One of the hands was ended by the system: so is this, and whoever waits is told.
            os._exit(1)
        except HansardError as error:
            send("error", error)
        except BrokenPipeError:
            raise
        except Exception:  # noqa: BLE001 - told to whoever asked
            send("fault", traceback.format_exc())
