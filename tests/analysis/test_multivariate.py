"""Facts of functions of several inputs: no value lies outside their ranges, and their ends are attained or neared."""

import math
from typing import Any

import numpy as np
import pytest

import actplot
from actplot import catalogue
from actplot.activation import Activation, Gated, Vector
from actplot.analysis.records import Interval, MultivariateFacts
from tests import oracle
from tests.parameters import variants

VECTORS = [v for f in catalogue.everything().values() if isinstance(f, Vector) for v in variants(f, 3)]
GATED = [v for f in catalogue.everything().values() if isinstance(f, Gated) for v in variants(f, 3)]
each_vector = pytest.mark.parametrize("function", VECTORS, ids=lambda function: function.spec)
each_gated = pytest.mark.parametrize("function", GATED, ids=lambda function: function.spec)
LENGTHS = (2, 3, 10, 60)
ROUNDING = 1e-13  # relative


def found(function: Activation) -> MultivariateFacts:
    """Return the facts of a function of several inputs."""
    known = actplot.facts(function)
    assert isinstance(known, MultivariateFacts)
    return known


def inputs(function: Activation) -> list[Any]:
    """Return arrays of vectors, one for each length: random ones, equal scores, one or two scores above the rest."""
    chance = np.random.default_rng(0)
    eps = function.parameters.get("eps", 1.0)
    step = int(function.parameters.get("k", 2)) if function.name in ("maxout", "maxmin") else 1
    arrays = []
    for n in (length * step for length in LENGTHS):
        scales = (1e-3, 1.0, 30.0, math.sqrt(eps))
        rows = [*(row for scale in scales for row in chance.normal(0, scale, (8, n))), np.zeros(n)]
        for high in (*np.linspace(0.25, 12, 24), math.sqrt(eps * n), 1 / math.sqrt(3)):
            for first, second in ((high, 0), (-high, 0), (high, high), (-high, -high), (high, -high)):
                rows.append(np.array([first, second, *[0.0] * (n - 2)][:n]))
            rows.append(np.array([high, *[-40.0] * (n - 1)]))
        arrays.append(np.array(rows[:1] if function.stochastic else rows))
    return arrays


def inside(values: Any, interval: Interval) -> bool:
    """Whether values lie in an interval but for rounding, which may reach an end that is not attained."""
    room = ROUNDING * np.max(np.abs([1.0, values.min(), values.max()]))
    return bool(((values >= interval.inf - room) & (values <= interval.sup + room)).all())


@each_vector
def test_no_output_or_entry_of_the_jacobian_lies_outside_its_range(function: Activation) -> None:
    known = found(function)
    for x in inputs(function):
        outputs, jacobian = function.pair(x)
        if known.range:
            assert inside(outputs, known.range)
        if known.derivative_range:
            assert inside(jacobian, known.derivative_range)
        if known.total is not None:
            room = 1e-12 * x.shape[-1] * max(1, np.abs(outputs).max())
            assert outputs.sum(axis=-1) == pytest.approx(known.total, abs=room)
        if known.unchanged:
            assert known.unchanged == "x + c"
            assert function(x + 0.5) == pytest.approx(outputs, rel=1e-9, abs=1e-9)


@each_vector
def test_the_ends_of_the_ranges_of_a_vector_function_are_neared(function: Activation) -> None:
    known = found(function)
    if function.stochastic:
        pytest.skip("how near depends on the noise")
    pairs = [function.pair(x) for x in inputs(function)]
    for interval, arrays in ((known.range, [y for y, _ in pairs]), (known.derivative_range, [j for _, j in pairs])):
        if not interval:
            continue
        size = max([1.0, *(abs(end) for end in (interval.inf, interval.sup) if math.isfinite(end))])
        for end, nearest, attained in (
            (interval.inf, min(values.min() for values in arrays), interval.inf_attained),
            (interval.sup, max(values.max() for values in arrays), interval.sup_attained),
        ):
            if math.isfinite(end):
                # An end that vectors of some length attain is met; one of ever longer vectors is neared.
                assert abs(end - nearest) <= (2e-3 if attained else 0.4) * size, (end, nearest)
            else:
                assert abs(nearest) > 1.2, (end, nearest)


@each_vector
def test_an_entry_is_the_largest_where_it_is_said_to_be(function: Activation) -> None:
    known = found(function)
    for point in known.max_gradient_at:
        entries = np.abs(function.derivative(np.resize(point, max(2, int(function.parameters.get("k", 2))))))
        assert entries.max() == pytest.approx(known.max_gradient, rel=1e-14)
    assert not known.max_gradient_at or known.max_gradient_attained


@pytest.mark.parametrize(
    ("spec", "outputs", "entries"),
    [
        ("softmax", Interval(0, False, 1, False), Interval(-0.25, True, 0.25, True)),
        ("temperature_softmax:tau=0.5", Interval(0, False, 1, False), Interval(-0.5, True, 0.5, True)),
        ("log_softmax", Interval(-math.inf, False, 0, False), Interval(-1, False, 1, False)),
        ("sparsemax", Interval(0, True, 1, True), Interval(-0.5, True, 1, False)),
        ("entmax:alpha=1.25", Interval(0, True, 1, True), Interval(-(2**-1.75), True, 1, False)),
        ("entmax:alpha=3", Interval(0, True, 1, True), Interval(-math.inf, False, math.inf, False)),
        ("gumbel_softmax:hard=1:tau=2", Interval(0, True, 1, True), Interval(-0.125, True, 0.125, True)),
    ],
)
def test_ranges_of_vector_functions_with_a_known_answer(spec: str, outputs: Interval, entries: Interval) -> None:
    known = found(actplot.get(spec))
    assert (known.range, known.derivative_range) == (outputs, entries)


def grid(function: Activation) -> list[float]:
    """Return inputs at every scale, on both sides of the bounds that parameters may set."""
    around = {0.0, *(sign * value for value in function.parameters.values() for sign in (1, -1))}
    return sorted(
        centre + sign * size for centre in around for sign in (1, -1) for size in (1e-9, 0.3, 1.1, 2.4, 40.0)
    )


@each_gated
def test_no_value_or_partial_derivative_lies_outside_its_range(function: Activation) -> None:
    known = found(function)
    assert known.range
    names = {"a", "b"}
    for a in grid(function):
        for b in grid(function)[::3]:
            f, slopes = function.pair([a, b])
            assert inside(np.array([f]), known.range), (a, b)
            for slope, partial, name in zip(slopes, known.partials, sorted(names), strict=True):
                assert inside(np.array([slope]), partial), (a, b, name)
                true = oracle.derivatives(function.formula, function.parameters, {"a": a, "b": b}, name, 2)[1]
                assert inside(np.array([float(true)]), partial), (a, b, name)


@each_gated
def test_the_ends_of_the_ranges_of_a_gated_function_are_neared(function: Activation) -> None:
    known = found(function)
    far = [*grid(function), -1e9, 1e9]
    pairs = np.array([(a, b) for a in far for b in [*far, *(b for _, b in known.max_gradient_at)]])
    f, slopes = function.pair(pairs)
    assert known.range
    for interval, values in ((known.range, f), *zip(known.partials, slopes.T, strict=True)):
        for end, nearest in ((interval.inf, values.min()), (interval.sup, values.max())):
            if math.isfinite(end):
                assert abs(end - nearest) <= 0.1 * max(1, abs(end)), (end, nearest)
            else:
                assert abs(nearest) > 1e3


@each_gated
def test_a_partial_derivative_is_the_largest_where_it_is_said_to_be(function: Activation) -> None:
    known = found(function)
    assert known.derivative_range
    assert known.max_gradient == max(-known.derivative_range.inf, known.derivative_range.sup)
    for point in known.max_gradient_at:
        assert np.abs(function.derivative(point)).max() == pytest.approx(known.max_gradient, rel=1e-14)


def test_partial_derivatives_with_a_known_answer() -> None:
    gtu = found(actplot.get("gtu"))
    assert gtu.range == Interval(-1, False, 1, False)
    assert gtu.partials == (Interval(0, False, 1, False), Interval(-0.25, False, 0.25, False))
    assert found(actplot.get("reglu")).partials[0] == Interval(0, True, math.inf, False)
    assert found(actplot.get("reglu")).continuity == 0
    clamped = found(actplot.get("swiglu_clamped:limit=2"))
    top = 2 / (1 + math.exp(-2))
    assert clamped.range
    assert clamped.range.sup == pytest.approx(2 * top, rel=1e-15)
    assert (clamped.range.inf_attained, clamped.range.sup_attained) == (True, True)
    assert clamped.partials[0].sup == pytest.approx(top, rel=1e-15)
