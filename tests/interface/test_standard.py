"""Standard output gets every byte or the status says so; standard input is read to its real end."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "actplot"]
MANY = [*PROGRAM, "table", "relu", "--linspace", "0", "1", "9000", "-f", "csv"]
UNBUFFERED = os.environ | {"PYTHONUNBUFFERED": "1"}


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


@pytest.mark.parametrize("line", [["--help"], ["plot", "--help"], ["table", "relu", "--linspace", "0", "1", "99"]])
def test_output_that_is_cut_short_is_an_error(line: list[str], tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as file:
        done = subprocess.run(
            [*PROGRAM, *line],
            stdout=file,
            stderr=subprocess.PIPE,
            env=UNBUFFERED,
            preexec_fn=limited,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"Error: can't write standard output: File too large\n")
    assert (tmp_path / "out").stat().st_size == 1024


@pytest.mark.parametrize("environment", [UNBUFFERED, os.environ], ids=["unbuffered", "buffered"])
def test_a_pipe_that_does_not_block_gets_everything(environment: dict[str, str]) -> None:
    expected = subprocess.run(MANY, capture_output=True, check=True).stdout
    assert len(expected) > 200_000  # more than a pipe holds
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with subprocess.Popen(MANY, stdout=writing, stderr=subprocess.PIPE, env=environment) as process:
        os.close(writing)
        assert process.stderr
        time.sleep(0.5)  # the pipe is full meanwhile
        with os.fdopen(reading, "rb") as pipe:
            assert pipe.read() == expected
        assert (process.wait(), process.stderr.read()) == (0, b"")


def test_a_pause_in_input_that_does_not_block_is_not_its_end() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    line = [*PROGRAM, "table", "relu", "--at", "-", "--columns", "x", "-f", "csv"]
    with subprocess.Popen(line, stdin=reading, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        with os.fdopen(writing, "w") as pipe:
            assert process.stdout.readline() == "x\n"
            for x in range(3):
                pipe.write(f"{x}\n")
                pipe.flush()
                assert process.stdout.readline() == f"{x}\n"
        os.close(reading)
        assert (process.stdout.read(), process.wait()) == ("", 0)


@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "<&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_change_no_file(closed: str, tmp_path: Path) -> None:
    for name in ("plain", "closed"):
        (tmp_path / name).mkdir()
    line = [*PROGRAM, "table", "relu", "--at", "1", "-o", "a.csv"]
    subprocess.run(line, cwd=tmp_path / "plain", capture_output=True, check=True)
    subprocess.run(["bash", "-c", f'"$@" {closed}', "-", *line], cwd=tmp_path / "closed", check=True)
    assert (tmp_path / "closed" / "a.csv").read_bytes() == (tmp_path / "plain" / "a.csv").read_bytes()


def test_a_reader_that_leaves_stops_neither_pictures_nor_a_verdict(tmp_path: Path) -> None:
    """The reader has left before the first byte; the status is that of the work."""
    for line, status in (
        (["plot", "relu", "tanh", "gelu", "-o", "d/"], 0),
        (["check", "gelu", "relu", "--dtype", "float8_e4m3fn", "--max-steps", "0"], 3),
    ):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run([*PROGRAM, *line], cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, check=False)
        os.close(writing)
        assert (done.returncode, done.stderr) == (status, b"")
    assert sorted(path.name for path in (tmp_path / "d").iterdir()) == ["gelu.png", "relu.png", "tanh.png"]
