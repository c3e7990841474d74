"""Processes that make many animations at once, and stop when they are told to."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from concurrent.futures import Executor

STOP = getattr(signal, "SIGUSR1", signal.SIGTERM)  # what tells a process of a pool to stop
# What every process of a pool needs, imported once before they are forked.
PRELOADED = ["convgif.animation", "convgif.cli", "convgif.digest", "convgif.formats.gif",
             "convgif.raster.planes", "convgif.sweeping", "convgif.views.isometric",
             "imageio.plugins.pillow", "imageio.v3", "matplotlib.backends.backend_agg"]


@contextmanager
def pool(workers: int) -> "Iterator[Executor | None]":
    """Processes that an interrupt of this one stops at once; None for a single worker."""
    if workers == 1:
        yield None
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload(PRELOADED)

    class Pool(ProcessPoolExecutor):
        """Starts its processes with work, whole and deaf to interrupts, which this one reports."""

        def submit(self, *args: Any, **kwargs: Any) -> Any:
            with _interrupts_held_back():
                if "forkserver" in methods:
                    _start_fork_server()
                return super().submit(_do, *args, **kwargs)

    executor = Pool(workers, mp_context=context, initializer=_follow_parent)
    try:
        yield executor
    except (KeyboardInterrupt, SystemExit):  # after any other error they finish what they do
        for process in multiprocessing.active_children():
            if process.pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, STOP)
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def remembered_interrupts() -> Iterator[Callable[[], None]]:
    """While it lasts, an interrupt or a termination raises KeyboardInterrupt; what is given raises
    it again, for libraries that call back drop what is raised there."""
    came: list[int] = []

    def interrupt(number: int, frame: object) -> NoReturn:
        came.append(number)
        raise KeyboardInterrupt

    def check() -> None:
        if came:
            raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    heard = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    for number in heard:
        signal.signal(number, interrupt)
    try:
        yield check
    finally:
        for number in heard:
            signal.signal(number, before[number])


class _Work:
    """What a process of a pool does: one thing after another, until it is told to stop.

    Killed, it might have sent half a result, and the pool would wait for the other half for ever.
    """

    under_way = stopped = False

    def stop(self, number: int, frame: object) -> None:
        """Ends what is under way, and what comes then before it starts."""
        self.stopped = True
        if self.under_way:
            raise KeyboardInterrupt

    def do(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What the function returns. Raises KeyboardInterrupt where it is to stop."""
        self.under_way = True
        try:
            if self.stopped:
                raise KeyboardInterrupt
            return function(*args, **kwargs)
        finally:
            self.under_way = False


_WORK = _Work()  # one a process


def _do(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return _WORK.do(function, *args, **kwargs)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Interrupts come when it is over: a process that is half started would complain."""
    caught: list[int] = []
    before = {number: signal.signal(number, lambda number, frame: caught.append(number))
              for number in (signal.SIGINT, signal.SIGTERM)}
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

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _follow_parent() -> None:
    """In a process of a pool: interrupts are the parent's, which says when to stop; when it is
    gone this one ends."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if STOP != signal.SIGTERM:
        signal.signal(STOP, _WORK.stop)
    parent = parent_process()

    def end_with_parent() -> None:
        if parent is not None:
            wait([parent.sentinel])
            os._exit(1)

    Thread(target=end_with_parent, daemon=True).start()


def cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
