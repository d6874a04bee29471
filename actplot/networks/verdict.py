"""The norms of the gradient by layer, measured or predicted, in one number and in words."""

from __future__ import annotations

import math

from actplot.activation import Array
from actplot.networks.meanfield import Theory
from actplot.networks.simulation import Simulation


def rate(gradient_norm: Array) -> float:
    """Return the mean factor of the gradient's norm per layer, from its norms by layer, the first at index 0."""
    return float(float(gradient_norm[0]) ** (1 / max(1, len(gradient_norm) - 1)))


def in_words(simulation: Simulation, theory: Theory) -> str:
    """Return a clause on the gradient on its way back to the first layer: the prediction in words too."""
    factor = rate(theory.gradient_norm)
    if math.isnan(factor):
        # A first layer without a variance has inputs outside the domain of f.
        predicted = "is not defined" if math.isnan(theory.variance[0]) else "is lost in overflow"
    elif factor == 0:
        predicted = "does not get through"
    elif abs(factor - 1) < 0.005:
        predicted = "keeps its size"
    else:
        predicted = f"{'vanishes' if factor < 1 else 'explodes'}: x{factor:.3g} per layer"
    measured = rate(simulation.gradient_norm)
    lost = "not defined" if math.isnan(simulation.variance[0]) else "overflow"
    found = lost if math.isnan(measured) else f"x{measured:.3g} per layer"
    return f"in mean-field theory the gradient {predicted}; measured: {found}"
