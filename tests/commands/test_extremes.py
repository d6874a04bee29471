"""Values at the ends of the floats are drawn or refused in words, without a fault, a warning or a NaN."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from actplot import catalogue
from actplot.cli import main
from actplot.networks import meanfield

DRAWN = [
    "plot serlu:alpha=1e100 -d -o a.svg",
    "plot elu:alpha=1e100 -d -o a.svg",
    "plot elu:alpha=1e100 -d --yscale log -o a.svg",
    "plot threshold:threshold=1e-100 -o a.svg",
    "plot repu:k=100 -d -o a.svg",
    "neuron selu:scale=1e100 -i 1,-2 -w 0.5,3 -o a.svg",
    "neuron identity -i 1e308,1e308 -w 1e308,1e308 -o a.svg",
    "depth tanh --init 0.1 --layers 400 --width 2 -o a.svg",
    "depth relu --init 8 --layers 400 --width 2 -o a.svg",
    "depth relu --init 1000 --layers 100 --width 2 -o a.svg",
    "depth identity --init 0.001 --layers 100 --width 2 -o a.svg",
]


@pytest.mark.parametrize("line", DRAWN)
def test_overflow_and_underflow_are_drawn(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every warning is an error here."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, shlex.split(line))
    assert (result.exit_code, result.stderr) == (0, "")
    text = Path("a.svg").read_text()
    assert not {"nan", "inf"} & set(text.replace('"', " ").split())


@pytest.mark.parametrize("omega", [1e-100, 1e-3, 5.3, 6.0, 8.898, 12.0, 12.5])
def test_the_theory_of_a_sine_has_an_answer_at_any_frequency(omega: float) -> None:
    """Where halving made both ends of false position equal, it divided by 0."""
    found = meanfield.theory(catalogue.get("sin", omega=omega), 2**0.5, 3)
    assert found.variance.shape == (3,)


def test_columns_without_values_are_refused_where_they_would_show_nothing() -> None:
    for spec, x in (("gelu", "1,2"), ("glu", "1:2"), ("softmax", "1,2")):
        line = ["table", spec, "--at", x, "--columns", "function"]
        for form in ("plain", "markdown", "html", "latex"):
            result = CliRunner().invoke(main, [*line, "-f", form])
            assert (result.exit_code, "stand in the headings" in result.stderr) == (2, True)
        assert CliRunner().invoke(main, [*line, "-f", "csv"]).stdout.splitlines()[0] == "function"


def test_an_empty_cell_alone_is_a_record() -> None:
    result = CliRunner().invoke(main, ["table", "relu", "gelu", "--columns", "parameters", "-f", "csv"])
    assert result.stdout == 'parameters\n""\n""\n'


def test_a_line_of_input_without_an_end_is_refused() -> None:
    result = CliRunner().invoke(main, ["table", "softmax", "--at", "-"], input="1 " * 600_000)
    assert (result.exit_code, "more than 1048576 characters" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    "line", ["table hard_sigmoid:alpha=1e-100", "plot hard_sigmoid:alpha=1e-100", "show exp(exp(x))"]
)
def test_slopes_and_values_beyond_the_floats_have_facts(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, line.split())
    assert (result.exit_code, result.stderr) == (0, "")
