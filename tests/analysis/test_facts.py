"""Facts hold at any parameter; the formula, evaluated by mpmath, is the judge."""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import mpmath
import numpy as np
import pytest

import actplot
from actplot import catalogue
from actplot.activation import Activation, activation
from actplot.analysis.facts import facts, facts_of
from actplot.analysis.records import Facts, Interval
from actplot.analysis.saturation import saturation
from tests import oracle
from tests.parameters import at_ends, variants

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
        if x in function.kinks:
            room = 1e-8 * max(abs(x), 1)
            here, *beside = (
                oracle.value(function.formula, at, function.parameters) for at in (x, x - room, x + room)
            )
            assert min(beside) > here or max(beside) < here
            continue
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
        # The slope used at x itself, be it a kink or not.
        assert abs(float(function.derivative(x))) == pytest.approx(found.max_gradient, rel=1e-15)


@each
def test_over_a_stretch_of_the_largest_gradient_it_is_that_throughout(function: Activation) -> None:
    found = facts(function)
    for low, high in found.max_gradient_over:
        assert {low, high} <= {-math.inf, math.inf, *function.kinks}
        inside = [x for x in (*sample(function), *found.max_gradient_at) if low < x < high]
        assert inside
        for x in inside:
            assert abs(oracle.truth(function, x)[1]) == pytest.approx(found.max_gradient, rel=1e-15)
        # One of the places is the float of the stretch that is nearest 0, its end if the slope is the same there.
        nearest = min(max(low, 0.0), high)
        step = math.nextafter(nearest, high if nearest == low else low)
        assert {nearest, step} & set(found.max_gradient_at)
    flat = [x for x in sample(function) if abs(oracle.truth(function, x)[1]) == found.max_gradient]
    if len(flat) > 8:
        assert found.max_gradient_over


@each
def test_the_slope_used_at_a_kink_counts_as_a_place_of_the_largest(function: Activation) -> None:
    found = facts(function)
    reached = {kink.x for kink in found.kinks if abs(kink.convention) == found.max_gradient}
    assert len(found.max_gradient_at) == 4 or reached <= set(found.max_gradient_at)
    missed = {kink.x for kink in found.kinks if abs(kink.convention) < found.max_gradient * (1 - 1e-15)}
    assert not missed & set(found.max_gradient_at)


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
    """Return the derivative of ``order`` of the formula beside a kink, which a float may not hold."""
    beside = Decimal(kink) + direction * Decimal("1e-30" if kink == 0 else "1e-13") * (abs(Decimal(kink)) or 1)
    return oracle.derivatives(function.formula, function.parameters, {"x": str(beside)}, "x", order + 1)[order]


@each
def test_continuity_is_that_of_the_lowest_derivative_that_jumps(function: Activation) -> None:
    jumps = []
    for kink in function.kinks:
        for order in range(14):
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


# Jumps at points that are floats, and at points that are none: what holds there is decided by the formula.
@pytest.mark.parametrize(
    ("spec", "interval"),
    [
        ("x - floor(x)", Interval(0, True, 1, False)),
        ("floor(x) - x", Interval(-1, False, 0, True)),
        ("x/7 - floor(x/7)", Interval(0, True, 1, False)),
        ("3*x - floor(3*x)", Interval(0, True, 1, False)),
        ("floor(3*x) - 3*x", Interval(-1, False, 0, True)),
        ("x - floor(x + 0.1)", Interval(-0.1, True, 0.9, False)),
        ("where(x < 1, x, 0)", Interval(-math.inf, False, 1, False)),
        ("where(x <= 1, x, 0)", Interval(-math.inf, False, 1, True)),
        ("where(3*x < 1, x, 0)", Interval(-math.inf, False, 1 / 3, False)),
        ("where(3*x <= 1, x, 0)", Interval(-math.inf, False, 1 / 3, True)),
        ("where(x^2 < 2, x, 0)", Interval(-math.sqrt(2), False, math.sqrt(2), False)),
        ("where(x^2 <= 2, x, 0)", Interval(-math.sqrt(2), True, math.sqrt(2), True)),
        ("floor(sin(x)) + sin(x)", Interval(-2, True, 2, True)),
        ("sign(3*x - 1)^2", Interval(0, True, 1, True)),
    ],
)
def test_a_limit_beside_a_jump_is_no_value_unless_f_has_it_there(spec: str, interval: Interval) -> None:
    found = actplot.facts(spec).range
    assert (found.inf_attained, found.sup_attained) == (interval.inf_attained, interval.sup_attained)
    assert (found.inf, found.sup) == pytest.approx((interval.inf, interval.sup), rel=1e-14)


@pytest.mark.parametrize(
    ("spec", "largest", "at", "monotonic", "continuity"),
    [
        ("elu:alpha=2.5", 2.5, (0,), "increasing", 0),
        ("elu:alpha=1", 1, (0,), "increasing", 1),
        ("relu", 1, (5e-324,), "non-decreasing", 0),
        ("sigmoid", 0.25, (0,), "increasing", "inf"),
        ("hard_tanh:min_val=2:max_val=3", 1, (math.nextafter(2, 3),), "non-decreasing", 0),
        ("softplus", 1, (), "increasing", "inf"),
        ("binary_step", 0, (0,), "non-decreasing", -1),
        ("leaky_relu:negative_slope=-0.5", 1, (5e-324,), "no", 0),
        ("hard_mish", 1, (0,), "no", 0),
        ("timm.layers.HardMishMe", 1, (0, -2), "no", 0),
        ("abs", 1, (-5e-324, 5e-324), "no", 0),
        ("minsin", 1, (0, math.pi, 2 * math.pi, 3 * math.pi), "no", 2),
        ("tanh", 1, (0,), "increasing", "inf"),
        ("gelu", 1.1289041451851547, (math.sqrt(2),), "no", "inf"),
    ],
)
def test_slopes_at_parameters_with_a_known_answer(
    spec: str, largest: float, at: tuple[float, ...], monotonic: str, continuity: int | str
) -> None:
    found = actplot.facts(actplot.get(spec))
    assert found.max_gradient == pytest.approx(largest, rel=1e-14)
    assert found.max_gradient_at == pytest.approx(at, rel=1e-15, abs=0)
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
        ("leaky_relu:negative_slope=1e8", (1e8, 0), (1, 0)),
        ("selu:alpha=2:scale=1e8", (0, -2e8), (1e8, 0)),
        ("squareplus:b=1e12", (0, 0), (1, 0)),
        ("calu", (0, -1 / math.pi), (1, -1 / math.pi)),
        ("soft_shrink:lambd=1e-8", (1, 1e-8), (1, -1e-8)),
        ("softplus:beta=1e-12", (0, 0), (1, 0)),
        ("seagull", None, None),
        ("asinh", None, None),
        ("square", None, None),
        ("sin", None, None),
        ("minsin", (1, 0), None),
    ],
)
def test_asymptotes_are_lines_that_f_tends_to(spec: str, left: object, right: object) -> None:
    assert actplot.facts(actplot.get(spec)).asymptotes == (left, right)


PLACES = [sign * 10.0**power for power in range(-6, 7) for sign in (-1, 1)]


@pytest.mark.parametrize("centre", PLACES)
def test_a_step_far_from_0_and_a_thousandth_as_wide_is_found(centre: float) -> None:
    width = abs(centre) / 1000
    found = actplot.facts(f"laplace:mu={centre}:sigma={width}")
    assert found.max_gradient == pytest.approx(1 / (width * math.sqrt(2 * math.pi)), rel=1e-14)
    assert found.max_gradient_at == (centre,)
    assert found.range == Interval(0, False, 1, False)


def bump(formula: str, evaluator: Callable[..., Any]) -> Activation:
    """Declare a function that is in no catalogue."""
    declared: Activation = activation(formula, title="Bump", tex="")(evaluator)
    return declared


def gaussian(x: Any, mu: float = 1.0, sigma: float = 1.0) -> Any:
    """Return a bell around mu."""
    t = np.clip((x - mu) / sigma, -1e3, 1e3)
    return np.exp(-t * t / 2), -t * np.exp(-t * t / 2) / sigma


def ripple(x: Any, mu: float = 1.0, sigma: float = 1.0) -> Any:
    """Return a straight line with a bell around mu on it, whose height is its width."""
    t = np.clip((x - mu) / sigma, -1e3, 1e3)
    return x + 2 * sigma * np.exp(-t * t / 2), 1 - 2 * t * np.exp(-t * t / 2)


@pytest.mark.parametrize("centre", PLACES)
def test_a_bump_far_from_0_and_a_thousandth_as_wide_is_found(centre: float) -> None:
    width = abs(centre) / 1000
    found = facts(bump("exp(-((x-mu)/sigma)^2/2)", gaussian).bind(mu=centre, sigma=width))
    assert found.range == Interval(0, False, 1, True)
    assert found.extrema == (centre,)
    assert found.max_gradient == pytest.approx(math.exp(-0.5) / width, rel=1e-12)
    assert sorted(found.max_gradient_at) == pytest.approx([centre - width, centre + width], rel=1e-12)
    found = facts(bump("x + 2*sigma*exp(-((x-mu)/sigma)^2/2)", ripple).bind(mu=centre, sigma=width))
    assert len(found.extrema) == 2
    assert found.derivative_range.sup == pytest.approx(1 + 2 * math.exp(-0.5), rel=1e-12)
    assert found.derivative_range.inf == pytest.approx(1 - 2 * math.exp(-0.5), rel=1e-12)


def steep(x: Any, place: float = 7.0, rate: float = 1000.0) -> Any:
    """Return a step where the cube of x is ``place``."""
    t = np.clip(rate * (x**3 - place), -300, 300)
    return np.tanh(t), 3 * rate * np.minimum(x * x, 1e100) / np.cosh(t) ** 2


@pytest.mark.parametrize("place", [-50.0, 0.3, 7.0, 1000.0])
@pytest.mark.parametrize("rate", [100.0, 1e4])
def test_a_step_is_found_at_a_place_that_no_part_of_the_formula_names(place: float, rate: float) -> None:
    found = facts(bump("tanh(rate*(x^3-place))", steep).bind(place=place, rate=rate))
    with mpmath.workdps(40):
        middle = mpmath.sign(place) * mpmath.cbrt(abs(place))
        start = middle + 1 / (9 * rate**2 * middle**5)
        bend = lambda x: 1 / x - 3 * rate * x**2 * mpmath.tanh(rate * (x**3 - place))  # noqa: E731
        x = mpmath.findroot(bend, (start, start * (1 + mpmath.mpf(10) ** -12)), tol=1e-20)
        largest = 3 * rate * x**2 / mpmath.cosh(rate * (x**3 - place)) ** 2
    assert found.max_gradient == pytest.approx(float(largest), rel=1e-11)
    assert found.max_gradient_at == pytest.approx([float(x)], rel=1e-9)


@pytest.mark.parametrize("power", range(-8, 9, 2))
@pytest.mark.parametrize(
    ("spec", "largest"),
    [("swish:beta={}", 1.0998393201288671), ("softplus:beta={}", 1.0), ("sin:omega={}", 1.0)],
)
def test_a_feature_at_0_is_found_at_any_scale(spec: str, largest: float, power: int) -> None:
    scale = 10.0**power if spec.startswith("sin") else 1.0
    assert actplot.facts(spec.format(10.0**power)).max_gradient == pytest.approx(largest * scale, rel=1e-14)


@pytest.mark.parametrize("alpha", [1.0, 10.0, 50.0, 85.8, 100.0, 1e3, 1e6])
def test_the_middle_of_a_slope_that_rounding_makes_level_is_its_largest(alpha: float) -> None:
    found = actplot.facts(f"soft_clipping:alpha={alpha}")
    assert found.max_gradient_at == (0.5,)
    assert found.max_gradient == pytest.approx(math.tanh(alpha / 4), rel=1e-14)


def test_the_slope_of_a_sum_of_opposed_waves_is_found() -> None:
    found = actplot.facts("soft_root_sign:alpha=1:beta=1e-6")
    assert found.max_gradient == pytest.approx(271973.4729136488, rel=1e-13)


@pytest.mark.parametrize("a", [0.01 * 1.37**n for n in range(40)])
def test_what_only_rests_does_not_turn(a: float) -> None:
    found = actplot.facts(f"snake:a={a}")
    assert found.extrema == ()
    assert found.monotonic == "increasing"
    assert found.derivative_range == Interval(0, True, 2, True)


@pytest.mark.parametrize(
    ("alpha", "turns"), [(1.19967, 2), (1.1996786402577337, 2), (1.1996786402577341, 0), (1.2, 0)]
)
def test_two_extrema_that_nearly_meet_are_told_from_none(alpha: float, turns: int) -> None:
    # f' of x*(alpha + tanh(x)) touches 0 at the alpha with alpha + tanh(x) + x/cosh(x)^2 = 0 where x*tanh(x) = 1.
    with mpmath.workdps(60):
        x = -mpmath.findroot(lambda x: x * mpmath.tanh(x) - 1, 1.2)
        least = alpha + mpmath.tanh(x) + x / mpmath.cosh(x) ** 2
        assert (least < 0) == (turns == 2)
    found = actplot.facts(f"aptx:alpha={alpha}:gamma=1")
    assert len(found.extrema) == turns
    assert (found.monotonic == "increasing") == (turns == 0)
    assert (found.derivative_range.inf < 0) == (turns == 2)


# How much nearer than any tolerance two numbers may be: neighbours, and far apart in size.
ABOVE_1 = [1 + 2.0**-52, 1 + 1e-13, 1.5]
SIZES = [1e-20, 1e-9, 1.0, 1e9, 1e20]


@pytest.mark.parametrize("above", ABOVE_1)
@pytest.mark.parametrize(
    ("spec", "slopes"),
    [("elu:alpha={}", "{} 1"), ("prelu:a={}", "{} 1"), ("leaky_relu:negative_slope={}", "{} 1")],
)
def test_slopes_that_nearly_meet_make_a_kink(spec: str, slopes: str, above: float) -> None:
    found = actplot.facts(spec.format(above))
    left, right = map(float, slopes.format(above).split())
    (kink,) = found.kinks
    assert (kink.left, kink.right) == (left, right)
    assert found.continuity == 0
    assert found.max_gradient == above
    equal = actplot.facts(spec.format(1))
    assert equal.continuity == (1 if spec.startswith("elu") else "inf")
    assert bool(equal.kinks) == spec.startswith("elu")


@pytest.mark.parametrize("below", [1 - 2.0**-53, 1 - 1e-13, 0.5])
def test_slopes_that_nearly_meet_from_below(below: float) -> None:
    found = actplot.facts(f"penalized_tanh:a={below!r}")
    assert found.continuity == 0
    assert found.range == Interval(-below, False, 1, False)
    assert (found.max_gradient, found.max_gradient_attained, found.approached_at) == (1, False, (0,))


@pytest.mark.parametrize("above", ABOVE_1)
def test_values_that_nearly_meet_are_a_jump(above: float) -> None:
    found = actplot.facts(f"threshold:threshold=1:value={above!r}")
    assert found.range == Interval(1, False, math.inf, False)
    assert (found.continuity, found.monotonic) == (-1, "no")
    below = actplot.facts(f"threshold:threshold=1:value={2 - above!r}")
    assert below.range == Interval(2 - above, True, math.inf, False)
    assert (below.continuity, below.monotonic) == (-1, "non-decreasing")
    equal = actplot.facts("threshold:threshold=1:value=1")
    assert (equal.range.inf_attained, equal.continuity, equal.monotonic) == (True, 0, "non-decreasing")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("spec", "continuity"),
    [
        ("celu:alpha={}", 1),
        ("isrlu:alpha={}", 2),
        ("nl_relu:beta={}", 0),
        ("star_relu:s={}", 1),
        ("smelu:beta={}", 1),
        ("hard_sigmoid:alpha={}", 0),
        ("elu:alpha={}", None),
    ],
)
def test_continuity_is_the_same_at_any_scale(spec: str, continuity: int | None, size: float) -> None:
    expected = continuity if continuity is not None else 1 if size == 1 else 0
    assert actplot.facts(spec.format(size)).continuity == expected


@pytest.mark.parametrize("s", [0.1 + 0.037 * n for n in range(40)])
def test_a_parabola_from_a_level_line_on_is_smooth_once(s: float) -> None:
    found = actplot.facts(f"star_relu:s={s}:b=-0.7")
    assert found.continuity == 1
    assert [(kink.left, kink.right) for kink in found.kinks] == [(0, 0)]
    assert found.derivative_range == Interval(0, True, math.inf, False)


@pytest.mark.parametrize(
    ("spec", "largest"),
    [
        ("hard_tanh:min_val=1:max_val=1.0000000000000002", 1),
        ("clipped_relu:z=1e-100", 1),
        ("tent:a=1e-100", 1),
        ("hard_sigmoid:beta=1e15", 1 / 6),
        ("hard_sigmoid:beta=1e17", 1 / 6),
        ("hard_sigmoid:alpha=1e20", 1e20),
        ("smelu:beta=1e-100", 1),
        ("soft_shrink:lambd=1e-100", 1),
    ],
)
def test_a_piece_without_a_float_inside_has_a_slope(spec: str, largest: float) -> None:
    function = actplot.get(spec)
    found = facts(function)
    assert found.max_gradient == largest
    assert found.max_gradient_attained
    assert found.max_gradient_over
    assert found.continuity == (1 if spec.startswith("smelu") else 0)
    for x in found.max_gradient_at:
        assert abs(function.derivative(x)) == largest


@pytest.mark.parametrize(
    ("spec", "extrema"),
    [("abs", (0,)), ("tent:a=3", (0,)), ("leaky_relu:negative_slope=-2", (0,)), ("relu", ()), ("hard_mish", (-1,))],
)
def test_a_kink_at_which_f_turns_is_an_extremum(spec: str, extrema: tuple[float, ...]) -> None:
    assert actplot.facts(spec).extrema == extrema


def test_bounded_means_that_f_has_two_finite_bounds() -> None:
    bounded = {function.name for function in FUNCTIONS if facts(function).bounded}
    assert {"sigmoid", "tanh", "sin", "hard_tanh", "gaussian"} <= bounded
    assert not {"relu", "gelu", "gcu", "cube", "log_sigmoid"} & bounded


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
        "prelu:a=1e100",
        "hard_sigmoid:alpha=1e-100:beta=1",
        "hard_tanh:min_val=-1e100:max_val=1e100",
        "softplus:beta=1e-100",
        "elu:alpha=1e-100",
    ],
)
def test_the_largest_and_the_smallest_parameters_have_facts(spec: str) -> None:
    found = actplot.facts(actplot.get(spec))
    assert found.range.inf < found.range.sup
    assert found.max_gradient_at or found.approached_at


AT_ENDS = [f for function in catalogue.everything().values() for f in at_ends(function)]


@pytest.mark.parametrize("function", AT_ENDS[::6], ids=lambda function: function.spec)
def test_every_parameter_at_the_ends_of_its_sizes_has_facts(function: Activation) -> None:
    """A slope so high and narrow, or so low, that floats show nothing of it has a range too."""
    found = facts_of(function)
    if isinstance(found, Facts):
        assert found.range.inf <= found.range.sup
        assert found.derivative_range.inf <= found.derivative_range.sup


@pytest.mark.parametrize(
    "roots",
    [
        [-1, 1],
        [-2, -1, 1, 2],
        [-3, -1, 2, 7],
        [-20, -1, 0, 1, 30],
        [1, 2, 3, 4],
        [-5, -3, -1, 1, 3, 5],
        [-40, 1, 1, 9],
    ],
    ids=str,
)
def test_a_polynomial_turns_at_the_roots_of_its_derivative_that_are_no_double_ones(roots: list[int]) -> None:
    coefficients = np.poly(roots).round().astype(int)[::-1]
    formula = " + ".join(f"({c})*x^{n}/{n}" for n, c in enumerate(coefficients.tolist(), 1))
    found = actplot.facts(actplot.get(formula))
    assert sorted(found.extrema) == pytest.approx([x for x in roots if roots.count(x) == 1], rel=1e-9, abs=1e-9)
    assert found.monotonic == "no"
