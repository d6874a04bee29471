"""Names lead to the right function, and wrong ones to a helpful message."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import actplot
from actplot import catalogue


def test_every_spelling_belongs_to_one_function() -> None:
    for function in catalogue.everything().values():
        for alias in (function.name, *function.aliases):
            assert catalogue.spellings()[alias.lower()] is function


def test_functions_are_listed_family_by_family() -> None:
    families = [function.family for function in catalogue.everything().values()]
    assert families == sorted(families)


def test_a_parameter_with_several_values_sweeps() -> None:
    assert [f.parameters["alpha"] for f in catalogue.parse("elu:alpha=0.5,1,2")] == [0.5, 1, 2]


@pytest.mark.parametrize("spec", ["snake_beta:alpha=2:beta=1,3", "snake_beta:beta=1,3:alpha=2"])
def test_one_value_beside_a_sweep_holds_for_all_of_it(spec: str) -> None:
    assert [dict(f.parameters) for f in catalogue.parse(spec)] == [{"alpha": 2, "beta": 1}, {"alpha": 2, "beta": 3}]


def test_swept_parameters_of_equal_length_go_together() -> None:
    found = catalogue.parse("snake_beta:alpha=2,4:beta=1,3")
    assert [dict(f.parameters) for f in found] == [{"alpha": 2, "beta": 1}, {"alpha": 4, "beta": 3}]
    with pytest.raises(ValueError, match="beta has 2 values where another has 3"):
        catalogue.parse("snake_beta:alpha=1,2,3:beta=1,2")


@pytest.mark.parametrize(
    ("text", "value"), [("1/3", 1 / 3), ("-1/8", -0.125), ("1e-3/4", 2.5e-4), (" 2 / 7 ", 2 / 7), (".5", 0.5)]
)
def test_a_value_may_be_a_fraction(text: str, value: float) -> None:
    assert actplot.get(f"prelu:a={text}").parameters["a"] == value


@pytest.mark.parametrize("text", ["1/0", "1/2/3", "1/", "/3", "", "1//2", "one/3"])
def test_what_is_no_number_is_refused_as_a_value(text: str) -> None:
    with pytest.raises(ValueError, match=f"prelu: a: {text!r} is not a number"):
        actplot.get(f"prelu:a={text}")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("rellu", "did you mean 'relu'"),
        ("0", "several numbers of an option go together"),
        ("alpha=2", "parameters follow their function"),
        ("elu(2)", "follow a colon: elu:"),
        ("elu=2", "follow a colon: elu:"),
        ("relu,gelu", "separated by spaces"),
        ("relu gelu", "separated by spaces"),
        ("elu:alfa=1", "did you mean 'alpha'"),
        ("elu:alpha=0", "0 < alpha"),
        ("elu:alpha=nan", "finite"),
        ("elu:alpha=x", "not a number"),
        ("elu:alpha", "PARAM=VALUE"),
        ("elu:alpha=1,2", "stands for 2"),
        ("relu:alpha=1", "takes none"),
        ("nope", "'nope'; see 'actplot table'"),
        ("foo.bar.relu", "no such name of foo.bar, but 'relu' by itself"),
    ],
)
def test_a_wrong_spec_says_what_is_wrong(spec: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        actplot.get(spec)


def test_a_function_added_in_one_file_is_in_everything(tmp_path: Path) -> None:
    shutil.copytree(Path(actplot.__file__).parent, tmp_path / "actplot")
    (tmp_path / "actplot" / "functions" / "extra.py").write_text(
        "from actplot.activation import activation\n"
        "@activation('factor*x', derivative='factor', title='Twice', tex='factor x', aliases='doubled')\n"
        "def twice(x, factor=2.0):\n"
        "    'Doubles.'\n"
        "    return factor * x, factor + 0 * x\n"
    )
    for arguments in (["table"], ["table", "doubled", "--at", "3"], ["plot", "twice:factor=3", "--deriv"]):
        done = subprocess.run(
            [sys.executable, "-m", "actplot", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert "twice" in done.stdout
    assert (tmp_path / "twice.png").is_file()


@pytest.mark.parametrize(("name", "shown"), [("q" * 40, "q" * 40), ("q" * 41, "q" * 37 + "...")])
def test_a_long_name_is_cut_in_the_message(name: str, shown: str) -> None:
    with pytest.raises(ValueError, match=f"^unknown function '{re.escape(shown)}'; "):
        actplot.get(name)


@pytest.mark.parametrize("name", [name for name, f in catalogue.everything().items() if "integer" in str(f.requires)])
def test_a_whole_parameter_has_bounds_on_both_sides(name: str) -> None:
    """It counts something: pieces, powers or classes, and without a bound the work and memory had none."""
    function = catalogue.everything()[name]
    for rule in function.requires:
        if rule.startswith("integer "):
            key = rule.removeprefix("integer ")
            for beyond in (-1e18, 1e18):
                with pytest.raises(ValueError, match=rf"{key}"):
                    function.bind(**{key: beyond})


def test_descriptions_are_the_same_where_python_strips_docstrings() -> None:
    program = (
        "from actplot import catalogue\n"
        "for function in catalogue.everything().values(): print(function.summary, function.description)\n"
        "import click\n"
        "from actplot.cli import main\n"
        "for name in main.commands: print(main.get_command(click.Context(main), name).help)\n"
        "print(main.help)"
    )
    plain, stripped = (
        subprocess.run([sys.executable, *flags, "-c", program], capture_output=True, text=True, check=True).stdout
        for flags in ([], ["-OO"])
    )
    assert stripped == plain
    assert catalogue.get("relu").description in plain


@pytest.mark.parametrize(
    ("typed", "meant"), [("rleu", "relu"), ("gleu", "gelu"), ("tahn", "tanh"), ("sigmiod", "sigmoid")]
)
def test_two_letters_exchanged_are_the_nearest_miss(typed: str, meant: str) -> None:
    with pytest.raises(ValueError, match=f"did you mean '{meant}'"):
        catalogue.get(typed)
