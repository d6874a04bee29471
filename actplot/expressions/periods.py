"""What an expression repeats, if it oscillates or steps for ever."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from actplot.expressions.program import PERIODS, Program
from actplot.expressions.values import Evaluator
from actplot.language.tree import Call, Node, inner_first, names

_MOST = 12  # times the shortest period that the common one may be
_FAR = 2.0**40
_SETTLED = 1e-25  # of its size near 0, to which f' has fallen far out if it oscillates no more


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
    if np.all(np.abs(far - far[len(near) :].mean()) < _SETTLED * steepest):
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


def _rate(inner: Node, parameters: Mapping[str, float]) -> float:
    """Return the slope of what is linear in x, else 0."""
    x = np.array([-3.7, -1.1, 0.3, 2.9, 8.3, 1e3])
    slopes = Evaluator(Program(inner))(x, **parameters)[1]
    return float(slopes[0]) if np.isfinite(slopes).all() and np.ptp(slopes) <= 1e-15 * abs(slopes[0]) else 0.0
