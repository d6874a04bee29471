"""Every command line ends with an exit status that says what happened, and at most two lines about a failure."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner

from actplot import manual
from actplot.cli import main

PROGRAM = [sys.executable, "-m", "actplot"]
COMMANDS = sorted(main.commands)


def examples(name: str) -> list[list[str]]:
    """Return the command lines of a command's help."""
    text = CliRunner().invoke(main, [name, "--help"] if name else ["--help"]).stdout
    lines = [line.strip() for line in text.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith("actplot ")]


def saved(path: Path) -> None:
    """Write a file of arrays that an example reads."""
    arrays = {name: np.random.default_rng(0).uniform(-1, 1, (50, 8)).astype(np.float32) for name in ("fc1", "fc2")}
    if path.suffix == ".npy":
        np.save(path, arrays["fc1"])
    elif path.suffix == ".npz":
        np.savez(path, fc1=arrays["fc1"])
    elif path.suffix == ".safetensors":
        header = {
            name: {"dtype": "F32", "shape": array.shape, "data_offsets": [1600 * i, 1600 * (i + 1)]}
            for i, (name, array) in enumerate(arrays.items())
        }
        text = json.dumps(header).encode()
        path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(a.tobytes() for a in arrays.values()))


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_the_examples_in_every_help_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = examples(name)
    assert found
    for _, *arguments in found:
        shell = [word for word in arguments if word in {">", "|", "<"}]
        shown = arguments[: arguments.index(shell[0])] if shell else arguments
        for option, word in pairwise(shown):
            if option not in {"-o", "--output"} and not Path(word).exists():
                saved(Path(word))
        result = CliRunner().invoke(main, shown, input="-1 0 1\n")
        assert result.exit_code == 0, (arguments, result.output)


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_list_of_commands_has_the_first_sentence_of_each_help(width: int) -> None:
    ctx = click.Context(main, info_name="actplot", terminal_width=width, max_content_width=width)
    text = " ".join(main.get_help(ctx).partition("Commands:")[2].split())
    limit = width - 6 - max(map(len, COMMANDS))
    loaded = [main.get_command(ctx, name) or click.Command("") for name in COMMANDS]
    listed = [f"{command.name} {command.get_short_help_str(limit)}" for command in loaded]
    assert text == " ".join(" ".join(listed).split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_described(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.get_short_help_str(200).endswith(".")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.opts


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (["tabel"], ["Error: No such command 'tabel'. Did you mean 'table'?", "Try 'actplot --help'."]),
        (
            ["table", "rellu"],
            [
                "Error: Invalid value for '[SPEC]...': unknown function 'rellu'; did you mean 'relu'?",
                "Try 'actplot table --help'.",
            ],
        ),
        (
            ["table", "--colums", "x"],
            ["Error: No such option '--colums'. Did you mean '--columns'?", "Try 'actplot table --help'."],
        ),
        (
            ["plot", "relu", "--titel", "x"],
            ["Error: No such option '--titel'. Did you mean '--title'?", "Try 'actplot plot --help'."],
        ),
        (
            ["plot", "relu", "--xlim", "-5,5"],
            ["Error: Option '--xlim' requires 2 arguments: --xlim LO HI", "Try 'actplot plot --help'."],
        ),
        (
            ["table", "--at", "1"],
            [
                "Error: --at and --linspace need a SPEC, or --family NAME",
                "Try 'actplot table --help'.",
            ],
        ),
    ],
)
def test_wrong_usage_is_two_lines_with_the_near_miss(arguments: list[str], lines: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == lines
    assert not result.stdout


def test_without_arguments_help_is_shown_and_the_status_is_2() -> None:
    result = CliRunner().invoke(main, [])
    assert result.exit_code == 2
    assert "Commands:" in result.stderr


def test_quoted_input_in_messages_is_printable_and_short() -> None:
    result = CliRunner().invoke(main, ["table", "relu:" + "x\n\x1b[31m" * 1000000])
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 2
    assert len(result.stderr) < 4000
    assert all(c.isprintable() or c == "\n" for c in result.stderr)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """Make ``actplot table`` raise what the test puts into the list."""
    raised: list[BaseException] = []

    @click.command("table")
    def command() -> None:
        raise raised[0]

    monkeypatch.setattr("actplot.commands.table.command", command)
    return raised


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (OSError(28, "No space left on device", "a.csv"), 1, "Error: can't write 'a.csv': No space left on device\n"),
        (OSError(28, "No space left on device"), 1, "Error: can't write standard output: No space left on device\n"),
        (MemoryError(), 1, "Error: not enough memory\n"),
        (BrokenPipeError(32, "Broken pipe"), 0, ""),
        (KeyboardInterrupt(), 130, "\nError: interrupted\n"),
    ],
)
def test_failures_at_run_time_have_a_status_and_one_line(
    broken: list[BaseException], error: BaseException, status: int, message: str
) -> None:
    broken.append(error)
    result = CliRunner().invoke(main, ["table"])
    assert result.exit_code == status
    assert result.output == message


@pytest.mark.parametrize("error", [ZeroDivisionError("division"), ImportError("no module"), RecursionError("deep")])
def test_a_fault_of_actplot_says_so_and_where_without_a_traceback(
    broken: list[BaseException], error: Exception
) -> None:
    broken.append(error)
    result = CliRunner().invoke(main, ["table"])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: a fault in actplot, please report it: {type(error).__name__} at tests.")
    assert len(result.stderr.splitlines()) == 1


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run ``line`` in a shell, where $actplot is the command."""
    script = f"set -o pipefail; actplot='{shlex.join(PROGRAM)}'; {line}"
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)


def test_a_closed_pipe_is_not_an_error() -> None:
    done = shell("$actplot table relu --at $(seq -s, 20000) -f csv | head -1")
    assert (done.returncode, done.stdout, done.stderr) == (0, "function,parameters,x,f,derivative\n", "")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("$actplot table relu --at 1 >&-", "it is closed"),
        ("$actplot table relu --at 1 >/dev/full", "No space left on device"),
        ("$actplot --help >/dev/full", "No space left on device"),
    ],
)
def test_unwritable_standard_output_is_an_error_with_its_reason(line: str, reason: str) -> None:
    done = shell(line)
    assert (done.returncode, done.stderr) == (1, f"Error: can't write standard output: {reason}\n")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_no_half_written_file(tmp_path: Path, number: signal.Signals, status: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    with subprocess.Popen(
        [*PROGRAM, "table", "relu", "--at", "-", "-o", str(path)], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(b"1 2 3\n")
        process.stdin.flush()
        while len(list(tmp_path.iterdir())) == 1:
            time.sleep(0.01)  # until it writes
        process.send_signal(number)
        assert process.wait() == status
        assert process.stderr.read().strip() == b""
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupt_in_a_destructor_ends_the_process(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from actplot import cli\n"
        "class Deaf:\n"
        "    def __del__(self): os.kill(os.getpid(), signal.SIGINT); [None for _ in range(99)]\n"
        "from pathlib import Path\n"
        "Path.replace = lambda *_: Deaf() and None  # at the last step of writing\n"
        "sys.argv = ['actplot', 'table', 'relu', '-o', 'a.csv']\n"
        "cli.main()\n"
    )
    (tmp_path / "a.csv").write_text("old")
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize("name", COMMANDS)
def test_readme_documents_every_command_option_and_choice(name: str) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Commands\n")[2].partition("\n## ")[0]
    part = section.partition(f"### actplot {name}\n")[2].partition("\n### ")[0]
    command = main.get_command(click.Context(main), name)
    assert command is not None
    for parameter in command.params:
        names = parameter.opts if isinstance(parameter, click.Option) else []
        choices = parameter.type.choices if isinstance(parameter.type, click.Choice) else []
        for word in (*names, *choices):
            assert re.search(rf"`{re.escape(word)}[` ]", part), (
                f"README's '### actplot {name}' says nothing of {word}"
            )


def test_the_man_page_is_that_of_the_commands() -> None:
    page = Path(manual.__file__).parent / "actplot.1"
    assert page.read_text() == manual.page(), "python -m actplot.manual > actplot/actplot.1"


@pytest.mark.skipif(not shutil.which("man"), reason="man is not installed")
def test_man_shows_the_page_without_a_warning() -> None:
    page = Path(manual.__file__).parent / "actplot.1"
    done = subprocess.run(
        ["man", "--warnings", "-l", str(page)],
        env=os.environ | {"MANWIDTH": "100", "MANPAGER": "cat", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        assert f"actplot {name} " in done.stdout
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert all(option in done.stdout for option in parameter.opts)
    assert "EXIT STATUS" in done.stdout


def test_the_process_exits_quickly_but_runs_its_exit_handlers(tmp_path: Path) -> None:
    # Without a folder that it may write, matplotlib makes one of its own and clears it away in the end.
    surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[1]), "HOME": "/proc"}
    done = subprocess.run(
        [sys.executable, "-m", "actplot", "plot", "relu", "-o", "-", "-f", "svg"],
        env=surroundings | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert done.stdout.endswith(b"</svg>\n")
    assert done.stderr == b""
    assert not list(tmp_path.iterdir())
