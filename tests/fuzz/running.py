"""Running command lines in forked processes of their own, whose time and memory the parent reads from the system."""

import os
import resource
import signal
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np

SECONDS = 10.0  # of processor time
BYTES = 1_000_000_000  # resident
PATIENCE = 600.0  # seconds of waiting for one command line on a busy machine
HANGS = -1000  # the status of one that did not end
SURROUNDINGS = {"LANG": "C.UTF-8", "TERM": "dumb", "COLUMNS": "100", "LINES": "40", "OPENBLAS_NUM_THREADS": "1"}


class Outcome(NamedTuple):
    """All that a command line has done."""

    status: int
    stdout: bytes
    stderr: str
    files: dict[str, bytes]
    """The files that it made or changed, by their paths in the folder."""
    seconds: float
    """Of processor time, of the process and its children."""
    memory: int
    """The largest resident size in bytes, of the process or one of its children."""

    @property
    def repeatable(self) -> tuple[object, ...]:
        """What has to be the same in a second run."""
        return self.status, self.stdout, self.stderr, self.files


def warm() -> None:
    """Load what commands load, once for all forked processes."""
    from matplotlib.font_manager import fontManager

    from actplot.interface.isolation import isolate

    isolate()
    assert fontManager.ttflist
    import actplot.cli  # noqa: F401
    from actplot import catalogue
    from actplot.pictures import figures, schematics  # noqa: F401

    catalogue.spellings()


def furnish(folder: Path) -> None:
    """Make the files that command lines read."""
    x = np.linspace(-3, 3, 24, dtype=np.float32).reshape(6, 4)
    np.save(folder / "in.npy", x)
    np.savez(folder / "in.npz", x=x, f=x, derivative=x)
    (folder / "in.txt").write_text("1 2 3\n")
    (folder / "in.csv").write_text("x1,x2,class\n0,0,0\n1,1,1\n0,1,0\n1,0,1\n")
    (folder / "in.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "in.bin").write_bytes(bytes(64))
    (folder / "folder").mkdir()
    (folder / "link.svg").symlink_to("target.svg")


def contents(folder: Path) -> dict[str, bytes]:
    """Return all regular files below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def run(line: list[str], standard_input: bytes) -> Outcome:
    """Run one command line in a folder of its own."""
    with tempfile.TemporaryDirectory() as outer, tempfile.TemporaryDirectory() as beside:
        folder = Path(outer) / "inside" / "here"
        folder.mkdir(parents=True)
        furnish(folder)
        before = contents(Path(outer))
        for name, data in (("in", standard_input), ("out", b""), ("err", b"")):
            (Path(beside) / name).write_bytes(data)
        child = os.fork()
        if not child:
            _be(line, folder, Path(beside))
        status, usage = _waited(child)
        prefix = "inside/here/"
        files = {
            name.removeprefix(prefix): data
            for name, data in contents(Path(outer)).items()
            if before.get(name) != data
        }
        return Outcome(
            status,
            (Path(beside) / "out").read_bytes(),
            (Path(beside) / "err").read_text(encoding="utf-8", errors="backslashreplace"),
            files,
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss * 1024,
        )


def _waited(child: int) -> tuple[int, resource.struct_rusage]:
    """Wait for a process, and kill it once it has taken too long."""
    end = time.monotonic() + PATIENCE
    pause = 0.001
    while True:
        found, status, usage = os.wait4(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status), usage
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            _, _, usage = os.wait4(child, 0)
            return HANGS, usage
        time.sleep(pause)
        pause = min(0.02, pause * 1.3)


def _show(message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object) -> None:
    sys.stderr.write(warnings.formatwarning(message, category, filename, lineno))


def _be(line: list[str], folder: Path, beside: Path) -> None:
    """Become the process of a command line; this does not return."""
    try:
        os.chdir(folder)
        for number, (name, flags) in enumerate((("in", os.O_RDONLY), ("out", os.O_WRONLY), ("err", os.O_WRONLY))):
            handle = os.open(beside / name, flags)
            os.dup2(handle, number)
            os.close(handle)
        sys.stdin, sys.stdout, sys.stderr = (
            open(number, mode, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
            for number, mode, errors in ((0, "r", "strict"), (1, "w", "strict"), (2, "w", "backslashreplace"))
        )
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "NO_COLOR", "FORCE_COLOR"):
            os.environ.pop(name, None)
        os.environ.update(SURROUNDINGS)
        soft = int(SECONDS * 3)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, soft + 5))
        warnings.showwarning = _show  # type: ignore[assignment]  # pytest, which may run this, would keep a warning for itself
        warnings.resetwarnings()
        warnings.simplefilter("default")
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        from actplot.__main__ import run as program

        sys.argv = ["actplot", *line]
        program()
    except SystemExit as stop:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(stop.code if isinstance(stop.code, int) else 0)
    except BaseException as error:
        sys.stderr.write(f"Traceback: {error!r}")
        sys.stderr.flush()
    os._exit(99)
