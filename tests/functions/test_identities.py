"""Functions that are one another in disguise agree; a wrong constant in either breaks the equation."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import actplot
from actplot.activation import Array

X = np.concatenate([np.linspace(-12, 12, 1999), [-700.0, -37.5, 1e-9, -1e-300, 37.5, 700.0]])


def f(spec: str) -> Callable[[Any], Any]:
    return actplot.get(spec)


def slope(spec: str) -> Callable[[Any], Any]:
    return actplot.get(spec).derivative


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("celu:alpha=1", "elu:alpha=1"),
        ("selu:scale=1:alpha=0.7", "elu:alpha=0.7"),
        ("clipped_relu:z=6", "relu6"),
        ("thresholded_relu:theta=1.25", "threshold:threshold=1.25:value=0"),
        ("thresholded_relu:theta=0", "relu"),
        ("hard_tanh:min_val=0:max_val=6", "relu6"),
        ("leaky_relu:negative_slope=0", "relu"),
        ("leaky_relu:negative_slope=1", "identity"),
        ("leaky_relu:negative_slope=-1", "abs"),
        ("prelu:a=0.01", "leaky_relu"),
        ("rrelu:lower=0.25:upper=0.25", "prelu"),
        ("star_relu:s=1:b=0", "relu_squared"),
        ("snake_beta:alpha=1.5:beta=1.5", "snake:a=1.5"),
        ("serlu:alpha=1:lam=1", "reu"),
        ("shrink:bias=0", "hard_shrink"),
        ("shrink:lambd=0.75:bias=0.75", "soft_shrink:lambd=0.75"),
        ("swish:beta=1", "silu"),
        ("swish:beta=2", "aptx"),
        ("smelu:beta=1", "sparse_plus"),
        ("sparse_sigmoid", "hard_sigmoid:alpha=0.5:beta=0.5"),
        ("acon_c", "silu"),
        ("acon_c:p1=1:p2=1:beta=3", "soft_exponential:alpha=0"),
        ("aglu:kappa=2", "swish:beta=2"),
        ("apa", "sigmoid"),
        ("derf:alpha=1", "erf"),
        ("dyt:alpha=0.6:gamma=1.5", "lecun_tanh:a=1.5:b=0.6"),
        ("softcap:c=2", "lecun_tanh:a=2:b=0.5"),
        ("mpelu:alpha=2", "elu:alpha=2"),
        ("pelu:a=2:b=2", "celu:alpha=2"),
        ("polyrelu:a1=0:a2=1:a3=0", "relu_squared"),
        ("pserf:gamma=1:delta=1", "serf"),
        ("repu:k=1", "relu"),
        ("repu:k=2", "relu_squared"),
        ("rprelu:gamma=0:zeta=0:beta=0.25", "prelu"),
        ("s_shaped_relu:a_r=0:a_l=0", "hard_tanh"),
        ("stan:beta=0", "tanh"),
        ("swish_t:alpha=0:beta=1.5", "swish:beta=1.5"),
        ("tanhsoft2:beta=1:gamma=1", "tanhexp"),
        ("tlu:tau=-0.5", "shifted_relu:a=0.5"),
        ("xgelu", "gelu"),
        ("xsilu", "silu"),
    ],
)
def test_the_same_function_by_two_names(left: str, right: str) -> None:
    kinks = set(f(left).kinks) | set(f(right).kinks)  # type: ignore[attr-defined]
    x = X[~np.isin(X, list(kinks))]
    assert f(left)(x) == pytest.approx(f(right)(x), rel=1e-15, abs=1e-300)
    assert slope(left)(x) == pytest.approx(slope(right)(x), rel=1e-15, abs=1e-300)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (f("log_sigmoid"), lambda x: -f("softplus")(-x)),
        (slope("softplus"), f("sigmoid")),
        (slope("log_cosh"), f("tanh")),
        (f("swish:beta=1.702"), f("quick_gelu")),  # 1.702 as a float here, as a decimal there
        (f("golu"), lambda x: x * np.exp(-np.exp(-np.clip(x, -700, 700)))),
        (slope("sparse_plus"), f("sparse_sigmoid")),
        (f("gelu"), lambda x: x * f("normal_cdf")(x)),
        (f("silu"), lambda x: x * f("sigmoid")(x)),
        (f("tanh"), lambda x: 2 * f("sigmoid")(2 * x) - 1),
        (f("abs"), lambda x: f("relu")(x) + f("relu")(-x)),
        (f("tanh_shrink"), lambda x: x - f("tanh")(x)),
        (f("nl_relu"), lambda x: np.log1p(f("relu")(x))),
        (f("shifted_softplus"), lambda x: f("softplus")(x) - math.log(2)),
        (f("symlog"), lambda x: np.sign(x) * f("nl_relu")(np.abs(x))),
        (lambda x: f("symexp")(f("symlog")(x)), lambda x: x),
        (f("elu_plus_one"), lambda x: f("elu")(x) + 1),
        (lambda x: f("slu")(np.minimum(x, 0)), lambda x: 2 * f("shifted_softplus")(np.minimum(x, 0))),
        (slope("slu"), lambda x: 2 * f("sigmoid")(np.minimum(x, 0))),
        (f("smu:alpha=0:mu=0.7071067811865476"), f("gelu")),
        (f("eis_1"), lambda x: f("softplus")(x) * x / (x + 1.16 * np.exp(-np.maximum(x, -650)))),
        (f("eis_2"), lambda x: f("softplus")(x) * f("isru")(x)),
        (f("tanhsoft1"), lambda x: f("softplus")(x) * f("lecun_tanh:a=1:b=0.87")(x)),
        (slope("sin"), f("cos")),
        (f("gcu"), lambda x: x * f("cos")(x)),
        (f("sinc:omega=3.141592653589793"), np.sinc),
        (f("snake"), lambda x: x + (1 - f("cos")(2 * x)) / 2),
        (lambda x: slope("xielu:alpha_n=2:beta=1")(np.minimum(x, 0)) - 1, lambda x: 2 * f("elu")(np.minimum(x, 0))),
        (lambda x: f("elish")(np.maximum(x, 0)), lambda x: f("silu")(np.maximum(x, 0))),
        (
            lambda x: f("elish")(np.minimum(x, 0)),
            lambda x: f("elu")(np.minimum(x, 0)) * f("sigmoid")(np.minimum(x, 0)),
        ),
        (lambda t: f("softmax")(beside_zero(t))[:, 0], f("sigmoid")),
        (lambda t: f("log_softmax")(beside_zero(t))[:, 0], f("log_sigmoid")),
        (lambda t: f("sparsemax")(beside_zero(t))[:, 0], f("sparse_sigmoid")),
        (lambda t: slope("softmax")(beside_zero(t))[:, 0, 0], slope("sigmoid")),
        (lambda t: f("softmin")(beside_zero(t)), lambda t: f("softmax")(-beside_zero(t))),
        (lambda t: f("softmax_sink")(t[:, None])[:, 0], f("sigmoid")),
        (lambda t: f("temperature_softmax:tau=2")(beside_zero(t)), lambda t: f("softmax")(beside_zero(t) / 2)),
        (lambda t: f("entmax:alpha=2")(beside_zero(t))[:, 0], f("sparse_sigmoid")),
        (lambda t: f("solu")(beside_zero(t))[:, 0], f("silu")),
        (lambda t: f("maxmin")(beside_zero(t))[:, 0], f("relu")),
        (lambda t: f("abrelu")(beside_zero(t))[:, 0], lambda t: f("relu")(t) / 2),
        (lambda t: f("rms_norm:eps=1")(t[:, None])[:, 0], f("isru")),
        (lambda t: f("quick_geglu")(beside_one(t)), f("swish:beta=1.702")),
        (lambda t: f("geglu_tanh")(beside_one(t)), f("gelu_tanh")),
        (lambda t: f("swiglu_clamped:limit=900")(beside_one(t)), f("silu")),
        (lambda t: f("swiglu_oai:limit=900:alpha=1")(beside_one(t)), lambda t: 2 * f("silu")(t)),
        (lambda t: f("maxout")(beside_zero(t))[:, 0], f("relu")),
        (lambda t: f("crelu")(t[:, None]).sum(axis=-1), f("abs")),
    ],
)
def test_one_function_by_way_of_others(left: Callable[[Any], Any], right: Callable[[Any], Any]) -> None:
    size = np.maximum(1, np.abs(X))
    size = size[:, None] if np.ndim(left(X)) > 1 else size
    assert np.abs((left(X) - right(X)) / size).max() < 2e-15


def beside_one(t: Array) -> Any:
    """Pair every number, as the gate, with a value of 1."""
    return np.stack([np.ones_like(t), t], axis=-1)


def beside_zero(t: Array) -> Any:
    """Pair every number with a score of 0."""
    return np.stack([t, np.zeros_like(t)], axis=-1)


@pytest.mark.parametrize(
    ("spec", "x", "value"),
    [
        ("elish", -math.asinh(1), 2 * math.sqrt(2) - 3),
        ("reu", -1, -1 / math.e),
        ("serlu", -1, -1.07862 * 2.90427 / math.e),
        ("xielu:alpha_n=1:beta=0.5", -math.log(2), 0.5 * math.log(2) - 0.5),
        ("sinc", 4.493409457909064, -0.21723362821122166),
    ],
)
def test_minima_that_are_known(spec: str, x: float, value: float) -> None:
    function = actplot.get(spec)
    assert float(function(x)) == pytest.approx(value, rel=1e-15)
    assert abs(float(function.derivative(x))) < 1e-15
    assert function(x - 1e-3) > value < function(x + 1e-3)


@pytest.mark.parametrize("spec", ["silu", "quick_gelu", "swish:beta=0.3", "aptx"])
def test_the_slopes_of_all_swishes_have_the_same_extremes(spec: str) -> None:
    facts = actplot.facts(actplot.get(spec))
    assert facts.derivative_range.inf == pytest.approx(-0.0998393201288669, rel=1e-12)
    assert facts.derivative_range.sup == pytest.approx(1.0998393201288669, rel=1e-12)


def test_the_slope_of_gelu_turns_at_the_root_of_2() -> None:
    assert actplot.facts(actplot.get("gelu")).inflections == pytest.approx([-math.sqrt(2), math.sqrt(2)], rel=1e-9)
