"""``actplot lenet``: numbers, words and wrong usage."""

import json
import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from actplot import catalogue
from actplot.cli import main
from actplot.interface import workers
from actplot.networks.diagnosis import Diagnosis
from actplot.networks.images.loading import load
from actplot.networks.lenet_training import Epoch, Lane, Network, Trained
from actplot.tables import formats
from actplot.tables.lenet import text
from tests.networks.test_images import written
from tests.test_imports import loaded

FAST = ("--images", "40", "--epochs", "1", "--batch", "20")


def killed_beside(_: Lane) -> None:
    """Kill this process if it is not the first one."""
    if multiprocessing.parent_process():
        os.kill(os.getpid(), signal.SIGKILL)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["lenet", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_has_the_keys_that_scripts_rely_on() -> None:
    first, second = json.loads(run("relu", "x*sigmoid(2*x)", *FAST, "-f", "json"))
    assert (first["function"], first["data"]) == ("relu", "shapes")
    assert second["function"] == "x*sigmoid(2*x)"
    assert first["layers"][0] == {"name": "conv 1", "shape": [32, 32, 6], "parameters": 456}
    assert set(first["epochs"][0]) == {"loss", "accuracy", "val_loss", "val_accuracy", "dead"}
    assert [row["layer"] for row in first["diagnosis"]] == ["conv 1", "conv 2", "conv 3", "dense 1"]
    assert {"units", "dead", "saturated", "stuck", "mean", "std", "slope_square"} < set(first["diagnosis"][0])


def test_csv_has_a_row_for_each_epoch_and_the_same_seed_gives_the_same_bytes() -> None:
    command = ("relu", "tanh", "--images", "20", "--epochs", "2", "-f", "csv", "--seed")
    text = run(*command, "1")
    assert text.splitlines()[0] == "function,parameters,epoch,loss,accuracy,val_loss,val_accuracy,dead"
    assert len(text.splitlines()) == 5
    assert text == run(*command, "1") != run(*command, "2")


def test_people_get_the_layers_the_results_and_the_diagnosis() -> None:
    text = run("identity", *FAST, "-f", "plain")
    assert "645,204" in text
    assert "697,046" in text
    assert "held-out accuracy" in text
    assert "E[f'^2]" in text
    assert "identity: this network is not linear" in text
    assert "not linear" not in run("relu", *FAST, "-f", "plain")


def test_a_function_that_learned_nothing_says_where_its_gradient_is_lost() -> None:
    network = Network(load("shapes", 40, 0))
    network.begin(catalogue.get("sigmoid"), 0.001, 0)
    loss, _, diagnosis = network.judge()
    lost = Diagnosis(84, 0.25)
    lost.add(np.full((9, 84), 20.0), np.full((9, 84), 1e-9))
    epoch = Epoch(loss, 0.1, loss, 0.1, 0)
    trial = Trained(catalogue.get("sigmoid"), 625, [epoch], [*diagnosis[:3], lost])
    assert text([trial], 10, "shapes", formats.get("plain")).splitlines()[-1] == (
        "sigmoid: it has learned nothing: 10.0% are right, and guessing gets 10.0%; E[f'^2] is 0.000 at dense 1, "
        "where the gradient is lost; its outputs lie around f(0) = 0.5: try f(x) - f(0)"
    )
    few = text([trial._replace(steps=10)], 10, "shapes", formats.get("plain")).splitlines()[-1]
    assert few == (
        "sigmoid: 10 steps are too few to tell whether it learns: 10.0% are right, and guessing gets 10.0%"
    )


def test_the_picture_names_the_functions_and_carries_its_command(tmp_path: Path) -> None:
    for size in ((), ("--size", "4", "7"), ("--size", "3.6", "2.6", "--text-size", "5")):
        path = tmp_path / "lenet.svg"
        run("relu", "gelu", *FAST, "-o", str(path), *size)
        text = path.read_text(encoding="utf-8")
        assert "<title>LeNet-5 on shapes: 40 images to learn from</title>" in text
        assert "actplot lenet relu gelu --epochs 1 --batch 20 --images 40" in text
    result = CliRunner().invoke(main, ["lenet", "relu", *FAST, "-o", str(path), "--size", "2", "2"])
    assert result.exit_code == 2
    assert "too small" in result.stderr


@pytest.mark.parametrize("name", ["class_folders", "idx_files"])
def test_files_are_read(name: str, tmp_path: Path) -> None:
    path, _ = written(name, tmp_path)
    (row,) = json.loads(run("relu", "--data", path, *FAST, "-f", "json"))
    assert row["data"] == path


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument"),
        (["relu", "--data", "shape"], "there is no file or folder 'shape'; did you mean 'shapes'?"),
        (["relu", "--data", "no/where"], "there is no file or folder 'no/where'"),
        (["relu", "--data", "."], "is none of these: CIFAR-10's"),
        (["relu", "--images", "1"], "from 2 to 60000"),
        (["relu", "--epochs", "0"], "from 1 to 1000"),
        (["relu", "--batch", "0"], "from 1 to 4096"),
        (["relu", "--rate", "0"], "above 0"),
        (["relu", "--rate", "nan"], "not finite"),
        (["relu", "--images", "60000", "--epochs", "100"], "the limit is 2000000"),
        (["relu", "-o", "nowhere/x.csv"], "does not exist"),
        (["softmax"], "belongs at the output"),
        (["glu"], "a value and a gate"),
        (["rellu"], "did you mean 'relu'"),
    ],
)
def test_wrong_usage_is_told_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["lenet", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_rate_that_breaks_the_loss_is_a_failure_that_writes_nothing(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["lenet", "relu", *FAST, "--rate", "1e30", "-o", str(tmp_path / "a.png")])
    assert result.exit_code == 1
    assert "at step 1; a lower learning rate than 1e+30 may help" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_killed_process_is_a_failure_that_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    monkeypatch.setattr(Lane, "update", killed_beside)
    result = CliRunner().invoke(main, ["lenet", "relu", *FAST, "-o", str(tmp_path / "a.png")])
    assert result.exit_code == 1
    assert result.stderr == "Error: can't train: a process was killed; is there enough memory?\n"
    assert not list(tmp_path.iterdir())


def test_an_interrupt_during_training_ends_with_130_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def steps(*_: object) -> Iterator[tuple[float, int]]:
        yield 2.0, 1
        signal.raise_signal(signal.SIGINT)  # as Ctrl-C does

    running = steps()
    monkeypatch.setattr(Network, "step", lambda *_: next(running))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background ignore it
    try:
        result = CliRunner().invoke(main, ["lenet", "relu", *FAST, "-o", str(tmp_path / "a.png")])
    finally:
        signal.signal(signal.SIGINT, before)
    assert (result.exit_code, result.output) == (130, "\nError: interrupted\n")
    assert not list(tmp_path.iterdir())


def test_help_loads_nothing_heavy_and_training_only_numpy_and_processes() -> None:
    assert loaded("lenet", "--help") == set()
    assert loaded("lenet", "relu", *FAST, "-f", "csv") == {"numpy", "multiprocessing"}
    words = {"_ACTPLOT_COMPLETE": "fish_complete", "COMP_WORDS": "actplot lenet --data sh", "COMP_CWORD": "sh"}
    assert loaded(**words) == set()


def test_a_picture_that_will_be_too_small_is_refused_before_the_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actplot.networks.lenet_training.train", lambda *_: pytest.fail("it was trained"))
    line = ["lenet", "relu", "--images", "10", "-o", str(tmp_path / "a.png"), "--size", "3", "2"]
    result = CliRunner().invoke(main, line)
    assert (result.exit_code, "3 x 2 inches are too small" in result.stderr) == (2, True), result.output
