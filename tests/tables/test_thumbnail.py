"""The small pictures show f and f' to scale and have a label."""

import re
from itertools import pairwise

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation, activation
from actplot.tables.thumbnail import HEIGHT, MARGIN, WIDTH, thumbnail

ELEMENTWISE = [function for function in catalogue.everything().values() if type(function) is Activation]
SOLID, DASHED = "f", "d"


def pieces(picture: str, colour: str) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Return the points of a curve in the SVG, piece by piece."""
    (path,) = re.findall(rf'<path class="{colour}"[^>]*? d="([^"]*)"/>', picture)
    return [
        np.array([point.split(",") for point in piece.split()], dtype=float) for piece in path.split("M") if piece
    ]


def axis(picture: str) -> float:
    """Return the height of the x axis."""
    (height,) = re.findall(rf"M0,([-\d.]+)H{WIDTH}", picture)
    return float(height)


def window(picture: str) -> float:
    """Return the largest x, from the label."""
    (low, high) = re.findall(r"x from (\S+) to ([^\s\"]+)\"", picture)[0]
    assert float(low) == -float(high)
    return float(high)


@pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda function: function.name)
def test_f_and_its_derivative_are_to_scale_in_the_window_of_the_label(function: Activation) -> None:
    picture = thumbnail(function)
    reach, zero = window(picture), axis(picture)
    assert reach >= 3.75
    assert all(abs(kink) < reach for kink in function.kinks)
    found = {colour: pieces(picture, colour) for colour in (SOLID, DASHED)}
    highest = min(points[:, 1].min() for curve in found.values() for points in curve)
    lowest = max(points[:, 1].max() for curve in found.values() for points in curve)
    units = []
    for colour, i in ((SOLID, 0), (DASHED, 1)):
        for points in found[colour]:
            assert (points[:, 0] >= 0).all()
            assert (points[:, 0] <= WIDTH).all()
            # What is far from the axis, and not cut by an edge, says how many pixels one unit is.
            inside = (points[:, 1] >= MARGIN) & (points[:, 1] <= HEIGHT - MARGIN) & (abs(points[:, 1] - zero) > 10)
            inner = points[1:-1][inside[1:-1]]
            x = (inner[:, 0] / WIDTH * 2 - 1) * reach
            before, y, after = (function.pair(x + step)[i] for step in (-1e-3 * reach, 0, 1e-3 * reach))
            flat = abs(after - before) < 0.02 * abs(y)  # here the rounding of x to a tenth of a pixel does no harm
            units += ((zero - inner[flat, 1]) / y[flat]).tolist()
    assert units
    assert max(units) <= 1.05 * min(units)
    assert highest <= MARGIN
    assert max(lowest, zero) >= HEIGHT - MARGIN


def test_a_line_goes_from_corner_to_corner() -> None:
    picture = thumbnail(catalogue.get("identity"))
    assert window(picture) == 3.75
    (line,) = pieces(picture, SOLID)
    assert line[[0, -1]].tolist() == [[0, 58], [120, 2]]
    (slope,) = pieces(picture, DASHED)
    assert set(slope[:, 1]) == {22.5}  # 1 of -3.75 to 3.75
    assert axis(picture) == 30


def test_curves_are_cut_at_kinks() -> None:
    picture = thumbnail(catalogue.get("relu6"))
    assert window(picture) == 9
    for colour in (SOLID, DASHED):
        curve = pieces(picture, colour)
        assert [points[0, 0] for points in curve] == [0, 60, 100]
        assert all(a[-1, 0] == b[0, 0] for a, b in pairwise(curve))
    assert [points[0, 1] for points in pieces(picture, DASHED)] == [58, pytest.approx(58 - 56 / 6, abs=0.05), 58]


@activation("x", title='A & "B" <C>', tex="x")
def quoted_of_tests(x: float) -> tuple[float, float]:
    """Return x."""
    return x, 1.0 + 0 * x


def test_the_label_names_the_function_in_any_characters() -> None:
    from xml.etree import ElementTree

    for function in (*ELEMENTWISE, quoted_of_tests):
        label = ElementTree.fromstring(thumbnail(function)).get("aria-label")
        assert label is not None
        assert label.startswith(f"{function.title}: f solid, f' dashed, x from -")


@pytest.mark.parametrize("name", ["softmax", "glu"])
def test_vector_and_gated_functions_have_no_picture(name: str) -> None:
    assert thumbnail(catalogue.get(name)) == ""
