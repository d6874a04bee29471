"""Labels and legends lie in free space, and a legend that fits nowhere inside goes outside."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from actplot import catalogue
from actplot.pictures import figures
from actplot.pictures.free_space import AXES, Occupancy, beside, corner
from actplot.pictures.look import Look
from actplot.pictures.points import in_points
from actplot.pictures.style import styled


def compose(specs: str, look: Look) -> Figure:
    with styled(look):
        return figures.compose([function for spec in specs.split() for function in catalogue.parse(spec)], look)


@pytest.mark.parametrize("width", [89.0, 95.0, 99.0, 101.0, 300.0])
def test_a_legend_wider_than_its_panel_less_the_margins_has_no_place_in_it(width: float) -> None:
    assert corner(Occupancy(100, 80), (width, 20)) is None
    assert corner(Occupancy(80, 100), (20, width + 2)) is None


def test_a_legend_takes_the_nearest_free_corner() -> None:
    occupied = Occupancy(100, 80)
    assert corner(occupied, (87, 20)) == (6, 56, 93, 76)
    assert corner(occupied, (40, 20)) == (6, 56, 46, 76)
    occupied.box((0, 60, 50, 80), "f")
    box = corner(occupied, (40, 20))
    assert box is not None
    assert box[0] >= 50
    assert box[3] == pytest.approx(76)
    occupied.box((0, 0, 100, 80), "f")
    assert corner(occupied, (40, 20)) is None


def test_a_label_touches_no_line_and_may_cover_the_axes() -> None:
    occupied = Occupancy(200, 100)
    occupied.line(np.array([0.0, 200.0]), np.array([50.0, 50.0]), "f")
    occupied.line(np.array([0.0, 200.0]), np.array([64.0, 64.0]), AXES)
    box = beside(occupied, (60, 10), np.array([[100.0, 50.0]]), layer="f")
    assert box is not None
    left, bottom, right, top = box
    assert (right - left, top - bottom) == (60, 10)
    assert bottom > 52 or top < 48
    for y in (30.0, 40.0, 60.0, 70.0):
        occupied.line(np.array([0.0, 200.0]), np.array([y, y]), "g")
    assert beside(occupied, (60, 10), np.array([[100.0, 50.0]]), layer="f") is None


def test_a_name_is_placed_where_its_curve_is_alone() -> None:
    occupied = Occupancy(200, 100)
    for layer in ("f", "g"):
        occupied.line(np.array([0.0, 100.0]), np.array([50.0, 50.0]), layer)
    occupied.line(np.array([100.0, 200.0]), np.array([50.0, 50.0]), "f")
    anchors = np.array([[50.0, 50.0], [150.0, 50.0]])
    box = beside(occupied, (20, 10), anchors, layer="f", alone=True)
    assert box is not None
    assert box[0] > 100
    assert beside(occupied, (20, 10), anchors[:1], layer="f", alone=True) is None


SWEEP = "softplus:beta=0.5,1,2,5 relu elu:alpha=0.25,0.5"


@pytest.mark.parametrize("size", [(1.6, 2.5), (2.0, 4.0), (2.6, 3.0), (6.4, 4.0)], ids=str)
@pytest.mark.parametrize("theme", ["light", "print"])
def test_a_legend_is_inside_its_panel_or_beyond_all_of_them(size: tuple[float, float], theme: str) -> None:
    figure = compose(SWEEP, Look(derivative=True, size=size, theme=theme))
    figure.draw_without_rendering()
    (legend,) = filter(None, (axes.get_legend() for axes in figure.axes))
    box = in_points(legend)
    panels = [in_points(axes, axes.bbox) for axes in figure.axes]
    inside = [p.x0 <= box.x0 and box.x1 <= p.x1 and p.y0 <= box.y0 and box.y1 <= p.y1 for p in panels]
    above, beyond = box.y0 >= max(p.y1 for p in panels), box.x0 >= max(p.x1 for p in panels)
    assert any(inside) or above or beyond
    if box.width > panels[0].width:
        assert above
