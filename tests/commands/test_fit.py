"""``actplot fit``: numbers, lessons, a user's own points, and wrong usage."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from actplot.cli import main
from actplot.networks import curves
from tests.test_imports import loaded

FAST = ("--steps", "20", "--hidden", "4")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["fit", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_has_the_keys_that_scripts_rely_on() -> None:
    relu, tanh = json.loads(run("relu", "tanh", *FAST, "-f", "json"))
    assert {"function", "data", "residual", "error", "pieces", "dead", "curve"} <= set(relu)
    assert (relu["data"], relu["pieces"], tanh["pieces"]) == ("wave", len(relu["bends"]) + 1, None)
    assert len(relu["curve"]["x"]) == len(relu["curve"]["y"]) == 201


def test_identity_gives_the_least_squares_line_of_a_users_points(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    path = tmp_path / "points.csv"
    x = rng.uniform(100, 300, 50)
    y = 4000 - 7 * x + rng.normal(0, 40, 50)
    rows = [f"{a},{b}" for a, b in zip(x, y, strict=True)]
    path.write_text("\n".join(rows), encoding="utf-8")
    (found,) = json.loads(run("identity", "--data", str(path), "--hidden", "8,8", "-f", "json"))
    line = found["line"]
    assert line["slope"] == pytest.approx(found["least_squares"]["slope"], rel=1e-6)
    assert line["intercept"] == pytest.approx(found["least_squares"]["intercept"], rel=1e-6)
    order = np.random.default_rng([0, 0]).permutation(50)[10:]  # a fifth is held out
    (slope, intercept), *_ = np.linalg.lstsq(np.column_stack([x, np.ones(50)])[order], y[order])
    assert (line["slope"], line["intercept"]) == pytest.approx((slope, intercept), rel=1e-6)
    assert found["pieces"] == 1
    path.write_text("y,x\n" + "\n".join(",".join(reversed(row.split(","))) for row in rows), encoding="utf-8")
    (same,) = json.loads(run("identity", "--data", str(path), "--hidden", "8,8", "-f", "json"))
    assert same["line"] == line


def test_straight_pieces_and_the_line_are_told() -> None:
    printed = run("identity", "relu", *FAST, "-f", "table")
    assert "identity: the line y = " in printed
    assert "least squares gives y = " in printed
    assert " straight piece" in printed
    assert "straight" not in run("tanh", *FAST, "-f", "table")


def test_the_same_seed_gives_the_same_bytes_and_another_one_others() -> None:
    command = ("tanh", *FAST, "--batch", "10", "-f", "csv", "--seed")
    assert run(*command, "1") == run(*command, "1") != run(*command, "2")


def test_without_a_target_the_picture_is_fit_png(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("relu", *FAST).endswith("\nfit.png\n")
    assert [path.name for path in tmp_path.iterdir()] == ["fit.png"]


GOOD = "x,y\n1,2\n2,3\n3,5\n4,5\n5,7\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no points"),
        ("x,y\n", "has no points"),
        ("x,y\n1,2\n2,3\n", "has 2 points; 5 are the least"),
        (GOOD + "6,seven\n", "line 7: 'seven' is not a number"),
        (GOOD + "6,nan\n", "line 7: 'nan' is not a number below 1e+100"),
        (GOOD + "6,-inf\n", "line 7: '-inf' is not a number below 1e+100"),
        (GOOD + "6,1e300\n", "line 7: '1e300' is not a number below 1e+100"),
        (GOOD + "6\n", "line 7: 1 column instead of 2; the columns are x, y"),
        (GOOD + "\n6,1,2\n", "line 8: 3 columns instead of 2"),
        ("a,b,c\n1,2,3\n2,3,4\n3,4,5\n4,5,6\n5,6,7\n", "line 2: 3 columns instead of 2"),
        ("1;2\n3;4\n5;6\n7;8\n9;9\n", "the columns are x, y"),
        ("1,2\n1,3\n1,4\n1,5\n1,6\n", "has one x, 1; a curve needs several"),
        ("1,2x\n1,3\n1,4\n1,5\n1,6\n", "line 1: '2x' is not a number"),
        ("\0,2\n" * 9, "not a"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_line(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.csv").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["fit", "relu", "--data", "bad.csv"])
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["relu", "--data", "waves"], "did you mean 'wave'?; or name a .csv file"),
        (["relu", "--data", "moons"], f"choose from {', '.join(curves.names())}"),
        (["relu", "--data", "none.csv"], "there is no file 'none.csv'"),
        (["relu", "--batch", "0"], "at least 1"),
        (["relu", "--lr", "0"], "above 0"),
        (["relu", "--rate", "0"], "above 0"),
        (["softmax"], "belongs at the output"),
        (["relu", "--steps", "100000"], "the limit is 50000"),
    ],
)
def test_wrong_usage_is_told_and_writes_nothing(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["fit", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_loss_that_is_no_number_names_its_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["fit", "relu", "--lr", "1e200", "-o", "fit.svg"])
    assert result.exit_code == 1
    assert "at step 1; a lower learning rate" in result.stderr
    assert not list(tmp_path.iterdir())


def test_numbers_load_numpy_only_and_completion_of_data_nothing() -> None:
    assert loaded("fit", "relu", *FAST, "-f", "csv") == {"numpy"}
    words = {"_ACTPLOT_COMPLETE": "fish_complete", "COMP_WORDS": "actplot fit --data st", "COMP_CWORD": "st"}
    assert loaded(**words) == set()
    words |= {"COMP_WORDS": "actplot fit relu --data ", "COMP_CWORD": ""}
    assert CliRunner().invoke(main, env=words).stdout.split() == [f"plain,{name}" for name in curves.names()]
