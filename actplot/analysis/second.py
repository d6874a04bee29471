"""The second derivative, by forward differentiation of the formula: no differences are taken."""

from __future__ import annotations

from functools import cache

import numpy as np

from actplot import catalogue
from actplot.activation import Activation, Array
from actplot.expressions.engines import BoundedEngine
from actplot.expressions.program import Program
from actplot.expressions.values import Evaluator
from actplot.expressions.vocabulary import Catalogue, expanded
from actplot.language.parser import parse

ENOUGH = 2.0**-30  # the relative error of a value that is drawn


def second_derivative(function: Activation, x: Array) -> Array:
    """Return f''(x), NaN where the digits carried do not decide it; no x may be a kink.

    Raises:
        ValueError: the function has no formula that can be differentiated.

    """
    try:
        with np.errstate(all="ignore"):
            jet = _program(function).run(BoundedEngine(x, function.parameters, 3))[-1]
            if len(jet) < 3 or isinstance(jet[2], int | float):
                return np.zeros_like(x)
            # A jet holds the coefficients of Taylor's series.
            values = 2 * np.broadcast_to(np.asarray(jet[2].high, float), x.shape)
            # Next to a zero of f'' the relative error has no bound, but the value is as small as it looks.
            small = np.abs(values) <= ENOUGH * np.nanmax(np.abs(values), initial=0.0)
            return np.where(np.broadcast_to(jet[2].sure(ENOUGH), x.shape) | small, values, np.nan)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"f'' of {function.name} is not known: its formula can't be differentiated") from error


def _program(function: Activation) -> Program:
    evaluate = function.evaluate
    return evaluate.program if isinstance(evaluate, Evaluator) else _parsed(function.formula)


@cache
def _parsed(formula: str) -> Program:
    return Program(expanded(parse(formula), Catalogue(catalogue.named, catalogue.spellings)))
