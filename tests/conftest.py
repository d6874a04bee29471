"""What tests share; one thread for each process: on small matrices, threads that wait for each other cost more."""

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy reads it when it is loaded


def pytest_configure() -> None:
    """Measure all facts in the process of the tests: a fault of what measures them is no fault of what is stored."""
    from actplot.analysis import stored

    pytest.MonkeyPatch().setattr(stored, "entries", dict)


@pytest.fixture(name="drawn")
def catch_figure(monkeypatch: pytest.MonkeyPatch) -> "list[Figure]":
    """Collect the figures instead of saving them, laid out as in the file."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from actplot.pictures import figures

    found: list[Figure] = []

    def keep(figure: "Figure", *_: object) -> bytes:
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
        found.append(figure)
        return b""

    monkeypatch.setattr(figures, "save", keep)
    return found
