"""What frameworks write means what they compute: values at their defaults, slopes at their kinks."""

import contextlib
import csv
import inspect
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import actplot
from actplot import catalogue, frameworks
from actplot.activation import Activation, Gated, Vector
from actplot.cli import main
from actplot.pictures import strokes

# Measured with each framework at the version that its module names: a spelling, the function that has the same
# values (``-``: it is no activation function), f' by the framework's own autograd at x, and f at x where the last
# word of the spelling is the name of another function.
with (Path(__file__).parent / "framework_names.tsv").open(encoding="utf-8") as lines:
    MEASURED = list(csv.DictReader(lines, delimiter="\t"))

MEANT = [row for row in MEASURED if row["means"] != "-"]
SLOPES = [row for row in MEANT if row["slopes at kinks"]]
each_row = pytest.mark.parametrize("row", MEANT, ids=lambda row: f"{row['framework']} {row['spelling']}")
each_slope = pytest.mark.parametrize("row", SLOPES, ids=lambda row: f"{row['framework']} {row['spelling']}")
each_framework = pytest.mark.parametrize("framework", frameworks.known())


def points(text: str) -> list[tuple[Any, float]]:
    """Return the pairs of ``x: y; x: y``."""
    pairs = [part.split(": ") for part in text.split("; ") if part]
    return [([float(number) for number in x.split(", ")], float(y)) for x, y in pairs]


def inputs(function: Activation) -> np.ndarray:
    """Return inputs that ``function`` takes, from far left to far right."""
    if isinstance(function, Gated):
        return np.random.default_rng(0).normal(0, 3, (200, 2))
    if isinstance(function, Vector):
        return np.random.default_rng(0).normal(0, 3, (50, 6))
    return np.concatenate([np.linspace(-40, 40, 1601), [-1e9, -0.0, 1e9]])


@each_row
def test_a_spelling_has_the_values_of_its_framework(row: dict[str, str]) -> None:
    function = actplot.get(row["spelling"])
    if row["means"]:
        x = inputs(function)
        swapped = function.gate_first and isinstance(function, Gated)
        truth = actplot.get(row["means"])(x[..., ::-1] if swapped else x)
        np.testing.assert_allclose(function(x), truth, rtol=1e-15)
    for x, measured in points(row["value"]):
        assert function(x if len(x) > 1 else x[0]) == pytest.approx(measured, rel=1e-6)


@pytest.mark.parametrize(
    "row",
    [row for row in SLOPES if row["framework"] not in {"keras-jax", "keras-torch"}],  # the default is TensorFlow
    ids=lambda row: f"{row['framework']} {row['spelling']}",
)
def test_a_spelling_has_the_slopes_of_its_framework_at_the_kinks(row: dict[str, str]) -> None:
    function = actplot.get(row["spelling"])
    for (x,), measured in points(row["slopes at kinks"]):
        assert function.derivative(x) == pytest.approx(measured, abs=2e-5)


@each_slope
def test_the_slopes_that_are_printed_are_those_measured(row: dict[str, str]) -> None:
    function = actplot.get(row["spelling"])
    found = function.kink_slopes
    slopes = found.get(row["framework"]) or found[row["framework"].partition("-")[0]]
    for (x,), measured in points(row["slopes at kinks"]):
        if x in function.kinks:
            assert slopes[function.kinks.index(x)] == pytest.approx(measured, abs=2e-5)


@pytest.mark.parametrize("row", [row for row in MEASURED if row["means"] == "-"], ids=lambda row: row["spelling"])
def test_what_is_no_activation_function_is_refused(row: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"unknown function"):
        actplot.get(row["spelling"])


@each_framework
def test_what_a_card_lists_leads_back_to_its_function(framework: str) -> None:
    for function in catalogue.everything().values():
        for spelling in frameworks.spellings(function.name).get(framework, []):
            assert actplot.get(spelling).name == function.name, spelling


@each_framework
def test_the_data_fit_the_functions(framework: str) -> None:
    known = frameworks.known()[framework]
    assert known.title
    assert known.version
    for name, forms in known.by_function.items():
        function = catalogue.everything()[name]
        for form in forms:
            assert form.name.rpartition(".")[0] in known.modules, form.name
            for argument in form.arguments:
                # A word that is mapped is mapped to a parameter.
                assert argument.parameter in {argument.word, *function.parameters}, (form.name, argument)
    for slopes in (known.slopes, *known.backends.values()):
        for name, rule in slopes.items():
            function = catalogue.everything()[name]
            assert name in known.by_function
            found = rule(**function.parameters) if callable(rule) else rule
            assert len(found) == len(function.kinks), name
            if callable(rule):
                assert set(inspect.signature(rule).parameters) == set(function.parameters)


def test_the_measured_slopes_are_of_every_framework_that_differentiates() -> None:
    measured = {row["framework"] for row in SLOPES}
    stated = {table for function in catalogue.everything() for table, _ in frameworks.tables(function)}
    assert measured == stated


@pytest.mark.parametrize(
    ("spelling", "spec"),
    [
        ("nn.ReLU", "relu"),
        ("torch.nn.ReLU()", "relu"),
        ("nn.ReLU(inplace=True)", "relu"),
        ("nn.LeakyReLU(0.2)", "leaky_relu:negative_slope=0.2"),
        ("nn.LeakyReLU(0.2, True)", "leaky_relu:negative_slope=0.2"),
        ("nn.LeakyReLU(negative_slope=2e-1)", "leaky_relu:negative_slope=0.2"),
        ("F.leaky_relu(x, 0.1)", "leaky_relu:negative_slope=0.1"),
        ("F.leaky_relu_(self.fc1, 0.1)", "leaky_relu:negative_slope=0.1"),
        ("torch.relu_", "relu"),
        ('nn.GELU(approximate="tanh")', "gelu_tanh"),
        ("nn.GELU(approximate='none')", "gelu"),
        ("nn.GELU('tanh')", "gelu_tanh"),
        ("jax.nn.gelu(x, approximate=False)", "gelu"),
        ("jax.nn.gelu(approximate=True)", "gelu_tanh"),
        ("keras.activations.gelu(x, True)", "gelu_tanh"),
        ("nn.Hardtanh(-2, 2)", "hard_tanh:min_val=-2:max_val=2"),
        ("nn.RReLU(1/8, 1/4)", "rrelu:upper=0.25"),
        ("nn.Softplus(beta=2)", "softplus:beta=2"),
        ("nn.Threshold(0.1, 20)", "threshold:threshold=0.1:value=20"),
        ("nn.PReLU(init=0.1)", "prelu:a=0.1"),
        ("nn.Softmax(dim=1)", "softmax"),
        ("paddle.nn.LayerNorm((2, 512), epsilon=1e-6)", "layer_norm:eps=1e-6"),
        ("paddle.nn.Hardtanh(min=-2)", "hard_tanh:min_val=-2"),
        ("paddle.nn.ThresholdedReLU(2.0, 0.5)", "threshold:threshold=2:value=0.5"),
        ("keras.layers.ReLU(max_value=6)", "relu6"),
        ("keras.layers.ReLU(negative_slope=0.1)", "leaky_relu:negative_slope=0.1"),
        ("tf.keras.layers.LeakyReLU(negative_slope=0.1)", "leaky_relu:negative_slope=0.1"),
        ("tf_keras.layers.LeakyReLU(alpha=0.1)", "leaky_relu:negative_slope=0.1"),
        ("tf.nn.leaky_relu(h, alpha=0.1)", "leaky_relu:negative_slope=0.1"),
        ("onnx.HardSigmoid(alpha=0.25)", "hard_sigmoid:alpha=0.25"),
        ("tinygrad.Tensor.leaky_relu(0.1)", "leaky_relu:negative_slope=0.1"),
        ("mlx.nn.GELU('fast')", "quick_gelu"),
        ('ACT2FN["gelu_new"]', "gelu_tanh"),
        ("transformers.activations.ACT2FN['relu2']", "relu_squared"),
        ("jnp.tanh", "tanh"),
        ("nn.silu", "silu"),
        ("nn.relu2", "relu_squared"),
        ("F.thresholded_relu", "thresholded_relu"),
        ("torch.nn.gelu", "gelu"),
    ],
)
def test_what_people_paste_is_understood(spelling: str, spec: str) -> None:
    found, meant = actplot.get(spelling), actplot.get(spec)
    assert (found.name, found.parameters) == (meant.name, meant.parameters)
    assert actplot.get(found.spec) == found


@pytest.mark.parametrize(
    ("spelling", "message"),
    [
        ("nn.gelu", "ambiguous: in flax it is gelu_tanh; in jax it is gelu_tanh; in mlx it is gelu"),
        ("nn.hard_tanh", r"ambiguous: .*in jax it is hard_tanh \(slope 1, 1 at its kinks\)"),
        ("nn.LeakyReLU(alpha=0.1)", "nn.LeakyReLU takes negative_slope, inplace"),
        ("nn.Softplus(threshold=5)", "nn.Softplus takes beta, threshold"),
        ("nn.Tanh(2)", "nn.Tanh takes no arguments"),
        ("nn.ELU(alpha=x)", "alpha must be a number"),
        ("nn.ELU(-1)", "0 < alpha"),
        ("F.leaky_relu(0.1)", "the first argument is the input"),
        ("tf.nn.mish", "no such name of tf.nn, but 'mish' by itself"),
        ("torch.nn.SwishGELU", "unknown function"),
        ("torch.nn.hard_tanh", "did you mean 'torch.nn.Hardtanh'"),
        ("torch.nn.LeekyReLU", "did you mean 'torch.nn.LeakyReLU'"),
        ("keras.ops.rellu", "did you mean 'keras.ops.relu'"),
    ],
)
def test_what_is_ambiguous_or_wrong_says_so(spelling: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        actplot.get(spelling)


WORDS = "nn. F. ACT2FN LeakyReLU elu GELU relu_ ( ) [ ] : = , . x 0.1 - 1e999 1/0 True None 'tanh' \" \\d alpha * **"
PIECES = [*WORDS.split(), " ", "9" * 400, "\x00", "\ud800"]


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_text_is_a_function_or_a_message(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert catalogue.parse(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nn.ELU(" + "-" * 900 + "1)", "more than 100 levels of brackets, signs or powers"),
        ("nn.ELU(" + "a." * 450 + "a)", ". is not part of an expression: there are no attributes"),
        ("nn.ELU(" * 5000, "at most 1,000 characters, this text 35,000"),
    ],
)
def test_a_text_of_any_depth_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        actplot.get(text)


def test_binding_keeps_the_slopes_of_the_framework() -> None:
    assert [f.derivative(0) for f in catalogue.parse("jax.nn.leaky_relu:negative_slope=0.1,0.2")] == [1, 1]
    assert actplot.get("mlx.nn.PReLU", a=0.5).derivative(0) == 1.5
    assert actplot.get("tf.nn.selu").bind(scale=2).derivative(0) == 2


def test_a_gate_that_comes_first_is_the_first_input() -> None:
    here, there = actplot.get("swiglu"), actplot.get("onnx.SwiGLU")
    assert there([2.0, 1.0]) == here([1.0, 2.0])
    assert there.derivative([2.0, 1.0]).tolist() == here.derivative([1.0, 2.0])[::-1].tolist()


def run(*arguments: str) -> str:
    """Run actplot and return what it prints."""
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_columns_are_headed_by_the_spelling_that_was_given() -> None:
    spellings = ["torch.nn.ReLU", "jax.nn.relu", 'ACT2FN["relu"]', "leaky_relu"]
    head = run("table", *spellings, "--at", "0", "-f", "plain").splitlines()[0]
    assert head.split() == ["x", *(name + end for name in spellings for end in ("", "'"))]


@pytest.mark.parametrize(
    ("specs", "names"),
    [
        (["torch.nn.ReLU", "jax.nn.relu", "gelu"], ["torch.nn.ReLU", "jax.nn.relu", "GELU"]),
        (["leaky_relu", "tf.nn.leaky_relu"], ["Leaky ReLU, \N{GREEK SMALL LETTER ALPHA} = 0.01", "tf.nn.leaky_relu"]),
        (["nn.ELU(2)", "nn.ELU:alpha=3"], ["nn.ELU(2)", "nn.ELU, \N{GREEK SMALL LETTER ALPHA} = 3"]),
    ],
)
def test_legends_are_headed_by_the_spelling_that_was_given(specs: list[str], names: list[str]) -> None:
    functions = [actplot.get(spec) for spec in specs]
    assert [strokes.name_of(function, functions) for function in functions] == names


def test_a_table_has_the_slope_of_the_framework_that_is_named() -> None:
    spellings = ["leaky_relu", "jax.nn.leaky_relu", "tf.nn.leaky_relu", "mlx.nn.celu", "keras.activations.celu"]
    rows = run("table", *spellings, "--at", "0", "-f", "csv", "--columns", "derivative").split()
    assert list(map(float, rows[1:])) == [0.01, 1, 0.2, 0, 2]


def test_json_carries_the_slopes_of_frameworks() -> None:
    (low, high) = json.loads(run("show", "relu6", "-f", "json"))["kinks"]
    assert low["frameworks"]["tinygrad"] == low["frameworks"]["torch"] == high["frameworks"]["torch"] == 0
    assert high["frameworks"]["tinygrad"] == 1
    (kink,) = json.loads(run("table", "abs", "-f", "json"))[0]["kinks"]
    assert {key: kink["frameworks"][key] for key in ("keras-jax", "keras-torch", "jax")} == {
        "keras-jax": 1,
        "keras-torch": 0,
        "jax": 1,
    }
    assert "onnx" not in kink["frameworks"]
