"""Activation functions of neural networks: exact values, derivatives, facts and pictures.

Importing this package loads no NumPy, Click, rich or matplotlib; they load with the first call that needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.analysis.facts import Facts

__version__ = "0.1.0"
__all__ = ["facts", "get", "names"]


def get(spec: str, **parameters: float) -> Activation:
    """Return the function that ``spec`` names, such as ``"relu"``, ``"elu:alpha=2"`` or ``"torch.nn.ELU(2)"``.

    Call the result with an array or a number for f(x), its ``.derivative(x)`` for f'(x).

    Raises:
        ValueError: an unknown name, an unknown parameter or a value outside its domain.

    """
    from actplot import catalogue

    return catalogue.get(spec, **parameters)


def names() -> list[str]:
    """List the names of all functions, in the order of the catalogue."""
    from actplot import catalogue

    return catalogue.names()


def facts(function: Activation | str) -> Facts:
    """Return what is true of an elementwise function, or of the one that a SPEC names, at its parameters.

    Raises:
        ValueError: a SPEC that names no function, or a vector or gated function, of which these facts do not exist.

    """
    from actplot.analysis.facts import facts

    return facts(get(function) if isinstance(function, str) else function)
