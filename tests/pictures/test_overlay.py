"""Functions on common axes: every name and number readable, in any window and at any size."""

import re

import numpy as np
import pytest
from matplotlib.text import Text

from actplot import catalogue
from actplot.activation import Activation
from actplot.pictures import figures
from actplot.pictures.look import Look
from actplot.pictures.mathematics import italic
from actplot.pictures.strokes import name_of
from actplot.pictures.style import styled
from tests.pictures.faults import share
from tests.pictures.readability import ELEMENTWISE, assert_readable, compose, texts

every_function = pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda function: function.name)


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
    ("specs", "fused"),  # curves that fuse get a panel of differences
    [
        ("relu tanh sigmoid", False),
        ("elu:alpha=0.5,1,2", False),
        ("softplus:beta=0.5,1,2,5 relu", True),
        ("relu gelu silu mish elu selu celu softplus tanh sigmoid hard_tanh relu6", True),
    ],
)
@pytest.mark.parametrize("derivative", [False, True])
def test_several_functions_are_named_without_overlap(specs: str, fused: bool, derivative: bool) -> None:
    figure = compose(specs, derivative=derivative)
    assert len(figure.axes) == 1 + derivative + fused
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


def test_curves_of_very_different_height_get_separate_axes() -> None:
    assert len(compose("sigmoid", derivative=True).axes) == 1
    assert len(compose("relu", derivative=True, xlim=(-1e6, 1e6)).axes) == 2


def test_curves_that_fuse_get_a_panel_of_their_differences() -> None:
    figure = compose("relu elu gelu silu mish", derivative=True)
    assert len(figure.axes) == 3
    assert_readable(figure)
    between = [line for line in figure.axes[1].get_lines() if str(line.get_gid()).startswith("difference-")]
    x, y = (np.asarray(values, float) for values in between[2].get_data())
    gelu, relu = catalogue.get("gelu"), catalogue.get("relu")
    assert y == pytest.approx(gelu(x) - relu(x), abs=1e-12)
    assert len(compose("relu tanh sigmoid", derivative=True).axes) == 2
    assert len(compose("relu elu gelu silu mish", derivative=True, layout="panels").axes) == 2


@pytest.mark.parametrize(
    ("specs", "first", "staying", "leaving"),
    [
        ("relu elu gelu silu mish", "ReLU", (0, 2, 3, 4), (1,)),
        ("relu gelu silu mish elu selu tanh sigmoid", "ReLU", (0, 1, 2, 3), (5, 6, 7)),
        ("sigmoid tanh relu gelu silu mish", "ReLU", (2, 3, 4, 5), (0, 1)),
        (
            "relu gelu silu mish elu selu celu softplus tanh sigmoid hard_tanh relu6",
            "ReLU",
            (0, 1, 2, 3, 7),
            (4, 5, 6, 8, 9, 10, 11),
        ),
    ],
)
def test_the_panel_of_differences_has_the_scale_of_the_curves_that_fuse(
    specs: str, first: str, staying: tuple[int, ...], leaving: tuple[int, ...]
) -> None:
    axes = compose(specs).axes[1]
    assert f"\u2212 {first}" in axes.texts[-1].get_text()
    low, high = axes.get_ylim()
    lines = [line for line in axes.get_lines() if str(line.get_gid()).startswith("difference-")]
    spans = [(np.min(y), np.max(y)) for y in (np.asarray(line.get_ydata(), float) for line in lines)]
    assert all(low < spans[i][0] <= spans[i][1] < high for i in staying)
    assert all(spans[i][0] < low or spans[i][1] > high for i in leaving)
    shown = max(spans[i][1] for i in staying) - min(spans[i][0] for i in staying)
    assert shown > 0.8 * (high - low)


@pytest.mark.parametrize(
    "specs",
    ["relu elu gelu silu mish", "relu elu gelu silu mish selu", "relu elu gelu silu", "softplus:beta=0.5,1,2,5 relu"],
)
@pytest.mark.parametrize("size", [None, (3.3, 2.5), (3.3, 4.0)], ids=str)
def test_a_curve_is_named_by_the_key_or_beside_it_but_not_twice(specs: str, size: tuple[float, float] | None) -> None:
    figure = compose(specs, derivative=True, size=size)
    functions = [function for spec in specs.split() for function in catalogue.parse(spec)]
    names = {italic(name_of(function, functions)) for function in functions}
    key = {text.get_text() for text in figure.texts if text.get_gid() == "key"}
    beside = {text.get_text() for axes in figure.axes for text in axes.texts if text.get_gid()}
    assert key in (set(), names)
    assert beside == (set() if key else names)


def test_five_curves_that_fuse_need_no_key() -> None:
    figure = compose("relu elu gelu silu mish", derivative=True)
    assert not [text for text in figure.texts if text.get_gid() == "key"]


def test_no_dashes_mean_both_a_derivative_and_a_function() -> None:
    figure = compose("relu elu gelu silu mish selu", derivative=True)
    lines = [line for axes in figure.axes for line in axes.get_lines()]
    curves = [line for line in lines if str(line.get_gid()).startswith(("f-", "derivative-"))]
    assert {line.get_linestyle() for line in curves} == {"-"}
    assert len({line.get_color() for line in curves}) == 6


def test_the_second_derivative_is_broken_where_it_does_not_exist() -> None:
    (axes,) = compose("relu", second=True, value=False).axes
    dots = [np.asarray(line.get_xydata()).tolist() for line in axes.get_lines() if line.get_gid() == "dots-second"]
    assert dots == [[[0.0, 0.0]]]
    (axes,) = compose("gelu", second=True).axes
    (line,) = (line for line in axes.get_lines() if str(line.get_gid()).startswith("second-"))
    x, y = (np.asarray(values, float) for values in line.get_data())
    exact = np.exp(-0.5 * x**2) / np.sqrt(2 * np.pi) * (2 - x**2)
    assert y == pytest.approx(exact, abs=1e-12)


def test_a_logarithmic_axis_shows_sizes_and_tells_signs_apart() -> None:
    (axes,) = compose("tanh_shrink", log=True).axes
    lines = {str(line.get_gid()): np.asarray(line.get_xydata(), float) for line in axes.get_lines()}
    assert axes.get_yscale() == "log"
    negative, positive = lines["negative"], lines["f-0"]
    assert (negative[np.isfinite(negative[:, 1]), 0] < 0).all()
    assert (positive[np.isfinite(positive[:, 1]), 0] > 0).all()
    with pytest.raises(ValueError, match="is 0 here; a logarithmic axis can't show it"):
        compose("binary_step", log=True, value=False, derivative=True)


@pytest.mark.parametrize("size", [(1.5, 1.2), (2.0, 1.5), (3.3, 2.4), (6.4, 4.0), (9.0, 5.0), (16.0, 9.0)], ids=str)
def test_the_axes_have_most_of_a_picture_of_any_size(size: tuple[float, float]) -> None:
    figure = compose("gelu", derivative=True, size=size)
    assert share(figure) >= 0.55
    assert_readable(figure)
    smallest = min(float(text.get_fontsize()) for text in figure.findobj(Text) if text.get_text())
    assert smallest >= (6 if size[0] < 6 else 9)


@pytest.mark.parametrize(
    ("specs", "chosen"),
    [
        ("relu elu gelu silu", {"derivative": True, "size": (3.3, 2.5)}),
        ("relu elu gelu silu mish", {"derivative": True, "size": (3.3, 2.5)}),
        ("relu elu gelu silu mish selu softplus tanh sigmoid hard_tanh relu6 celu", {"size": (6.4, 4.0)}),
        ("relu tanh", {"size": (2.0, 1.6)}),
        ("gelu", {"second": True, "derivative": True, "size": (1.5, 1.2)}),
        ("gelu", {"size": (3.3, 2.4), "xlim": (1e6, 1e6 + 1)}),
        ("softmax", {"size": (1.5, 1.2)}),
        ("softmax", {"at": (2.0, 1.0, 0.1), "derivative": True, "size": (2.0, 1.6)}),
        ("softmax", {"at": (2.0, 1.0), "names": ("alligator", "salamander"), "size": (2.0, 1.6)}),
    ],
    ids=str,
)
def test_a_small_picture_sheds_texts_until_the_axes_have_their_share(specs: str, chosen: dict[str, object]) -> None:
    figure = compose(specs, **chosen)
    assert share(figure) >= 0.55
    assert_readable(figure)


@pytest.mark.parametrize(
    ("specs", "chosen"),
    [
        ("relu elu gelu", {}),
        ("relu tanh", {"derivative": True}),
        ("relu", {"derivative": True, "second": True}),
        ("softmax", {"derivative": True}),
        ("softmax", {"at": (2.0, 1.0, 0.1)}),
        ("relu tanh elu", {"layout": "grid"}),
    ],
    ids=str,
)
def test_the_least_size_that_is_named_is_drawn(specs: str, chosen: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="the least size is") as refused:
        compose(specs, size=(1.2, 1.0), **chosen)
    width, height = map(float, re.findall(r"least size is ([\d.]+) x ([\d.]+)", str(refused.value))[0])
    assert 1.2 < width < 3.3
    assert_readable(compose(specs, size=(width, height), **chosen))


def test_a_picture_too_small_is_refused_with_the_least_size() -> None:
    with pytest.raises(ValueError, match=r"1 x 1 inches are too small for .*; the least size is 1\.4 x 1\.4"):
        compose("gelu", size=(1, 1))
    assert share(compose("gelu", size=(1.4, 1.4))) >= 0.55


@pytest.mark.parametrize("size", [(6.4, 4.0), (3.3, 2.4)], ids=str)
def test_titles_notes_and_ticks_do_not_move_the_axes(size: tuple[float, float]) -> None:
    looks: list[dict[str, object]] = [{}, {"title": "A title"}, {"notes": False}, {"derivative": True}]
    boxes = {
        tuple(compose(spec, size=size, **look).axes[0].get_position().bounds)
        for spec in ("relu", "gelu", "sigmoid", "sin", "selu")
        for look in looks
    }
    assert len(boxes) == 1


@pytest.mark.parametrize(
    ("spec", "log", "said"), [("tanh", True, True), ("tanh", False, False), ("softplus", True, False)]
)
def test_only_a_logarithmic_picture_with_negative_values_says_that_they_are_dotted(
    spec: str, log: bool, said: bool
) -> None:
    written = [text for text, _ in texts(compose(spec, log=log))]
    assert ("dotted where negative" in written) == said


def test_two_panels_end_where_one_does_and_stand_apart_by_a_little_more_than_a_line_of_text() -> None:
    figure = compose("tanh", derivative=True, xlim=(-8, -2))
    upper, lower = (axes.get_position() for axes in figure.axes)
    height = figure.get_size_inches()[1] * 72
    assert 4 < (upper.y0 - lower.y1) * height < 26
    assert upper.height == pytest.approx(lower.height)
    assert lower.y0 * height > 12  # the numbers below it


@pytest.mark.parametrize(
    ("specs", "fused"),
    [("gelu gelu_tanh", False), ("gelu gelu_tanh relu tanh", False), ("gelu gelu_tanh quick_gelu", True)],
)
def test_three_curves_that_fuse_get_a_panel_of_differences(specs: str, fused: bool) -> None:
    assert len(compose(specs).axes) == 1 + fused


def test_names_wider_than_the_margin_do_not_leave_the_picture() -> None:
    assert_readable(compose("x*sigmoid(1.7023456*x)+0.0123456*sin(3*x)+0.0001234*x^2 tanh(x)*sigmoid(0.123456*x)+1"))
