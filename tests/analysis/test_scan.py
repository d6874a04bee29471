"""A vector function while one score moves: each jump between two neighbouring floats, and nothing else is a jump."""

import math

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Vector
from actplot.analysis.scan import OTHERS, fixed_scores, scan

VECTORS = [f for f in catalogue.everything().values() if isinstance(f, Vector)]


@pytest.mark.parametrize("place", [0.3, -2.7, 1.0, 0.0, 2.0 / 3.0])
def test_an_output_jumps_where_a_score_overtakes_the_largest(place: float) -> None:
    hardmax = catalogue.get("hardmax")
    assert isinstance(hardmax, Vector)
    found = scan(hardmax, (place, place - 4), (-3.0, 3.0))
    (jump,) = found.jumps
    assert abs(jump - place) <= math.ulp(place)
    (gap,) = np.flatnonzero(np.isnan(found.x))
    before, after = float(found.x[gap - 1]), float(found.x[gap + 1])
    assert (math.nextafter(before, after), after) == (after, jump)
    for row in (found.outputs, found.slopes):
        assert np.isnan(row[gap]).all()
        assert np.isfinite(np.delete(row, gap, axis=0)).all()
    assert found.outputs[gap - 1].tolist() == hardmax([before, place, place - 4]).tolist()
    assert found.outputs[gap + 1].tolist() == hardmax([after, place, place - 4]).tolist()


def test_slopes_jump_too() -> None:
    sparsemax = catalogue.get("sparsemax")
    assert isinstance(sparsemax, Vector)
    found = scan(sparsemax, (0.5,), (-3.0, 3.0))
    assert found.jumps == pytest.approx((-0.5, 1.5), rel=1e-15)


@pytest.mark.parametrize("tau", [1.0, 0.1, 0.001])
def test_what_is_steep_does_not_jump(tau: float) -> None:
    steep = catalogue.get("gumbel_softmax", tau=tau)
    assert isinstance(steep, Vector)
    assert scan(steep, (1.0, 0.0), None).jumps == ()


@pytest.mark.parametrize("function", VECTORS, ids=lambda function: function.name)
def test_the_window_is_sampled_from_end_to_end(function: Vector) -> None:
    others = fixed_scores(function)
    assert others in (*OTHERS, ())
    if not others and function.name == "maxout":
        return
    found = scan(function, others, None)
    x = found.x[~np.isnan(found.x)]
    assert (np.diff(x) >= 0).all()
    assert len(found.x) == len(found.outputs) == len(found.slopes) >= 600
    assert np.isfinite(found.outputs[~np.isnan(found.x)]).all()


def test_scores_are_as_many_as_the_function_takes() -> None:
    found = [fixed_scores(function) for function in VECTORS if function.name in ("softmax", "maxmin", "maxout")]
    assert (1.0, 0.0) in found
    assert all(others in (*OTHERS, ()) for others in found)
