"""``--show`` opens the picture, or prints one line about the reason."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there the system opens files")


def show(folder: Path, name: str, xdg_open: str | None, display: bool) -> subprocess.CompletedProcess[str]:
    """Draw a picture and show it, where xdg-open is the script that is given."""
    environment = {key: os.environ[key] for key in os.environ.keys() - {"DISPLAY", "WAYLAND_DISPLAY"}}
    environment |= {"PATH": str(folder / "bin"), "PYTHONPATH": str(Path(__file__).parents[2])}
    environment |= {"DISPLAY": ":99"} if display else {}
    (folder / "bin").mkdir()
    if xdg_open is not None:
        program = folder / "bin" / "xdg-open"
        program.write_text(f"#!/bin/sh\n{xdg_open}\n")
        program.chmod(0o755)
    return subprocess.run(
        [sys.executable, "-m", "actplot", "plot", "relu", "--size", "2", "2", "--show", f"-o{name}"],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("xdg_open", "display", "reason"),
    [
        ("exit 0", False, "there is no display"),
        (None, True, "'{path}'"),
        ("seq 7; seq 7 >&2; exit 3", True, "'{path}'"),
    ],
    ids=["no display", "no xdg-open", "no viewer"],
)
def test_without_a_viewer_there_is_one_line_and_the_picture(
    tmp_path: Path, xdg_open: str | None, display: bool, reason: str
) -> None:
    done = show(tmp_path, "a.svg", xdg_open, display)
    assert (done.returncode, done.stdout) == (1, "a.svg\n")
    assert done.stderr.startswith("Error: no viewer could be started")
    assert reason.format(path=tmp_path / "a.svg") in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "a.svg").exists()


@pytest.mark.parametrize("name", ["a.svg", "-a.svg", "http:a.svg"])
def test_the_viewer_gets_an_absolute_path(tmp_path: Path, name: str) -> None:
    done = show(tmp_path, name, f'printf "%s" "$*" > {tmp_path}/opened', True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "opened").read_text() == str(tmp_path / name)


def test_a_viewer_that_stays_open_is_not_waited_for(tmp_path: Path) -> None:
    done = show(tmp_path, "a.svg", "exec /bin/sleep 8", True)
    assert (done.returncode, done.stderr) == (0, "")
