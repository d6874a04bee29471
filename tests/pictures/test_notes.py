"""Notes: where a function is steepest, and its asymptotes."""

import math
import re

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from actplot.pictures.points import in_points
from tests.pictures.faults import faults
from tests.pictures.readability import compose, plain


@pytest.mark.parametrize(
    ("spec", "note"),
    [
        ("sigmoid", "max f\u2032 = 0.25 at x = 0"),
        ("relu", "max f\u2032 = 1 for x > 0"),
        ("hard_tanh", "max f\u2032 = 1 for |x| < 1"),
        ("relu6", "max f\u2032 = 1 for 0 < x < 6"),
        ("hard_silu", "f\u2032 \u2192 1.5 as x \u2192 3\u207b"),
        ("softplus", "f\u2032 \u2192 1 as x \u2192 \u221e"),
        ("log_sigmoid", "f\u2032 \u2192 1 as x \u2192 \u2212\u221e"),
        ("identity", "f\u2032 = 1 everywhere"),
        ("gelu", "y = x"),
        ("elu:alpha=2", "y = \u22122"),
        ("tanh_shrink", "y = x + 1"),
        ("minsin", "max |f\u2032| = 1 for x \u2264 0"),
    ],
)
def test_notes_name_the_steepest_place_and_the_asymptotes(spec: str, note: str) -> None:
    (axes,) = compose(spec, derivative=True).axes
    assert note in {plain(text.get_text()) for text in axes.texts}


def test_without_notes_there_are_none() -> None:
    (axes,) = compose("sigmoid", derivative=True, notes=False).axes
    assert {plain(text.get_text()) for text in axes.texts} == {"f(x)", "f\u2032(x)"}
    (axes,) = compose("sigmoid", derivative=True, notes=False, legend=False).axes
    assert not axes.texts


def asymptotes(axes: Axes) -> set[tuple[float, float]]:
    """Return the slopes and intercepts of the dashed lines."""
    ends = [np.asarray(line.get_xydata()) for line in axes.lines if line.is_dashed()]
    slopes = [float((end[1] - start[1]) / (end[0] - start[0])) for start, end in ends]
    return {(slope, float(start[1] - slope * start[0])) for slope, (start, _) in zip(slopes, ends, strict=True)}


@pytest.mark.parametrize(
    ("spec", "window", "lines"),
    [
        ("tanh", None, {(0, -1), (0, 1)}),
        ("tanh_shrink", None, {(1, 1), (1, -1)}),
        ("exp(-x^2)+1", None, {(0, 1)}),  # one line for both sides
        ("sigmoid", (2, 8), {(0, 1)}),
        ("sigmoid", (-8, -2), set()),  # the axis is there already
        ("gelu", (-3, 3), {(1, 0)}),
        ("gelu", (1, 4), {(1, 0)}),
        ("sigmoid", (-1, 1), set()),  # far from both
        ("softplus", (-1, 1), set()),
        ("relu", (-3, 3), set()),  # f itself
        ("sin", None, set()),
    ],
)
def test_an_asymptote_is_drawn_where_the_window_shows_the_approach(
    spec: str, window: tuple[float, float] | None, lines: set[tuple[float, float]]
) -> None:
    (axes,) = compose(spec, xlim=window).axes
    assert asymptotes(axes) == lines


@pytest.mark.parametrize(
    ("spec", "window", "multiples", "note"),
    [
        ("sin", (-4, 4), [-1, 0, 1], "max |f\u2032| = 1 at x = 0, \u2026"),
        ("sin", (2, 12), [1, 2, 3], "max |f\u2032| = 1 at x = \u03c0, \u2026"),
        ("sin", (-12, -2), [-3, -2, -1], "max |f\u2032| = 1 at x = \u2212\u03c0, \u2026"),
        ("snake", (-3, 3), [-0.75, 0.25], "max f\u2032 = 2 at x = \u03c0/4, \u2026"),
    ],
)
def test_the_steepest_places_are_marked_in_every_period_and_the_note_names_the_one_nearest_to_0(
    spec: str, window: tuple[float, float], multiples: list[float], note: str
) -> None:
    (axes,) = compose(spec, xlim=window).axes
    marked = [float(x) for line in axes.lines if line.get_marker() == "D" for x in np.asarray(line.get_xdata())]
    assert all(line.get_markersize() < 8 for line in axes.lines if line.get_marker() == "D")  # points
    assert marked == pytest.approx([turn * math.pi for turn in multiples])
    assert note in {plain(text.get_text()) for text in axes.texts}


@pytest.mark.parametrize(("spec", "window"), [("sigmoid", (2, 8)), ("gelu", (-3, 1)), ("tanh", (-8, -2))])
@pytest.mark.parametrize("derivative", [False, True])
def test_a_steepest_place_outside_the_window_is_not_noted(
    spec: str, window: tuple[float, float], derivative: bool
) -> None:
    for axes in compose(spec, xlim=window, derivative=derivative).axes:
        assert not [text.get_text() for text in axes.texts if "max" in text.get_text()]
        assert all(line.get_marker() != "D" for line in axes.lines)


@pytest.mark.parametrize("formula", ["1/x", "log(x)", "1/sqrt(x)", "sqrt(x)", "1/x^2", "log(abs(x))"])
@pytest.mark.parametrize("size", [(6.4, 4.0), (3.3, 2.4)], ids=str)
def test_that_a_slope_has_no_bound_stands_where_it_leaves_the_axes(formula: str, size: tuple[float, float]) -> None:
    figure = compose(formula, derivative=True, size=size)
    assert not list(faults(figure))
    axes = next(axes for axes in figure.axes if any("no bound" in text.get_text() for text in axes.texts))
    (note,) = [text for text in axes.texts if "no bound" in text.get_text()]
    zero, _ = axes.transData.transform((0, 0)) * 72 / figure.dpi
    box, width = in_points(note), 72 * size[0]
    assert max(box.x0 - zero, zero - box.x1) < 0.15 * width


def test_no_extremum_of_many_is_marked() -> None:
    (axes,) = compose("sin(1/x)").axes
    assert not [text for text in axes.texts if "= 1" in text.get_text()]
    assert not [line for line in axes.get_lines() if line.get_marker() not in ("None", "")]


@pytest.mark.parametrize("size", [(6.4, 4.0), (9.0, 5.0), (3.3, 2.4)], ids=str)
@pytest.mark.parametrize("spec", ["snake", "sin", "gcu", "minsin"])
def test_no_slope_is_written_as_that_at_several_places(spec: str, size: tuple[float, float]) -> None:
    for text in compose(spec, derivative=True, size=size).axes[0].texts:
        inside = re.findall(r"f\u2032\(([^)]*)\)", plain(text.get_text()))
        assert not any("," in place for place in inside), text.get_text()


@pytest.mark.parametrize("font", ["serif", "cm"])
@pytest.mark.parametrize("spec", ["hard_silu", "log_cosh", "hard_tanh", "gaussian", "relu_squared", "softmax", "glu"])
def test_every_font_has_all_signs_of_the_texts(font: str, spec: str, caplog: pytest.LogCaptureFixture) -> None:
    figure = compose(spec, derivative=True, font=font)
    figure.draw_without_rendering()
    assert "glyph" not in caplog.text
    written = [text.get_text() for text in figure.findobj(Text) if text.get_visible()]
    outside = "".join("".join(text.split("$")[::2]) for text in written)
    assert not set("<>|\u00b1") & set(outside)  # Computer Modern has other letters in their places
