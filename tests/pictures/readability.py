"""Helpers: which texts are on a figure, and whether they can be read; bounding boxes are compared, not pixels."""

import re
from itertools import combinations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from actplot import catalogue
from actplot.activation import Gated, Vector
from actplot.pictures import figures
from actplot.pictures.look import Look
from actplot.pictures.style import styled

EVERYTHING = list(catalogue.everything().values())
ELEMENTWISE = [f for f in EVERYTHING if not isinstance(f, Vector | Gated)]
VECTORS = [f for f in EVERYTHING if isinstance(f, Vector)]
GATES = [f for f in EVERYTHING if isinstance(f, Gated)]


def texts(figure: Figure) -> list[tuple[str, Bbox]]:
    """Return every text that is drawn, with its box; ticks outside the window are not."""
    figure.draw_without_rendering()
    hidden = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = axis.get_view_interval()
            room = 1e-9 * (high - low)
            for tick in axis.get_major_ticks():
                if not low - room <= tick.get_loc() <= high + room:
                    hidden |= {tick.label1, tick.label2}
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text() and text not in hidden]
    return [(plain(text.get_text()), text.get_window_extent()) for text in shown]


def plain(mathtext: str) -> str:
    """Return mathtext as it is read: letters, primes and roots instead of commands."""
    text = re.sub(r"\\,('+)", lambda match: "\u2032" * len(match[1]), mathtext)
    return re.sub(r"\\sqrt\{(\w+)\}", "\u221a\\1", text.replace("\\ln ", "ln ").replace("\\pi", "\u03c0")).replace(
        "$", ""
    )


def curve_points(line: Line2D) -> np.ndarray:
    """Return points along a line, one for each pixel or two, in pixels."""
    vertices = line.get_transform().transform(np.column_stack(line.get_data()))
    if line.get_linestyle() == "None":
        return np.asarray(vertices)
    x, y = vertices.T
    with np.errstate(invalid="ignore"):
        lengths = np.nan_to_num(np.hypot(np.diff(x), np.diff(y)), posinf=0.0)
    points = [
        np.stack([np.linspace(x[i], x[i + 1], n), np.linspace(y[i], y[i + 1], n)], axis=1)
        for i, n in enumerate(np.minimum(lengths, 5000).astype(int) + 2)
        if np.isfinite([x[i], x[i + 1], y[i], y[i + 1]]).all()
    ]
    return np.concatenate([vertices, *points])


def assert_readable(figure: Figure) -> None:
    """No text lies on another, on a curve or beyond the edge."""
    boxes = texts(figure)
    page = figure.bbox
    for name, box in boxes:
        assert box.x0 >= page.x0 - 0.5, name
        assert box.x1 <= page.x1 + 0.5, name
        assert box.y0 >= page.y0 - 0.5, name
        assert box.y1 <= page.y1 + 0.5, name
    for (name, box), (other, beside) in combinations(boxes, 2):
        overlap = min(box.x1, beside.x1) - max(box.x0, beside.x0), min(box.y1, beside.y1) - max(box.y0, beside.y0)
        assert min(overlap) <= 0.5, (name, other)
    for axes in figure.axes:
        labels = [(text.get_text(), text.get_window_extent()) for text in axes.texts]
        legend = axes.get_legend()
        if legend:
            labels.append(("legend", legend.get_window_extent()))
        for line in axes.get_lines():
            if line.get_transform() != axes.transData or line.get_gid() == "leader":  # the lines through 0
                continue
            points = curve_points(line)
            points = points[(points >= axes.bbox.p0).all(axis=1) & (points <= axes.bbox.p1).all(axis=1)]  # seen
            for name, box in labels:
                inside = (points > (box.x0, box.y0)).all(axis=1) & (points < (box.x1, box.y1)).all(axis=1)
                assert not inside.any(), (name, line.get_gid())


def compose(specs: str, **chosen: object) -> Figure:
    look = Look(**chosen)  # type: ignore[arg-type]
    functions = [function for spec in specs.split() for function in catalogue.parse(spec)]
    with styled(look):
        return figures.compose(functions, look)
