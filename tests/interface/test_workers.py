"""Parallel results equal serial ones, and a killed process is an error instead of an endless wait."""

import os
import resource
import signal
import time

import pytest

from actplot.interface import workers


def square(x: int) -> int:
    """Return the square, the first ones last."""
    time.sleep(0.05 / (1 + x))
    return x * x


def fails_at_3(x: int) -> int:
    if x == 3:
        raise ValueError("no 3")
    return x


def killed_at_3(x: int) -> int:
    if x == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return x


def test_results_are_in_the_order_of_the_tasks() -> None:
    assert list(workers.ordered(square, range(9))) == [x * x for x in range(9)]


def test_the_first_error_is_raised_by_the_iterator() -> None:
    found = workers.ordered(fails_at_3, range(9))
    assert [next(found) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="no 3"):
        next(found)


def test_a_process_that_is_killed_is_an_error() -> None:
    with pytest.raises(ChildProcessError, match="killed"):
        list(workers.ordered(killed_at_3, range(9)))


def test_without_processes_the_work_is_done_in_this_one() -> None:
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")), most))  # noqa: PTH208
    try:
        found = list(workers.ordered(square, range(4)))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, most))
    assert found == [0, 1, 4, 9]
