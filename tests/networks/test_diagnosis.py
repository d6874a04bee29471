"""The diagnosis of a layer against plain sums over all its pre-activations at once."""

import math
from typing import Any

import numpy as np
import pytest

from actplot import catalogue
from actplot.networks.diagnosis import Diagnosis

SHAPES = [(700, 5), (1, 5), (1200, 1), (3, 2000), (40, 6, 49), (2, 3, 5000), (0, 4)]


def diagnosed(z: Any, name: str = "relu", largest: float = 1.0, blocks: int = 3) -> Diagnosis:
    """Return the diagnosis of pre-activations that come in several blocks."""
    found = Diagnosis(z.shape[1], largest)
    for block in np.array_split(z, blocks):
        found.add(block, catalogue.get(name).derivative(block))
    return found


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_number_is_that_of_all_pre_activations_at_once(shape: tuple[int, ...], dtype: str) -> None:
    z = np.random.default_rng(5).normal(0.3, 2, shape).astype(dtype)
    found = diagnosed(z, "tanh")
    if not len(z):
        assert np.isnan([found.mean, found.std, found.slope_square]).all()
        assert not found.dead.any()
        return
    by_unit = np.moveaxis(z, 1, 0).reshape(shape[1], -1).astype(float)
    slopes = 1 / np.cosh(by_unit) ** 2
    assert (found.counts == by_unit.shape[1]).all()
    assert found.mean == pytest.approx(by_unit.mean(axis=1), rel=1e-5, abs=1e-5)
    assert found.std == pytest.approx(by_unit.std(axis=1), rel=1e-5, abs=1e-6)
    assert found.slope_square == pytest.approx((slopes**2).mean(axis=1), rel=1e-5)
    assert found.saturated == pytest.approx((slopes < 0.01).mean(axis=1), abs=1e-12)
    whole = found.whole
    assert whole["mean"] == pytest.approx(by_unit.mean(), rel=1e-5, abs=1e-6)
    assert whole["std"] == pytest.approx(by_unit.std(), rel=1e-5, abs=1e-6)
    assert whole["saturated"] == pytest.approx((slopes < 0.01).mean(), abs=1e-12)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("unknown", [0, 3])
def test_the_spread_far_from_0_is_right_in_narrow_numbers(dtype: str, unknown: int) -> None:
    z = np.full((64, 2), 1000, dtype)
    z[::2] += np.array(0.5, dtype)  # the mean, 1000.25, is no float16
    z[:unknown, 0] = np.nan
    found = diagnosed(z, "identity", blocks=1)
    kept = z[unknown:, 0].astype(float), z[:, 1].astype(float)
    assert found.mean == pytest.approx([part.mean() for part in kept], rel=1e-7)
    assert found.std == pytest.approx([part.std() for part in kept], rel=1e-5)


def test_dead_units_have_slope_0_at_every_sample_and_stuck_ones_at_more_than_99_percent() -> None:
    z = np.ones((1000, 4))
    z[:, 0] = -1
    z[:995, 1] = -1  # 99.5 %
    z[:990, 2] = -1  # 99 %, which is not more than that
    found = diagnosed(z)
    assert found.dead.tolist() == [True, False, False, False]
    assert found.stuck.tolist() == [True, True, False, False]
    assert found.saturated == pytest.approx([1, 0.995, 0.99, 0])
    assert found.whole | {"mean": 0, "std": 0} == {
        "dead": 1,
        "saturated": pytest.approx(0.74625),
        "stuck": 2,
        "mean": 0,
        "std": 0,
        "slope_square": pytest.approx(0.25375),
    }


def test_a_small_spread_around_a_large_mean_keeps_its_digits() -> None:
    z = (1000 + 0.1 * np.random.default_rng(2).standard_normal((5000, 3))).astype(np.float32)
    z[:100] = 0  # where all begins says nothing of the rest
    found = diagnosed(z[100:])
    assert found.std == pytest.approx(z[100:].std(axis=0, dtype=float), rel=1e-5)
    assert diagnosed(z, blocks=50).std == pytest.approx(z.std(axis=0, dtype=float), rel=1e-5)


def test_what_is_not_finite_is_left_out_and_counted() -> None:
    z = np.random.default_rng(1).standard_normal((600, 3)).astype(np.float32)
    clean = diagnosed(z[:, 1:])
    z[5, 0], z[17, 0] = math.nan, -math.inf
    z[:, 2] = math.nan
    found = diagnosed(z)
    assert found.left_out == 602
    assert found.counts.tolist() == [598, 600, 0]
    kept = np.delete(z[:, 0], [5, 17]).astype(float)
    assert found.mean[0] == pytest.approx(kept.mean(), rel=1e-5)
    assert found.std[0] == pytest.approx(kept.std(), rel=1e-5)
    assert found.slope_square[0] == pytest.approx((kept > 0).mean())
    assert found.slope_square[1] == clean.slope_square[0]
    assert not found.dead.any()
    assert math.isnan(found.mean[2])


def test_where_slopes_have_no_bound_only_a_slope_of_0_is_saturated() -> None:
    z = np.array([[-1.0, 1e-3], [-2.0, 1e-3]])
    found = diagnosed(z, "relu_squared", math.inf)
    assert found.saturated.tolist() == [1, 0]


def test_numbers_near_the_largest_of_float32_are_finite() -> None:
    z = np.full((400, 2), 3e38, np.float32)
    found = diagnosed(z)
    assert found.left_out == 0
    assert found.mean == pytest.approx([3e38, 3e38], rel=1e-6)
