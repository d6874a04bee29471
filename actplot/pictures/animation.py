"""Points that move along functions with their tangents, and draw f' and f'' behind them, frame by frame."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from PIL import Image  # matplotlib itself depends on it

from actplot.activation import Activation, Array, Gated, Vector
from actplot.analysis.numbers import number
from actplot.analysis.sampling import span
from actplot.pictures import encoders
from actplot.pictures.look import Look
from actplot.pictures.points import MARGIN, in_points, size_in_points

FRAMES = 80
MILLISECONDS = 50  # of each frame
FIRST, LAST = 900, 1500  # milliseconds of the first and the last frame, which are complete
MOST = 6  # functions that can be followed while they move
MEGAPIXELS = 4  # of a frame; all are in memory at once
REACH = 55.0  # points from the moving point to each end of its tangent
DIGIT = 0.66  # width of a digit, in heights of the text
LARGEST = 1e6
TRAILS = ("derivative-", "second-", "dots-derivative", "dots-second")  # how the names of lines begin
DECIMALS = range(8)  # with which a number is written out

Compose = Callable[[Sequence[Activation], Look], Figure]


@dataclass
class _Trail:
    """A line, or dots, of f' or f'' that end at the moving point."""

    line: Line2D
    x: Array
    y: Array


class _Moving:
    """One function on its axes, with the artists that move along it."""

    def __init__(self, function: Activation, axes: Axes, colour: str, xs: Array, look: Look) -> None:
        self.axes = axes
        self.f, self.slopes = function.pair(xs)
        scale = look.scale
        (self._tangent,) = axes.plot([], [], color=colour, linewidth=1.6 * scale, zorder=5)
        (self._point,) = axes.plot([], [], "o", color=colour, markersize=7 * scale, zorder=6)
        self.artists = [self._tangent, self._point]

    def place(self, x: float, index: int) -> None:
        """Move the point and the tangent, which has the same length on the figure, however steep it is."""
        y, slope = float(self.f[index]), float(self.slopes[index])
        across, up = _points_per_unit(self.axes)
        run = REACH / float(np.hypot(across, slope * up))
        self._tangent.set_data([x - run, x + run], [y - run * slope, y + run * slope])
        self._point.set_data([x], [y])


class Animation:
    """The frames of functions that move together; they can be drawn in any order."""

    def __init__(self, functions: Sequence[Activation], look: Look, compose: Compose) -> None:
        """Draw what stands still; ``compose`` draws the functions and their derivatives.

        Raises:
            ValueError: too many functions, one that is not elementwise, a transparent background, or too many pixels.

        """
        _require_elementwise(functions, look)
        self.background = look.colours.background
        self.milliseconds = [FIRST, *[MILLISECONDS] * (FRAMES - 1), LAST]
        layout = "panels" if len(functions) > 1 and len(look.attributes) > 1 else "overlay"
        self._figure = compose(functions, replace(look, layout=layout, notes=False))
        _require_pixels(self._figure, look)
        canvas: Any = self._figure.canvas
        self._canvas = canvas
        self._figure.set_dpi(look.dpi)
        top = self._figure.axes[0]
        self._xs = np.linspace(*top.get_xlim(), FRAMES)
        curves = [line for line in top.get_lines() if str(line.get_gid()).startswith("f-")]
        colours = [str(line.get_color()) for line in curves] if len(functions) > 1 else [look.colours.ink]
        self._moving = [
            _Moving(function, top, colour, self._xs, look)
            for function, colour in zip(functions, colours, strict=True)
        ]
        self._trails = self._find_trails()
        first = self._moving[0]
        self._words = [_even(values) for values in (self._xs, first.f, first.slopes)]
        self._numbers = self._add_numbers(look)
        self._animated: list[Artist] = [*(trail.line for trail in self._trails), *self._numbers]
        self._animated += [artist for moving in self._moving for artist in moving.artists]
        for artist in self._animated:
            artist.set_animated(True)
        self._canvas.draw()
        self._still = self._canvas.copy_from_bbox(self._figure.bbox)

    def __len__(self) -> int:
        """Return the number of frames; the first one is like the last."""
        return FRAMES + 1

    def frame(self, index: int) -> Image.Image:
        """Draw one frame, in RGB."""
        self._place(index - 1 if index else FRAMES - 1)
        self._canvas.restore_region(self._still)
        for artist in self._animated:
            axes = artist.axes
            if axes is None:
                self._figure.draw_artist(artist)
            else:
                axes.draw_artist(artist)
        return Image.fromarray(np.asarray(self._canvas.buffer_rgba())[..., :3].copy())

    def _find_trails(self) -> list[_Trail]:
        """Return the lines and dots of f' and f'', which are complete now."""
        found = []
        for axes in self._figure.axes:
            for line in axes.get_lines():
                name = str(line.get_gid())
                if name.startswith(TRAILS):
                    found.append(_Trail(line, *np.asarray(line.get_xydata(), float).T.copy()))
        return found

    def _add_numbers(self, look: Look) -> list[Text]:
        """Write the names of the numbers, and return the texts of the numbers, each at a right edge of its own."""
        names = ["x", "f", "f\u2032"] if len(self._moving) == 1 else ["x"]
        figure, box = self._figure, self._figure.axes[0].get_position()
        width, height = size_in_points(figure)
        edge, y = width - MARGIN, box.y1 + 0.5 * look.text / height
        style: dict[str, Any] = {"va": "bottom", "fontsize": look.text, "color": look.colours.soft}
        style |= {"parse_math": False}
        texts = []
        for name, numbers in reversed(list(zip(names, self._words, strict=False))):
            texts.append(figure.text(edge / width, y, "", ha="right", **style))
            edge -= (max(map(len, numbers)) + 1) * DIGIT * look.text
            figure.text(edge / width, y, f"{name} =", ha="right", **style)
            edge -= 5 * DIGIT * look.text
        for part in figure.get_children():
            if part.get_gid() == "formula" and in_points(part).x1 > edge:
                part.set_visible(False)
        return texts[::-1]

    def _place(self, index: int) -> None:
        """Move everything to one x."""
        x = float(self._xs[index])
        for moving in self._moving:
            moving.place(x, index)
        for trail in self._trails:
            behind = ~(trail.x > x)  # NaN, where the line is broken, is kept
            trail.line.set_data(trail.x[behind], trail.y[behind])
        for text, numbers in zip(self._numbers, self._words, strict=False):
            text.set_text(numbers[index])


def _points_per_unit(axes: Axes) -> tuple[float, float]:
    """Return the lengths of one unit of x and of y in points."""
    box = in_points(axes, axes.bbox)
    (low, high), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    return float(box.width / (high - low)), float(box.height / (top - bottom))


def _require_elementwise(functions: Sequence[Activation], look: Look) -> None:
    stills = encoders.listed(encoders.Still)
    if any(isinstance(function, Vector | Gated) for function in functions) or look.layout == "grid":
        raise ValueError(f"an animation shows elementwise functions on common axes; for others choose {stills}")
    if not look.value:
        raise ValueError("an animation shows a point that moves along f; add f to --curves")
    if len(functions) > MOST:
        raise ValueError(f"{len(functions)} functions can't be followed while they move (at most {MOST})")
    if look.transparent:
        raise ValueError(f"an animation has no transparent background; choose {stills}")


def _require_pixels(figure: Figure, look: Look) -> None:
    width, height = figure.get_size_inches()
    if width * height * look.dpi**2 > MEGAPIXELS * 1e6:
        raise ValueError(
            f"{width:g} x {height:g} inches at {look.dpi:g} dpi are more than the "
            f"{MEGAPIXELS} megapixels of an animation"
        )


def _even(values: Array) -> list[str]:
    """Return numbers that can be read while they run, with as many decimals as the largest needs for three digits."""
    bottom, top = span(values)
    largest = max(abs(bottom), abs(top))
    decimals = 2 - math.floor(math.log10(largest)) if largest > 0 else 2
    if max(decimals, 0) not in DECIMALS or largest >= LARGEST:
        return [number(value) for value in values.tolist()]
    places = max(decimals, 0)
    return [f"{round(value, places) + 0.0:.{places}f}".replace("-", "\u2212") for value in values.tolist()]
