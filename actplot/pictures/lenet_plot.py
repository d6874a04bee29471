"""The plot of how LeNet-5 learns with each function: loss and accuracy over the epochs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from actplot.analysis.numbers import printable
from actplot.networks.images.loading import Images
from actplot.networks.lenet_training import Trained
from actplot.pictures.look import Look
from actplot.pictures.network_look import save, styled_for
from actplot.pictures.points import new_figure, size_in_points
from actplot.pictures.schematics.parts import fitting
from actplot.pictures.strokes import Stroke, strokes
from actplot.pictures.ticks import STEPS

SIZE = 7.6, 3.9  # in inches, unless it is given
LEAST_WIDE, LEAST_TALL = 10.0, 6.0  # of the axes, in heights of the text
BOLD, LETTER = 0.66, 0.55  # width of a letter of the title and of the key, in heights of the text
LEFT, RIGHT, BELOW, BETWEEN = 4.8, 11.0, 3.8, 2.0  # room around the axes, in heights of the text


def draw(trials: Sequence[Trained], images: Images, data: str, file_format: str, look: Look) -> bytes:
    """Return loss and accuracy of held-out and training images over the epochs, side by side or in a column.

    Raises:
        ValueError: the picture is too small for its text.

    """
    functions = [trial.function for trial in trials]
    lines = strokes(functions, look.colours, headed=False)
    title, key = _heading(images, data)
    with styled_for(look, file_format):
        figure = new_figure(look, SIZE)
        loss, accuracy = _panels(figure, [title, key], look)
        for stroke, trial in zip(lines, trials, strict=True):
            _curves(loss, stroke, [e.val_loss for e in trial.epochs], [e.loss for e in trial.epochs], look)
            right = [e.val_accuracy for e in trial.epochs], [e.accuracy for e in trial.epochs]
            _curves(accuracy, stroke, *right, look)
        _chance(loss, math.log(images.classes), look)
        _chance(accuracy, 1 / images.classes, look)
        loss.set_ylim(0, 1.04 * loss.get_ylim()[1])
        loss.set_title("loss (cross-entropy)", loc="left", size=look.text)
        accuracy.set_ylim(0, 1)
        accuracy.yaxis.set_major_formatter(PercentFormatter(1))
        accuracy.set_title("accuracy", loc="left", size=look.text)
        _names(
            accuracy,
            [(trial.epochs[-1].val_accuracy, stroke) for trial, stroke in zip(trials, lines, strict=True)],
            look,
        )
        ends = [(stroke.name, trial.epochs[-1]) for stroke, trial in zip(lines, trials, strict=True)]
        sentences = [
            f"{name}: {end.val_accuracy:.1%} of held-out images right, {end.dead} dead." for name, end in ends
        ]
        return save(figure, functions, title, sentences, file_format, look)


def require_room(images: Images, data: str, file_format: str, look: Look) -> None:
    """Refuse a picture that will be too small, before the training.

    Raises:
        ValueError: it will be.

    """
    with styled_for(look, file_format):
        _panels(new_figure(look, SIZE), _heading(images, data), look)


def _heading(images: Images, data: str) -> tuple[str, str]:
    """Return the title and the key below it."""
    title = f"LeNet-5 on {data.rstrip('/').rpartition('/')[2]}: {len(images.training):,} images to learn from"
    key = (
        f"Thick: {len(images.held_out):,} held-out images; thin: training images, during each epoch; grey: guessing."
    )
    return title, key


def _panels(figure: Figure, heading: Sequence[str], look: Look) -> list[Axes]:
    """Write title and key, and return the two axes below, side by side if they are wider than high.

    Raises:
        ValueError: there is no room for them.

    """
    text, (width, height) = look.text, size_in_points(figure)
    title, key = heading
    top = height - 0.8 * text
    styles = [(title if look.title is None else look.title, 1.28, BOLD, "bold", look.colours.ink)]
    styles += [(key, 0.94, LETTER, "normal", look.colours.soft)]
    for words, size, letter, weight, colour in styles:
        for line in wrap(printable(words), max(1, int((width - 2 * text) / (letter * size * text)))):
            place = 1.2 * text / width, top / height
            figure.text(*place, line, size=size * text, va="top", weight=weight, color=colour, parse_math=False)
            top -= 1.45 * size * text
    top -= 2.0 * text
    left, right, below, between = (part * text for part in (LEFT, RIGHT, BELOW, BETWEEN))
    beside = (width - 2 * left - right) / 2, top - below
    stacked = width - left - right, (top - 2 * below - between) / 2
    in_row = min(beside[0] / LEAST_WIDE, beside[1] / LEAST_TALL) >= min(
        stacked[0] / LEAST_WIDE, stacked[1] / LEAST_TALL
    )
    wide, tall = beside if in_row else stacked
    if wide < LEAST_WIDE * text or tall < LEAST_TALL * text:
        least = 2 * left + right + 2 * LEAST_WIDE * text, height - top + below + LEAST_TALL * text
        raise ValueError(
            f"{width / 72:g} x {height / 72:g} inches are too small for text of {text:.3g} points; the picture needs "
            f"about {least[0] / 72:.1f} x {least[1] / 72:.1f}, or a smaller --text-size"
        )
    corners = (
        [(left, below), (2 * left + wide, below)] if in_row else [(left, 2 * below + between + tall), (left, below)]
    )
    found = [figure.add_axes((x / width, y / height, wide / width, tall / height)) for x, y in corners]
    for axes in found:
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True, steps=STEPS))
    return found


def _curves(axes: Axes, stroke: Stroke, held_out: Sequence[float], training: Sequence[float], look: Look) -> None:
    """Draw a thick line with dots for the held-out images, and a thin one, or a small dot, for the others."""
    epochs = np.arange(1, len(held_out) + 1)
    alone = len(epochs) == 1
    dashes = stroke.dashes or (None, None)
    marker = "o" if len(epochs) <= 30 else ""
    size = 4.2 * look.scale
    axes.plot(
        epochs,
        held_out,
        marker,
        color=stroke.colour,
        markersize=size,
        dashes=dashes,
        linewidth=2 * look.scale,
        zorder=4,
    )
    axes.plot(
        epochs,
        training,
        "o" if alone else "",
        color=stroke.colour,
        markersize=0.5 * size,
        dashes=dashes,
        linewidth=0.9 * look.scale,
        zorder=5 if alone else 3,
    )
    first, last = (0 if alone else 1), len(epochs)  # an axis over a single epoch begins before it
    axes.set_xlim(first - 0.04 * (last - first), last + 0.04 * (last - first))


def _chance(axes: Axes, level: float, look: Look) -> None:
    """Draw the value that guessing gets."""
    axes.axhline(level, color=look.colours.axis, linewidth=0.9 * look.scale, zorder=1)


def _names(axes: Axes, ends: Sequence[tuple[float, Stroke]], look: Look) -> None:
    """Name every curve beside its end, apart from the other names."""
    box, text = axes.get_window_extent(), look.text
    tall, wide = (size * 72 / axes.figure.dpi for size in (box.height, box.width))
    order = sorted(range(len(ends)), key=lambda i: ends[i][0])
    distance = min(1.45 * text, tall / len(ends))
    y, places = -math.inf, {}
    for i in order:  # from below, each as high as its end, or above the name below it
        y = places[i] = max(ends[i][0] * tall, y + distance, distance / 2)
    y = math.inf
    for i in reversed(order):
        y = places[i] = min(places[i], y - distance, tall - distance / 2)
    for i, (end, stroke) in enumerate(ends):
        name, beside = f"{stroke.name} {end:.1%}", 1 + 1.2 * text / wide
        axes.plot(
            [1.0, beside - 0.2 * text / wide], [end, places[i] / tall], transform=axes.transAxes, color=stroke.colour
        )
        axes.lines[-1].set(clip_on=False, linewidth=0.08 * text)
        size = fitting(name, (RIGHT - 1.4) * text / 72, text)
        axes.text(
            beside, places[i] / tall, name, transform=axes.transAxes, size=size, color=stroke.colour, va="center"
        )
