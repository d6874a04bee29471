"""``actplot boundary``: numbers, lessons and wrong usage."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from actplot.cli import main
from actplot.networks import datasets
from tests.test_imports import loaded

FAST = ("--steps", "20")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["boundary", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_has_the_keys_that_scripts_rely_on() -> None:
    rows = json.loads(run("relu", "identity", "--data", "circles", *FAST, "-f", "json"))
    assert [row["function"] for row in rows] == ["relu", "identity"]
    assert {"data", "accuracy", "train_accuracy", "loss", "dead"} < set(rows[0])
    assert rows[0]["data"] == "circles"
    assert len(rows[1]["equivalent"]["weights"]) == 2


def test_the_same_seed_gives_the_same_bytes_and_another_one_others() -> None:
    command = ("tanh", *FAST, "-f", "csv", "--seed")
    assert run(*command, "1") == run(*command, "1") != run(*command, "2")


def test_linear_layers_collapse_to_a_straight_boundary_and_it_says_so() -> None:
    assert "its 3 matrices multiply out to one linear layer" in run("identity", *FAST, "-f", "table")
    assert "multiply out" not in run("relu", *FAST, "-f", "table")


def test_a_learning_rate_that_breaks_the_loss_is_a_failure_that_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["boundary", "relu", "--lr", "1e200"])
    assert result.exit_code == 1
    assert "at step 1; a lower learning rate than 1e+200 may help" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_function_that_overflows_at_once_is_not_blamed_on_the_learning_rate() -> None:
    result = CliRunner().invoke(main, ["boundary", "leaky_relu:negative_slope=1e200", *FAST, "-f", "csv"])
    assert result.exit_code == 1
    assert "at step 0, before it learned anything" in result.stderr
    assert "learning rate" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument"),
        (["relu", "--hidden", "0"], "1 to 8 layers of 1 to 256 units"),
        (["relu", "--hidden", "8,,8"], "'' is not a whole number"),
        (["relu", "--hidden", "8,-8"], "1 to 8 layers of 1 to 256 units"),
        (["relu", "--hidden", "1000000"], "1 to 8 layers of 1 to 256 units"),
        (["relu", "--steps", "0"], "1<=x<=100000"),
        (["relu", "--steps", "1000000000"], "1<=x<=100000"),
        (["relu", "--lr", "0"], "x>0"),
        (["relu", "--lr", "-1"], "x>0"),
        (["relu", "--lr", "nan"], "not finite"),
        (["relu", "--data", "moon"], "unknown data set 'moon'; did you mean 'moons'?"),
        (["relu", "--data", "\N{SNOWMAN}"], f"choose from {', '.join(datasets.names())}"),
        (["relu", "-o", "nowhere/x.csv"], "does not exist"),
        (["rellu"], "did you mean 'relu'"),
    ],
)
def test_wrong_usage_is_told_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["boundary", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("spec", "message"), [("softmax", "belongs at the output"), ("glu", "a value and a gate")])
def test_a_function_that_makes_no_sense_in_a_hidden_layer_says_so(spec: str, message: str) -> None:
    result = CliRunner().invoke(main, ["boundary", spec])
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize(
    ("hidden", "words"),
    [
        ("4", "one hidden layer of 4 units"),
        ("1", "one hidden layer of 1 unit"),
        ("4,3,2", "hidden layers of 4, 3 and 2 units"),
    ],
)
def test_the_title_names_the_hidden_layers(tmp_path: Path, hidden: str, words: str) -> None:
    path = tmp_path / "boundary.svg"
    run("relu", "--hidden", hidden, "--steps", "1", "-o", str(path))
    assert f"<title>Moons, {words}</title>" in path.read_text(encoding="utf-8")


def test_every_data_set_is_offered_in_help_and_completion_and_completion_loads_no_numpy() -> None:
    words = {"_ACTPLOT_COMPLETE": "fish_complete", "COMP_WORDS": "actplot boundary relu --data ", "COMP_CWORD": ""}
    offered = CliRunner().invoke(main, env=words).stdout.split()
    assert offered == [f"plain,{name}" for name in datasets.names()]
    assert all(name in run("--help") for name in datasets.names())
    words |= {"COMP_WORDS": "actplot boundary --data mo", "COMP_CWORD": "mo"}
    assert loaded(**words) == set()


def test_help_loads_nothing_heavy_and_numbers_load_numpy_only() -> None:
    assert loaded("boundary", "--help") == set()
    assert loaded("boundary", "relu", "--steps", "2", "-f", "csv") == {"numpy"}
