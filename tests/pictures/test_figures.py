"""What is on a picture, and where: artists and bounding boxes, not pixels."""

import math
import re
from itertools import combinations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from actplot import catalogue
from actplot.activation import Activation, Gated, Vector
from actplot.analysis.facts import facts
from actplot.analysis.numbers import number
from actplot.pictures import figures
from actplot.pictures.look import Look, name_of, styled

FUNCTIONS = [f for f in catalogue.everything().values() if not isinstance(f, Vector | Gated)]

every_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)


def texts(figure: Figure) -> list[tuple[str, Bbox]]:
    """Return every text that is drawn, with its box; ticks outside the window are not."""
    figure.draw_without_rendering()
    hidden = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = axis.get_view_interval()
            room = 1e-9 * (high - low)
            for tick in axis.get_major_ticks():
                if not low - room <= tick.get_loc() <= high + room:
                    hidden |= {tick.label1, tick.label2}
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text() and text not in hidden]
    return [(text.get_text(), text.get_window_extent()) for text in shown]


def curve_points(line: Line2D) -> np.ndarray:
    """Return points along a line, one for each pixel or two, in pixels."""
    vertices = line.get_transform().transform(np.column_stack(line.get_data()))
    if line.get_linestyle() == "None":
        return np.asarray(vertices)
    x, y = vertices.T
    with np.errstate(invalid="ignore"):
        lengths = np.nan_to_num(np.hypot(np.diff(x), np.diff(y)), posinf=0.0)
    points = [
        np.stack([np.linspace(x[i], x[i + 1], n), np.linspace(y[i], y[i + 1], n)], axis=1)
        for i, n in enumerate(np.minimum(lengths, 5000).astype(int) + 2)
        if np.isfinite([x[i], x[i + 1], y[i], y[i + 1]]).all()
    ]
    return np.concatenate([vertices, *points])


def assert_readable(figure: Figure) -> None:
    """No text lies on another, on a curve or beyond the edge."""
    boxes = texts(figure)
    page = figure.bbox
    for name, box in boxes:
        assert box.x0 >= page.x0 - 0.5, name
        assert box.x1 <= page.x1 + 0.5, name
        assert box.y0 >= page.y0 - 0.5, name
        assert box.y1 <= page.y1 + 0.5, name
    for (name, box), (other, beside) in combinations(boxes, 2):
        overlap = min(box.x1, beside.x1) - max(box.x0, beside.x0), min(box.y1, beside.y1) - max(box.y0, beside.y0)
        assert min(overlap) <= 0.5, (name, other)
    for axes in figure.axes:
        labels = [(text.get_text(), text.get_window_extent()) for text in axes.texts]
        legend = axes.get_legend()
        if legend:
            labels.append(("legend", legend.get_window_extent()))
        for line in axes.get_lines():
            if line.get_transform() != axes.transData:  # the lines through 0
                continue
            points = curve_points(line)
            for name, box in labels:
                inside = (points > (box.x0, box.y0)).all(axis=1) & (points < (box.x1, box.y1)).all(axis=1)
                assert not inside.any(), (name, line.get_gid())


def compose(specs: str, **chosen: object) -> Figure:
    look = Look(**chosen)  # type: ignore[arg-type]
    functions = [function for spec in specs.split() for function in catalogue.parse(spec)]
    with styled(look):
        return figures.compose(functions, look)


@every_function
@pytest.mark.parametrize("window", [None, (-1e6, 1e6), (-1e-9, 1e-9)], ids=str)
def test_f_and_its_slope_are_readable_in_any_window_and_small_as_svg(
    function: Activation, window: tuple[float, float] | None
) -> None:
    look = Look(derivative=True, xlim=window)
    with styled(look):
        figure = figures.compose([function], look)
        picture = figures.save(figure, [function], look, "svg").decode()
        assert_readable(figure)
    assert len(picture) < 200_000
    assert '<svg role="img"' in picture
    assert f"<title>{function.title}</title>" in picture
    assert f"<desc>{function.title}" in picture


@every_function
def test_f_alone_is_readable(function: Activation) -> None:
    look = Look()
    with styled(look):
        assert_readable(figures.compose([function], look))


@pytest.mark.parametrize(
    "specs",
    [
        "relu tanh sigmoid",
        "elu:alpha=0.5,1,2",
        "softplus:beta=0.5,1,2,5 relu",
        "relu gelu silu mish elu selu celu softplus tanh sigmoid hard_tanh relu6",
    ],
)
@pytest.mark.parametrize("derivative", [False, True])
def test_several_functions_are_named_without_overlap(specs: str, derivative: bool) -> None:
    figure = compose(specs, derivative=derivative)
    assert len(figure.axes) == 1 + derivative
    assert_readable(figure)
    names = {text for text, _ in texts(figure)}
    functions = [function for spec in specs.split() for function in catalogue.parse(spec)]
    assert {name_of(function, functions) for function in functions} <= names


@pytest.mark.parametrize("size", [(3.3, 2.5), (3.3, 3.0), (2.6, 3.0)], ids=str)
@pytest.mark.parametrize("specs", ["relu leaky_relu gelu", "elu:alpha=0.5,1,2", "relu tanh sigmoid mish"])
def test_in_a_column_of_a_paper_the_curves_keep_their_width(specs: str, size: tuple[float, float]) -> None:
    figure = compose(specs, derivative=True, theme="print", size=size)
    assert_readable(figure)
    assert all(axes.get_position().width > 0.6 for axes in figure.axes)


@pytest.mark.parametrize("theme", ["light", "print"])
def test_several_functions_and_their_slopes_on_the_same_axes_can_be_told_apart(theme: str) -> None:
    figure = compose("relu tanh sigmoid gelu", derivative=True, layout="overlay", theme=theme)
    styles = [
        (line.get_color(), line.get_linestyle(), line.get_linewidth())
        for line in figure.axes[0].get_lines()
        if str(line.get_gid()).startswith(("f-", "derivative-"))
    ]
    widths = {width for _, _, width in styles}
    assert len(styles) == 8
    assert len(widths) == 2
    assert 2 * min(widths) <= max(widths)


def test_the_sheet_of_a_family_shows_most_of_it_and_names_it() -> None:
    functions = [f for f in FUNCTIONS if f.family == "sigmoidal"]
    with styled(Look(layout="grid")):
        figure = figures.compose(functions, Look(layout="grid"))
        assert_readable(figure)
    assert f"{len(functions)} sigmoidal activation functions, f" in [text for text, _ in texts(figure)]
    sigmoid = figure.axes[[f.name for f in functions].index("sigmoid")]
    low, high = sigmoid.get_xlim()
    assert high - low <= 16


@pytest.mark.parametrize(
    ("specs", "title"),
    [
        ("relu", "ReLU, f"),
        ("elu:alpha=1,2", "ELU, f"),
        ("softmax sparsemax", "2 vector activation functions"),
        ("relu softmax", "2 activation functions, f"),
    ],
)
def test_the_title_of_a_sheet_is_true_of_all_that_it_shows(specs: str, title: str) -> None:
    assert compose(specs, layout="grid").texts[0].get_text() == title


def test_surfaces_that_would_cover_each_other_are_refused_with_the_width_they_need() -> None:
    with pytest.raises(ValueError, match=r"need a width of 5\.6 inches"):
        compose("glu", derivative=True, size=(3.3, 2.2))


@pytest.mark.parametrize("spec", ["hard_tanh", "tent", "binary_step"])
def test_a_closed_dot_is_seen_where_an_open_one_lies_too(spec: str) -> None:
    figure = compose(spec, derivative=True)
    dots = [line for axes in figure.axes for line in axes.get_lines() if line.get_marker() == "o"]
    opened = [line for line in dots if line.get_markeredgewidth()]
    closed = [line for line in dots if not line.get_markeredgewidth()]
    assert opened
    assert closed
    for ring in opened:
        for dot in closed:
            assert ring.get_zorder() < dot.get_zorder()
            assert ring.get_markersize() + ring.get_markeredgewidth() > dot.get_markersize() + 1


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
    ],
)
def test_the_notes_say_where_it_is_steepest_and_what_it_tends_to(spec: str, note: str) -> None:
    (axes,) = compose(spec, derivative=True).axes
    assert note in {text.get_text() for text in axes.texts}


def test_without_notes_there_are_none() -> None:
    (axes,) = compose("sigmoid", derivative=True, notes=False).axes
    assert {text.get_text() for text in axes.texts} == {"f(x)", "f\u2032(x)"}
    (axes,) = compose("sigmoid", derivative=True, notes=False, legend=False).axes
    assert not axes.texts


def test_curves_of_unlike_height_get_axes_of_their_own() -> None:
    assert len(compose("sigmoid", derivative=True).axes) == 1
    assert len(compose("relu", derivative=True, xlim=(-1e6, 1e6)).axes) == 2


@pytest.mark.parametrize(
    "title", ["$x^2", "<script>alert(1)</script>", "two\nlines", "", "\x00\x1b[0m", "word " * 60, "\u65e5\u672c"]
)
def test_a_title_is_drawn_as_text(title: str) -> None:
    figure = compose("relu", title=title)
    assert_readable(figure)
    shown = " ".join(text.get_text() for text in figure.texts)
    assert shown.split() == title.replace("\x00\x1b", "").split()


@pytest.mark.parametrize(
    ("specs", "chosen", "message"),
    [
        ("relu", {"ylim": (10.0, 20.0)}, "shows nothing"),
        ("relu", {"size": (50.0, 50.0), "dpi": 1000}, "80 megapixels"),
        ("elu:alpha=1,2,3,4,5,6,7,8,9,10,11,12,13", {}, "--layout grid"),
    ],
)
def test_what_can_not_be_shown_is_refused(specs: str, chosen: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        compose(specs, **chosen)


VECTORS = [f for f in catalogue.everything().values() if isinstance(f, Vector)]
GATES = [f for f in catalogue.everything().values() if isinstance(f, Gated)]


@pytest.mark.parametrize("derivative", [False, True])
@pytest.mark.parametrize("function", VECTORS, ids=lambda function: function.name)
def test_a_moving_score_is_readable_and_no_line_spans_a_jump(function: Vector, derivative: bool) -> None:
    look = Look(derivative=derivative)
    with styled(look):
        figure = figures.compose([function], look)
        assert_readable(figure)
    assert len(figure.axes) == 1 + derivative
    for axes in figure.axes:
        for line in axes.get_lines():
            if str(line.get_gid()).startswith("output-"):
                y = np.asarray(line.get_ydata(), float)
                with np.errstate(invalid="ignore"):
                    assert np.nanmax(np.abs(np.diff(y))) < 0.15 * np.ptp(y[np.isfinite(y)]) + 1e-9


@pytest.mark.parametrize("derivative", [False, True])
@pytest.mark.parametrize("function", VECTORS, ids=lambda function: function.name)
def test_outputs_are_bars_and_the_jacobian_has_its_numbers(function: Vector, derivative: bool) -> None:
    scores = (2.0, 1.0, 0.1, -1.0)
    look = Look(derivative=derivative, at=scores)
    with styled(look):
        figure = figures.compose([function], look)
        assert_readable(figure)
    heights = [bar.get_height() for bar in figure.axes[1].patches]  # type: ignore[attr-defined]
    assert heights == pytest.approx(function(scores).tolist())
    if derivative:
        cells = [text.get_text() for text in figure.axes[2].texts]
        assert cells == [number(float(slope)) for slope in function.derivative(scores).ravel()]


@pytest.mark.parametrize("derivative", [False, True])
@pytest.mark.parametrize("function", GATES, ids=lambda function: function.name)
def test_a_gate_is_a_surface_with_both_partial_derivatives(function: Gated, derivative: bool) -> None:
    look = Look(derivative=derivative)
    with styled(look):
        figure = figures.compose([function], look)
        picture = figures.save(figure, [function], look, "svg")
        assert_readable(figure)
    assert len(picture) < 200_000
    titles = [axes.get_title(loc="left") for axes in figure.axes if axes.get_title(loc="left")]
    assert titles == ["f(a, b)", "\u2202f / \u2202a", "\u2202f / \u2202b"][: 3 if derivative else 1]


@pytest.mark.parametrize("derivative", [False, True])
def test_the_contact_sheet_holds_every_function_by_family(derivative: bool) -> None:
    everything = list(catalogue.everything().values())
    look = Look(layout="grid", derivative=derivative)
    with styled(look):
        figure = figures.compose(everything, look)
        assert_readable(figure)
    for axes, function in zip(figure.axes, everything, strict=True):
        said = axes.get_title(loc="left").removeprefix(function.title)
        what = {Vector: r": (y\S+( y\S+)*|the largest)", Gated: " over a, b"}.get(type(function), "")
        assert re.fullmatch(what, said), function.name
    headings = [text.get_text() for text in figure.texts[1:]]
    families = dict.fromkeys(function.family for function in everything)
    assert headings == [family.replace("-", " ").capitalize() for family in families]
    assert min(float(text.get_fontsize()) for text in figure.findobj(Text) if text.get_text()) >= 6


def test_what_is_drawn_at_random_is_a_line_in_a_band() -> None:
    (axes,) = compose("rrelu").axes
    (band,) = axes.collections
    low, high = band.get_datalim(axes.transData).intervaly
    assert low == pytest.approx(-4 / 3)
    assert high == pytest.approx(4, abs=0.1)


def test_faster_oscillation_than_can_be_drawn_is_the_band_that_it_fills() -> None:
    (axes,) = compose("sin", xlim=(-1e6, 1e6)).axes
    (line,) = (line for line in axes.get_lines() if line.get_gid() == "f-0")
    x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
    assert y == pytest.approx(np.sin(x), abs=1e-6)
    assert (np.abs(y[0::2] - y[1::2]) > 1.98).all()


@pytest.mark.parametrize(("spec", "window"), [("snake:a=40", (-5.0, 5.0)), ("sin:omega=30", (-15.0, 15.0))])
def test_many_periods_make_no_large_file(spec: str, window: tuple[float, float]) -> None:
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


def test_a_sheet_of_many_hides_no_kink_and_no_bound_of_any() -> None:
    look = Look(layout="grid", derivative=True)
    with styled(look):
        figure = figures.compose(FUNCTIONS, look)
    for function, axes in zip(FUNCTIONS, figure.axes, strict=True):
        found = facts(function)
        bounds = [end for kind in (found.range, found.derivative_range) for end in (kind.inf, kind.sup)]
        (low, high), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        assert all(low < kink < high for kink in function.kinks), function.name
        assert all(bottom <= end <= top for end in bounds if math.isfinite(end)), function.name
