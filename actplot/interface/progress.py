"""The progress display, on standard error if that is a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

Step = TypeVar("Step")

PATIENCE = 0.3  # seconds before the display appears
PAUSE = 0.1  # seconds between two updates


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """Provide a function to call after each step, or with a number of steps and a label, that updates the display.

    The display is a bar, or a counter if there is no ``total``.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda *_: None
        return
    display = _Display(label, total)
    try:
        yield display.advance
    finally:
        display.stop()


def tracked(
    steps: Iterable[Step], label: str, total: int | None = None, size: Callable[[Step], int] = lambda _: 1
) -> Iterator[Step]:
    """Yield ``steps`` and display how many are done; ``size`` returns what each counts for."""
    with progress(label, total) as advance:
        for step in steps:
            yield step
            advance(size(step))


class _Display:
    """A bar or counter that appears only when the work takes long, because loading rich takes 0.1 s itself."""

    def __init__(self, label: str, total: int | None) -> None:
        self.label, self.total = label, total
        self.done = 0
        self.next = time.monotonic() + PATIENCE
        self.bar: Progress | None = None

    def advance(self, steps: int = 1, label: str | None = None) -> None:
        self.done += steps
        self.label = label or self.label
        now = time.monotonic()
        if now < self.next:
            return
        self.next = now + PAUSE
        if self.bar is None:
            self.bar = self._started()
        self.bar.update(self.bar.task_ids[0], completed=self.done, description=self.label)

    def _started(self) -> Progress:
        from rich.console import Console
        from rich.progress import Progress, TextColumn

        columns = (
            Progress.get_default_columns() if self.total else (TextColumn("{task.completed} {task.description}"),)
        )
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        bar.add_task(self.label, total=self.total)
        bar.start()
        return bar

    def stop(self) -> None:
        if self.bar:
            self.bar.stop()
