"""Facts hold at any parameter; the formula, evaluated by mpmath, is the judge."""

import math
from itertools import pairwise
from typing import Any

import mpmath
import pytest

import actplot
from actplot import catalogue
from actplot.activation import Activation
from actplot.analysis.facts import Interval, facts
from actplot.analysis.saturation import saturation
from tests import oracle
from tests.parameters import variants

FUNCTIONS = [
    variant
    for function in catalogue.everything().values()
    if type(function) is Activation
    for variant in variants(function, 2)
]
each = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.spec)


def sample(function: Activation) -> list[float]:
    """Points at every size that matters, on both sides of 0 and of every kink."""
    sizes = [1e-9, 1e-3, *(1.6**n / 20 for n in range(16)), 1e4]
    return [
        x
        for centre in {0.0, *function.kinks}
        for size in sizes
        for x in (centre - size, centre + size)
        if min((abs(x - kink) for kink in function.kinks), default=1) > 1e-12
    ]


def inside(value: Any, interval: Interval) -> bool:
    """Whether a true value lies in an interval, whose ends are right to 1e-12 and excluded where not attained."""
    room, least = mpmath.mpf(1e-12), mpmath.mpf("1e-400")  # smaller than any float: what differences leave of a 0
    low, high = mpmath.mpf(interval.inf), mpmath.mpf(interval.sup)
    return bool(low - room * abs(low) - least <= value <= high + room * abs(high) + least)


@each
def test_no_value_lies_outside_its_range(function: Activation) -> None:
    found = facts(function)
    for x in sample(function):
        f, derivative, _ = oracle.truth(function, x)
        assert inside(f, found.range), (x, f, found.range)
        assert inside(derivative, found.derivative_range), (x, derivative, found.derivative_range)
        assert abs(derivative) <= found.max_gradient * (1 + mpmath.mpf(1e-12))


@each
def test_values_come_as_near_to_both_ends_as_one_likes(function: Activation) -> None:
    found = facts(function)
    beside = [x for kink in function.kinks for x in (kink - 1e-9, kink + 1e-9)]
    places = [0.0, *sample(function), *found.extrema, *found.inflections, *beside, -1e150, 1e150]
    f, derivative = function.pair(places)
    for values, interval in ((f, found.range), (derivative, found.derivative_range)):
        reach = max([1.0, *(abs(end) for end in (interval.inf, interval.sup) if math.isfinite(end))])
        for end, nearest in ((interval.inf, min(values)), (interval.sup, max(values))):
            if math.isfinite(end):
                assert abs(end - nearest) <= 1e-3 * reach, (function.spec, end, nearest)
            else:
                assert abs(nearest) > 10, (function.spec, end, nearest)


@each
def test_f_turns_where_the_facts_say(function: Activation) -> None:
    for x in facts(function).extrema:
        with mpmath.workdps(60):
            f, derivative, bend = oracle.truth(function, x)
            step = derivative / bend if bend else mpmath.mpf(0)
            # The zero of f' by a step of Newton's method from the x that is given.
            assert abs(step) <= 4 * math.ulp(x) + mpmath.mpf(10) ** -50, (x, step)
            assert float(function(x)) == pytest.approx(float(f), rel=1e-14)


@each
def test_the_derivative_turns_where_the_facts_say(function: Activation) -> None:
    for x in facts(function).inflections:
        room = 1e-8 * max(abs(x), 1e-3)
        before, there, after = (oracle.truth(function, place)[1] for place in (x - room, x, x + room))
        assert (there - before) * (after - there) <= 0, (x, before, there, after)


@each
def test_the_largest_gradient_is_where_it_is_said_to_be(function: Activation) -> None:
    found = facts(function)
    assert found.max_gradient_attained == bool(found.max_gradient_at)
    assert found.max_gradient_attained != bool(found.approached_at)
    assert list(map(abs, found.max_gradient_at)) == pytest.approx(sorted(map(abs, found.max_gradient_at)))
    for x in found.max_gradient_at:
        beside = (x, math.nextafter(x, math.inf), math.nextafter(x, -math.inf))
        slopes = [abs(float(slope)) for slope in function.derivative(beside)]
        assert max(slopes) == pytest.approx(found.max_gradient, rel=1e-12)


@each
def test_monotonic_is_what_the_slopes_say(function: Activation) -> None:
    found = facts(function)
    slopes = [oracle.truth(function, x)[1] for x in sample(function)]
    rises, falls = any(slope > 1e-30 for slope in slopes), any(slope < -1e-30 for slope in slopes)
    if found.monotonic in ("increasing", "non-decreasing"):
        assert not falls
    elif found.monotonic in ("decreasing", "non-increasing"):
        assert not rises
    elif not (rises and falls):
        # It may also go down in one jump, as threshold does.
        assert found.continuity == -1 or found.extrema


def one_sided(function: Activation, kink: float, direction: int, order: int) -> Any:
    """Differentiate the formula ``order`` times from one side, by differences of exact values."""
    with mpmath.workdps(400):
        step = direction * mpmath.mpf(10) ** -40
        start = mpmath.mpf(kink) + direction * mpmath.mpf(1e-13) * max(1, abs(kink))
        values = [oracle.value(function.formula, start + n * step, function.parameters) for n in range(order + 1)]
        for _ in range(order):
            values = [(b - a) / step for a, b in pairwise(values)]
        return values[0]


@each
def test_continuity_is_that_of_the_lowest_derivative_that_jumps(function: Activation) -> None:
    jumps = []
    for kink in function.kinks:
        for order in range(5):
            left, right = (one_sided(function, kink, direction, order) for direction in (-1, 1))
            if abs(left - right) > 1e-8 * max(1, abs(left), abs(right)):
                jumps.append(order)
                break
    assert facts(function).continuity == (min(jumps) - 1 if jumps else "inf")


@each
def test_slopes_beside_a_kink_are_one_sided_derivatives(function: Activation) -> None:
    for kink in facts(function).kinks:
        for slope, direction in ((kink.left, -1), (kink.right, 1)):
            assert slope == pytest.approx(float(one_sided(function, kink.x, direction, 1)), rel=1e-11, abs=1e-11)


@pytest.mark.parametrize(
    ("spec", "interval"),
    [
        ("elu:alpha=2.5", Interval(-2.5, False, math.inf, False)),
        ("sigmoid", Interval(0, False, 1, False)),
        ("hard_sigmoid", Interval(0, True, 1, True)),
        ("relu", Interval(0, True, math.inf, False)),
        ("binary_step", Interval(0, True, 1, True)),
        ("threshold", Interval(0, False, math.inf, False)),
        ("threshold:value=0", Interval(0, True, math.inf, False)),
        ("celu:alpha=0.3", Interval(-0.3, False, math.inf, False)),
        ("hard_tanh:min_val=-7:max_val=1e-3", Interval(-7, True, 1e-3, True)),
        ("arctan", Interval(-math.pi / 2, False, math.pi / 2, False)),
        ("gelu", Interval(-0.16997120747990366, True, math.inf, False)),
        ("silu", Interval(-0.27846454276107379, True, math.inf, False)),
        ("softplus:beta=1e12", Interval(0, False, math.inf, False)),
        ("leaky_relu:negative_slope=-0.5", Interval(0, True, math.inf, False)),
        ("leaky_relu:negative_slope=-1e-9", Interval(0, True, math.inf, False)),
    ],
)
def test_range_at_parameters_with_a_known_answer(spec: str, interval: Interval) -> None:
    found = actplot.facts(actplot.get(spec)).range
    assert (found.inf_attained, found.sup_attained) == (interval.inf_attained, interval.sup_attained)
    assert (found.inf, found.sup) == pytest.approx((interval.inf, interval.sup), rel=1e-14)


@pytest.mark.parametrize(
    ("spec", "largest", "at", "monotonic", "continuity"),
    [
        ("elu:alpha=2.5", 2.5, (0,), "increasing", 0),
        ("elu:alpha=1", 1, (0,), "increasing", 1),
        ("relu", 1, (0,), "non-decreasing", 0),
        ("sigmoid", 0.25, (0,), "increasing", "inf"),
        ("hard_tanh:min_val=2:max_val=3", 1, (2,), "non-decreasing", 0),
        ("softplus", 1, (), "increasing", "inf"),
        ("binary_step", 0, (0,), "non-decreasing", -1),
        ("leaky_relu:negative_slope=-0.5", 1, (0,), "no", 0),
        ("gelu", 1.1289041451851547, (math.sqrt(2),), "no", "inf"),
    ],
)
def test_slopes_at_parameters_with_a_known_answer(
    spec: str, largest: float, at: tuple[float, ...], monotonic: str, continuity: int | str
) -> None:
    found = actplot.facts(actplot.get(spec))
    assert found.max_gradient == pytest.approx(largest, rel=1e-14)
    assert found.max_gradient_at == pytest.approx(at, abs=1e-11)
    assert (found.monotonic, found.continuity) == (monotonic, continuity)


@pytest.mark.parametrize(
    ("spec", "left", "right"),
    [
        ("tanh", (0, -1), (0, 1)),
        ("relu", (0, 0), (1, 0)),
        ("softplus:beta=10", (0, 0), (1, 0)),
        ("tanh_shrink", (1, 1), (1, -1)),
        ("soft_shrink:lambd=2", (1, 2), (1, -2)),
        ("identity", (1, 0), (1, 0)),
    ],
)
def test_asymptotes_are_lines_that_f_tends_to(spec: str, left: object, right: object) -> None:
    assert actplot.facts(actplot.get(spec)).asymptotes == (left, right)


@pytest.mark.parametrize(("centre", "width"), [(3, 0.01), (10, 0.1), (-33.3, 0.5)])
def test_a_narrow_feature_far_from_0_is_found(centre: float, width: float) -> None:
    found = actplot.facts(f"laplace:mu={centre}:sigma={width}")
    assert found.max_gradient == pytest.approx(1 / (width * math.sqrt(2 * math.pi)), rel=1e-14)
    assert found.max_gradient_at == pytest.approx([centre], rel=1e-12)


def test_a_function_may_be_given_by_its_spec() -> None:
    assert actplot.facts("elu:alpha=2") == actplot.facts(actplot.get("elu", alpha=2))
    with pytest.raises(ValueError, match="relu"):
        actplot.facts("relv")


@each
def test_saturation_is_where_the_slope_stays_small(function: Activation) -> None:
    intervals = saturation(function)
    for x in sample(function):
        if any(low < x < high for low, high in intervals):
            assert abs(float(function.derivative(x))) < 0.01
    for low, high in intervals:
        for edge, outwards in ((low, -1), (high, 1)):
            if math.isfinite(edge) and edge not in function.kinks:
                assert abs(float(function.derivative(edge - outwards * 1e-9))) == pytest.approx(0.01, rel=1e-4)


@pytest.mark.parametrize(
    ("spec", "intervals"),
    [
        ("relu", [(-math.inf, 0)]),
        ("identity", []),
        ("binary_step", [(-math.inf, math.inf)]),
        ("soft_shrink:lambd=2", [(-2, 2)]),
        ("softsign", [(-math.inf, -9), (9, math.inf)]),
    ],
)
def test_saturation_with_a_known_answer(spec: str, intervals: list[tuple[float, float]]) -> None:
    found = saturation(actplot.get(spec))
    assert [end for pair in found for end in pair] == pytest.approx([end for pair in intervals for end in pair])


@pytest.mark.parametrize(
    "spec",
    [
        "prelu:a=1.9e297",
        "hard_sigmoid:alpha=1e-149:beta=2e232",
        "hard_tanh:min_val=-1e308:max_val=1e308",
        "softplus:beta=1e-300",
        "elu:alpha=1e-320",
    ],
)
def test_parameters_at_the_ends_of_the_float_range_have_facts(spec: str) -> None:
    found = actplot.facts(actplot.get(spec))
    assert found.range.inf < found.range.sup
    assert found.max_gradient_at or found.approached_at
