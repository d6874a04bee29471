"""The x of a table of values: given on the command line, or read from standard input."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from actplot.interface import answers
from actplot.interface.refusals import require_at_most

if TYPE_CHECKING:
    from actplot.activation import Activation

MOST_VALUES = 1_000_000
MOST_ENTRIES = 1000  # of a vector: its Jacobian is the square of it
MOST_SLOPES = 400_000_000  # entries of all Jacobians


class Inputs(NamedTuple):
    """The options that determine the x of a table of values."""

    points: tuple[Any, ...]
    linspace: tuple[float, float, int] | None
    dtype: str


def kind_of(functions: list[Activation]) -> str:
    """Return the kind of all ``functions``: elementwise, vector or gated."""
    from actplot.activation import Gated, Vector

    kinds = {
        "vector" if isinstance(f, Vector) else "gated" if isinstance(f, Gated) else "elementwise": f.name
        for f in functions
    }
    if len(kinds) > 1:
        different = ", ".join(f"{name} is {kind}" for kind, name in kinds.items())
        raise click.UsageError(f"one command takes functions of one kind, but {different}")
    return next(iter(kinds))


def streamed(functions: list[Activation], kind: str, dtype: str) -> Iterator[Any]:
    """Yield arrays of the points on standard input, as they arrive."""
    from actplot.interface.progress import tracked
    from actplot.interface.streams import points_from, standard_input

    blocks = points_from(standard_input(), lines=kind == "vector")
    if not answers.on_terminal():  # there the rows themselves show the progress
        blocks = tracked(blocks, "numbers", size=len)
    for block in blocks:
        if len(block):
            yield _array(_checked(block, kind, functions), kind, dtype)


def given(functions: list[Activation], kind: str, inputs: Inputs, deriv: bool) -> Iterator[Any]:
    """Return arrays of the points on the command line."""
    if "all" in inputs.points:
        return iter([_everything(kind, inputs)])
    given = [_checked(block, kind, functions) for block in inputs.points]
    if inputs.linspace:
        if kind != "elementwise":
            raise click.BadParameter(
                f"it works for elementwise functions; {functions[0].name} is {kind}", param_hint="'--linspace'"
            )
        given.append(_even(*inputs.linspace))
    count = sum(map(len, given)) * len(functions)
    if kind == "vector":
        slopes = sum(len(block) ** 2 for block in given) * len(functions)
        require_at_most(MOST_SLOPES, slopes, "entries of Jacobians")
        count = slopes if deriv else count
    if count > MOST_VALUES:
        raise click.UsageError(
            f"{count} values are too many; the limit is {MOST_VALUES}, except with --at - for standard input"
        )
    blocks = given if kind == "vector" else [[x for block in given for x in block]]
    return (_array(block, kind, inputs.dtype) for block in blocks)


def _everything(kind: str, inputs: Inputs) -> Any:
    """Return an array of every number of a number format."""
    from actplot.tables.precision import Precision

    if len(inputs.points) > 1 or inputs.linspace:
        raise click.BadParameter("'all' can't be combined with other points", param_hint="'--at'")
    if kind != "elementwise":
        raise click.BadParameter(f"'all' works for elementwise functions, not for {kind} ones", param_hint="'--at'")
    try:
        return Precision(inputs.dtype).everything()
    except ValueError as error:
        raise click.BadParameter(f"{error}; --dtype chooses the format", param_hint="'--at'") from None


def _array(block: Sequence[Any], kind: str, dtype: str) -> Any:
    """Return points as an array of shape (n,), or (1, n) for one vector, (n, 2) for pairs."""
    from actplot.tables.precision import Precision

    try:
        array = Precision(dtype).array(block)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    return array[None] if kind == "vector" else array


def _checked(block: Sequence[Any], kind: str, functions: list[Activation]) -> Sequence[Any]:
    """Return a block of points after checking that the functions take them."""
    takes = tuple if kind == "gated" else float
    types = set(map(type, block)) if isinstance(block, list) else {float}  # others are arrays of numbers
    if not types <= {takes}:
        wrong = next(x for x in block if not isinstance(x, takes))
        shown = ":".join(f"{part:g}" for part in wrong) if isinstance(wrong, tuple) else f"{wrong:g}"
        what = "pairs a:b" if kind == "gated" else "numbers"
        raise click.BadParameter(f"{functions[0].name} takes {what}, not {shown!r}", param_hint="'--at'")
    if kind == "vector":
        if len(block) > MOST_ENTRIES:
            raise click.BadParameter(
                f"a vector has at most {MOST_ENTRIES} entries, not {len(block)}", param_hint="'--at'"
            )
        try:
            for function in functions:
                function(block)
        except ValueError as error:  # a length that the function does not take
            raise click.BadParameter(str(error), param_hint="'--at'") from None
    return block


def _even(low: float, high: float, count: int) -> list[float]:
    """Return evenly spaced numbers."""
    import numpy as np

    if not 1 <= count <= MOST_VALUES:
        raise click.BadParameter(f"N must be from 1 to {MOST_VALUES}, not {count}", param_hint="'--linspace'")
    # HI - LO may be too large for a float; half of it never is.
    half = 2.0 if math.isinf(high - low) else 1.0
    even: list[float] = (half * np.linspace(low / half, high / half, count)).tolist()
    return even
