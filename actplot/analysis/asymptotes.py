"""The lines that f tends to at both infinities."""

from __future__ import annotations

import math
from decimal import Decimal

from actplot.analysis.formula import Formula
from actplot.analysis.landmarks import Landmarks
from actplot.analysis.pieces import AnalyticPiece
from actplot.analysis.records import Asymptote
from actplot.analysis.series import precision

FAR = Decimal(10) ** 10  # times the largest landmark
SETTLED = Decimal("1e-9")  # relative; a remainder that is larger grows without bound
BETWEEN, TURNS = Decimal("0.0371828459045235360287"), 12  # places at which a line is tried besides
NOTHING = Decimal("1e-16")  # relative; an intercept below it is what is left of terms like 1/x^2


def asymptote(formula: Formula, marks: Landmarks, piece: AnalyticPiece, side: int) -> Asymptote | None:
    """Return the line that f tends to at the infinity of ``side`` (-1 or 1), or None; ``piece`` ends there."""
    index = 0 if side < 0 else 1
    f, slope = piece.f_ends[index], piece.derivative_ends[index]
    edge = piece.right if side < 0 else piece.left
    if math.isnan(f):
        return None
    if edge and piece.straight:
        c = edge.before if side < 0 else edge.after
        with precision(formula.digits):
            return float(c[1]) + 0.0, float(c[0] - c[1] * edge.exact) + 0.0
    if math.isfinite(f):
        return 0.0, f + 0.0
    if not math.isfinite(slope) or slope == 0:
        return None
    return _line(formula, side * FAR, Decimal(max({*marks.widths, *map(abs, marks.centres)}) or 1.0))


def _line(formula: Formula, far: Decimal, scale: Decimal) -> Asymptote | None:
    """Return the line from values at ``far`` times ``scale`` and ever 10 times further, by f = m*x + c + a/x."""
    x = far * scale
    f = [formula.expand(10**n * x, 0, 0).coefficients[0] for n in range(4)]
    with precision(formula.digits):
        first, second = f[1] - f[0], f[2] - f[1]
        slope = (10 * second - first) / 891  # m*x
        rest = (90 * slope - 10 * first) / 9  # a/x
        intercept = f[0] - slope - rest
        size = abs(scale * slope / x)
        off = abs(1000 * slope + intercept + rest / 1000 - f[3])
        if formula.waves:
            # Not only in whole numbers, where every floor is what is in it.
            places = [x * (1 + turn * BETWEEN) for turn in range(1, TURNS)]
            values = [formula.expand(place, 0, 0).coefficients[0] for place in places]
            lines = [slope * place / x + intercept + rest * x / place for place in places]
            off = max([off, *(abs(line - value) for line, value in zip(lines, values, strict=True))])
        if not off <= SETTLED * max(abs(intercept), size):
            return None
        return float(slope / x), 0.0 if abs(intercept) <= NOTHING * size else float(intercept)
