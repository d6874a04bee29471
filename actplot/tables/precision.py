"""Values in a number format: x and results are numbers of it, each result rounded once."""

from __future__ import annotations

from typing import Any

import numpy as np

from actplot.activation import Activation, Gated, Vector
from actplot.analysis.arrays import FORMAT
from actplot.arithmetic.formats import FORMATS
from actplot.tables.columns import POINTWISE


class Precision:
    """Arrays in a number format: in its own type if NumPy has one, else its values as float64."""

    def __init__(self, dtype: str = "float64") -> None:
        """Take the name of a number format."""
        self.format = FORMATS[dtype]

    def array(self, numbers: Any) -> Any:
        """Return numbers rounded to the format.

        Raises:
            ValueError: a finite number is beyond the largest of the format.

        """
        return np.asarray(self.format.nearest(numbers), dtype=self.format.native)

    def everything(self) -> Any:
        """Return the values of all bit patterns, in their order.

        Raises:
            ValueError: a format of more than 16 bits.

        """
        return self.array(self.format.decode(self.format.patterns()))

    def pair(self, function: Activation, x: Any) -> tuple[Any, Any]:
        """Return f(x) and f'(x), or the Jacobian or the gradient, rounded once."""
        if self.format.native:
            f, derivative = function.pair(x)
            return f, derivative
        if isinstance(function, Vector | Gated):
            f, derivative = function.pair(x)
            return self.format.round(f), self.format.round(derivative)
        from actplot.analysis.check import Rules, true_results

        f, derivative = (true_results(function, x, Rules(self.format, which))[2] for which in (False, True))
        return f, derivative

    def shown(self, function: Activation, x: Any) -> tuple[Any, Any]:
        """Return what :meth:`pair` does, :meth:`printed`."""
        f, derivative = self.pair(function, x)
        return self.printed(f), self.printed(derivative)

    def printed(self, values: Any) -> Any:
        """Return values in the type whose shortest decimals are printed."""
        return self.format.printed(values)

    def arrays(self, function: Activation, x: Any) -> dict[str, Any]:
        """Return x, f, derivative, format (its name) and, of a format of 16 bits or fewer, their bit patterns."""
        found = dict(zip(POINTWISE, (x, *self.pair(function, x)), strict=True))
        named = {FORMAT: np.array(self.format.name)}
        if self.format.bits > 16:
            return found | named
        bits = {f"{name}_bits": self.format.encode(values) for name, values in found.items()}
        wide = self.format.native or np.dtype(np.float32)
        return {name: values.astype(wide) for name, values in found.items()} | bits | named
