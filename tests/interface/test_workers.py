"""Parallel results equal serial ones, and a killed process is an error instead of an endless wait."""

import gc
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from actplot.interface import workers

TOGETHER = "with workers.together(work, 2) as run: run(range(2))"


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


def killed_the_first_time(path: str) -> str:
    """Kill the process unless the file ``path`` says that this has been done."""
    if path.endswith("3") and not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return path


def slow(x: int) -> int:
    time.sleep(0.4)
    return x


class _OddError(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one}, {two}")


def raises_odd(_: int) -> None:
    raise _OddError(1, 2)


def runs(process: int) -> bool:
    """Whether a process runs: one that has ended is listed until somebody asks for its status."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_results_are_in_the_order_of_the_tasks() -> None:
    assert list(workers.ordered(square, range(9))) == [x * x for x in range(9)]


def test_the_first_error_is_raised_by_the_iterator() -> None:
    found = workers.ordered(fails_at_3, range(9))
    assert [next(found) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="no 3"):
        next(found)


def test_a_task_whose_processes_are_killed_is_an_error() -> None:
    with pytest.raises(ChildProcessError, match="killed"):
        list(workers.ordered(killed_at_3, range(9)))


def test_a_task_whose_process_is_killed_once_is_done_again(tmp_path: Path) -> None:
    tasks = [str(tmp_path / str(i)) for i in range(5)]
    assert list(workers.ordered(killed_the_first_time, tasks)) == tasks


def test_a_process_of_another_pool_that_ends_meanwhile_is_none_of_this_one() -> None:
    """Seen under load: a child left by an earlier pool was reaped, and its end was read as a killed process."""
    other = multiprocessing.get_context("fork").Process(target=time.sleep, args=(0.5,))
    other.start()
    found = workers.ordered(slow, range(4))
    assert list(found) == [0, 1, 2, 3]
    other.join()


def test_what_can_not_be_pickled_is_raised_by_its_words() -> None:
    with pytest.raises(RuntimeError, match="_OddError: 1, 2"):
        list(workers.ordered(raises_odd, range(2)))


def pid(_: int) -> int:
    return os.getpid()


@pytest.fixture
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)


@pytest.mark.usefixtures("_two_cores")
def test_tasks_that_run_together_are_done_by_this_process_and_one_other() -> None:
    with workers.together(pid, 3) as run:
        first, second, third = run(range(3))
        assert [first, second, third] == run(range(3))
    assert first == third == os.getpid() != second
    assert not runs(second)
    with workers.together(square, 3) as squares:
        assert squares(range(3)) == [0, 1, 4]
        assert squares([5]) == [25]


def test_without_another_core_this_process_does_the_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 1)
    with workers.together(pid, 2) as run:
        assert run(range(2)) == [os.getpid()] * 2


@pytest.mark.usefixtures("_two_cores")
@pytest.mark.parametrize("tasks", [[3, 0], [0, 3]])
def test_an_error_of_either_process_is_raised(tasks: list[int]) -> None:
    with pytest.raises(ValueError, match="no 3"), workers.together(fails_at_3, 2) as run:
        run(tasks)


@pytest.mark.usefixtures("_two_cores")
def test_a_killed_process_is_an_error_at_once_and_later() -> None:
    with workers.together(killed_at_3, 2) as run:
        for tasks in ([0, 3], [0, 0]):
            with pytest.raises(ChildProcessError, match="killed"):
                run(tasks)


@pytest.mark.parametrize("start", ["list(workers.ordered(work, range(2)))", TOGETHER])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGQUIT, signal.SIGABRT, signal.SIGXCPU])
def test_no_process_outlives_its_parent_however_that_ends(number: signal.Signals, start: str) -> None:
    """The processes are busy, and hold no descriptor of the parent: its output ends with it."""
    program = (
        "import os, time\n"
        "from actplot.interface import workers\n"
        "def work(i):\n"
        "    os.write(pipe, b'%d\\n' % os.getpid())\n"
        "    for _ in range(1000): sum(range(10**6))\n"
        "pipe = os.dup(1)\n"
        f"{start}\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as parent:
        assert parent.stdout
        assert parent.stderr
        children = {int(parent.stdout.readline()) for _ in range(min(2, workers.cores()))} - {parent.pid}
        parent.send_signal(number)
        parent.wait()
        assert parent.stderr.read() == b""  # the end, which comes once nobody holds it
        assert parent.stdout.read() == b""
    end = time.monotonic() + 10
    while any(map(runs, children)):
        assert time.monotonic() < end
        time.sleep(0.01)


def descriptors() -> dict[int, str]:
    """Return what each open descriptor of this process stands for, without the one that lists them."""
    found = {}
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            found[int(entry.name)] = str(entry.readlink())
    return found


@pytest.mark.parametrize("gaps", range(3))
def test_few_processes_descriptors_or_none_give_the_same_results(gaps: int) -> None:
    """With room for one pair of pipes there is one process; without any, this process does the work."""
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    gc.collect()  # files that other tests have left to it
    crowd = [os.open(os.devnull, os.O_RDONLY) for _ in range(330)]
    for number in crowd[:gaps]:
        os.close(number)  # so that descriptors are free below the limit
    before = descriptors()
    held = max(before) + 1
    for free in range(16):
        resource.setrlimit(resource.RLIMIT_NOFILE, (held + free, most))
        try:
            found = list(workers.ordered(square, range(4)))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, most))
        assert found == [0, 1, 4, 9]
    left = {number: what for number, what in descriptors().items() if before.get(number) != what}
    for number in crowd[gaps:]:
        os.close(number)
    assert not left
