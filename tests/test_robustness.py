"""No command line and no surroundings lead to a traceback, to code that runs, or to a file that nobody named."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner

from actplot import catalogue
from actplot.cli import main

PROGRAM = [sys.executable, "-m", "actplot"]


@pytest.mark.parametrize(
    "line", [[], ["--version"], ["--help"], ["nothing"], ["\0"], ["-"], ["--", "table"], ["--at"]]
)
def test_the_group_itself_survives_too(line: list[str]) -> None:
    assert CliRunner().invoke(main, line).exit_code in {0, 2}


def test_nothing_on_the_command_line_is_evaluated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = "__import__('pathlib').Path('made').touch()"
    for arguments in (
        [code],
        [f"relu:x={code}"],
        [f"elu:alpha={code}"],
        ["relu", "--at", code],
        ["--columns", code],
        ["--sort", code],
        ["--family", code],
        ["relu", "--linspace", code, "1", "2"],
    ):
        assert CliRunner().invoke(main, ["table", *arguments]).exit_code == 2
    assert CliRunner().invoke(main, ["table", "relu", "--at", "-"], input=code).exit_code == 2
    assert not list(tmp_path.iterdir())


RC = "text.usetex: True\nbackend: qtagg\nsavefig.dpi: 7\naxes.facecolor: red\nsvg.fonttype: path\n"


LINES = [
    ["table", "relu", "gelu", "--at", "-1,0.1"],
    ["table", "--family", "rectified"],
    ["plot", "relu", "--deriv", "--title", "\u00e9", "-o", "-", "-f", "svg"],
    ["plot", "tanh", "--deriv", "--size", "2", "2", "--dpi", "50", "-o", "-", "-f", "gif"],
    ["neuron", "tanh", "-i", "1,2", "-w", "3,4", "-o", "a.svg"],
    ["depth", "relu", "--layers", "3", "--width", "8", "-o", "a.svg"],
    ["boundary", "relu", "--steps", "5", "--hidden", "2", "-o", "a.svg"],
    ["fit", "relu", "--steps", "5", "--hidden", "2", "-o", "a.svg"],
]


def answers(environment: dict[str, str]) -> list[tuple[int, bytes, bytes]]:
    """Return the status, output (with the picture, if it is in a file) and errors of each of LINES."""
    found = []
    with TemporaryDirectory() as folder:
        for line in LINES:
            done = subprocess.run([*PROGRAM, *line], env=environment, cwd=folder, capture_output=True, check=False)
            pictures = b"".join(path.read_bytes() for path in Path(folder).glob("a.svg"))
            found.append((done.returncode, done.stdout + pictures, done.stderr))
    return found


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment with a home and nothing else of a user's."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "HOME": str(tmp_path_factory.mktemp("home")),
        "LANG": "C.UTF-8",
    }


@pytest.fixture(scope="module")
def expected(plain: dict[str, str]) -> list[tuple[int, bytes, bytes]]:
    return answers(plain)


@pytest.mark.parametrize(
    "surroundings",
    [
        {"HOME": None, "MPLCONFIGDIR": None},
        {"HOME": "/proc", "MPLCONFIGDIR": None},
        {"MPLCONFIGDIR": "/proc/nowhere"},
        {"MPLCONFIGDIR": "{tmp}/fresh"},
        {"DISPLAY": None, "MPLBACKEND": "qtagg"},
        {"DISPLAY": ":99", "MPLBACKEND": "nonsense"},
        {"LANG": "C", "LC_ALL": "C"},
        {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"},
        {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        {"TERM": "dumb"},
        {"COLUMNS": "20"},
        {"COLUMNS": "nonsense"},
        {"NO_COLOR": "1"},
        {"FORCE_COLOR": "1"},
        {"PYTHONOPTIMIZE": "2"},
        {"MATPLOTLIBRC": "{tmp}/users_rc"},
        {"TMPDIR": "/nowhere"},
        {"SOURCE_DATE_EPOCH": "0"},
    ],
    ids=",".join,
)
def test_the_surroundings_change_nothing(
    tmp_path: Path,
    plain: dict[str, str],
    expected: list[tuple[int, bytes, bytes]],
    surroundings: dict[str, str | None],
) -> None:
    (tmp_path / "users_rc").write_text(RC)
    changed = plain | {key: value.format(tmp=tmp_path) for key, value in surroundings.items() if value is not None}
    for key, value in surroundings.items():
        if value is None:
            changed.pop(key, None)
    assert answers(changed) == expected
    assert all(status == 0 and not errors for status, _, errors in expected)


def test_a_python_without_docstrings_still_has_its_functions(plain: dict[str, str]) -> None:
    done = subprocess.run(
        [*PROGRAM, "table", "-f", "json"],
        env=plain | {"PYTHONOPTIMIZE": "2"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(f'"function": "{name}"' in done.stdout for name in catalogue.names())


def numbers(count: int) -> str:
    return ",".join(map(str, range(1, count + 1)))


ALL = len(catalogue.everything())
TOO_MUCH = [
    (["table", f"elu:alpha={numbers(201)}"], "200"),
    (["table", f"elu:alpha={numbers(101)}", f"celu:alpha={numbers(100)}"], "200"),
    (["table", "relu", "--linspace", "0", "1", "1000001"], "1000000"),
    (["table", f"elu:alpha={numbers(200)}", "--linspace", "0", "1", "5001"], "1000000"),
    (["table", "softmax", "--at", numbers(1001)], "1000"),
    (["table", "softmax", "--at", numbers(1000), "--at", "1,2", "-d"], "1000000"),
    (["table", f"gumbel_softmax:tau={numbers(200)}", *["--at", numbers(1000)] * 3], "400000000"),
    (["plot", f"elu:alpha={numbers(13)}"], "12"),
    (["plot", f"elu:alpha={numbers(ALL + 1)}", "--layout", "grid"], f"at most {ALL}"),
    (["plot", *(f"elu:alpha={i}" for i in range(1, 202)), "-o", "folder/"], "200"),
    (["plot", "relu", "--size", "60.1", "1"], "60"),
    (["plot", "relu", "--size", "10", "8.1", "--dpi", "1000"], "80 megapixels"),
    (["plot", "relu", "--dpi", "2401"], "2400"),
    (["plot", "relu", "--title", "x" * 1001], "1000"),
    (["plot", "softmax", "--at", numbers(21)], "20"),
    (["plot", "relu", "--size", "20.1", "20", "-o", "a.gif"], "4 megapixels"),
    (["neuron", "relu", "-i", numbers(17), "-w", numbers(17)], "16"),
    (["depth", "relu", "--layers", "401"], "400"),
    (["depth", f"elu:alpha={numbers(13)}"], "12"),
    (["depth", "relu", "tanh", "--layers", "201"], "400"),
    (["depth", "relu", "--width", "4097"], "4096"),
    (["depth", "relu", "--layers", "400", "--width", "566"], "128000000"),
    (["boundary", f"elu:alpha={numbers(13)}"], "12"),
    (["boundary", "relu", "--steps", "25001", "--hidden", "2,2"], "50000"),
    (["boundary", "relu", "--steps", "1000", "--hidden", "201"], "200000"),
    (["boundary", "relu", "--hidden", "257"], "256"),
    (["boundary", "relu", "--classes", "7"], "2 classes to 6"),
    (["fit", f"elu:alpha={numbers(13)}"], "12"),
    (["fit", "relu", "--steps", "25001", "--hidden", "2,2"], "50000"),
    (["neuron", "relu", "-i", "1", "--hidden", "2", "--output", "softmax,17"], "16"),
    (["boundary", "relu", "--hidden", "1,1,1,1,1,1,1,1,1"], "8"),
]


@pytest.mark.parametrize(("line", "limit"), TOO_MUCH, ids=lambda value: " ".join(value)[:50])
def test_what_would_take_too_long_is_refused_with_the_limit_named(
    line: list[str], limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, line)
    assert result.exit_code == 2, result.output
    assert limit in result.stderr.splitlines()[-2 if "--help" in result.stderr.splitlines()[-1] else -1]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "line",
    [
        ["table", f"elu:alpha={numbers(200)}"],
        ["table", "softmax", "--at", numbers(1000)],
        ["plot", f"elu:alpha={numbers(12)}"],
        ["plot", "relu", "--size", "60", "1", "--dpi", "50"],
        ["plot", "relu", "--title", "x" * 1000, "-f", "svg"],
        ["plot", "softmax", "--at", numbers(20)],
        ["neuron", "relu", "-i", numbers(16), "-w", numbers(16)],
        ["depth", "relu", "--layers", "400", "--width", "8"],
        ["depth", f"elu:alpha={numbers(12)}", "--layers", "2", "--width", "8"],
        ["boundary", "relu", "--steps", "20", "--hidden", "256,256,1,1,1,1,1,1"],
    ],
    ids=lambda line: " ".join(line)[:50],
)
def test_the_limit_itself_is_accepted(line: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, line)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", ["max(x, 1e308)", "where(x > 1e301, x, -1e308)"])
def test_kinks_beyond_any_axes_are_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for line in ([name], ["relu", name], ["relu", name, "--layout", "grid"]):
        result = CliRunner().invoke(main, ["plot", *line])
        assert (result.exit_code, "--xlim" in result.stderr) == (2, True), result.output
    assert not list(tmp_path.iterdir())
