"""A point that moves along f with its tangent, and draws f' behind it, frame by frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image  # matplotlib itself depends on it

from actplot.activation import Activation, Gated, Vector
from actplot.analysis.numbers import number
from actplot.pictures import encoders
from actplot.pictures.look import Look
from actplot.pictures.points import MARGIN, size_in_points

FRAMES = 80
MILLISECONDS = 50  # of each frame
LAST = 1500  # milliseconds of the last frame, which is complete
MEGAPIXELS = 4  # of a frame; all are in memory at once
REACH = 55.0  # points from the moving point to each end of its tangent

Compose = Callable[[Sequence[Activation], Look], Figure]


class Animation:
    """The frames of one function; they can be drawn in any order."""

    def __init__(self, functions: Sequence[Activation], look: Look, compose: Compose) -> None:
        """Draw what stands still; ``compose`` draws the function and its derivative on common axes.

        Raises:
            ValueError: several functions, one that is not elementwise, a transparent background, or too many pixels.

        """
        self._function = _only_elementwise(functions, look)
        self.background = look.colours.background
        self.milliseconds = [MILLISECONDS] * (FRAMES - 1) + [LAST]
        self._figure = compose(functions, replace(look, layout="overlay", notes=False, legend=False))
        _require_pixels(self._figure, look)
        self._axes = self._figure.axes[0]
        canvas: Any = self._figure.canvas
        self._canvas = canvas
        self._figure.set_dpi(look.dpi)
        self._add_moving_artists(look)
        self._canvas.draw()
        self._still = self._canvas.copy_from_bbox(self._figure.bbox)
        self._xs = np.linspace(*self._axes.get_xlim(), FRAMES)
        self._f, self._slopes = self._function.pair(self._xs)

    def __len__(self) -> int:
        """Return the number of frames."""
        return FRAMES

    def frame(self, index: int) -> Image.Image:
        """Draw one frame, in RGB."""
        x, y, slope = (float(values[index]) for values in (self._xs, self._f, self._slopes))
        self._place(x, y, slope)
        self._canvas.restore_region(self._still)
        for artist in self._moving:
            if isinstance(artist, Line2D):
                self._axes.draw_artist(artist)
            else:
                self._figure.draw_artist(artist)
        return Image.fromarray(np.asarray(self._canvas.buffer_rgba())[..., :3].copy())

    def _add_moving_artists(self, look: Look) -> None:
        axes, theme = self._axes, look.colours
        lines = axes.get_lines()
        # f' and its dots are complete now; in a frame they end at the moving point.
        trail = [line for line in lines if str(line.get_gid()).startswith("derivative-")]
        dots = [line for line in lines if line.get_gid() == "dots-derivative"]
        self._trail = [
            (line, np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)) for line in trail
        ]
        self._dots = [(line, np.asarray(line.get_xydata(), float)) for line in dots]
        (self._tangent,) = axes.plot([], [], color=theme.ink, linewidth=1.6, zorder=5)
        (self._point,) = axes.plot([], [], "o", color=theme.ink, markersize=7, zorder=6)
        at = axes.get_position().x1, MARGIN / size_in_points(self._figure)[1]
        self._words = self._figure.text(
            *at, "", ha="right", va="bottom", fontsize=9, color=theme.soft, parse_math=False
        )
        self._moving = [*trail, *dots, self._tangent, self._point, self._words]
        for artist in self._moving:
            artist.set_animated(True)

    def _place(self, x: float, y: float, slope: float) -> None:
        """Move everything to the frame of ``x``."""
        # The tangent has the same length on the figure, however steep it is.
        across, up = self._points_per_unit()
        run = REACH / np.hypot(across, slope * up)
        self._tangent.set_data([x - run, x + run], [y - run * slope, y + run * slope])
        self._point.set_data([x], [y])
        for line, xs, ys in self._trail:
            behind = ~(xs > x)  # NaN, where the line is broken, is kept
            line.set_data(xs[behind], ys[behind])
        for line, places in self._dots:
            line.set_data(*places[places[:, 0] <= x].T)
        self._words.set_text(f"x = {_fixed(x)}    f = {_fixed(y)}    f\u2032 = {_fixed(slope)}")

    def _points_per_unit(self) -> tuple[float, float]:
        """Return the lengths of one unit of x and of y in points."""
        width, height = size_in_points(self._figure)
        (low, high), (bottom, top) = self._axes.get_xlim(), self._axes.get_ylim()
        at = self._axes.get_position()
        return (at.x1 - at.x0) * width / (high - low), at.height * height / (top - bottom)


def _only_elementwise(functions: Sequence[Activation], look: Look) -> Activation:
    stills = encoders.listed(encoders.Still)
    if len(functions) != 1 or isinstance(functions[0], Vector | Gated) or look.layout == "grid":
        raise ValueError(f"an animation shows one elementwise function; name only one, or choose {stills}")
    if look.transparent:
        raise ValueError(f"an animation has no transparent background; choose {stills}")
    return functions[0]


def _require_pixels(figure: Figure, look: Look) -> None:
    width, height = figure.get_size_inches()
    if width * height * look.dpi**2 > MEGAPIXELS * 1e6:
        raise ValueError(
            f"{width:g} x {height:g} inches at {look.dpi:g} dpi are more than the "
            f"{MEGAPIXELS} megapixels of an animation"
        )


def _fixed(value: float) -> str:
    """Return a number of constant length, so that it can be read while it changes."""
    plain = 0.01 <= abs(value) < 1e4 or value == 0
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "\u2212") if plain else number(value)
