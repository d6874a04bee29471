"""``actplot depth``: numbers, verdicts and wrong usage."""

import json
import math
import re

import pytest
from click.testing import CliRunner

from actplot.cli import main
from tests.test_imports import loaded


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["depth", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_has_a_row_for_each_layer_with_the_keys_that_scripts_rely_on() -> None:
    rows = json.loads(run("relu", "elu:alpha=2", "--layers", "5", "--width", "32", "-f", "json"))
    assert [(row["function"], row["layer"]) for row in rows] == [(n, i) for n in ("relu", "elu") for i in range(1, 6)]
    assert {"variance", "gradient_norm", "dead", "chi", "gain"} < set(rows[0])
    assert rows[4]["gradient_norm"] == pytest.approx(1, rel=1e-14)
    assert rows[0]["chi"] == 1.0
    assert rows[0]["gain"] == pytest.approx(math.sqrt(2), rel=1e-11)


def test_the_same_seed_gives_the_same_bytes_and_another_one_others() -> None:
    command = ("tanh", "--layers", "4", "--width", "16", "-f", "csv", "--seed")
    assert run(*command, "1") == run(*command, "1") != run(*command, "2")


@pytest.mark.parametrize(
    ("spec", "init", "verdict"),
    [
        ("sigmoid", "he", "vanishes: x0.3"),
        ("relu", "he", "keeps its size"),
        ("relu", "lecun", "vanishes: x0.707 per layer"),
        ("identity", "2", "explodes: x2 per layer"),
        ("identity", "glorot", "keeps its size"),
    ],
)
def test_the_verdict_says_what_happens_to_the_gradient(spec: str, init: str, verdict: str) -> None:
    assert verdict in run(spec, "--init", init, "--layers", "20", "--width", "32")


def test_the_text_tells_theory_from_measurement() -> None:
    text = run("gelu", "--layers", "40", "--width", "64", "--init", "1", "-f", "plain")
    (line,) = (line for line in text.splitlines() if line.startswith("gelu: "))
    found = re.fullmatch(
        r"gelu: in mean-field theory the gradient \w+: x(.+) per layer; measured: x(.+) per layer", line
    )
    assert found
    (first, *_, last) = json.loads(run("gelu", "--layers", "40", "--width", "64", "--init", "1", "-f", "json"))
    assert last["gradient_norm"] == 1
    for rate, key in zip(found.groups(), ("gradient_norm_theory", "gradient_norm"), strict=True):
        assert float(rate) == pytest.approx(first[key] ** (1 / 39), rel=5e-3)


def test_linear_layers_collapse_and_it_says_so() -> None:
    assert "one matrix" in run("identity", "--layers", "3", "--width", "8")
    assert "one matrix" not in run("relu", "--layers", "3", "--width", "8")


def test_pytorchs_rule_of_thumb_stands_beside() -> None:
    assert "PyTorch's calculate_gain says 1.6667" in run("tanh", "--layers", "3", "--width", "8")


@pytest.mark.parametrize("layers", ["1", "2"])
def test_few_layers_work(layers: str) -> None:
    assert len(run("gelu", "--layers", layers, "--width", "1", "-f", "csv").splitlines()) == 1 + int(layers)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument"),
        (["relu", "--layers", "0"], "from 1 to 400"),
        (["relu", "--layers", "100000"], "from 1 to 400"),
        (["relu", "--width", "-3"], "from 1 to 4096"),
        (["relu", "--width", "1e9"], "not a whole number"),
        (["relu", "--init", "hee"], "'hee' is not a number; it takes he, glorot, lecun or a gain from 0.001 to 1000"),
        (["relu", "--init", "0"], "from 0.001 to 1000"),
        (["relu", "--init", "nan"], "from 0.001 to 1000"),
        (["relu", "--seed", "-1"], "at least 0"),
        (["relu", "--init", "xavier"], "'xavier' is called 'glorot' here"),
        (["relu", "--init", "Kaiming"], "'Kaiming' is called 'he' here"),
        (["rellu"], "did you mean 'relu'"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["depth", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize(("spec", "message"), [("softmax", "belongs at the output"), ("glu", "a value and a gate")])
def test_a_function_that_makes_no_sense_in_a_hidden_layer_says_so(spec: str, message: str) -> None:
    result = CliRunner().invoke(main, ["depth", spec])
    assert result.exit_code == 2
    assert message in result.stderr


def test_help_loads_nothing_heavy_and_numbers_load_numpy_only() -> None:
    assert loaded("depth", "--help") == set()
    assert loaded("depth", "relu", "--layers", "2", "--width", "4") == {"numpy"}


def test_a_gain_that_differs_from_that_of_show_is_explained() -> None:
    text = run("gelu", "relu", "--layers", "10", "--width", "16", "-f", "plain")
    assert text.count("at variance 1, as in actplot show, it is gain 1.4811;") == 1
    assert "at variance 1" not in text.partition("\nrelu: ")[2]
