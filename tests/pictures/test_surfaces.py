"""Surfaces of gated functions: titled, readable, and refused where they would overlap."""

import numpy as np
import pytest

from actplot.activation import Gated
from actplot.pictures import figures
from actplot.pictures.look import Look
from actplot.pictures.style import styled
from tests.pictures.faults import share
from tests.pictures.readability import GATES, assert_readable, compose, plain


@pytest.mark.parametrize("size", [(6.4, 4.0), (3.3, 2.2), (2.0, 1.6), (1.5, 1.2)], ids=str)
def test_small_surfaces_shed_texts_until_the_axes_have_their_share(size: tuple[float, float]) -> None:
    figure = compose("glu", size=size)
    assert share(figure) >= 0.55
    assert_readable(figure)


def test_surfaces_that_would_overlap_are_refused_with_the_least_size() -> None:
    for size in ((6.4, 4.0), (3.3, 2.2), (2.0, 1.6)):
        figure = compose("glu", derivative=True, size=size)
        assert share(figure) >= 0.55
        assert_readable(figure)
    with pytest.raises(ValueError, match=r"1.5 x 1.2 inches are too small for .*; the least size is 1\.\d x 1\.\d"):
        compose("glu", derivative=True, size=(1.5, 1.2))


@pytest.mark.parametrize("derivative", [False, True])
@pytest.mark.parametrize("function", GATES, ids=lambda function: function.name)
def test_a_gate_is_a_surface_with_both_partial_derivatives(function: Gated, derivative: bool) -> None:
    look = Look(derivative=derivative)
    with styled(look):
        figure = figures.compose([function], look)
        picture = figures.save(figure, [function], look, "svg")
        assert_readable(figure)
    assert len(picture) < 200_000
    titles = [plain(axes.get_title(loc="left")) for axes in figure.axes if axes.get_title(loc="left")]
    beside = ["\u2202f / \u2202a", "\u2202f / \u2202b"] if derivative else ["f(a, b) along b"]
    assert titles == ["f(a, b)", *beside]


def test_the_numbers_on_contours_are_at_the_same_places_at_every_resolution() -> None:
    places = []
    for dpi in (72, 110, 200):
        look = Look(derivative=True, dpi=dpi)
        with styled(look, raster=True):
            figure = figures.compose([g for g in GATES if g.name == "glu"], look)
        assert figure.dpi == dpi
        places.append(
            [(text.get_text(), text.get_position()) for axes in figure.axes for text in axes.texts if text.get_text()]
        )
    assert len(places[0]) > 10
    for other in places[1:]:
        assert [words for words, _ in other] == [words for words, _ in places[0]]
        assert np.array([at for _, at in other]) == pytest.approx(np.array([at for _, at in places[0]]), abs=0.02)
