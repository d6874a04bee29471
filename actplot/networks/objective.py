"""The loss of a network's outputs at one point, and its derivatives with respect to them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from actplot.activation import Activation, Array, Vector
from actplot.analysis.facts import facts_of
from actplot.networks import LOSSES

SQUARED, CROSS_ENTROPY = LOSSES


@dataclass(frozen=True)
class Objective:
    """A loss and its target.

    ``squared`` is half the sum of (a - t)^2. ``cross-entropy`` is -sum t ln a where the outputs add up to 1, and the
    sum of -t ln a - (1 - t) ln(1 - a) where each is a probability of its own.
    """

    loss: str
    target: Array
    """t, shape (k,)."""
    total: bool
    """Whether the outputs add up to 1."""

    @np.errstate(all="ignore")
    def value(self, a: Array) -> float:
        """Return the loss of the outputs ``a``, shape (k,)."""
        if self.loss == SQUARED:
            return float(0.5 * np.sum((a - self.target) ** 2))
        found = -_times(self.target, np.log(a))
        if not self.total:
            found = found - _times(1 - self.target, np.log1p(-a))
        return float(np.sum(found))

    @np.errstate(all="ignore")
    def slopes(self, a: Array) -> Array:
        """Return the derivative of the loss with respect to each output, shape (k,)."""
        if self.loss == SQUARED:
            return a - self.target
        found = -_times(self.target, 1 / a)
        return (found if self.total else found + _times(1 - self.target, 1 / (1 - a))) + 0.0


def _times(weights: Array, values: Array) -> Array:
    """Return the products; 0 where the weight is 0, whatever the value."""
    return np.where(weights == 0, 0.0, weights * values)


def objective(end: Activation, target: Sequence[float], outputs: int, loss: str | None = None) -> Objective:
    """Return the loss of the outputs of ``end``; by default cross-entropy where they add up to 1, else squared.

    Args:
        end: the function at the end of the network.
        target: a number for each output.
        outputs: their number.
        loss: one of ``LOSSES``.

    Raises:
        ValueError: the target has another length or numbers that no output can have, or the loss does not fit.

    """
    if len(target) != outputs:
        raise ValueError(
            f"{outputs} output{'s' * (outputs > 1)} need{'s' * (outputs == 1)} as many targets, not {len(target)}"
        )
    facts = facts_of(end)
    range_ = facts.range
    total = isinstance(end, Vector) and getattr(facts, "total", None) == 1
    loss = loss or (CROSS_ENTROPY if total else SQUARED)
    low, high = (range_.inf, range_.sup) if range_ else (-math.inf, math.inf)
    if loss == CROSS_ENTROPY and (low < 0 or high > 1 or (isinstance(end, Vector) and not total)):
        raise ValueError(
            f"cross-entropy is a loss of probabilities; the outputs of {end.heading} are between "
            f"{low:g} and {high:g}. Take --loss {SQUARED}, or sigmoid or softmax as the --output"
        )
    for number in target:
        if number < low or number > high:
            raise ValueError(f"the target {number:g} is outside of the range of {end.heading}, {low:g} to {high:g}")
    if loss == CROSS_ENTROPY and total and not math.isclose(math.fsum(target), 1, abs_tol=1e-6):
        raise ValueError(f"the targets of {end.heading} must add up to 1, not {math.fsum(target):g}")
    return Objective(loss, np.array(target, dtype=float), total)
