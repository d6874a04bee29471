"""Figures in a Python session: actplot.plot, and the picture that a notebook shows of a function."""

import io
import pickle

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

import actplot
from actplot.pictures.notebook import REPRESENTATION


def test_plot_returns_a_figure_that_a_notebook_shows_and_that_can_be_pickled() -> None:
    figure = actplot.plot("elu:alpha=0.5,1", "tanh", deriv=True, size=(5, 3), theme="dark")
    assert isinstance(figure, Figure)
    assert len(figure.axes) == 2
    data, shown = getattr(figure, REPRESENTATION)()
    with Image.open(io.BytesIO(data)) as image:
        assert image.width / shown["width"] == image.height / shown["height"] == 2
    assert isinstance(pickle.loads(pickle.dumps(figure)), Figure)


def test_a_function_shows_itself() -> None:
    data, _ = getattr(actplot.get("gelu"), REPRESENTATION)()
    assert data.startswith(b"\x89PNG")


def test_given_axes_get_f_and_its_derivative_in_one_colour_broken_where_they_jump() -> None:
    figure = Figure()
    axes = figure.subplots(1, 2)
    assert actplot.plot("relu", deriv=True, xlim=(-2, 2), title="mine", ax=axes[1]) is figure
    assert not axes[0].lines
    f, slope, *dots = axes[1].lines
    assert (f.get_label(), slope.get_label()) == ("ReLU", "ReLU\u2032")
    assert f.get_color() == slope.get_color()
    assert not np.isnan(f.get_ydata()).any()
    assert np.isnan(slope.get_ydata()).any()
    assert sorted(dot.get_ydata()[0] for dot in dots) == [0, 1]
    assert axes[1].get_xlim() == (-2, 2)
    assert axes[1].get_title() == "mine"


@pytest.mark.parametrize("formula", ["1/x", "log(x)", "tan(x)"])
def test_a_pole_leaves_given_axes(formula: str) -> None:
    axes = Figure().subplots()
    actplot.plot(formula, deriv=True, ax=axes)
    assert max(map(abs, axes.get_ylim())) < 8


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"theme": "blue"}, "unknown theme 'blue'"),
        ({"font": "comic"}, "unknown font 'comic'"),
        ({"layout": "pile"}, "unknown layout 'pile'"),
        ({"xlim": (3, 1)}, "LO must be less than HI"),
        ({"ylim": (50, 60)}, "shows nothing"),
    ],
)
def test_a_wrong_argument_is_a_value_error(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        actplot.plot("relu", **arguments)  # type: ignore[arg-type]


def test_no_function_and_a_vector_function_on_given_axes_are_errors() -> None:
    with pytest.raises(ValueError, match="no function to draw"):
        actplot.plot()
    with pytest.raises(ValueError, match="only elementwise"):
        actplot.plot("softmax", ax=Figure().subplots())
