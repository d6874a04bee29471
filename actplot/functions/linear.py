"""Functions that bend nothing, or hardly."""

import numpy as np

from actplot.activation import Array, Pair, activation
from actplot.arithmetic import exact
from actplot.arithmetic.twofold import Twofold


@activation(
    "x",
    title="Identity",
    tex=r"x",
    derivative="1",
    aliases="linear pass_through",
)
def identity(x: Array) -> Pair:
    """Passes its input on unchanged.

    A network of such layers collapses to a single linear layer; chosen for the output of a regression.
    """
    return x, np.ones_like(x)


@activation(
    "(sqrt(x^2+1)-1)/2 + x",
    title="Bent identity",
    tex=r"\frac{\sqrt{x^{2}+1}-1}{2}+x",
    derivative="x/(2*sqrt(x^2+1)) + 1",
    aliases="bent_id BentIdentity",
)
def bent_identity(x: Array) -> Pair:
    """Bends a straight line smoothly, from slope 1/2 on the left to 3/2 on the right.

    Known from lists of activation functions rather than from a paper. It has no bounds and its slope never vanishes,
    but between two lines of such like slopes it is hardly non-linear.
    """
    # On the left the root and x cancel, near 0 the root and 1: both differences need what rounding took.
    inner = np.clip(x, -1e20, 1e20)
    under = Twofold(inner) * inner + 1.0
    root = Twofold(*exact.root(under.high, under.low))
    value = (0.5 * (root - 1.0) + inner).high
    return np.where(np.abs(x) < 1e20, value, np.where(x > 0, 1.5, 0.5) * x), 1.0 + 0.5 * (inner / root.high)
