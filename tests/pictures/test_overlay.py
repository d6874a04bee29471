"""Functions on common axes: every name and number readable, in any window and at any size."""

import pytest

from actplot import catalogue
from actplot.activation import Activation
from actplot.pictures import figures
from actplot.pictures.look import Look
from actplot.pictures.strokes import name_of
from actplot.pictures.style import styled
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


def test_curves_of_very_different_height_get_separate_axes() -> None:
    assert len(compose("sigmoid", derivative=True).axes) == 1
    assert len(compose("relu", derivative=True, xlim=(-1e6, 1e6)).axes) == 2
