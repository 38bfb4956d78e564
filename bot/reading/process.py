"""Reading in a process of its own: long imports take neither the bot's interpreter nor its only processor."""

import gc
import multiprocessing
import pickle
import signal
import traceback
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Any

from bot.archive.incoming import Incoming, Piece, Writer
from bot.archive.model import ParsedPost, ParsedThread, Passage
from bot.errors import HansardError, UserError
from bot.reading.files import Candidate, FileProblem
from bot.reading.threads import Progress, read

Message = tuple[str, Any]

# Values cross the pipe as plain tuples: half the time that pickling each dataclass takes.
_POST = attrgetter(*(each.name for each in fields(ParsedPost)))
_PASSAGE = attrgetter(*(each.name for each in fields(Passage)))


class ReadingProcess:
    """Reads candidates in a process of its own, as `bot.reading.threads.read` does; `end` it in any case."""

    def __init__(self, found: Sequence[Candidate], format_name: str | None, progress: Progress) -> None:
        """Start reading; `progress` is called on whatever thread waits for an answer."""
        context = multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe(duplex=False)
        self._progress = progress
        self._coming: Iterator[bytes] = iter(())
        self._process = context.Process(
            target=_work, args=(far, found, format_name), name="hansard-reading", daemon=True
        )
        self._process.start()
        far.close()

    def next(self, *, whole: bool) -> Incoming | FileProblem | None:
        """Wait for the next thread or problem, None at the end; what was left of the thread before is passed over.

        With `whole` the thread returned is all there; otherwise its pieces are waited for as they are asked for.
        """
        for _ in self._coming:
            pass
        kind, content = self._receive()
        if kind == "end":
            return None
        if kind == "problem":
            return FileProblem(*content)
        head, count, opening, writers, written_by = content
        coming = self._rest()
        if whole:
            coming = iter(list(coming))
        else:
            self._coming = coming
        return Incoming(
            ParsedThread(*head),
            count,
            opening,
            tuple(Writer(*writer) for writer in writers),
            array("i", written_by),
            map(_piece, coming),
        )

    def end(self) -> None:
        """Stop reading at once; whoever waits for an answer gets a UserError."""
        self._process.kill()
        self._process.join()

    def _rest(self) -> Iterator[bytes]:
        while (message := self._receive())[0] == "piece":
            yield message[1]

    def _receive(self) -> Message:
        while True:
            try:
                kind, content = pickle.loads(self._pipe.recv_bytes())  # noqa: S301 - from our own process
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


def _piece(encoded: bytes) -> Piece:
    return [
        (ParsedPost(*post), tuple([Passage(*tile) for tile in tiles]))
        for post, tiles in pickle.loads(encoded)  # noqa: S301 - from our own process
    ]


def _work(pipe: Connection, found: Sequence[Candidate], format_name: str | None) -> None:
    """Run in the other process."""
    # Ctrl-C reaches every process of a terminal. This one ends when who asked says so, or is gone when next told.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # nothing read has cycles, and there are millions of values to look for them among

    def send(kind: str, content: object) -> None:
        pipe.send_bytes(pickle.dumps((kind, content), pickle.HIGHEST_PROTOCOL))

    with suppress(BrokenPipeError):
        try:
            for each in read(found, format_name, lambda text: send("progress", text)):
                if isinstance(each, FileProblem):
                    send("problem", _values(each))
                else:
                    _send_thread(each, send)
            send("end", None)
        except HansardError as error:
            send("error", error)
        except BrokenPipeError:
            raise
        except Exception:  # noqa: BLE001 - told to whoever asked
            send("fault", traceback.format_exc())


def _send_thread(thread: Incoming, send: Callable[[str, object], None]) -> None:
    writers = [_values(writer) for writer in thread.writers]
    send(
        "thread",
        (_values(thread.head), thread.count, thread.opening, writers, thread.written_by.tobytes()),
    )
    try:
        for piece in thread.pieces:
            encoded = [(_POST(post), [_PASSAGE(tile) for tile in tiles]) for post, tiles in piece]
            send("piece", pickle.dumps(encoded, pickle.HIGHEST_PROTOCOL))
    except HansardError as error:
        # Whoever waits for the rest of a thread must not take it for a file that is merely refused.
        raise RuntimeError("a thread could not be read to its end") from error
    send("sent", None)


def _values(value: ParsedThread | FileProblem | Writer) -> tuple[object, ...]:
    return tuple(getattr(value, each.name) for each in fields(value))
