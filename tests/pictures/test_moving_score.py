"""Vector functions while one score moves: readable, and broken at jumps."""

import numpy as np
import pytest

from actplot.activation import Vector
from actplot.pictures import figures
from actplot.pictures.look import Look
from actplot.pictures.style import styled
from tests.pictures.readability import VECTORS, assert_readable


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
