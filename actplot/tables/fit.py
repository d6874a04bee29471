"""The curves that networks fit to points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from actplot.analysis.numbers import equation, shortest
from actplot.networks.regression import Fit, Sample
from actplot.tables.listing import Listing, Row

DIGITS = 4
POINTS = 201  # of a curve in JSON


def listing(fits: Sequence[Fit], sample: Sample, data: str) -> Listing:
    """List the networks by activation function; JSON has their curves too."""
    rows = [_row(fit, data) for fit in fits]
    records = [row | _more(fit, sample) for row, fit in zip(rows, fits, strict=True)]
    return Listing(records, rows, rows, DIGITS, "".join(_sentence(fit, sample) for fit in fits))


def _row(fit: Fit, data: str) -> Row:
    function = fit.training.network.function
    return {
        "function": function.name,
        "parameters": dict(function.parameters),
        "data": data,
        "residual": fit.residual,
        "error": fit.error,
        "pieces": fit.pieces,
        "dead": int(fit.training.dead[-1]),
    }


def _more(fit: Fit, sample: Sample) -> Row:
    """Return the curve, its bends, and for a linear function its line beside that of least squares."""
    x = np.linspace(*sample.window, POINTS)
    with np.errstate(all="ignore"):
        y = fit.training.network.outputs(x[:, None])[:, 0]
    found: Row = {"curve": {"x": x.tolist(), "y": y.tolist()}}
    if fit.bends is not None:
        found["bends"] = fit.bends.tolist()
    line = fit.line()
    if line:
        both = {"line": line, "least_squares": sample.least_squares()}
        found |= {key: {"slope": slope, "intercept": intercept} for key, (slope, intercept) in both.items()}
    return found


def _sentence(fit: Fit, sample: Sample) -> str:
    """Say how many straight pieces a curve has, and how near a line is to that of least squares."""
    name = fit.training.network.function.heading
    line = fit.line()
    if line:
        found, least = (equation(*ends, text=_text, times="*") for ends in (line, sample.least_squares()))
        return f"\n{name}: the line {found}; least squares gives {least}\n"
    if fit.pieces is None:
        return ""
    low, high = sample.window
    plural = "s" * (fit.pieces != 1)
    return f"\n{name}: {fit.pieces} straight piece{plural} between x = {low:.4g} and {high:.4g}\n"


def _text(value: float) -> str:
    return shortest(value, 6)
