"""Work that is done on all cores."""

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
    """Return an iterator over ``function(task)`` for each of ``tasks``, in their order; each core has a process.

    The processes begin at once, and end with the iterator; where none can be had, this one does it. It may raise:

    Raises:
        Exception: what ``function`` raised first.
        ChildProcessError: a process was killed.

    """
    # A forked process has all that is loaded already; where that is not safe, it starts anew.
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
                # The pool replaces a process that was killed, but not what it worked on.
                if set(multiprocessing.active_children()) != processes:
                    raise ChildProcessError("a process was killed; is there enough memory?") from None


def _prepare() -> None:
    # What a task leaves is cleared after it, without a look at all that was loaded before.
    gc.freeze()
    gc.disable()
    # A process ends when its parent says so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGPIPE"):  # without a parent, a process has nobody to complain to
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _do(function: Callable[[Task], Result], task: Task) -> Result:
    try:
        return function(task)
    finally:
        gc.collect()
