"""The pieces of a curve joined to one line, broken where it jumps, and its dots at limits, values and corners."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from actplot.activation import Array
from actplot.analysis.curves import SECOND, Curve

STEP = 1e-4  # of the window: how far from a kink its slopes are measured

Dot = tuple[float, float]


@dataclass(eq=False)
class Line:
    """The points of a curve, NaN where it is broken, and its dots."""

    x: Array
    y: Array
    opened: list[Dot] = field(default_factory=list)
    """One-sided limits that are not the value."""
    closed: list[Dot] = field(default_factory=list)
    """Values where the curve jumps."""
    corners: list[Dot] = field(default_factory=list)


def joined(curve: Curve, attribute: str) -> Line:
    """Join the pieces of a curve, and collect the dots at the kinks between them."""
    if attribute == SECOND:
        return _second(curve)
    index = 1 if attribute == "derivative" else 0
    bottom, top = curve.extent(attribute)
    least = 1e-9 * max(abs(bottom), abs(top), 1e-300)
    xs: list[Array] = []
    ys: list[Array] = []
    line = Line(np.empty(0), np.empty(0))
    for number, piece in enumerate(curve.pieces):
        values = getattr(piece, attribute)
        if xs:
            kink, before, after = float(piece.x[0]), float(ys[-1][-1]), float(values[0])
            there = float(curve.function.pair(kink)[index])
            if abs(after - before) > least or abs(there - before) > least:
                # NaN lifts the pen; where two pieces meet, it stays down.
                xs.append(np.array([np.nan]))
                ys.append(np.array([np.nan]))
                line.closed.append((kink, there))
                line.opened += [(kink, y) for y in sorted({before, after}) if abs(y - there) > least]
            elif _has_corner(curve, attribute, number):
                line.corners.append((kink, there))
        xs.append(piece.x)
        ys.append(values)
    line.x, line.y = np.concatenate(xs), np.concatenate(ys)
    return line


def _second(curve: Curve) -> Line:
    """Join the pieces of f'', which is broken, between open dots, where it does not exist."""
    line = Line(np.empty(0), np.empty(0))
    bottom, top = curve.extent(SECOND)
    least = 1e-6 * max(abs(bottom), abs(top), 1e-300)
    xs: list[Array] = []
    ys: list[Array] = []
    known = {kink.x: kink for kink in curve.facts.kinks}
    for x, values in curve.values(SECOND):
        if xs:
            kink, before, after = float(x[0]), float(ys[-1][-1]), float(values[0])
            slopes = known.get(kink)
            bends = slopes is not None and abs(slopes.left - slopes.right) > least
            if bends or abs(after - before) > least:
                xs.append(np.array([np.nan]))
                ys.append(np.array([np.nan]))
                line.opened += [(kink, y) for y in sorted({before, after})]
        xs.append(x)
        ys.append(values)
    line.x, line.y = np.concatenate(xs), np.concatenate(ys)
    return line


def _has_corner(curve: Curve, attribute: str, number: int) -> bool:
    """Whether the line, which does not jump there, has a corner where a piece begins."""
    piece = curve.pieces[number]
    kink, slopes = float(piece.x[0]), (float(curve.pieces[number - 1].derivative[-1]), float(piece.derivative[0]))
    if attribute == "f":
        return abs(slopes[0] - slopes[1]) > 1e-9 * max(abs(slope) for slope in curve.extent("derivative"))
    width = curve.pieces[-1].x[-1] - curve.pieces[0].x[0]
    (left, right), (half_left, half_right) = (
        (slopes[0] - before, after - slopes[1])
        for before, after in (
            curve.function.derivative(np.array([kink - step, kink + step]))
            for step in (STEP * width, 0.5 * STEP * width)
        )
    )
    bends = abs(left - right) > 0.05 * max(abs(left), abs(right))
    # Over half the distance a corner of f' is half as far from straight; where only f''' jumps, a quarter.
    return bool(bends and abs(half_left - half_right) > 0.375 * abs(left - right))
