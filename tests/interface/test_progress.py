"""Progress is shown on a terminal, and only there."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from actplot.cli import main
from actplot.interface import progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal_of(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    """Return a terminal that is standard error; pytest would replace one that a fixture sets."""
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress, "PAUSE", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    return terminal


def test_a_bar_moves_to_its_end_and_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_of(monkeypatch)
    with progress.progress("layers", 4) as tick:
        tick()
        tick(3)
    text = terminal.getvalue()
    assert "layers" in text
    assert "100%" in text
    assert text.endswith("\x1b[2K")


def test_without_a_total_the_steps_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_of(monkeypatch)
    assert list(progress.tracked(["ab", "cde"], "numbers", size=len)) == ["ab", "cde"]
    assert "5 numbers" in terminal.getvalue()


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_of(monkeypatch)
    monkeypatch.setattr(progress, "PATIENCE", 60.0)
    assert list(progress.tracked(range(3), "pictures", 3)) == [0, 1, 2]
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_nothing_is_shown_where_there_is_no_terminal(
    stream: io.StringIO | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    assert list(progress.tracked(range(3), "pictures", 3)) == [0, 1, 2]
    assert stream is None or stream.getvalue() == ""


def test_an_error_in_the_middle_is_raised_and_the_bar_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_of(monkeypatch)

    def fail(x: int) -> int:
        if x:
            raise ValueError("in the middle")
        return x

    with pytest.raises(ValueError, match="in the middle"):
        list(progress.tracked(map(fail, range(3)), "pictures", 3))
    assert terminal.getvalue().endswith("\x1b[2K")


@pytest.mark.parametrize("arguments", [["relu", "tanh", "-o", "d/"], ["relu", "-o", "a.gif"]])
def test_pictures_are_drawn_without_standard_error(arguments: list[str], tmp_path: Path) -> None:
    line = ["bash", "-c", 'exec "$0" "$@" 2>&-', sys.executable, "-m", "actplot", "plot", *arguments]
    surroundings = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(line, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert all((tmp_path / name).stat().st_size for name in done.stdout.split())


@pytest.mark.parametrize(
    "command",
    [
        "boundary relu tanh --steps 3 -f csv",
        "depth relu tanh --layers 5 --width 8 -f csv",
        "fit relu tanh --steps 3 --hidden 4 -f csv",
        "lenet relu tanh --images 20 --epochs 2 -f csv",
        "inspect z.npy relu -f csv",
        "check relu y.npy --dtype float16 -f json",
    ],
)
def test_the_bar_of_long_work_is_full_at_its_end(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("z.npy", np.linspace(-2, 2, 600).reshape(100, 6))
    np.save("y.npy", np.maximum(np.arange(1 << 16, dtype=np.uint16).view(np.float16), 0))
    terminal = terminal_of(monkeypatch)
    main(command.split(), standalone_mode=False)
    assert re.findall(r"(\d+)%", terminal.getvalue())[-1] == "100"
