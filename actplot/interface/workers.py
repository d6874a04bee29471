"""Work on all cores."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.pool import IMapIterator, Pool

Task = TypeVar("Task")
Result = TypeVar("Result")

MOST = 8  # each process holds matplotlib


def ordered(function: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
    """Return an iterator over ``function(task)`` for each of ``tasks``, in their order, with a process per core.

    The processes start at once and end with the iterator. If none can be started, this process does the work.

    Raises:
        Exception: the first that ``function`` raised, from the iterator.
        ChildProcessError: a process was killed, from the iterator.

    """
    # A forked process has all modules loaded already; forking is safe on Linux only.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    try:
        pool = context.Pool(min(os.cpu_count() or 1, MOST, len(tasks)), _prepare)
    except (ImportError, OSError):  # no semaphores, or no more processes
        return map(function, tasks)
    return _results(pool, pool.imap(partial(_do, function), tasks), len(tasks))


def _results(pool: Pool, results: IMapIterator[Result], count: int) -> Iterator[Result]:
    processes = set(multiprocessing.active_children())
    with pool:
        while count:
            try:
                yield results.next(timeout=1)
                count -= 1
            except multiprocessing.TimeoutError:
                # The pool replaces a killed process, but does not repeat its task.
                if set(multiprocessing.active_children()) != processes:
                    raise ChildProcessError("a process was killed; is there enough memory?") from None


def _prepare() -> None:
    # Collect only the garbage of each task, after it, and skip all objects that were loaded before.
    gc.freeze()
    gc.disable()
    # The parent handles interrupts, and terminates its processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGPIPE"):  # a process whose parent has died exits without a message
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _do(function: Callable[[Task], Result], task: Task) -> Result:
    try:
        return function(task)
    finally:
        gc.collect()
