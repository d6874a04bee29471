"""Work on all cores."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Task = TypeVar("Task")
Result = TypeVar("Result")

MOST = 8  # each process holds matplotlib
KILLED = "a process was killed; is there enough memory?"
TRIES = 2  # of a task whose process is killed
FORKS = sys.platform == "linux"  # a forked process has all modules loaded already; forking is safe on Linux only


class _Worker(NamedTuple):
    """A process, and this process's ends of what leads to it."""

    process: BaseProcess | None
    """None in a process that has only inherited the ends."""
    connection: Connection[Any, Any]
    """Sends tasks and receives results."""
    life: int
    """The writing end of a pipe, whose closing ends the process; -1 where there is none."""

    def close(self) -> None:
        """Give up this process's ends."""
        self.connection.close()
        if self.life >= 0:
            os.close(self.life)


def ordered(function: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
    """Return an iterator over ``function(task)`` for each of ``tasks``, in their order, with a process per core.

    The processes start at once and end with the iterator, and with this process however it ends. A task whose process
    is killed is done again by another one. If none can be started, this process does the work.

    Neither multiprocessing.Pool nor concurrent.futures serves here: both need threads and semaphores, which a limit
    on processes or memory denies, and leave their processes behind when this one is killed.

    Raises:
        Exception: the first that ``function`` raised, from the iterator.
        ChildProcessError: a task's processes were killed, from the iterator.

    """
    workers = _started(function, min(cores(), MOST, len(tasks)))
    return _Run(workers, tasks).results() if workers else map(function, tasks)


@contextmanager
def together(function: Callable[[Task], Result], count: int) -> Iterator[Callable[[Sequence[Task]], list[Result]]]:
    """Provide ``run(tasks)``, which does ``count`` tasks at the same time and returns their results in order.

    The first task is done by this process, each other one by a process of its own, the same for every call. Those
    processes start as copies of this one, share its anonymous memory maps, and end with the block, and with this
    process however it ends. What they can't do, for want of a core or because none can be started, this one does.

    Raises:
        Exception: what ``function`` raised, from ``run``.
        ChildProcessError: a process was killed, from ``run``.

    """
    workers = _started(function, min(cores(), count) - 1) if FORKS else []

    def run(tasks: Sequence[Task]) -> list[Result]:
        theirs = list(zip(workers, tasks[1:], strict=False))
        with _killed_is_an_error():
            for worker, task in theirs:
                worker.connection.send(task)
        first, *rest = [function(task) for task in (tasks[0], *tasks[1 + len(theirs) :])]
        with _killed_is_an_error():
            answers = [worker.connection.recv() for worker, _ in theirs]
        for succeeded, found in answers:
            if not succeeded:
                raise found
        return [first, *(found for _, found in answers), *rest]

    try:
        yield run
    finally:
        _end(workers)


@contextmanager
def _killed_is_an_error() -> Iterator[None]:
    try:
        yield
    except (EOFError, OSError):
        raise ChildProcessError(KILLED) from None


def cores() -> int:
    """Return the number of processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _started(function: Callable[[Task], Result], count: int) -> list[_Worker]:
    """Start up to ``count`` processes, as many as the system allows."""
    context = multiprocessing.get_context("fork") if FORKS else multiprocessing.get_context("spawn")
    workers: list[_Worker] = []
    with suppress(OSError, MemoryError):  # too few processes, descriptors or memory
        for _ in range(count):
            here, there = context.Pipe()
            with ExitStack() as failed, there:
                failed.callback(here.close)
                reading, writing = os.pipe() if FORKS else (-1, -1)
                ends = _Worker(None, here, writing)
                if FORKS:
                    failed.callback(os.close, writing)
                inherited = [*workers, ends] if FORKS else []
                process = context.Process(target=_work, args=(function, there, reading, inherited), daemon=True)
                try:
                    _require_descriptors(4)
                    process.start()
                finally:
                    if FORKS:
                        os.close(reading)
                failed.pop_all()
            workers.append(ends._replace(process=process))
    return workers


def _require_descriptors(count: int) -> None:
    """Raise OSError if so many can't be opened: multiprocessing leaves some open when it fails halfway."""
    with ExitStack() as opened:
        for _ in range(count):
            opened.callback(os.close, os.open(os.devnull, os.O_RDONLY))


class _Run:
    """The tasks and where they are."""

    def __init__(self, workers: list[_Worker], tasks: Sequence[Any]) -> None:
        self.tasks = tasks
        self.idle = workers
        self.busy: dict[Connection[Any, Any], tuple[_Worker, int]] = {}
        self.waiting = list(range(len(tasks)))[::-1]
        self.tries = [0] * len(tasks)
        self.done: dict[int, tuple[bool, Any]] = {}

    def results(self) -> Iterator[Any]:
        """Yield the results in order; end the processes in the end."""
        workers = list(self.idle)
        try:
            for index in range(len(self.tasks)):
                while index not in self.done:
                    self._send()
                    self._receive()
                succeeded, found = self.done.pop(index)
                if not succeeded:
                    raise found
                yield found
        finally:
            _end(workers)

    def _send(self) -> None:
        """Give each idle process a task."""
        while self.idle and self.waiting:
            worker, index = self.idle.pop(), self.waiting.pop()
            self.tries[index] += 1
            try:
                worker.connection.send(self.tasks[index])
                self.busy[worker.connection] = worker, index
            except OSError:
                self._lost(index)
        if not self.busy:
            raise ChildProcessError("all processes were killed; is there enough memory?")

    def _receive(self) -> None:
        """Take the results that have come."""
        from multiprocessing.connection import wait

        ready = wait(list(self.busy))
        for worker, index in [self.busy.pop(connection) for connection in list(self.busy) if connection in ready]:
            try:
                self.done[index] = worker.connection.recv()
                self.idle.append(worker)
            except (EOFError, OSError):
                self._lost(index)

    def _lost(self, index: int) -> None:
        """Have a task done again whose process was killed."""
        if self.tries[index] < TRIES:
            self.waiting.append(index)
        else:
            self.done[index] = False, ChildProcessError(KILLED)


def _end(workers: Sequence[_Worker]) -> None:
    """End the processes, whatever they do."""
    for worker in workers:
        worker.close()
        if worker.process:
            worker.process.terminate()
    for worker in workers:
        if worker.process:
            worker.process.join()
            worker.process.close()


def _work(
    function: Callable[[Task], Result], connection: Connection[Any, Any], life: int, inherited: Sequence[_Worker]
) -> None:
    """Do the tasks that come through ``connection`` until its other end is closed.

    Args:
        function: does one task.
        connection: brings the tasks and takes the results.
        life: the reading end of a pipe whose writing end is the parent's, or -1.
        inherited: the parent's ends, of which this process has copies.

    """
    for worker in inherited:
        worker.close()
    # Collect only the garbage of each task, after it, and skip all objects that were loaded before.
    gc.freeze()
    gc.disable()
    # The parent handles interrupts, and terminates its processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if life >= 0:
        _end_with(life)
    with suppress(EOFError, OSError):
        while True:
            connection.send_bytes(_answer(function, connection.recv()))
            gc.collect()


def _end_with(life: int) -> None:
    """End this process, whatever it does, when the writing end of the pipe ``life`` closes."""
    import fcntl

    # Whoever reads the parent's output waits for the end of all that hold it.
    null = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(null, number)
    # The system closes the parent's descriptors at its death, and sends this signal.
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(life, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(life, fcntl.F_SETFL, fcntl.fcntl(life, fcntl.F_GETFL) | os.O_ASYNC)


def _answer(function: Callable[[Task], Result], task: Task) -> bytes:
    """Return the pickled result of a task, or what it raised."""
    try:
        return pickle.dumps((True, function(task)))
    except Exception as error:  # the parent raises it
        try:
            answer = pickle.dumps((False, error))
            pickle.loads(answer)
        except Exception:  # pickle can't make another one of this class
            return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
        return answer
