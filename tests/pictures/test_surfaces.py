"""Surfaces of gated functions: titled, readable, and refused where they would overlap."""

import pytest

from actplot.activation import Gated
from actplot.pictures import figures
from actplot.pictures.look import Look
from actplot.pictures.style import styled
from tests.pictures.readability import GATES, assert_readable, compose


def test_surfaces_that_would_overlap_are_refused_with_the_width_they_need() -> None:
    with pytest.raises(ValueError, match=r"3 panels of glu need [\d.]+ x [\d.]+ inches or more"):
        compose("glu", derivative=True, size=(3.3, 2.2))


@pytest.mark.parametrize("derivative", [False, True])
@pytest.mark.parametrize("function", GATES, ids=lambda function: function.name)
def test_a_gate_is_a_surface_with_both_partial_derivatives(function: Gated, derivative: bool) -> None:
    look = Look(derivative=derivative)
    with styled(look):
        figure = figures.compose([function], look)
        picture = figures.save(figure, [function], look, "svg")
        assert_readable(figure)
    assert len(picture) < 250_000
    titles = [axes.get_title(loc="left") for axes in figure.axes if axes.get_title(loc="left")]
    beside = ["\u2202f / \u2202a", "\u2202f / \u2202b"] if derivative else ["f(a, b) along b"]
    assert titles == ["f(a, b)", *beside]
