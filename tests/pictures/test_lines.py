"""Curves: dots where they bend, and none where they don't."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

import actplot
from actplot import catalogue
from actplot.activation import Activation, Array
from actplot.pictures import figures
from actplot.pictures.look import Look
from actplot.pictures.style import styled
from tests.pictures.faults import faults
from tests.pictures.readability import ELEMENTWISE, compose

every_function = pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda function: function.name)


def power(order: int) -> Activation:
    """Return max(x, 0)^order, whose derivative of that order is the first that jumps."""

    def evaluate(x: Array) -> tuple[Array, Array]:
        positive = np.maximum(x, 0.0)
        return positive**order, order * positive ** (order - 1) * (x > 0)

    relu = actplot.get("relu")
    return replace(relu, name=f"power{order}", evaluate=evaluate, formula=f"max(x, 0)^{order}")


def corners(figure: Figure, attribute: str) -> list[float]:
    """Return the x of the closed dots on a curve without jumps."""
    dots = [line for axes in figure.axes for line in axes.get_lines() if line.get_gid() == f"dots-{attribute}"]
    return [float(x) for line in dots for x in np.asarray(line.get_xdata(), float)]


@pytest.mark.parametrize("window", [(-3.0, 3.0), (-1e3, 1e3), (-1e-3, 1e-3), (-0.5, 20.0)], ids=str)
@pytest.mark.parametrize(
    ("order", "f", "derivative"),
    [(1, [0.0], None), (2, [], [0.0]), (3, [], []), (4, [], []), (5, [], [])],
)
def test_a_curve_has_a_corner_dot_only_where_its_own_slope_jumps(
    order: int, f: list[float], derivative: list[float] | None, window: tuple[float, float]
) -> None:
    look = Look(derivative=True, xlim=window, layout="panels")
    with styled(look):
        figure = figures.compose([power(order)], look)
    assert corners(figure, "f") == f
    if derivative is not None:  # f' of the first power jumps, which has dots of its own
        assert corners(figure, "derivative") == derivative


@pytest.mark.parametrize(
    ("spec", "f", "derivative"),
    [
        ("elu:alpha=1", [], [0.0]),
        ("softsign", [], [0.0]),
        ("hard_silu", [-3.0, 3.0], None),
        ("gelu", [], []),
    ],
)
def test_the_corners_of_functions_of_the_catalogue(spec: str, f: list[float], derivative: list[float] | None) -> None:
    look = Look(derivative=True)
    with styled(look):
        figure = figures.compose([actplot.get(spec)], look)
    assert corners(figure, "f") == f
    if derivative is not None:
        assert corners(figure, "derivative") == derivative


@pytest.mark.parametrize("spec", ["hard_tanh", "tent", "binary_step"])
def test_a_closed_dot_is_visible_where_it_coincides_with_an_open_one(spec: str) -> None:
    figure = compose(spec, derivative=True)
    dots = [line for axes in figure.axes for line in axes.get_lines() if line.get_marker() == "o"]
    opened = [line for line in dots if line.get_markeredgewidth()]
    closed = [line for line in dots if not line.get_markeredgewidth()]
    assert opened
    assert closed
    for ring in opened:
        for dot in closed:
            if np.array_equal(np.asarray(ring.get_xydata()), np.asarray(dot.get_xydata())):
                below, above = sorted((ring, dot), key=lambda line: line.get_zorder())
                assert below.get_markersize() > above.get_markersize() + 2
    assert "hidden dot" not in dict(faults(figure))


@every_function
def test_no_drawn_segment_spans_a_jump(function: Activation) -> None:
    look = Look(derivative=True)
    with styled(look):
        figure = figures.compose([function], look)
    for axes in figure.axes:
        for line in axes.get_lines():
            if not str(line.get_gid()).startswith(("f-", "derivative-")):
                continue
            x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
            for kink in function.kinks:
                at = np.flatnonzero(x == kink)
                before, after = y[at[0]], y[at[-1]]
                if abs(before - after) > 1e-9 * np.nanmax(np.abs(y)):
                    assert np.isnan(y[at[0] : at[-1]]).any() or np.isnan(x[at[0] : at[-1]]).any()


def test_a_jump_is_a_gap_with_an_open_and_a_closed_dot() -> None:
    (axes,) = compose("binary_step").axes
    dots = {
        line.get_markerfacecolor(): np.asarray(line.get_xydata()).tolist()
        for line in axes.get_lines()
        if line.get_marker() == "o"
    }
    assert dots == {"#ffffff": [[0.0, 0.0]], "#0072B2": [[0.0, 1.0]]}


def test_a_stochastic_function_is_a_line_in_a_band() -> None:
    (axes,) = compose("rrelu").axes
    (band,) = axes.collections
    low, high = band.get_datalim(axes.transData).intervaly
    assert low == pytest.approx(-1)
    assert high == pytest.approx(3, abs=0.1)


def test_oscillation_too_fast_to_draw_is_the_band_that_it_fills() -> None:
    (axes,) = compose("sin", xlim=(-1e6, 1e6)).axes
    (line,) = (line for line in axes.get_lines() if line.get_gid() == "f-0")
    x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
    assert y == pytest.approx(np.sin(x), abs=1e-6)
    assert (np.abs(y[0::2] - y[1::2]) > 1.98).all()


@pytest.mark.parametrize(("spec", "window"), [("snake:a=40", (-5.0, 5.0)), ("sin:omega=30", (-15.0, 15.0))])
def test_many_periods_do_not_make_a_large_file(spec: str, window: tuple[float, float]) -> None:
    look = Look(derivative=True, xlim=window)
    assert len(figures.draw(catalogue.parse(spec), look, "svg")) < 200_000


def test_the_dots_of_a_slope_that_jumps_follow_the_convention() -> None:
    axes = compose("crelu", derivative=True).axes[1]
    dots = {
        (line.get_markerfacecolor() == line.get_color(), *np.asarray(line.get_xydata())[0].tolist())
        for line in axes.get_lines()
        if line.get_marker() == "o"
    }
    assert dots == {(False, 0.0, 1.0), (True, 0.0, 0.0), (False, 0.0, -1.0)}
