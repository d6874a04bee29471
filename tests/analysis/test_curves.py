"""A traced curve is true between its samples, and a default window shows what matters."""

import math

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation, Gated, Vector
from actplot.analysis import curves, windows
from actplot.analysis.facts import facts
from actplot.analysis.joined import joined

FUNCTIONS = [f for f in catalogue.everything().values() if not isinstance(f, Vector | Gated)]
NEAR = 0.3  # to a pole, in a window that is 6 wide: a twentieth; for f', twice that
WINDOWS = [None, (-1e6, 1e6), (-1e-9, 1e-9), (-1.0, 20.0)]

every_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


@every_function
def test_the_default_window_contains_every_kink_and_extremum(function: Activation) -> None:
    low, high = windows.window([function])
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert all(low < kink < high for kink in function.kinks)
    if not function.period:
        assert all(low < x < high for x in facts(function).extrema)


@every_function
@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_no_piece_spans_a_kink_and_each_begins_and_ends_at_one(
    function: Activation, window: tuple[float, float] | None
) -> None:
    low, high = window or windows.window([function])
    curve = curves.trace(function, low, high)
    inside = [kink for kink in function.kinks if low < kink < high]
    assert list(curve.kinks) == inside
    edges = [low, *inside, high]
    for piece, left, right in zip(curve.pieces, edges[:-1], edges[1:], strict=True):
        assert (np.diff(piece.x) >= 0).all()
        if not function.period or right - left <= curves.CYCLES * function.period:
            assert (piece.x[0], piece.x[-1]) == (left, right)


def a_band(function: Activation, window: tuple[float, float] | None) -> bool:
    """Whether so many periods lie in the window that they are drawn as the band that they fill."""
    return bool(function.period and window and window[1] - window[0] > curves.CYCLES * function.period)


@pytest.mark.parametrize(
    ("function", "window"),
    [(function, window) for function in FUNCTIONS for window in WINDOWS if not a_band(function, window)],
    ids=lambda value: value.name if isinstance(value, Activation) else str(value),
)
def test_straight_lines_between_the_samples_are_true(
    function: Activation, window: tuple[float, float] | None
) -> None:
    low, high = window or windows.window([function])
    curve = curves.trace(function, low, high)
    for attribute in ("f", "derivative"):
        bottom, top = curve.extent(attribute)
        # A pixel in 1000 high, in y or in x: a point between samples lies between the curve's values around it.
        room = max((top - bottom) / 1000, 1e-11 * max(abs(top), abs(bottom)))
        beside = (high - low) / 1000
        for piece in curve.pieces:
            part = np.linspace(0.001, 0.999, 499)
            x = piece.x[0] + (piece.x[-1] - piece.x[0]) * part
            value = function.derivative(x) if attribute == "derivative" else function(x)
            drawn = [
                np.interp(np.clip(x + offset, piece.x[0], piece.x[-1]), piece.x, getattr(piece, attribute))
                for offset in np.linspace(-beside, beside, 9)
            ]
            assert (value <= np.max(drawn, axis=0) + room).all()
            assert (value >= np.min(drawn, axis=0) - room).all()


@every_function
def test_kinks_extrema_and_inflections_are_samples(function: Activation) -> None:
    low, high = windows.window([function])
    curve = curves.trace(function, low, high)
    x = np.concatenate([piece.x for piece in curve.pieces])
    special = [*function.kinks, *curve.facts.extrema[:4], *curve.facts.inflections[:4]]
    assert {x for x in special if low <= x <= high} <= set(x.tolist())


@pytest.mark.parametrize(
    ("spec", "low", "high"),
    [
        ("relu", -3, 3),
        ("relu6", -12, 12),
        ("sigmoid", -6, 6),
        ("softplus:beta=10", -3, 3),
        ("threshold:threshold=20", -25, 25),
    ],
)
def test_a_window_follows_the_parameters(spec: str, low: float, high: float) -> None:
    assert windows.window(catalogue.parse(spec)) == (low, high)


def test_several_functions_share_a_window_that_shows_each() -> None:
    low, high = windows.window([catalogue.get("relu6"), catalogue.get("sigmoid")])
    assert low <= -6
    assert high >= 12


def test_many_periods_are_drawn_truly() -> None:
    snake = catalogue.get("snake:a=40")
    low, high = -3.0, 3.0
    (piece,) = curves.trace(snake, low, high).pieces
    x = np.linspace(low, high, 20011)
    assert np.interp(x, piece.x, piece.f) == pytest.approx(snake(x), abs=0.01)
    assert np.interp(x, piece.x, piece.derivative) == pytest.approx(snake.derivative(x), abs=0.01)
    assert len(piece.x) < 4000


@pytest.mark.parametrize("name", ["laplace", "sigmoid", "tanh", "gelu", "silu", "mish", "log_log", "erf", "dsilu"])
def test_a_default_window_reaches_both_tails(name: str) -> None:
    function = catalogue.get(name)
    slopes = function.derivative([*windows.window([function]), -math.inf, math.inf])
    assert np.abs(slopes[:2] - slopes[2:]) == pytest.approx(0, abs=0.1)


def test_steps_end_beside_the_kinks_of_the_window_also_those_that_the_facts_do_not_list() -> None:
    for spec, inside in (("floor(x)", [*range(-7, 7)]), ("x - floor(x)", [1.0] * 14)):
        curve = curves.trace(catalogue.get(spec), -7.0, 7.0)
        assert [float(piece.f[-1]) for piece in curve.pieces] == pytest.approx(inside)
        assert joined(curve, "f").closed == [(float(x), float(curve.function(x))) for x in range(-6, 7)]
        assert joined(curve, "derivative").corners == []


@pytest.mark.parametrize(
    ("formula", "attribute", "bottom", "top"),
    [
        ("1/x", "f", -1 / NEAR, 1 / NEAR),
        ("1/x", "derivative", -0.25 / NEAR**2, -1 / 9),
        ("1/x^2", "f", 1 / 9, 1 / NEAR**2),
        ("-1/x^2", "f", -1 / NEAR**2, -1 / 9),
        ("1/(x - 1)", "f", -1 / NEAR, 1 / NEAR),
        ("log(abs(x))", "f", math.log(NEAR), math.log(3)),
        ("log(abs(x))", "derivative", -0.5 / NEAR, 0.5 / NEAR),
        ("sqrt(abs(x))", "derivative", -0.5 / (2 * NEAR) ** 0.5, 0.5 / (2 * NEAR) ** 0.5),
        # A value is shown that is not much further than the others, also where the slope has no bound.
        ("sqrt(abs(x))", "f", 0, 3**0.5),
        ("1 - sqrt(abs(x))", "f", 1 - 3**0.5, 1),
        # A slope that grows without bound outside the window only is shown whole.
        ("x^2", "f", 0, 9),
        ("max(0, x)^2", "derivative", 0, 6),
    ],
)
def test_a_pole_leaves_the_window_and_all_else_is_within_it(
    formula: str, attribute: str, bottom: float, top: float
) -> None:
    extent = curves.trace(catalogue.get(formula), -3, 3).extent(attribute)
    assert extent == pytest.approx((bottom, top), rel=0.02, abs=1e-9)  # interpolated between samples


@pytest.mark.parametrize(
    ("formula", "window"),
    [
        ("log(x)", (0, 6)),
        ("x*log(x)", (0, 6)),
        ("1/sqrt(x)", (0, 6)),
        ("log(1 - x)", (-5, 1)),
        ("sqrt(1 - x^2)", (-1, 1)),
        ("sqrt(x + 1/4)", (-0.25, 5.75)),
        ("1/x", (-3, 3)),
        ("log(x^2 - 1)", (-3, 3)),
        ("sin(1/x)", (-3, 3)),
    ],
)
def test_no_window_shows_a_side_on_which_the_function_is_undefined(formula: str, window: tuple[float, float]) -> None:
    assert windows.window([catalogue.get(formula)]) == window


@pytest.mark.parametrize("formula", ["1/x", "log(x)", "tan(x)", "1/sqrt(x)", "1/x^2", "x*log(x)"])
def test_near_a_pole_f_and_its_slope_are_shown_at_heights_of_the_same_order(formula: str) -> None:
    function = catalogue.get(formula)
    curve = curves.trace(function, *windows.window([function]))
    heights = [np.subtract(*curve.extent(attribute)[::-1]) for attribute in ("f", "derivative")]
    assert max(heights) < 5 * min(heights)
    own = [windows.height(curve, attribute, own=True) for attribute in ("f", "derivative")]
    assert own == [curve.extent(attribute) for attribute in ("f", "derivative")]
