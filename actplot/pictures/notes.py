"""Notes on a curve: asymptotes with their equations, extrema, and where the slope is largest."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from actplot.activation import Array
from actplot.analysis import numbers, words
from actplot.analysis.curves import Curve
from actplot.pictures.lines import DENSE
from actplot.pictures.look import Look
from actplot.pictures.mathematics import italic, value
from actplot.pictures.panels import Dot, Label, Panel
from actplot.pictures.strokes import Stroke

MOST_EXTREMA = 2  # as low or high as each other; more are those of an oscillation


def draw_asymptotes(panel: Panel, curve: Curve, stroke: Stroke, look: Look) -> None:
    """Draw the asymptotes of f as thin dotted lines with their equations, unless f or the other side shows them."""
    (low, high), (bottom, top) = panel.axes.get_xlim(), panel.axes.get_ylim()
    drawn: set[tuple[float, float]] = set()
    for side, asymptote in zip((-1, 1), curve.facts.asymptotes, strict=True):
        if asymptote is None or asymptote in drawn:
            continue
        slope, intercept = asymptote
        outer = curve.pieces[0 if side < 0 else -1]
        rest = np.abs(outer.f - (slope * outer.x + intercept))
        # Not where f is its own asymptote, nor where this window does not show the approach.
        if rest.max() <= 1e-9 * max(abs(bottom), abs(top)) or rest[0 if side < 0 else -1] > 0.12 * (top - bottom):
            continue
        drawn.add(asymptote)
        if asymptote == (0.0, 0.0):  # the axis is there already
            continue
        edge, far = (low, high) if side < 0 else (high, low)
        x = np.array([edge, min(max(0.0, low), high)] if slope else [low, high])
        y = slope * x + intercept
        panel.axes.plot(
            x, y, color=stroke.colour, linewidth=1.1 * look.scale, linestyle=(0, (1, 2.2)), alpha=0.85, zorder=2
        )
        layer = f"asymptote-{side}"
        panel.lines.append((layer, x, y))
        along = np.linspace(edge, edge + 0.5 * (far - edge), 25)[1:]
        anchors = np.stack([along, slope * along + intercept], axis=1)
        words = italic(numbers.equation(slope, intercept, value))
        panel.notes.append(Label(words, stroke.colour, anchors, layer))


def draw_steepest(panel: Panel, curve: Curve, stroke: Stroke, look: Look) -> None:
    """Mark where the slope is largest, and note its size; on the curve of f' if that is drawn, else on that of f."""
    text, xs, attained = words.steepest(curve.function, curve.facts, value)
    low, high = panel.axes.get_xlim()
    if not text:
        return
    if attained:
        xs = _repeated(curve, xs, low, high)
    shown = [x for x in xs if low <= x <= high]
    if curve.function.period and high - low > DENSE * curve.function.period:
        shown = shown[:1]
    if attained and not shown:
        return
    layer = panel.lines[-1][0]
    if attained:
        y = curve.function.pair(np.array(shown))[1 if look.derivative else 0]
        panel.dots += [Dot(x, at, stroke.colour, "diamond") for x, at in zip(shown, y.tolist(), strict=True)]
        anchors = np.stack([shown, y], axis=1)
        if curve.function.period:  # the note names the one that is nearest to 0
            anchors = anchors[[min(range(len(shown)), key=lambda i: (abs(shown[i]), shown[i]))]]
        wordings = [italic(words) for words in _wordings(text, xs, shown, curve)]
        panel.notes.append(Label(wordings[0], stroke.colour, anchors, layer, mark=True, shorter=tuple(wordings[1:])))
    else:
        if math.isinf(curve.facts.max_gradient) and shown:
            anchors = _beside_pole(curve, min(shown, key=lambda x: (abs(x), -x)), derivative=look.derivative)
        else:
            anchors = _along_stretch(curve, xs, shown, tended="\u2192" in text, derivative=look.derivative)
        shorter = [text.partition(end)[0] for end in (" and at ", " for ") if end in text]
        panel.notes.append(
            Label(italic(text), stroke.colour, anchors, layer, shorter=tuple(italic(words) for words in shorter))
        )


def _wordings(text: str, xs: Sequence[float], shown: Sequence[float], curve: Curve) -> tuple[str, ...]:
    """Return the note and shorter ones, with a place that the window shows where it does not show those named."""
    head, _, places = text.partition(" at x = ")
    if len(shown) < len(xs) or not set(curve.facts.max_gradient_at) <= set(xs):
        nearest = min(shown, key=lambda x: (abs(x), x))
        places = value(nearest) + (", \u2026" if curve.function.period and len(xs) > 1 else "")
    name, _, size = head.partition(" ")[2].partition(" = ")
    if name.startswith("|") or "," in places:
        return f"{head} at x = {places}", head
    return f"{head} at x = {places}", f"{name}({places}) = {size}", head


def draw_extrema(panel: Panel, curve: Curve, stroke: Stroke) -> None:
    """Mark and note the minimum and the maximum that f attains at smooth points, unless it oscillates."""
    if curve.function.period:
        return
    found, (low, high) = curve.facts.range, panel.axes.get_xlim()
    for end, attained in ((found.inf, found.inf_attained), (found.sup, found.sup_attained)):
        if not attained:
            continue
        at = [x for x in curve.facts.extrema if low < x < high and math.isclose(curve.function(x), end, rel_tol=1e-9)]
        at = [x for x in at if x not in curve.function.kinks]
        if not at or len(at) > MOST_EXTREMA or curve.function(at[0]) == 0.0:
            continue
        layer = f"f-{curve.function.spec}"
        panel.dots += [Dot(x, end, stroke.colour, "extremum") for x in at]
        text = f"f({value(at[0])}) = {value(end)}"
        anchors = np.array([[x, end] for x in at])
        shorter = ("min" if end == found.inf else "max") + f" f = {value(end)}"
        panel.notes.append(Label(italic(text), stroke.colour, anchors, layer, mark=True, shorter=(italic(shorter),)))


def _repeated(curve: Curve, xs: Sequence[float], low: float, high: float) -> tuple[float, ...]:
    """Repeat the places in every period that the window shows, where the slope is as large there."""
    period = curve.function.period
    if not period or high - low > DENSE * period:
        return tuple(xs)
    turns = range(math.floor((low - max(xs)) / period), math.ceil((high - min(xs)) / period) + 1)
    places = dict.fromkeys(float(f"{x + turn * period:.12g}") for turn in turns for x in xs)
    least = (1 - 1e-9) * curve.facts.max_gradient  # not every function with a period in f' repeats its largest slope
    return tuple(x for x in places if abs(float(curve.function.derivative(x))) >= least)


def _beside_pole(curve: Curve, x: float, *, derivative: bool) -> Array:
    """Return anchors from a pole outwards, to its right and then to its left."""
    anchors = []
    for piece, end in ((piece, end) for end in (0, -1) for piece in curve.pieces if piece.x[end] == x):
        grid = x + (piece.x[-1 - end] - x) * np.linspace(0.01, 0.5, 50)
        anchors.append(
            np.stack([grid, np.interp(grid, piece.x, piece.derivative if derivative else piece.f)], axis=1)
        )
    return np.concatenate(anchors) if anchors else np.empty((0, 2))


def _along_stretch(
    curve: Curve, xs: Sequence[float], shown: Sequence[float], *, tended: bool, derivative: bool
) -> Array:
    """Return anchors along the piece on which the slope is largest, or towards whose end it tends to that."""
    pieces = [piece for piece in curve.pieces if any(piece.x[0] <= x <= piece.x[-1] for x in xs)]
    piece = pieces[-1] if pieces else curve.pieces[0 if xs and xs[0] < 0 else -1]
    finite = math.isfinite(xs[0])
    parts = np.array([0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9]) if finite else np.linspace(0.9, 0.3, 12)
    grid = piece.x[0] + (piece.x[-1] - piece.x[0]) * parts
    if xs[0] == -math.inf:
        grid = grid[::-1]
    values = piece.derivative if derivative else piece.f
    anchors = np.stack([grid, np.interp(grid, piece.x, values)], axis=1)
    if shown and finite and tended:
        at_limit = np.stack([shown, np.interp(shown, piece.x, values)], axis=1)
        anchors = np.concatenate([at_limit, anchors])
    return anchors
