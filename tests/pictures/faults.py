"""Faults in the layout of pictures, found from bounding boxes.

``python -m tests.pictures.faults`` counts them over the whole catalogue.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from actplot.activation import Activation
from actplot.pictures import figures
from actplot.pictures.look import Look
from actplot.pictures.points import in_points, inches
from actplot.pictures.style import styled
from tests.pictures.readability import ELEMENTWISE, curve_points, texts

SIZES = ((6.4, 4.0), (3.3, 2.4), (9.0, 5.0))
BESIDE = 11.0  # points from a mark to its note without a leader
SHARE = 0.55  # of a picture's area that its axes have
NO_FAULTS = ("notes written",)
CURVES = ("f-", "derivative-", "second-")

Box = tuple[float, float, float, float]


def faults(figure: Figure) -> Iterator[tuple[str, str]]:
    """Find the faults of a picture of elementwise functions: the kind of each, and the text or place."""
    figure.draw_without_rendering()
    boxes = [(text, _box(text)) for axes in figure.axes for text in axes.texts if text.get_text()]
    width, height = (72 * side for side in inches(figure))
    for (one, box), (other, beside) in combinations(boxes, 2):
        if _overlap(box, beside) > 0.5:
            yield "texts overlap", f"{one.get_text()} and {other.get_text()}"
    for words, extent in texts(figure):
        left, bottom, right, top = in_points(figure, extent).extents
        if left < -0.5 or bottom < -0.5 or right > width + 0.5 or top > height + 0.5:
            yield "beyond the edge", words
    for text, _ in boxes:
        if text.get_bbox_patch():
            yield "in a box", text.get_text()
    for axes in figure.axes:
        yield from _in_axes(axes)
        yield from _on_the_axis(axes)
        yield from _hidden_dots(axes)


def _in_axes(axes: Axes) -> Iterator[tuple[str, str]]:
    scale = 72 / axes.figure.dpi
    lines = [line for line in axes.get_lines() if str(line.get_gid()).startswith(CURVES) or _dotted(axes, line)]
    points = [(line.get_color(), _seen(axes, curve_points(line) * scale)) for line in lines]
    marks: dict[str, np.ndarray] = {}
    for line in axes.get_lines():
        if line.get_marker() == "D":
            marks[str(line.get_color())] = np.concatenate(
                [marks.get(str(line.get_color()), np.empty((0, 2))), curve_points(line) * scale]
            )
    leaders = [
        (line.get_color(), curve_points(line) * scale) for line in axes.get_lines() if line.get_gid() == "leader"
    ]
    frame = axes.bbox.x0 * scale, axes.bbox.y0 * scale, axes.bbox.x1 * scale, axes.bbox.y1 * scale
    zero = axes.transData.transform((0.0, 0.0)) * scale
    labels = [text for text in axes.texts if text.get_gid()]  # the others are of the axes
    for text in labels:
        box, colour, name = _box(text), text.get_color(), text.get_text()
        own = min((_distance(box, at) for c, at in points if c == colour and len(at)), default=0.0)
        foreign = min((_distance(box, at) for c, at in points if c != colour and len(at)), default=np.inf)
        if foreign < own:
            yield "nearer a foreign curve", name
        if any(len(at) and _distance(box, at) == 0 for _, at in points):
            yield "on a curve", name
        inside = _overlap(box, frame) > 0
        if inside and max(frame[0] - box[0], frame[1] - box[1], box[2] - frame[2], box[3] - frame[3]) > 0.5:
            yield "across the edge of the axes", name
        if inside and (box[0] < zero[0] < box[2] or box[1] < zero[1] < box[3]):
            yield "across an axis", name
        if colour in marks and name.lstrip("$").startswith(("max", "min")):
            tied = any(_distance(box, at) < 3 and _between(at, marks[colour]) < 6 for c, at in leaders if c == colour)
            if _distance(box, marks[colour]) > BESIDE and not tied:
                yield "far from its mark", name
    for colour, at in leaders:
        if any(c != colour and len(there) and _between(at, there) < 0.5 for c, there in points):
            yield "leader across a curve", str(at[0].round())
        if ((at[:2].min(axis=0) < zero) & (zero < at[:2].max(axis=0))).any():  # the first two are its ends
            yield "leader across an axis", str(at[0].round())


def _on_the_axis(axes: Axes) -> Iterator[tuple[str, str]]:
    for line in axes.get_lines():
        if _dotted(axes, line) and not np.asarray(line.get_ydata(), float).any():
            yield "drawn on the axis", "y = 0"


def _dotted(axes: Axes, line: Line2D) -> bool:
    """Whether a line is an asymptote."""
    return (
        line.get_linestyle() not in ("-", "None")
        and line.get_gid() is None
        and line.get_transform() == axes.transData
    )


def _hidden_dots(axes: Axes) -> Iterator[tuple[str, str]]:
    dots: list[tuple[float, int, Line2D, np.ndarray]] = []
    for line in axes.get_lines():
        if line.get_marker() in ("o", "D"):
            for at in np.asarray(line.get_xydata(), float):
                dots.append((line.get_zorder(), len(dots), line, axes.transData.transform(at) * 72 / axes.figure.dpi))
    dots.sort(key=lambda dot: dot[:2])
    for (*_, below, at), (*_, above, there) in combinations(dots, 2):
        looks = [(line.get_color(), line.get_markerfacecolor(), line.get_marker()) for line in (below, above)]
        sizes = [line.get_markersize() + line.get_markeredgewidth() for line in (below, above)]
        if looks[0] != looks[1] and np.hypot(*(at - there)) + 0.5 * sizes[0] < 0.5 * sizes[1] + 0.6:
            yield "hidden dot", f"{below.get_gid()} at {at.round(1).tolist()}"


def _box(text: Text) -> Box:
    box = in_points(text)
    return box.x0, box.y0, box.x1, box.y1


def _overlap(one: Box, other: Box) -> float:
    return min(min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1]))


def _seen(axes: Axes, points: np.ndarray) -> np.ndarray:
    low, high = axes.bbox.get_points() * 72 / axes.figure.dpi
    with np.errstate(invalid="ignore"):
        return np.asarray(points[((points >= low - 0.5) & (points <= high + 0.5)).all(axis=1)])


def _distance(box: Box, points: np.ndarray) -> float:
    across = np.maximum(np.maximum(box[0] - points[:, 0], points[:, 0] - box[2]), 0)
    up = np.maximum(np.maximum(box[1] - points[:, 1], points[:, 1] - box[3]), 0)
    return float(np.nanmin(np.hypot(across, up)))


def _between(points: np.ndarray, others: np.ndarray) -> float:
    return float(np.min(np.hypot(*(points[:, None] - others[None]).T)))


def share(figure: Figure) -> float:
    """Return the part of a picture's area that its axes have."""
    boxes = [axes.get_position() for axes in figure.axes]
    return float(
        (max(b.x1 for b in boxes) - min(b.x0 for b in boxes)) * (max(b.y1 for b in boxes) - min(b.y0 for b in boxes))
    )


def count(functions: Sequence[Activation], size: tuple[float, float], *, tell: bool = False) -> Counter[str]:
    """Count the faults of one picture of each function with its derivative."""
    found: Counter[str] = Counter()
    frames = set()
    for function in functions:
        look = Look(derivative=True, size=size, layout="overlay")
        try:
            with styled(look):
                figure = figures.compose([function], look)
                kinds = list(faults(figure))
        except ValueError as error:
            kinds = [("refused", str(error))]
        else:
            frames.add(tuple(round(v, 4) for axes in figure.axes for v in axes.get_position().bounds))
            if share(figure) < SHARE:
                kinds.append(("axes below 55 %", ""))
            if any(axes.get_legend() for axes in figure.axes):
                kinds.append(("legend instead of names", ""))
            found["notes written"] += sum(len(axes.texts) for axes in figure.axes)
        found.update(kind for kind, _ in kinds)
        if tell:
            for kind, what in kinds:
                print(f"{size} {function.name}: {kind}: {what}", flush=True)
    found["further frames"] += len(frames) - 1
    return found


if __name__ == "__main__":
    for chosen in SIZES:
        result = count(ELEMENTWISE, chosen, tell="-v" in sys.argv)
        print(chosen, dict(sorted(result.items())), flush=True)
