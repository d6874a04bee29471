"""``actplot boundary``: numbers, lessons and wrong usage."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from actplot.cli import main
from actplot.networks import datasets
from actplot.pictures.boundary_plot import MARKERS, class_colours
from actplot.pictures.themes import THEMES
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
    result = CliRunner().invoke(main, ["boundary", "max(1e200*x, x)", *FAST, "-f", "csv"])
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
        (["relu", "--steps", "0"], "from 1 to 100000"),
        (["relu", "--steps", "1000000000"], "from 1 to 100000"),
        (["relu", "--lr", "0"], "above 0"),
        (["relu", "--lr", "-1"], "above 0"),
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


def test_more_classes_are_spirals_that_a_softmax_tells_apart() -> None:
    relu, identity = json.loads(run("relu", "identity", "--classes", "4", "--steps", "400", "-f", "json"))
    assert relu["data"] == "spirals"
    assert relu["accuracy"] > 0.95 > identity["accuracy"]
    assert np.shape(identity["equivalent"]["weights"]) == (4, 2)
    assert "between any two of the 4 classes is straight" in run("identity", "--classes", "4", *FAST, "-f", "table")


def test_batches_repeat_with_their_seed_and_learn() -> None:
    command = ("relu", "--batch", "32", "--steps", "300", "-f", "json", "--seed")
    (found,) = json.loads(run(*command, "0"))
    assert found["accuracy"] > 0.9
    assert run(*command, "0") != run(*command, "1")


def own_points(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


POINTS = [
    f"{1000 + 100 * (i % 3) + 7 * (i % 5)},{0.001 * (i % 7)},{('cat', 'dog', 'onion')[i % 3]}" for i in range(60)
]


def test_a_users_own_points_are_learned_in_their_own_units(tmp_path: Path) -> None:
    path = own_points(tmp_path / "own.csv", POINTS)
    with_header = own_points(tmp_path / "header.csv", ["x1,x2,class", *POINTS])
    mixed = own_points(
        tmp_path / "mixed.csv",
        ["id,CLASS,x2,x1", *(f"{i},{','.join(reversed(row.split(',')))}" for i, row in enumerate(POINTS))],
    )
    found = [
        json.loads(run("tanh", "--data", str(p), "--steps", "200", "-f", "json"))[0]
        for p in (path, with_header, mixed)
    ]
    assert found[0]["accuracy"] == found[0]["train_accuracy"] == 1
    assert [one["loss"] for one in found] == [found[0]["loss"]] * 3
    picture = tmp_path / "own.svg"
    run("tanh", "--data", str(path), "--steps", "20", "-o", str(picture))
    text = picture.read_text(encoding="utf-8")
    assert all(f">{name}</text>" in text for name in ("cat", "dog", "onion"))
    assert any(f">{tick}</text>" in text for tick in range(1000, 1300))  # of the axes
    assert "softmax" in text


def test_two_classes_have_the_threshold_of_the_sigmoid_in_the_picture(tmp_path: Path) -> None:
    run("tanh", *FAST, "-o", str(tmp_path / "a.svg"))
    assert "sigmoid = 0.5, the threshold" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "threshold 0.5" in run("--help")


def test_the_line_of_the_identity_is_that_of_a_users_units(tmp_path: Path) -> None:
    rows = [f"{500 + i},{j},{int(i > 9)}" for i in range(20) for j in range(3)]
    path = own_points(tmp_path / "own.csv", rows)
    (found,) = json.loads(run("identity", "--data", str(path), "--steps", "300", "-f", "json"))
    weights, bias = found["equivalent"]["weights"], found["equivalent"]["bias"]
    assert -bias / weights[0] == pytest.approx(509.5, abs=1.5)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["1,2,a"] * 20, "has one class, 'a'; 2 to 6 can be told apart"),
        ([f"{i},2,{i}" for i in range(20)], "has 20 classes; 2 to 6 can be told apart"),
        (["1,2,a", "2,3,b", "1,3,a", "2,2,b", "2,x,b"], "line 5: 'x' is not a number"),
        (["x1,x2,class", "1,2,a", "2,3,b", "1,3,a", "2,", "2,2,b"], "line 5: 2 columns instead of 3"),
        (["1,2,a", "2,3,b", "1,3,a"], "line 2: class 'b' has one point; 2 are the least"),
        (["1,2", "2,3"], "the columns are x1, x2, class"),
        (["x1,x2,class"], "has no points"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_line(
    rows: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own_points(Path("bad.csv"), rows)
    result = CliRunner().invoke(main, ["boundary", "relu", "--data", "bad.csv"])
    assert result.exit_code == 2
    assert message in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["relu", "--classes", "1"], "at least 2"),
        (["relu", "--classes", "7"], "spirals has 2 classes to 6, not 7; no data set can"),
        (["relu", "--classes", "3", "--data", "moons"], "moons has 2 classes, not 3; spirals can"),
        (["relu", "--data", "nowhere.csv"], "there is no file 'nowhere.csv'"),
        (["relu", "--batch", "0"], "at least 1"),
    ],
)
def test_classes_and_files_that_can_not_be_are_refused(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["boundary", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("count", [2, 3, 5, 6])
def test_classes_have_colours_and_markers_of_their_own_and_a_paler_fill(theme: str, count: int) -> None:
    colours = class_colours(THEMES[theme], count)
    assert len(set(colours)) == len(colours) == count <= len(set(MARKERS))
    if not THEMES[theme].greyscale:  # greys are told apart by their markers
        assert list(colours) == list(THEMES[theme].palette[:count])  # which are tested for every colour vision
