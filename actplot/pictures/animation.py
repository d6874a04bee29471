"""A point that runs along f, with its tangent; f' is drawn behind it."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image  # matplotlib itself depends on it

from actplot.activation import Activation, Gated, Vector
from actplot.analysis import numbers
from actplot.analysis.numbers import number
from actplot.analysis.words import description
from actplot.pictures.look import THEMES, Look
from actplot.pictures.panels import EDGE

FRAMES = 80
MILLISECONDS = 50  # for each frame
LAST = 1500  # the whole picture stands still before it begins again
COLOURS = 64
NEARLY = 9  # steps of 255
MEGAPIXELS = 4  # of a frame; all are in memory at once
REACH = 55.0  # points from the point to each end of its tangent

Compose = Callable[[Sequence[Activation], Look], Figure]


def animate(
    functions: Sequence[Activation], look: Look, compose: Compose, track: Callable[[Iterable[int]], Iterable[int]]
) -> bytes:
    """Return the bytes of a gif that runs for ever; ``track`` is told of each frame.

    Raises:
        ValueError: several functions, or one that is not of one number, or more pixels than a frame should have.

    """
    (function,) = functions if len(functions) == 1 else (None,)
    if function is None or isinstance(function, Vector | Gated) or look.layout == "grid":
        raise ValueError("an animation shows one function of one number; write png, svg or pdf, or name one function")
    if look.transparent:
        raise ValueError("an animation has no transparent background; write png, svg or pdf")
    theme = THEMES[look.theme]
    figure = compose(functions, replace(look, layout="overlay", notes=False, legend=False))
    if math.prod(figure.get_size_inches() * look.dpi) > MEGAPIXELS * 1e6:
        raise ValueError(
            "{:g} x {:g} inches at {:g} dpi are more than the {} megapixels of an animation".format(
                *figure.get_size_inches(), look.dpi, MEGAPIXELS
            )
        )
    axes = figure.axes[0]
    canvas: Any = figure.canvas
    figure.set_dpi(look.dpi)
    trail = [line for line in axes.get_lines() if str(line.get_gid()).startswith("derivative-")]
    dots = [line for line in axes.get_lines() if line.get_gid() == "dots-derivative"]
    (tangent,) = axes.plot([], [], color=theme.ink, linewidth=1.6, zorder=5)
    (point,) = axes.plot([], [], "o", color=theme.ink, markersize=7, zorder=6)
    left, right = axes.get_position().x0, axes.get_position().x1
    width, height = figure.get_size_inches() * 72
    words = figure.text(
        right, EDGE / height, "", ha="right", va="bottom", fontsize=9, color=theme.soft, parse_math=False
    )
    moving = [*trail, *dots, tangent, point, words]
    for artist in moving:
        artist.set_animated(True)
    canvas.draw()
    still = canvas.copy_from_bbox(figure.bbox)
    low, high = axes.get_xlim()
    bottom, top = axes.get_ylim()
    # The lengths of one unit in points, to keep the tangent as long however steep it is.
    unit = (right - left) * width / (high - low), axes.get_position().height * height / (top - bottom)
    paths = [(line, np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)) for line in trail]
    marks = [(line, np.asarray(line.get_xydata(), float)) for line in dots]
    frames: list[Image.Image] = []
    xs = np.linspace(low, high, FRAMES)
    f, slopes = function.pair(xs)
    # The last one is drawn first: only it has every colour, and frames of a palette are a quarter as large.
    for i in track(range(-1, FRAMES - 1)):
        x, y, slope = float(xs[i]), float(f[i]), float(slopes[i])
        run = REACH / np.hypot(unit[0], slope * unit[1])
        tangent.set_data([x - run, x + run], [y - run * slope, y + run * slope])
        point.set_data([x], [y])
        for line, at, values in paths:
            behind = ~(at > x)
            line.set_data(at[behind], values[behind])
        for line, places in marks:
            line.set_data(*places[places[:, 0] <= x].T)
        words.set_text(f"x = {_short(x)}    f = {_short(y)}    f\u2032 = {_short(slope)}")
        canvas.restore_region(still)
        for artist in moving:
            if isinstance(artist, Line2D):
                axes.draw_artist(artist)
            else:
                figure.draw_artist(artist)
        image = Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3].copy())
        palette = frames[0] if frames else _palette(image, theme.background)
        frames.append(image.quantize(palette=palette, dither=Image.Dither.NONE))
    return _gif([*frames[1:], frames[0]], f"{description(functions)} {look.command}")


def _palette(image: Image.Image, background: str) -> Image.Image:
    """Return an image with the palette of all frames: one for all keeps them from flickering."""
    palette = image.quantize(COLOURS, dither=Image.Dither.NONE)
    plain = list(bytes.fromhex(background[1:]))
    colours = palette.getpalette() or []
    for i in range(0, len(colours), 3):
        # Averaging has made several backgrounds that are nearly right.
        if max(abs(one - other) for one, other in zip(colours[i : i + 3], plain, strict=True)) < NEARLY:
            colours[i : i + 3] = plain
    palette.putpalette(colours)
    return palette


def _gif(frames: Sequence[Image.Image], comment: str) -> bytes:
    buffer = io.BytesIO()
    frames[0].save(
        buffer,
        format="GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[MILLISECONDS] * (len(frames) - 1) + [LAST],
        loop=0,
        optimize=False,
        comment=numbers.printable(comment).encode()[:255],
    )
    return buffer.getvalue()


def _short(value: float) -> str:
    """Return a number of constant length, so that it can be read while it changes."""
    plain = 0.01 <= abs(value) < 1e4 or value == 0
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "\u2212") if plain else number(value)
