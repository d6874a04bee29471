"""``actplot redraw`` draws pictures again by the commands that they carry, and does nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from click.testing import CliRunner, Result

from actplot.cli import main
from actplot.pictures import encoders

CARRYING = [name for name in encoders.names() if not isinstance(encoders.get(name), encoders.Drawn)]
STILLS = encoders.names(encoders.Still)
each_form = pytest.mark.parametrize("form", CARRYING)

LINES = [
    ["plot", "relu", "--deriv"],
    ["plot", "elu:alpha=0.5,1,2", "--theme", "dark", "--xlim", "-2", "3", "--dpi", "72.123456789"],
    ["plot", "--all", "--layout", "grid"],
    ["plot", "--family", "hard", "--layout", "grid", "--title", 'a "title" of $x$, \\ and \u00e4'],
    ["plot", "softmax", "--at", "2,1,-1", "--names", "cat,a dog,none", "--deriv"],
    ["plot", "torch.nn.LeakyReLU", "nn.GELU(approximate='tanh')"],
    ["plot", "--deriv", "--", "-x"],
    ["plot", "mine = x*sigmoid(a*x):a=1,2", "--curves", "f',f''"],
    ["neuron", "relu", "--inputs", "1,2", "--weights", "-3,4", "--bias", "1"],
    ["depth", "relu", "tanh", "--layers", "4", "--width", "16", "--font", "cm"],
    ["boundary", "tanh", "--steps", "5", "--size", "5", "4"],
]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


def drawn(path: Path, *arguments: str) -> Path:
    line = ["-o", str(path), *arguments[1:]]
    result = run(arguments[0], *line)
    assert result.exit_code == 0, result.output
    return path


def carrying(path: Path, command: str) -> Path:
    """Draw an SVG picture and replace the command that it carries."""
    drawn(path, "plot", "relu")
    path.write_text(path.read_text().replace("actplot plot relu<", f"{command}<"))
    return path


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_a_command_is_carried_so_that_it_draws_the_same_bytes(tmp_path: Path, line: list[str]) -> None:
    path = drawn(tmp_path / "a.svg", *line)
    result = run("redraw", "--check", str(path))
    assert (result.exit_code, result.output) == (0, "")


def test_every_command_that_draws_is_among_the_lines() -> None:
    own = {"check", "fit", "lenet", "inspect"}  # their tests draw again themselves
    with main.make_context("actplot", ["plot"], resilient_parsing=True) as ctx:
        from actplot.interface import looks

        names = {name for name in main.commands if looks.draws(main.get_command(ctx, name) or main)}
    assert names - own == {line[0] for line in LINES}


@each_form
def test_every_format_carries_its_command(tmp_path: Path, form: str) -> None:
    path = drawn(tmp_path / f"a.{form}", "plot", "tanh", "--title", "(a) \\ b\u03c0")
    found, carried = encoders.carried(path.read_bytes())
    assert found == form
    assert carried.command == "actplot plot tanh --title '(a) \\ b\u03c0'"
    assert carried.software.startswith("actplot ")
    assert run("redraw", "--check", str(path)).exit_code == 0


@pytest.mark.parametrize("form", STILLS)
def test_a_stale_picture_is_named_with_its_command_and_drawn_again(tmp_path: Path, form: str) -> None:
    path = drawn(tmp_path / f"a.{form}", "plot", "gelu")
    whole = path.read_bytes()
    other = drawn(tmp_path / f"b.{form}", "plot", "silu").read_bytes()
    _, carried = encoders.carried(other)
    # Other bytes with the same command: a picture of before the function changed.
    stale = other.replace(b"plot silu", b"plot gelu") if form != "png" else _png_with(other, b"plot gelu")
    path.write_bytes(stale)
    path.chmod(0o640)
    result = run("redraw", "--check", str(path))
    assert (result.exit_code, result.stdout) == (1, f"{path}: stale: actplot plot gelu\n")
    assert path.read_bytes() == stale
    result = run("redraw", str(path))
    assert (result.exit_code, result.stdout) == (0, f"{path}\n")
    assert path.read_bytes() == whole
    assert path.stat().st_mode & 0o777 == 0o640
    assert run("redraw", str(path)).stdout == ""
    assert carried.command == "actplot plot silu"


def _png_with(data: bytes, command: bytes) -> bytes:
    """Return a PNG file that carries another command of the same length."""
    from zlib import crc32

    start = data.index(b"tEXtComment\0")
    length = int.from_bytes(data[start - 4 : start], "big")
    chunk = data[start : start + 4 + length].replace(b"plot silu", command)
    return data[:start] + chunk + crc32(chunk).to_bytes(4, "big") + data[start + 8 + length :]


def test_another_version_is_told_apart_from_a_stale_picture(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.svg", "plot", "relu")
    text = path.read_text()
    path.write_text(text.replace(f"matplotlib {mpl.__version__}", "matplotlib 3.1"))
    result = run("redraw", "--check", str(path))
    assert result.exit_code == 1
    assert "stale" not in result.stdout
    assert "a.svg: drawn by actplot" in result.stdout
    assert "matplotlib 3.1, not actplot" in result.stdout
    assert run("redraw", str(path)).exit_code == 0
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("actplot plot relu -o evil.png", "it names an output of its own"),
        ("actplot plot relu --output=evil.png", "it names an output of its own"),
        ("actplot plot relu -oevil.png", "it names an output of its own"),
        ("actplot plot relu -f png", "it names an output of its own"),
        ("actplot plot relu --show", "it names an output of its own"),
        ("actplot depth relu -o evil.csv", "it names an output of its own"),
        ("actplot table relu", "'table' is no command that draws"),
        ("actplot redraw evil.png", "'redraw' is no command that draws"),
        ("actplot completion bash", "'completion' is no command that draws"),
        ("actplot nothing", "'nothing' is no command that draws"),
        ("actplot --version", "'--version' is no command that draws"),
        ("actplot", "it carries no command of actplot"),
        ("touch evil.png", "it carries no command of actplot"),
        ("actplot plot relu; touch evil.png", "unknown function 'relu;'"),
        ("actplot plot $(touch evil.png)", "$ is not part of an expression"),
        ("actplot plot 'relu", "it carries no command of actplot"),
        ("", "it carries no command of actplot"),
        ("actplot plot nope", "unknown function 'nope'"),
        ("actplot plot relu --nope", "No such option"),
        ("actplot boundary relu --data gone.csv", "gone.csv"),
    ],
)
def test_a_crafted_picture_runs_nothing_and_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = carrying(tmp_path / "a.svg", command.replace("&", "&amp;"))
    before = path.read_bytes()
    for options in ([], ["--check"]):
        result = run("redraw", *options, "a.svg")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: a.svg: ")
        assert message in result.stderr
        assert len(result.stderr.splitlines()) <= 2
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["a.svg"]


@pytest.mark.parametrize("form", STILLS)
def test_a_picture_of_another_program_carries_no_command(tmp_path: Path, form: str) -> None:
    figure = plt.figure(figsize=(1, 1))
    figure.savefig(tmp_path / f"a.{form}", metadata={"Title": "actplot plot relu"})
    plt.close(figure)
    result = run("redraw", "--check", str(tmp_path / f"a.{form}"))
    assert (result.exit_code, result.stderr) == (1, f"Error: {tmp_path}/a.{form}: it carries no command of actplot\n")


@each_form
def test_a_truncated_picture_is_refused_at_any_length(tmp_path: Path, form: str) -> None:
    path = drawn(tmp_path / f"a.{form}", "plot", "relu")
    whole = path.read_bytes()
    for length in (0, 3, 10, 200, len(whole) // 2, len(whole) - 20):
        path.write_bytes(whole[:length])
        result = run("redraw", str(path))
        assert (result.exit_code, result.stdout) == (1, ""), length
        assert "damaged" in result.stderr or "it is none of" in result.stderr
        assert path.read_bytes() == whole[:length]


def test_the_other_files_are_done_when_one_fails(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("no picture")
    path = carrying(tmp_path / "b.svg", "actplot plot elu")
    result = run("redraw", str(tmp_path / "a.png"), str(path))
    assert result.exit_code == 1
    assert result.stdout == f"{path}\n"
    assert result.stderr == f"Error: {tmp_path}/a.png: it is none of {', '.join(CARRYING)}\n"


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_a_makefile_fails_on_a_stale_figure(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(f"check:\n\t{sys.executable} -m actplot redraw --check *.svg\n")
    path = drawn(tmp_path / "a.svg", "plot", "relu")
    assert subprocess.run(["make", "-s"], cwd=tmp_path, check=False).returncode == 0
    path.write_text(path.read_text().replace("</svg>", "<g/></svg>"))
    assert subprocess.run(["make", "-s"], cwd=tmp_path, check=False, capture_output=True).returncode != 0
