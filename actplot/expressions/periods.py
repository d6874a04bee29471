"""What an expression repeats, if it oscillates or steps for ever."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from actplot.expressions.program import PERIODS, Program
from actplot.expressions.values import Evaluator
from actplot.language.tree import NEGATIVE, Call, Node, Number, inner_first, names

_MOST = 12  # times the shortest period that the common one may be
_FAR = 2.0**40
_SAME = 1e-9  # relative
_SETTLED = 1e-25  # of its size near 0, to which f' has fallen far out if it oscillates no more


@np.errstate(all="ignore")
def period(tree: Node, parameters: Mapping[str, float]) -> float | None:
    """Return the distance after which f' comes back, or its zeros do; None if nothing goes on for ever."""
    waves = _waves(tree)
    lengths = sorted({full / abs(rate) for full, inner in waves if (rate := _rate(inner, parameters))})
    if not lengths:
        return min((length for full, inner in waves if (length := _turn(inner, full, parameters))), default=None)
    evaluator = Evaluator(Program(tree))
    near = np.linspace(-3.0, 3.0, 64) * lengths[0] + 0.1234 * lengths[0]
    f, slopes = evaluator(near, **parameters)
    far = evaluator(np.concatenate([-near - _FAR, near + _FAR]), **parameters)[1]
    steepest = float(np.fmax.reduce(np.abs(slopes), initial=0.0))  # where it is defined
    if np.all(np.abs(far - far[len(near) :].mean()) <= _SETTLED * steepest) and not _steps(
        tree, evaluator, parameters
    ):
        return None
    common = next(
        (
            times * lengths[0]
            for times in range(1, _MOST + 1)
            if all(abs(q - round(q)) < 1e-9 for q in (times * lengths[0] / length for length in lengths))
        ),
        lengths[-1],
    )
    for parts in (4, 3, 2):
        again, slopes_again = evaluator(near + common / parts, **parameters)
        moved = again - f
        size = max(float(np.abs(f).max()), float(np.abs(moved).max()))
        same = np.allclose(slopes_again, slopes, rtol=1e-9, atol=1e-9 * steepest)
        if same and np.ptp(moved) <= 1e-9 * size:
            return common / parts
    return common


@np.errstate(all="ignore")
def repeats(tree: Node, parameters: Mapping[str, float], length: float, side: float) -> tuple[bool, bool]:
    """Whether f, and whether f', comes back after ``length``, from 0 on to this side; f may drift by a constant."""
    evaluator = Evaluator(Program(tree))
    near = side * np.linspace(0.0123, 1.9876, 128) * length
    found = []
    for shift in (1.0, 3.0, 4096.0):
        further = evaluator(near + side * shift * length, **parameters)
        for part, again in zip(evaluator(near, **parameters), further, strict=True):
            moved = again - part
            missing = np.isnan(part)
            if missing.all() or (missing != np.isnan(again)).any():
                return False, False
            moved = moved[~missing]
            size = max(float(np.abs(part[~missing]).max()), float(np.abs(moved).max()))
            found.append(bool(np.ptp(moved) <= _SAME * size))
    return all(found), all(found[1::2])


def bounds(tree: Node) -> tuple[float, float]:
    """Return numbers that f never passes, as far as sums and products of waves show them."""
    done: list[tuple[float, float]] = []
    for node in inner_first(tree):
        if isinstance(node, Number):
            done.append((float(node.digits),) * 2)
            continue
        if not isinstance(node, Call):
            done.append((-math.inf, math.inf))
            continue
        arguments = [done.pop() for _ in node.arguments][::-1]
        done.append(_bounds(node.name, arguments))
    return done[0]


def _bounds(name: str, arguments: Sequence[tuple[float, float]]) -> tuple[float, float]:
    (low, high), (other_low, other_high) = arguments[0], arguments[-1]
    found = -math.inf, math.inf
    if name in ("sin", "cos"):
        found = -1.0, 1.0
    elif name == NEGATIVE:
        found = -high, -low
    elif all(map(math.isfinite, (low, high, other_low, other_high))):
        if name == "+":
            found = low + other_low, high + other_high
        elif name == "-":
            found = low - other_high, high - other_low
        elif name == "*":
            corners = [one * other for one in (low, high) for other in (other_low, other_high)]
            found = min(corners), max(corners)
    return found


def wild(tree: Node, parameters: Mapping[str, float]) -> bool:
    """Whether something oscillates ever faster: a wave of what is not linear in x."""
    return any(not _rate(inner, parameters) for _, inner in _waves(tree))


def _waves(tree: Node) -> list[tuple[float, Node]]:
    """Return the periods of sines, cosines and floors in terms of their arguments, and these."""
    return [
        (PERIODS[node.name], node.arguments[0])
        for node in inner_first(tree)
        if isinstance(node, Call) and node.name in PERIODS and names(node)
    ]


@np.errstate(all="ignore")
def swings(tree: Node, parameters: Mapping[str, float], length: float) -> bool:
    """Whether f and f' swing to both sides without bound."""
    evaluator = Evaluator(Program(tree))
    for side in (-1.0, 1.0):
        sizes = []
        for scale in (2.0**20, 2.0**30):
            f, slope = evaluator(side * scale * length + np.linspace(0.0, 2.0, 128) * length, **parameters)
            sizes.append([max(part.max(), 0.0) * max(-part.min(), 0.0) for part in (f, slope)])
        if all(second > 100 * first > 0 for first, second in zip(*sizes, strict=True)):
            return True
    return False


def _turn(inner: Node, full: float, parameters: Mapping[str, float]) -> float:
    """Return how far from 0 an argument has grown by a whole period; 0 if it never does."""
    x = 2.0 ** np.arange(-8, 12, 0.25)
    for side in (1.0, -1.0):
        values = Evaluator(Program(inner))(np.append(0.0, side * x), **parameters)[0]
        far = np.flatnonzero(np.abs(values[1:] - values[0]) >= full)
        if len(far) and np.isfinite(values).all():
            return float(x[far[0]])
    return 0.0


def _steps(tree: Node, evaluator: Evaluator, parameters: Mapping[str, float]) -> bool:
    """Whether f, though its slope is the same everywhere far out, goes on to jump."""
    if not any(isinstance(node, Call) and node.name == "floor" for node in inner_first(tree)):
        return False
    for side in (-1.0, 1.0):
        x = side * (2.0**20 + np.linspace(0.0, 64.0, 1025))
        f, slope = evaluator(x, **parameters)
        if np.ptp(f - slope * x) > 2.0**-46 * float(np.abs(f).max()):
            return True
    return False


def _rate(inner: Node, parameters: Mapping[str, float]) -> float:
    """Return the slope of what is linear in x, else 0."""
    x = np.array([-3.7, -1.1, 0.3, 2.9, 8.3, 1e3])
    slopes = Evaluator(Program(inner))(x, **parameters)[1]
    return float(slopes[0]) if np.isfinite(slopes).all() and np.ptp(slopes) <= 1e-15 * abs(slopes[0]) else 0.0
