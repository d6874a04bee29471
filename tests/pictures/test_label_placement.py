"""Labels and legends lie in free space, near what they belong to; names that have no place are in a key."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure

from actplot import catalogue
from actplot.pictures import figures
from actplot.pictures.free_space import AXES, Occupancy, beside, spread
from actplot.pictures.look import Look
from actplot.pictures.points import in_points
from actplot.pictures.style import styled


def compose(specs: str, look: Look) -> Figure:
    with styled(look):
        return figures.compose([function for spec in specs.split() for function in catalogue.parse(spec)], look)


LINE = np.array([0.0, 200.0])


def scene(*heights: float) -> Occupancy:
    occupied = Occupancy(200, 100)
    for i, y in enumerate(heights):
        occupied.line(LINE, np.array([y, y]), f"curve-{i}")
    return occupied


def test_a_label_touches_no_line_and_no_axis() -> None:
    occupied = scene(50.0)
    occupied.line(LINE, np.array([64.0, 64.0]), AXES)
    place = beside(occupied, (60, 10), np.array([[100.0, 50.0]]), layers=["curve-0"], near=(3, 6, 10))
    assert place is not None
    left, bottom, right, top = place.box
    assert place.leader is None
    assert (right - left, top - bottom) == (60, 10)
    assert top < 48
    for y in (30.0, 40.0, 60.0, 70.0):
        occupied.line(LINE, np.array([y, y]), AXES)
    assert beside(occupied, (60, 10), np.array([[100.0, 50.0]]), layers=["curve-0"], near=(3, 6, 10)) is None


def test_a_label_is_nearer_to_its_own_line_than_to_any_other() -> None:
    occupied = scene(50.0, 74.0, 38.0)
    place = beside(occupied, (20, 10), np.array([[100.0, 50.0]]), layers=["curve-0"], near=(2, 4))
    assert place is not None
    bottom, top = place.box[1], place.box[3]
    assert bottom > 50
    assert bottom - 50 < 72 - top
    assert beside(scene(50.0, 62.0, 38.0), (20, 10), np.array([[100.0, 50.0]]), layers=["curve-0"], near=(4,)) is None


def test_a_label_far_from_its_mark_is_tied_to_it() -> None:
    occupied = scene(50.0)
    occupied.box((60, 30, 140, 75), "dots")
    place = beside(occupied, (40, 10), np.array([[100.0, 50.0]]), layers=["curve-0"], near=(4,), far=(40,))
    assert place is not None
    assert place.leader is not None
    x, y, end_x, end_y = place.leader
    assert np.hypot(x - 100, y - 50) < 4
    left, bottom, right, top = place.box
    assert left - 1.1 <= end_x <= right + 1.1
    assert bottom - 1.1 <= end_y <= top + 1.1


def test_a_leader_crosses_no_other_curve_and_no_axis() -> None:
    mark = np.array([[100.0, 30.0]])
    for height in (50.0, 98.0):  # the label has room above this line, or only there
        for layer in (AXES, "curve-1"):
            occupied = scene(30.0)
            occupied.box((60, 2, 140, 48), "dots")
            occupied.line(LINE, np.array([height, height]), layer)
            place = beside(occupied, (40, 10), mark, layers=["curve-0"], near=(4,), far=(26, 40))
            assert (place is None) == (height == 50.0)


def test_a_name_is_placed_where_its_curve_is_alone() -> None:
    occupied = Occupancy(200, 100)
    for layer in ("f", "g"):
        occupied.line(np.array([0.0, 100.0]), np.array([50.0, 50.0]), layer)
    occupied.line(np.array([100.0, 200.0]), np.array([50.0, 50.0]), "f")
    anchors = np.array([[50.0, 50.0], [150.0, 50.0]])
    place = beside(occupied, (20, 10), anchors, layers=["f"], near=(3,), clear=4)
    assert place is not None
    assert place.box[0] > 100
    assert beside(occupied, (20, 10), anchors[:1], layers=["f"], near=(3,), clear=4) is None


@pytest.mark.parametrize("wanted", [[], [5.0], [50.0, 50.0, 50.0], [0.0, 1.0, 99.0, 100.0], [90.0, 10.0, 12.0, 95.0]])
def test_names_at_the_ends_are_spread_in_the_order_of_their_curves(wanted: list[float]) -> None:
    placed = spread(wanted, 10.0, 5.0, 95.0)
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    heights = [placed[i] for i in order]
    assert all(b - a >= 10 - 1e-9 for a, b in pairwise(heights))
    assert all(5 - 1e-9 <= y <= 95 + 1e-9 for y in placed)


def test_names_that_have_room_stay_at_their_ends() -> None:
    assert spread([80.0, 20.0], 10.0, 5.0, 95.0) == [80.0, 20.0]


SWEEP = "softplus:beta=0.5,1,2,5 relu elu:alpha=0.25,0.5"


@pytest.mark.parametrize("size", [(2.6, 3.0), (4.0, 3.0), (6.4, 4.0), (9.0, 5.0)], ids=str)
@pytest.mark.parametrize("theme", ["light", "print"])
def test_the_key_of_curves_that_can_not_be_named_is_above_the_axes(size: tuple[float, float], theme: str) -> None:
    look = Look(derivative=True, size=size, theme=theme)
    figure = compose(SWEEP, look)
    with styled(look):
        figure.draw_without_rendering()
        names = [in_points(text) for text in figure.texts if text.get_gid() == "key"]
        above = max(in_points(axes, axes.bbox).y1 for axes in figure.axes)
    assert len(names) == 7
    assert all(box.y0 >= above for box in names)
    assert not any(one.overlaps(other) for one, other in combinations(names, 2))
