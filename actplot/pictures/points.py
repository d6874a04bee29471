"""Lengths in points of 1/72 inch: an empty figure, its margin, and the rectangle that an artist covers."""

from __future__ import annotations

from typing import Any

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Bbox, BboxBase

from actplot.pictures.look import Look

MARGIN = 9.0  # between the edge of the figure and everything in it
MEGAPIXELS = 80


class _Canvas(FigureCanvasAgg):
    """A canvas whose mathematics is parsed once for all pictures of a process."""

    def get_renderer(self) -> Any:
        """Return the renderer, with the parsers of all others."""
        renderer: Any = super().get_renderer()  # type: ignore[no-untyped-call]
        renderer.mathtext_parser = text_to_path.mathtext_parser
        renderer._text2path = text_to_path  # no public name; only the speed depends on it
        return renderer


def new_figure(look: Look, default: tuple[float, float]) -> Figure:
    """Return an empty figure of the chosen size, or of the default one in inches.

    Raises:
        ValueError: it would have more than ``MEGAPIXELS``.

    """
    size = look.size or default
    if size[0] * size[1] * look.dpi**2 > MEGAPIXELS * 1e6:
        raise ValueError(
            f"{size[0]:g} x {size[1]:g} inches at {look.dpi:g} dpi are more than {MEGAPIXELS} megapixels"
        )
    figure = Figure(figsize=size)
    _Canvas(figure)
    return figure


def size_in_points(figure: Figure) -> tuple[float, float]:
    """Return width and height of a figure."""
    width, height = figure.get_size_inches() * 72
    return float(width), float(height)


def inches(figure: Figure) -> tuple[float, float]:
    """Return width and height of a figure in inches."""
    width, height = figure.get_size_inches()
    return float(width), float(height)


def in_points(artist: Artist, box: BboxBase | None = None) -> Bbox:
    """Return the rectangle of an artist, measured from the lower left corner of its figure.

    With ``box``, a rectangle in pixels of the figure, convert that one instead.
    """
    figure = artist.get_figure(root=True)
    assert figure is not None
    return Bbox((box or artist.get_window_extent()).get_points() * (72 / figure.dpi))
