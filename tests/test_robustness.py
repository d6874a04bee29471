"""No command line and no surroundings lead to a traceback, to code that runs, or to a file that nobody named."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actplot import catalogue
from actplot.cli import main
from actplot.interface.paths import Existing
from tests.commands import PRE_ACTIVATIONS

PROGRAM = [sys.executable, "-m", "actplot"]
COMMANDS = {name: main.get_command(click.Context(main), name) for name in sorted(main.commands)}

NUMBERS = [
    "0", "-0", "1", "-1.5", "2", "7", "1e-320", "1e308", "1e999", "-1e999", "inf", "-inf", "nan", "NaN", "0x10",
    "1_000", "\uff11\uff12", "\u0661", "1,2", "1,2,3", "-1:2", "1:2,3:4", "", " ", ",", "-", "--", "1e", "1/3",
    "9" * 400, "1" * 5000, "\u00bd", "--1", "1;2", "$(touch x)", "__import__('os').system('touch x')",
]  # fmt: skip
NAMES = [
    "relu", "tanh", "RELU", "elu:alpha=2", "elu:alpha=0.5,1", "elu:alpha=", "elu:=1", "elu:alpha=nan",
    "elu:alpha=1e999", "elu:alpha=1/0",
    "elu:beta=1", "torch.nn.GELU", "jax.nn.gelu", "softmax", "glu", "hard_tanh:min_val=2:max_val=1",
    "leaky_relu:negative_slope=-0", "threshold:threshold=1e308:value=-1e308", "softplus:beta=1e-300", "rellu", "",
    ":", "=", "::", "relu:", ":relu", "a" * 10_000_000, "relu\n", "re\0lu", "\x1b[31mrelu", "\udcff", "os.system",
    "max(0, x)", "../relu", "--", "-", "*", "elu:alpha=" + "1," * 199 + "1", "elu:alpha=0x1p3", "\u00e9lu",
    "{0}", "%s", "softmax:dim=1", "maxout:k=1e9", "maxout:k=0",
]  # fmt: skip
PATHS = [
    "a.csv", "a.png", "a.svg", "a.pdf", "a.json", "a.md", "a.html", "a.tex", "a", "", ".", "..", "/", "-", "../b.csv",
    "nowhere/a.csv", "n\nl.csv", "n\0l.csv", "x" * 300 + ".csv", "/dev/null", "/dev/full", "folder", "folder/",
    "./a.tsv", "a.csv/b.csv", "\u00fc.csv", "$HOME.csv", "~/a.csv", "a.CSV", ".csv", "a..csv", "--",
    "\udcff.csv", "/proc/a.csv",
]  # fmt: skip
TEXTS = [
    "table",
    "csv",
    "json",
    "x",
    "f",
    "function",
    "function,range",
    "x,f",
    "range,",
    "function,function",
    "rectified",
]
SHELL = st.sampled_from(NUMBERS + NAMES + PATHS + TEXTS)
# What keeps an ordinary run short; the same options come again with odd values.
SMALL = {
    "plot": ["--size", "3", "2.4", "--dpi", "50"],
    "check": ["--dtype", "float8_e4m3fn"],
    "depth": ["--layers", "2", "--width", "4"],
    "boundary": ["--steps", "2", "--hidden", "2"],
    "fit": ["--steps", "2", "--hidden", "2"],
    "neuron": ["--inputs", "1,2", "--weights", "1,2"],
}
FAMILIES = sorted({function.family for function in catalogue.everything().values()})
SECONDS, BYTES = 10, 1_000_000_000  # of processor time and of memory: what one command line may take


@pytest.fixture
def bounds() -> Iterator[None]:
    """Fail what takes longer or more than SECONDS and BYTES, by the operating system's own counts."""

    def too_long(*_: object) -> NoReturn:
        pytest.fail(f"more than {SECONDS} s of processor time")

    def pages() -> int:
        return int(Path("/proc/self/statm").read_text().split()[0])

    handler = signal.signal(signal.SIGPROF, too_long)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    # What Python and NumPy themselves take, about 0.1 GB, is counted too.
    resource.setrlimit(resource.RLIMIT_AS, (pages() * resource.getpagesize() + BYTES * 9 // 10, hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    signal.signal(signal.SIGPROF, handler)


def bounded(line: list[str], standard_input: str) -> Result:
    """Run a command line within the bounds."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        return CliRunner().invoke(main, line, input=standard_input)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def values(option: click.Parameter) -> st.SearchStrategy[list[str]]:
    """Return values for one option: of its own kind, or of any other."""
    if isinstance(option.type, click.Choice):
        fitting = st.sampled_from([str(choice) for choice in option.type.choices])
    elif {"--output", "-o"} & set(option.opts):
        fitting = st.sampled_from(PATHS)
    elif option.name == "family":
        fitting = st.sampled_from(FAMILIES)
    else:
        fitting = st.sampled_from(NUMBERS + TEXTS)
    return st.lists(fitting | SHELL | st.text(max_size=8), min_size=option.nargs, max_size=option.nargs)


def usual(argument: click.Argument) -> list[str]:
    """Return values that an argument takes."""
    if isinstance(argument.type, click.Choice):
        return [str(choice) for choice in argument.type.choices]
    return [str(PRE_ACTIVATIONS)] if isinstance(argument.type, Existing) else NAMES[:9]


@st.composite
def command_lines(draw: st.DrawFn, name: str) -> list[str]:
    """Return a command line of one command, more wrong than right."""
    command = COMMANDS[name]
    assert command is not None
    line = [name]
    ordinary_line = not draw(st.integers(0, 3))  # of what is known to fit, so that some get as far as the end
    if ordinary_line or draw(st.integers(0, 3)):
        line += SMALL.get(name, [])
    arguments = [parameter for parameter in command.params if isinstance(parameter, click.Argument)]
    argument = arguments[0]
    ordinary = usual(argument)
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    if ordinary_line:
        line += [draw(st.sampled_from(usual(argument)[:2])) for argument in arguments]
        flags = [option for option in options if option.is_flag and option.name != "everything"]
        return line + [option.opts[0] for option in (draw(st.lists(st.sampled_from(flags))) if flags else [])]
    chosen = draw(st.lists(st.sampled_from(options), max_size=3)) if options else []
    many = any(option.name in {"everything", "family"} for option in chosen)
    # Without a SPEC some commands work long: they take all functions.
    few = int(draw(st.integers(0, 3 if many else 15)) > int(many))
    line += draw(st.lists(st.sampled_from(ordinary) | SHELL, min_size=few, max_size=2 * max(few, not many)))
    for option in chosen:
        line.append(draw(st.sampled_from(option.opts)))
        if not option.is_flag:
            line += draw(values(option))
    if draw(st.integers(0, 30)) == 0:
        line.insert(draw(st.integers(0, len(line))), draw(SHELL))
    return line


def below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if not path.is_dir()}


@pytest.mark.usefixtures("bounds")
@pytest.mark.parametrize(
    ("name", "count"),
    [(name, {"table": 800, "plot": 350}.get(name, 250)) for name in COMMANDS],
)
def test_no_command_line_leads_to_a_traceback_or_to_a_file_that_it_does_not_name(
    name: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewed = []

    def view(path: str) -> None:
        viewed.append(Path(path).is_file())
        if len(viewed) % 2:
            raise click.ClickException("no viewer could be started")

    monkeypatch.setattr("actplot.interface.viewer.view", view)
    inside = tmp_path / "one" / "two"
    (inside / "folder").mkdir(parents=True)
    monkeypatch.chdir(inside)
    statuses = set()

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(command_lines(name), st.sampled_from(["", "1 2 3\n", "1 x", "\0", "1,2;3"]))
    def check(line: list[str], standard_input: str) -> None:
        result = bounded(line, standard_input)
        shown = [word[:80] for word in line]
        assert result.exit_code in {0, 1, 2}, (shown, result.output)
        assert result.exception is None or isinstance(result.exception, SystemExit), (shown, result.exception)
        assert "fault" not in result.stderr, (shown, result.stderr)
        assert "not enough memory" not in result.stderr, shown
        assert "Traceback" not in result.output, shown
        assert len(result.stderr) < 10_000, shown
        statuses.add(result.exit_code)
        for path in below(tmp_path):
            named = any(path.resolve() == Path(word).resolve() for word in line if word and "\0" not in word)
            in_folder = path.parent == inside / "folder" and any(word.startswith("folder") for word in line)
            by_default = path.parent == inside and path.name in result.stdout
            assert named or in_folder or by_default, (shown, path)
            assert result.exit_code == 0 or "no viewer" in result.stderr, (shown, path, result.stderr)
            path.unlink()

    check()
    assert {0, 2} <= statuses
    assert all(viewed)
    assert viewed or name != "plot"


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


@pytest.mark.parametrize("name", ["threshold:threshold=1e308", "threshold:threshold=1e301:value=-1e308"])
def test_kinks_beyond_any_axes_are_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for line in ([name], ["relu", name], ["relu", name, "--layout", "grid"]):
        result = CliRunner().invoke(main, ["plot", *line])
        assert (result.exit_code, "--xlim" in result.stderr) == (2, True), result.output
    assert not list(tmp_path.iterdir())
