"""Activation functions of neural networks: exact values, derivatives, facts and pictures.

Importing this package loads no NumPy, Click, rich or matplotlib; they load with the first call that needs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from actplot.activation import Activation
    from actplot.analysis.facts import Facts

__version__ = "0.1.0"
__all__ = ["facts", "get", "names", "plot"]


def get(spec: str, **parameters: float) -> Activation:
    """Return the function that ``spec`` names, such as ``"relu"``, ``"elu:alpha=2"`` or ``"torch.nn.ELU(2)"``.

    Call the result with an array or a number for f(x), its ``.derivative(x)`` for f'(x).

    Raises:
        ValueError: an unknown name, an unknown parameter or a value outside its domain.

    """
    from actplot import catalogue
    from actplot.pictures import notebook

    notebook.attach()
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


def plot(
    *specs: Activation | str,
    deriv: bool = False,
    xlim: tuple[float, float] | None = None,
    ylim: tuple[float, float] | None = None,
    at: Sequence[float] | None = None,
    layout: str = "auto",
    size: tuple[float, float] | None = None,
    dpi: float = 200,
    text_size: float | None = None,
    theme: str = "light",
    font: str = "sans",
    transparent: bool = False,
    title: str | None = None,
    legend: bool = True,
    notes: bool = True,
    ax: Axes | None = None,
) -> Figure:
    """Draw functions, or those that SPECs name, and return the figure, which a notebook shows.

    The arguments are the options of ``actplot plot``: ``size`` in inches, ``text_size`` in points, ``at`` the scores
    of a vector function. With ``ax``, elementwise functions are drawn on these axes in the style of their figure, and
    of the other arguments only ``deriv``, ``xlim``, ``ylim`` and ``title`` count.

    Raises:
        ValueError: a SPEC that names no function, functions that can't share axes, or a value that is not allowed.

    """
    from actplot import catalogue
    from actplot.pictures import notebook
    from actplot.pictures.look import Look

    functions = [f for spec in specs for f in (catalogue.parse(spec) if isinstance(spec, str) else [spec])]
    if not functions:
        raise ValueError('no function to draw: name one, such as actplot.plot("gelu")')
    look = Look(
        derivative=deriv,
        layout=layout,
        xlim=xlim,
        ylim=ylim,
        size=size,
        dpi=dpi,
        text_size=text_size,
        theme=theme,
        font=font,
        transparent=transparent,
        at=None if at is None else tuple(at),
        title=title,
        legend=legend,
        notes=notes,
    )
    notebook.attach()
    return notebook.figure(functions, look, ax)
