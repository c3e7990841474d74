"""Processes that make many animations at once, and end when they are told to."""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from convgif.errors import ConvgifError, reason_of
from convgif.interrupts import INTERRUPTS

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

PRELOADED = ["convgif.batch.preloading"]  # once, before processes are forked


@contextmanager
def pool(workers: int) -> Iterator[Executor | None]:
    """Processes that end at once with an error or an interrupt of this one; None for one worker.

    Where one of them dies, what it did and what comes to it then raises BrokenExecutor.
    """
    if workers == 1:
        yield None
        return
    executor = _Pool(workers)
    try:
        yield executor
        executor.shutdown()
    except BaseException:
        executor.kill()
        executor.shutdown(cancel_futures=True)
        raise


def cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def start_method(known: Collection[str], platform: str = sys.platform) -> str:
    """How processes start: forked from one that has all imported, where the system's libraries
    bear that. Those that numpy and fonts bring on macOS do not."""
    return "forkserver" if "forkserver" in known and platform != "darwin" else "spawn"


class _Pool(Executor):
    """Does what is submitted in processes, each of which has a pipe of its own.

    With concurrent.futures.ProcessPoolExecutor they share one, and where a process is killed
    while it sends a result, the executor waits for the other half for ever.
    """

    def __init__(self, workers: int) -> None:
        import multiprocessing

        method = start_method(multiprocessing.get_all_start_methods())
        self._context: Any = multiprocessing.get_context(method)
        if method == "forkserver":
            self._context.set_forkserver_preload(PRELOADED)
        self._threads = ThreadPoolExecutor(workers)  # each waits for one process
        self._most, self._all = workers, list[_Worker]()
        self._idle = SimpleQueue[_Worker]()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if len(self._all) < self._most:
            with _interrupts_held_back():
                try:
                    worker = _Worker(self._context)
                except (OSError, EOFError) as error:
                    raise ConvgifError(
                        f"cannot start process {len(self._all) + 1} of {self._most}: "
                        f"{reason_of(error)}: take fewer") from None
                self._all.append(worker)
                self._idle.put(worker)
        return self._threads.submit(self._do, function, *args, **kwargs)

    def _do(self, *work: Any, **kwargs: Any) -> Any:
        worker = self._idle.get()
        try:
            return worker.do(*work, **kwargs)
        finally:
            self._idle.put(worker)

    def kill(self) -> None:
        """Ends the processes at whatever they are."""
        for worker in self._all:
            worker.process.kill()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            for worker in self._all:
                worker.connection.close()
                worker.process.join()


class _Worker:
    """A process, and this end of the pipe to it.

    Bytes are sent, not objects: with Connection.send, CPython 3.12.1 crashes at its end where the
    other one was gone (a view of a buffer is left in the traceback).
    """

    def __init__(self, context: Any) -> None:
        if context.get_start_method() == "forkserver":
            _start_fork_server()
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()  # only the process has it now: they end together

    def do(self, *work: Any, **kwargs: Any) -> Any:
        """What a function of these arguments returns there. Raises what it raises, and
        BrokenExecutor where the process is gone."""
        from multiprocessing.connection import wait

        try:
            self.connection.send_bytes(pickle.dumps((work, kwargs)))
            # Windows keeps a copy of its end here until it has started: it might die before.
            if self.connection not in wait([self.connection, self.process.sentinel]):
                raise EOFError
            result, error = pickle.loads(self.connection.recv_bytes())
        except (EOFError, OSError):
            raise BrokenExecutor("a process died") from None
        if error is not None:
            raise error
        return result


def _serve(connection: "Connection") -> None:
    """Does what comes, one thing after another, as long as there is somebody to do it for.

    Interrupts are the other side's, which says when to end.
    """
    for number in INTERRUPTS:
        signal.signal(number, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            (function, *args), kwargs = pickle.loads(connection.recv_bytes())
            try:
                answer = pickle.dumps((function(*args, **kwargs), None))
            except Exception as error:
                answer = pickle.dumps((None, error))
            connection.send_bytes(answer)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Interrupts come when it is over: a process that is half started would complain."""
    caught: list[int] = []
    before = {number: signal.signal(number, lambda number, frame: caught.append(number))
              for number in INTERRUPTS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if caught:
            signal.raise_signal(caught[0])


def _start_fork_server() -> None:
    """The process that all of a pool are forked from; it inherits that interrupts are blocked.

    One that comes meanwhile is kept by the system until it is over, where ignoring would lose it.
    """
    from multiprocessing.forkserver import ensure_running
    from multiprocessing.resource_tracker import ensure_running as ensure_tracker

    ensure_tracker()  # which it starts otherwise, and that unblocks them
    before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTS)
    try:
        ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
