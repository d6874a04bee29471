"""Neither the user's configuration of matplotlib nor shortages lead to a fault or to another picture."""

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import matplotlib
import pytest
from matplotlib import font_manager

DRAW = [sys.executable, "-m", "actplot", "plot", "relu", "-f", "svg", "-o", "-"]
CACHE = f"fontlist-v{font_manager.FontManager.__version__}.json"  # in matplotlib's folder


def drawn(
    folder: Path, settings: Path | None = None, limits: tuple[int, int] | None = None
) -> tuple[int, bytes, str]:
    """Return status, picture and errors of a picture drawn in ``folder``."""
    done = subprocess.run(
        DRAW,
        cwd=folder,
        env=os.environ | {"MPLCONFIGDIR": str(settings or folder)},
        capture_output=True,
        timeout=600,
        preexec_fn=(lambda: resource.setrlimit(limits[0], (limits[1],) * 2)) if limits else None,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """Return a folder with matplotlib's list of fonts, and the picture."""
    folder = tmp_path_factory.mktemp("plain")
    assert font_manager.fontManager.ttflist
    (folder / CACHE).write_bytes((Path(matplotlib.get_cachedir()) / CACHE).read_bytes())
    status, picture, errors = drawn(folder)
    assert (status, errors) == (0, "")
    return folder, picture


def test_a_matplotlibrc_is_not_read(tmp_path: Path, plain: tuple[Path, bytes]) -> None:
    """Whether it is no text, may not be read, never ends, or asks for another look."""
    settings, picture = plain
    rc = tmp_path / "matplotlibrc"
    os.mkfifo(rc)
    assert drawn(tmp_path, settings) == (0, picture, "")
    rc.unlink()
    rc.write_bytes(b"axes.facecolor: red\n\xff\xfe")
    assert drawn(tmp_path, settings) == (0, picture, "")


DAMAGES: dict[str, Callable[[dict[str, object]], object]] = {
    "no fonts": lambda fonts: fonts.update(ttflist=[]),
    "files that are no fonts": lambda fonts: [
        font.update(fname="/etc/passwd")
        for font in fonts["ttflist"]  # type: ignore[attr-defined]
    ],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_list_of_fonts_is_made_anew(damage: str, tmp_path: Path, plain: tuple[Path, bytes]) -> None:
    settings, picture = plain
    fonts = json.loads((settings / CACHE).read_text())
    DAMAGES[damage](fonts)
    (tmp_path / CACHE).write_text(json.dumps(fonts))
    assert drawn(tmp_path) == (0, picture, "")


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ((resource.RLIMIT_NOFILE, 10), "Error: too many open files; see 'ulimit -n'\n"),
        ((resource.RLIMIT_AS, 50_000_000), "Error: not enough memory\n"),
        ((resource.RLIMIT_AS, 120_000_000), "OpenBLAS error: Memory allocation .*\n|Error: not enough memory\n"),
    ],
)
def test_a_shortage_is_one_true_line(limit: tuple[int, int], message: str, plain: tuple[Path, bytes]) -> None:
    settings, _ = plain
    status, picture, errors = drawn(settings, limits=limit)
    assert (status, picture) == (1, b"")
    assert re.fullmatch(message, errors), errors
