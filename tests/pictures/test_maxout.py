"""Maxout of one input: its pieces, their equations and the slope of the largest."""

import numpy as np
import pytest

from tests.pictures.readability import compose, plain, texts


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("maxout", "pieces \u2212x, x"),
        ("maxout:k=3", "pieces \u2212x, 0.5, x"),
        ("maxout:k=4", "\u22120.333x + 0.444, 0.333x + 0.444, x"),
    ],
)
def test_a_picture_says_the_equations_of_the_pieces(spec: str, words: str) -> None:
    assert any(words in plain(text) for text, _ in texts(compose(spec)))


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_the_second_panel_has_the_slope_of_the_largest_piece(count: int) -> None:
    upper, lower = compose(f"maxout:k={count}", derivative=True).axes
    largest = max(upper.lines, key=lambda line: line.get_linewidth())
    x, y = np.asarray(largest.get_xydata()).T
    steps = [np.asarray(line.get_xydata()) for line in lower.lines if line.get_zorder() == 3]
    for (left, slope), (right, same) in steps:
        assert slope == same
        assert np.interp(right, x, y) - np.interp(left, x, y) == pytest.approx(slope * (right - left), abs=1e-6)
    assert (steps[0][0][0], steps[-1][-1][0]) == lower.get_xlim()
