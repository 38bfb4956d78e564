"""Reading in a process of its own: long imports take neither the bot's interpreter nor its only processor."""

import gc
import multiprocessing
import os
import signal
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from bot.archive.incoming import Incoming
from bot.errors import HansardError, UserError
from bot.reading.crew import Hands, hands
from bot.reading.encoding import dump, incoming, load, told
from bot.reading.files import Candidate, FileProblem
from bot.reading.pace import Progress
from bot.reading.shelf import Shelf
from bot.reading.threads import read, tell


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
        self._process = context.Process(
            target=_work, args=(far, found, format_name, whole), name="hansard-reading", daemon=True
        )
        self._process.start()
        far.close()

    def next(self) -> Incoming | FileProblem | None:
        """Wait for the next thread or problem, None at the end; what was left of the thread before is passed over."""
        for _ in self._coming:
            pass
        kind, content = self._receive()
        if kind == "end":
            return None
        if kind == "problem":
            return FileProblem(*content)
        self._coming = self._rest()
        return incoming(content, self._coming)

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
                for each in reading:
                    for message in each if isinstance(each, tuple) else told(each):
                        if whole:
                            shelf.put(message)
                        else:
                            pipe.send_bytes(message)
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
