"""Bars and heat maps of vector functions: numbers that do not overlap."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import actplot
from actplot.activation import Vector
from actplot.analysis.numbers import number
from actplot.pictures import figures, score_bars
from actplot.pictures.look import Look
from actplot.pictures.style import styled
from tests.pictures.readability import VECTORS, assert_readable


@pytest.mark.parametrize("scores", [(2, 1, 0.1, -1), (5, 2, 1, -3, 0), (5, 4, 3, 2, 1, 0, -1, -2, -5, -6), range(20)])
def test_the_numbers_of_a_picture_do_not_overlap(scores: Sequence[float]) -> None:
    """Five scores with one far below the others are typical of a softmax over classes."""
    look = Look(derivative=True)
    with styled(look):
        softmax = actplot.get("softmax")
        assert isinstance(softmax, Vector)
        figure = score_bars.outputs_at(softmax, scores, look)
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
        for axes in figure.axes:
            boxes = [text.get_window_extent() for text in axes.texts]
            for one, other in combinations(boxes, 2):
                assert not one.overlaps(other)


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
    jacobian = function.derivative(scores)
    assert len(figure.axes) == 2 + bool(derivative and jacobian.any())  # one of zeros alone is left out
    if len(figure.axes) > 2:
        cells = [text.get_text() for text in figure.axes[2].texts]
        assert cells == [number(float(slope)) for slope in jacobian.ravel()]
