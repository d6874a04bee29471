"""What each command loads: nothing that it does not use."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from actplot.cli import main
from tests.commands import PRE_ACTIVATIONS

# What is slow to load.
HEAVY = {
    "numpy",
    "numpy.ma",
    "matplotlib",
    "matplotlib.pyplot",
    "matplotlib.style",
    "mpl_toolkits.mplot3d",
    "rich",
    "multiprocessing",
    "urllib.request",
    "importlib.metadata",
}
PICTURE = {"numpy", "numpy.ma", "matplotlib"}
# What measures facts, expands formulas and knows other names: not needed for what is stored.
MEASURING = {
    f"actplot.{name}"
    for name in (
        "analysis.measured",
        "analysis.multivariate",
        "analysis.pieces",
        "analysis.series",
        "arithmetic.balls",
        "arithmetic.formulas",
        "expressions",
        "language.parser",
    )
}
FRAMEWORKS = {"actplot.frameworks"}


def loaded(*arguments: str, **environment: str) -> set[str]:
    """Run actplot in a process of its own and return what of HEAVY it imported."""
    return HEAVY & modules(*arguments, **environment)


def modules(*arguments: str, **environment: str) -> set[str]:
    """Run actplot in a process of its own and return the modules that it imported."""
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('LOADED', *sys.modules, file=sys.stderr))\n"
        "from actplot.cli import main\n"
        "main(sys.argv[1:], prog_name='actplot')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.rpartition("LOADED")[2].split())


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["--help"], ["completion", "bash"], *([name, "--help"] for name in sorted(main.commands))],
    ids=" ".join,
)
def test_what_needs_no_function_loads_nothing_heavy(arguments: list[str]) -> None:
    assert loaded(*arguments) == set()


def test_completion_loads_numpy_for_names_of_functions_only() -> None:
    words = {"COMP_CWORD": "2", "_ACTPLOT_COMPLETE": "bash_complete"}
    assert loaded(COMP_WORDS="actplot plot --th", **words) == set()
    assert loaded(COMP_WORDS="actplot plot gel", **words) == {"numpy"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["table", "relu", "--at", "1"],
        ["table", "relu", "--at", "1", "-f", "json"],
        ["table", "-f", "csv"],
        ["neuron", "relu", "--inputs", "1", "--weights", "1", "-f", "csv"],
        ["plot", "relu", "--deriv", "-f", "text"],
    ],
    ids=" ".join,
)
def test_numbers_load_numpy_only(arguments: list[str]) -> None:
    assert loaded(*arguments) == {"numpy"}


def test_facts_that_are_stored_are_not_measured(tmp_path: Path) -> None:
    unused = MEASURING | FRAMEWORKS
    for arguments in (["table"], ["table", "-f", "csv"], ["table", "relu", "tanh", "--at", "1"]):
        assert not modules(*arguments) & unused
    assert modules("table", "-f", "json") & unused == FRAMEWORKS
    assert not modules("plot", "relu", "--deriv", "-o", str(tmp_path / "a.svg")) & unused


def test_what_measures_the_catalogue_leaves_the_language_of_expressions_alone() -> None:
    used = modules("table", "elu:alpha=2")
    assert "actplot.analysis.measured" in used
    assert "actplot.expressions" not in used


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "relu"],
        ["depth", "relu", "--layers", "2", "--width", "4"],
        ["neuron", "relu", "-i", "1", "--hidden", "2", "--output", "softmax,2", "--target", "0,1"],
        ["inspect", str(PRE_ACTIVATIONS), "gelu", "-f", "table"],
    ],
)
def test_what_is_measured_or_trained_loads_no_matplotlib(arguments: list[str]) -> None:
    assert loaded(*arguments) <= {"numpy", "numpy.ma", "rich"}


def test_one_picture_loads_what_draws_it(tmp_path: Path) -> None:
    assert loaded("plot", "relu", "--deriv", "-o", str(tmp_path / "a.svg")) <= PICTURE
    assert loaded("plot", "relu", "--deriv", "-o", str(tmp_path / "a.png")) <= PICTURE


def test_the_package_itself_loads_nothing_heavy() -> None:
    program = f"import actplot, sys; print(*{HEAVY | {'click'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_a_function_by_its_name_loads_the_module_of_its_family_alone() -> None:
    families = {name for name in modules("table", "tanh", "--at", "1") if name.startswith("actplot.functions.")}
    assert families == {"actplot.functions.sigmoidal"}


def test_a_text_picture_in_a_pipe_leaves_slow_modules_alone() -> None:
    slow = {"decimal", "fractions", "numpy.typing", "shutil"}
    assert not modules("plot", "relu", "--deriv", "-f", "text") & slow


@pytest.mark.parametrize("name", sorted(main.commands))
def test_help_loads_no_archives_to_know_the_width_of_the_terminal(name: str) -> None:
    assert "shutil" not in modules(name, "--help")
