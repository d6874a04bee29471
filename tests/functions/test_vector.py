"""Vector functions and their Jacobians are those of their definitions, evaluated in Arb's ball arithmetic."""

import math
from functools import partial
from itertools import pairwise
from typing import Any

import ml_dtypes
import mpmath
import numpy as np
import pytest

import actplot
from actplot import catalogue
from actplot.activation import Vector
from actplot.arithmetic import indexed, rounding
from tests import accuracy, vectors
from tests.parameters import variants

VECTORS = [f for f in catalogue.everything().values() if isinstance(f, Vector)]
each = pytest.mark.parametrize("function", VECTORS, ids=lambda function: function.name)
PROBABILITIES = [
    "softmax",
    "softmin",
    "sparsemax",
    "entmax15",
    "hardmax",
    "gumbel_softmax:tau=0.3",
    "temperature_softmax:tau=0.3",
    "entmax:alpha=1.2",
]
VARIANTS = [v for f in VECTORS for v in vectors.parametrized(f, 1)]


@pytest.mark.parametrize("function", VARIANTS, ids=lambda function: function.spec)
def test_outputs_are_within_3_ulp_and_jacobians_within_8(function: Vector) -> None:
    for output, entry, x in vectors.search(function, 40):
        assert output <= vectors.OUTPUT_LIMIT, x
        assert entry <= vectors.ENTRY_LIMIT, x


HARD = [
    ("log_softmax", [-2.1e292, 3.3e291, -1.3e304]),
    ("layer_norm", [1e6, -1e6]),  # 1 + y_i*y_j is all but 0
    ("layer_norm", [1e6, 0.0, 0.0]),
    ("layer_norm", [1e300, 1.0, -1e300]),  # the sum cancels
    ("layer_norm", [8.2e81, -2.6e-190, 1.5e48, -1.4e-208, 8.3e182]),
    ("abrelu", [1e300, 1.0, -1e300]),
    ("abrelu", [0.1, 0.2, 0.1, 0.2, 0.30000000000000004]),
    ("gaussian_topk:sparsity=0.25", [3.0]),  # no spread
    ("gaussian_topk:sparsity=1e-12", [0.0, 0.0, 0.0, 1e-5, 3.0]),
    ("gaussian_topk:sparsity=1e-100", [0.0, 0.25, 0.5, 1e-5, 3.0]),
    ("solu", [-1.2784645427610738, -30.0]),  # a zero of a slope
    ("l2_normalize", [2.3324660987018005e-308, -9.16e-321, -2.1035988022e-313]),
    ("l2_normalize", [2.96e-322, 2.4223994e-317, 6.4811712140173e-310, 1.539765210866723e-299]),
    ("solu", [-1.1, 0.8, -1e-9]),
    ("squash", [0.6, 0.8]),
    ("squash", [1.0, 1e-9]),
    ("poly_norm", [-0.3, 0.7, 0.1]),
    ("poly_norm:b=0", [-1.0, 1.0, 0.1]),
    *((f"entmax:alpha={alpha}", [1.0, 0.25, -0.5, 0.2]) for alpha in (1.000001, 1.9, 2.000001, 4.0, 50.0)),
    *((f"entmax:alpha={alpha}", [0.1, 0.11, 0.12, 0.13, 0.14, -0.2]) for alpha in (1.000001, 1.9, 4.0, 50.0)),
    ("entmax:alpha=1.2", [3.7e-316, 3e-311, 7.9e-304, 1.9e-293]),
]


@pytest.mark.parametrize(("spec", "scores"), HARD, ids=str)
def test_what_cancels_keeps_its_digits(spec: str, scores: list[float]) -> None:
    output, entry = vectors.measured(catalogue.get(spec), scores)
    assert output <= vectors.OUTPUT_LIMIT
    assert entry <= vectors.ENTRY_LIMIT


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float16, ml_dtypes.bfloat16])
def test_results_in_narrow_types_are_correctly_rounded(function: Vector, dtype: type) -> None:
    chance = np.random.default_rng(4)
    for scores in (chance.normal(size=4), chance.integers(-9, 9, 4) / 8, chance.normal(size=6) * 300):
        x: Any = scores.astype(dtype)
        for got, true in zip(function.pair(x), vectors.truth(function, x.astype(np.float64).tolist()), strict=True):
            for mine, exact in zip(got.ravel().tolist(), np.ravel(np.array(true, object)), strict=True):
                assert mine in accuracy.roundings(exact, dtype, 90)


def test_what_two_roundings_would_move_is_rounded_once() -> None:
    # 3*2^-25 - 2^-70 above a half: in float64 the middle between two numbers of float32.
    share, rest = actplot.get("softmax")(np.array([3 * 2.0**-23, 0], np.float32))
    assert (share, rest) == (0.5 + 2.0**-24, 0.5 - 3 * 2.0**-25)


@pytest.mark.parametrize("function", VECTORS, ids=lambda function: function.name)
def test_the_printed_formulas_are_what_is_computed(function: Vector) -> None:
    if not indexed.is_indexed(function.formula):
        pytest.skip("its formula is half in words")
    for other in variants(function, 0 if "tau" in function.formula else 1):  # a threshold is sought for a second
        scores = [0.7, -1.3, 2.1, 0.4]
        enclosed = indexed.Enclosed((other.formula, other.derivative_formula), scores, other.parameters)
        for true in vectors.truth(other, scores):
            for at, wanted in np.ndenumerate(np.array(true, object)):
                found = rounding.rounded(partial(enclosed.resolve, at), np.dtype(np.float64))
                assert found == float(wanted), at


def test_entmax_at_its_known_cases() -> None:
    x = np.random.default_rng(3).normal(size=(40, 7))
    for alpha, name in ((1.5, "entmax15"), (2.0, "sparsemax")):
        for mine, other in zip(
            actplot.get("entmax").bind(alpha=alpha).pair(x), actplot.get(name).pair(x), strict=True
        ):
            assert np.abs(mine - other).max() < 1e-14


def test_a_sink_that_is_far_below_leaves_softmax_and_one_far_above_nothing() -> None:
    x = [0.5, -1.25, 3.0]
    assert actplot.get("softmax_sink:s=-800")(x) == pytest.approx(actplot.get("softmax")(x), rel=1e-15)
    assert (actplot.get("softmax_sink:s=1000")(x) == 0).all()


@pytest.mark.parametrize("scale", [1e-200, 1e-3, 1.0, 1e5, 1e160, 1e300])
def test_normalised_vectors_have_the_size_that_they_should(scale: float) -> None:
    x = np.random.default_rng(5).normal(size=(20, 9)) * scale
    assert (np.linalg.norm(actplot.get("squash")(x), axis=-1) <= 1 + 1e-15).all()
    if scale >= 1:
        for name in ("rms_norm:eps=1e-12", "layer_norm:eps=1e-12"):
            assert np.mean(actplot.get(name)(x) ** 2, axis=-1) == pytest.approx(1, rel=1e-9)
        assert np.abs(actplot.get("layer_norm")(x).sum(axis=-1)).max() < 1e-14


def test_gaussian_topk_passes_the_share_that_it_is_asked_for() -> None:
    x = np.random.default_rng(8).normal(size=100_000)
    for sparsity in (0.5, 0.9, 0.95):
        passed = actplot.get("gaussian_topk").bind(sparsity=sparsity)
        with np.errstate(all="ignore"):
            outputs, _ = passed.evaluate(x[None, :1000], sparsity=sparsity)  # alone: its slopes are many
        assert np.mean(outputs.high > 0) == pytest.approx(1 - sparsity, abs=0.03)


def test_maxmin_of_an_odd_number_says_so() -> None:
    with pytest.raises(ValueError, match="vector of 3 numbers"):
        actplot.get("maxmin")([1, 2, 3])


@each
def test_stacks_of_vectors_go_one_by_one(function: Vector) -> None:
    x = np.random.default_rng(1).normal(size=(3, 2, 4))
    f, jacobian = function.pair(x)
    outputs = f.shape[-1]
    assert f.shape == (3, 2, outputs)
    assert jacobian.shape == (3, 2, outputs, 4)
    if not function.stochastic:  # each vector of a stack has noise of its own
        for index in np.ndindex(3, 2):
            alone, its_jacobian = function.pair(x[index])
            assert np.array_equal(f[index], alone)
            assert np.array_equal(jacobian[index], its_jacobian)


@each
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_float_type_is_kept(function: Vector, dtype: type[np.floating]) -> None:
    for result in function.pair(np.array([1, 2, -3, 0.5], dtype=dtype)):
        assert result.dtype == dtype


@pytest.mark.parametrize("spec", PROBABILITIES)
@pytest.mark.parametrize("size", [1, 2, 3, 10, 300])
def test_probabilities_are_none_negative_and_sum_to_1(spec: str, size: int) -> None:
    chance = np.random.default_rng(size)
    for scale in (1e-9, 0.1, 1.0, 30.0, 1e6, 1e307):
        f, jacobian = actplot.get(spec).pair(chance.normal(size=(5, size)) * scale)
        assert (f >= 0).all()
        assert np.abs(f.sum(axis=-1) - 1).max() < 1e-14 * math.sqrt(size)
        assert np.abs(jacobian.sum(axis=-2)).max() < 1e-13
        assert np.abs(jacobian.sum(axis=-1)).max() < 1e-13


@pytest.mark.parametrize("spec", [*PROBABILITIES, "log_softmax"])
def test_a_number_added_to_all_scores_changes_nothing(spec: str) -> None:
    function = actplot.get(spec)
    x = np.array([0.5, -1.25, 3.0, 2.75])
    for mine, other in zip(function.pair(x), function.pair(x + 1024.0), strict=True):
        assert np.abs(mine - other).max() < 1e-12


@pytest.mark.parametrize("function", [f for f in VECTORS if not f.stochastic], ids=lambda function: function.name)
def test_the_order_of_the_scores_is_the_order_of_the_outputs(function: Vector) -> None:
    x = np.array([0.5, -1.25, 3.0, 2.5])
    group = 2 if function.name == "maxout" else 1
    order = np.array([2, 3, 0, 1])
    f, jacobian = function.pair(x)
    outputs = order if group == 1 else np.array([1, 0])
    if function.name == "crelu":
        outputs = np.concatenate([order, order + 4])
    other, other_jacobian = function.pair(x[order])
    assert np.allclose(other, f[outputs], rtol=1e-15, atol=1e-16)
    assert np.allclose(other_jacobian, jacobian[outputs][:, order], rtol=1e-15, atol=1e-16)


@each
def test_no_finite_score_is_too_large(function: Vector) -> None:
    for scores in ([1e308, -1e308], [1.7e308, 1.7e308], [-1.7e308, -1.7e308], [5e-324, 0.0]):
        for result in function.pair(scores):
            assert not np.isnan(result).any()


@pytest.mark.parametrize(
    ("spec", "scores", "outputs"),
    [
        ("softmax", [math.inf, 0], [1, 0]),
        ("softmax", [-math.inf, 0, 0], [0, 0.5, 0.5]),
        ("softmax", [math.inf, math.inf], [math.nan, math.nan]),
        ("softmax", [math.inf], [1]),
        ("softmin", [math.inf, 0], [0, 1]),
        ("log_softmax", [math.inf, 0], [0, -math.inf]),
        ("log_softmax", [-1000, 0], [-1000, 0]),
        ("sparsemax", [math.inf, 0], [1, 0]),
        ("sparsemax", [-math.inf, 0, 0], [0, 0.5, 0.5]),
        ("sparsemax", [math.inf, math.inf, 0], [math.nan] * 3),
        ("entmax15", [math.inf, 0], [1, 0]),
        ("entmax15", [-math.inf, 0, 0], [0, 0.5, 0.5]),
        ("hardmax", [math.inf, 0], [1, 0]),
        ("maxout", [math.inf, 0, -math.inf, 1], [math.inf, 1]),
        ("crelu", [math.inf, -2], [math.inf, 0, 0, 2]),
        ("gumbel_softmax", [0, math.inf], [0, 1]),
    ],
)
def test_infinite_scores_give_limits(spec: str, scores: list[float], outputs: list[float]) -> None:
    f, jacobian = actplot.get(spec).pair(scores)
    assert f == pytest.approx(outputs, rel=1e-15, abs=1e-15, nan_ok=True)
    assert np.isnan(jacobian).any() == np.isnan(outputs).any()


@each
def test_nan_anywhere_makes_its_whole_vector_nan_and_no_other(function: Vector) -> None:
    for result in function.pair(np.array([[1, 2, math.nan, 4], [1, 2, 3, 4]])):
        assert np.isnan(result[0]).all()
        assert not np.isnan(result[1]).any()


def test_a_tiny_slope_of_softmax_keeps_its_digits() -> None:
    with mpmath.workdps(60):
        small = mpmath.exp(-600)
        y = small / (1 + small)
        for slope in actplot.get("softmax").derivative([600.0, 0.0]).ravel():
            assert abs(abs(slope) / (y * (1 - y)) - 1) < 1e-15
        assert abs(actplot.get("log_softmax")([600.0, 0.0])[0] / -mpmath.log1p(small) - 1) < 1e-15


@pytest.mark.parametrize(
    ("scores", "outputs"),
    [
        ([0.5, 0.0], [0.75, 0.25]),
        ([1.0, 0.0], [1, 0]),  # just out of the support
        ([0.0, 0.0, 0.0, 0.0], [0.25] * 4),
        ([2.0, 2.0, 1.5, 0.0], [0.5, 0.5, 0, 0]),
        ([1.0, 0.5, 0.0], [0.75, 0.25, 0]),
        ([1.0, 0.25, -0.5, 0.125], [0.875, 0.125, 0, 0]),
    ],
)
def test_sparsemax_by_hand(scores: list[float], outputs: list[float]) -> None:
    f, jacobian = actplot.get("sparsemax").pair(scores)
    assert f.tolist() == outputs
    support = np.array(outputs) > 0
    mask = np.outer(support, support)
    assert np.abs(jacobian - mask * (np.eye(len(scores)) - 1 / support.sum())).max() < 1e-16


def test_entmax_drops_scores_far_below_and_no_others() -> None:
    entmax = actplot.get("entmax15")
    assert entmax([2.0, 0.0]).tolist() == [1, 0]
    assert (entmax([1.99, 0.0]) > 0).all()
    # Between softmax and sparsemax: at least as many outputs as the one has, at most as many as the other.
    x = np.random.default_rng(0).normal(size=(500, 12))
    assert ((entmax(x) > 0).sum(axis=-1) >= (actplot.get("sparsemax")(x) > 0).sum(axis=-1)).all()


@pytest.mark.parametrize("size", [3, 30, 300])
def test_sparse_outputs_fulfil_their_definition_at_any_size(size: int) -> None:
    chance = np.random.default_rng(size)
    for scale in (0.01, 1.0, 100.0):
        x = chance.normal(size=(10, size)) * scale
        for spec, scores, power in (("sparsemax", x, 1), ("entmax15", x / 2, 0.5)):
            y = actplot.get(spec)(x)
            tau = np.where(y > 1e-12, scores - y**power, np.nan)
            least, largest = np.nanmin(tau, axis=-1), np.nanmax(tau, axis=-1)
            outside = np.where(y == 0, scores, -np.inf).max(axis=-1)
            assert (largest - least < 1e-9 * max(1, scale)).all()
            assert (outside <= largest + 1e-9 * max(1, scale)).all()


def test_the_first_of_equal_scores_wins() -> None:
    assert actplot.get("hardmax")([1, 3, 3]).tolist() == [0, 1, 0]
    assert actplot.get("maxout").derivative([2, 2, 0, 1]).tolist() == [[1, 0, 0, 0], [0, 0, 0, 1]]


def test_maxout_takes_neighbours_together() -> None:
    f, jacobian = actplot.get("maxout:k=3").pair([1, 5, 2, -1, -3, -2])
    assert f.tolist() == [5, -1]
    assert jacobian.tolist() == [[0, 1, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0]]


def test_maxout_that_does_not_divide_names_both_numbers() -> None:
    with pytest.raises(ValueError, match=r"vector of 5 numbers.* k = 2"):
        actplot.get("maxout")([1, 2, 3, 4, 5])


@pytest.mark.parametrize(
    "spec", ["maxout:k=0", "maxout:k=1.5", "gumbel_softmax:tau=0", "gumbel_softmax:hard=2", "gumbel_softmax:seed=0.5"]
)
def test_parameters_outside_their_domain_are_refused(spec: str) -> None:
    with pytest.raises(ValueError, match=r"is required|whole number"):
        actplot.get(spec)


@each
@pytest.mark.parametrize("x", [1.0, [], np.zeros((2, 0))], ids=["a number", "empty", "a stack of empty"])
def test_what_is_no_vector_is_refused(function: Vector, x: Any) -> None:
    with pytest.raises(ValueError, match="must be a vector"):
        function(x)


def test_gumbel_softmax_draws_classes_as_often_as_softmax_says() -> None:
    scores = np.array([1.0, 0.0, -1.0])
    draws = actplot.get("gumbel_softmax:hard=1:seed=7")(np.broadcast_to(scores, (20000, 3)))
    assert set(np.unique(draws)) == {0.0, 1.0}
    assert np.abs(draws.mean(axis=0) - actplot.get("softmax")(scores)).max() < 0.01


def test_gumbel_softmax_repeats_itself_and_hard_keeps_the_soft_slopes() -> None:
    x = [0.5, 0.25, -2.0]
    soft, hard = actplot.get("gumbel_softmax:tau=0.5:seed=3"), actplot.get("gumbel_softmax:tau=0.5:seed=3:hard=1")
    assert np.array_equal(soft(x), soft(x))
    assert not np.array_equal(soft(x), soft.bind(seed=4)(x))
    assert np.array_equal(hard(x), actplot.get("hardmax")(soft(x)))
    assert np.array_equal(hard.derivative(x), soft.derivative(x))


def test_a_smaller_tau_is_nearer_to_one_class() -> None:
    largest = [actplot.get(f"gumbel_softmax:tau={tau}")([0.2, 0.1, 0.3]).max() for tau in (4, 1, 0.25, 0.01)]
    assert all(before < after for before, after in pairwise(largest))


@pytest.mark.parametrize("alpha", [1.75, 3.0])
def test_an_output_of_entmax_at_the_middle_of_two_narrow_numbers_is_rounded_once(alpha: float) -> None:
    """The sign of what is left of 1/2 + 2**-12, between two numbers of float16, is beyond the digits of float64."""
    entmax, middle = catalogue.get("entmax", alpha=alpha), 0.5 + 2.0**-12
    gap = (middle ** (alpha - 1) - (1 - middle) ** (alpha - 1)) / (alpha - 1)
    seen = set()
    for step in (-8, -6, 6, 8):
        scores = [gap + step * 1e-17, 0.0]
        (true, _), _ = vectors.truth(entmax, scores)
        right = np.float16(0.5 if true <= middle else 0.5 + 2.0**-11)  # a tie goes to the even one
        found = np.array([[middle, 0.5]], np.float16)
        texts = (entmax.formula, entmax.derivative_formula)
        indexed.settle(found, np.array([[True, False]]), np.array([scores]), texts, entmax.parameters)
        assert found[0, 0] == right
        seen.add(right)
    assert len(seen) == 2
