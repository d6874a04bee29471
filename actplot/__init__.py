"""Activation functions of neural networks: exact values, derivatives, facts and pictures.

Importing this package loads no NumPy, Click, rich or matplotlib; they load with the first call that needs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from actplot.activation import Activation
    from actplot.analysis.report import Report

__version__ = "0.1.0"
__all__ = ["check", "facts", "get", "names", "plot"]


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


def facts(function: Activation | str) -> Any:
    """Return what is true of a function, or of the one that a SPEC names, at its parameters.

    They are :class:`~actplot.analysis.records.Facts` of an elementwise function, and of a vector or gated one
    :class:`~actplot.analysis.records.MultivariateFacts`.

    Raises:
        ValueError: a SPEC that names no function.

    """
    from actplot.analysis.facts import facts_of

    return facts_of(get(function) if isinstance(function, str) else function)


def check(
    function: Activation | str,
    results: Any,
    inputs: Any = None,
    *,
    dtype: str | None = None,
    deriv: bool = False,
    grad: Any = None,
    max_ulp: float | None = None,
    max_steps: int | None = None,
    ftz: str = "none",
    overflow: str | None = None,
    signed_zero: bool = False,
) -> Report:
    """Compare computed results with the true ones of an elementwise function, as ``actplot check`` does.

    Args:
        function: the reference, or its SPEC.
        results: an array of any shape, or a callable that returns one for an array of inputs. Bit patterns are
            unsigned integers, and need ``dtype``.
        inputs: an array of as many x; without it, every bit pattern of the number format in order.
        dtype: the number format, such as ``"bfloat16"``; without it, that of the results.
        deriv: compare f' instead of f.
        grad: upstream gradients, as many as results, that multiply f'.
        max_ulp: the largest error that is allowed, in units in the last place; 0.5 is correct rounding.
        max_steps: the same in numbers of the format.
        ftz: where subnormal numbers may be flushed to zero: ``"in"``, ``"out"`` or ``"both"``.
        overflow: what results beyond the largest number must be: ``"inf"``, ``"saturate"`` or ``"nan"``.
        signed_zero: tell -0 from 0.

    Returns:
        A report; its ``ok`` says whether all results are within the limits, its text is the whole report.

    Raises:
        ValueError: an unknown function or number format, arrays that do not fit, a vector or gated function.

    """
    from actplot.analysis.check import check_given
    from actplot.analysis.report import Limits

    limits = Limits(max_ulp, max_steps, ftz, overflow, signed_zero)
    reference = get(function) if isinstance(function, str) else function
    return check_given(reference, results, inputs, grad, dtype, limits, derivative=deriv)


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
