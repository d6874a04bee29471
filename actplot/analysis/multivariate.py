"""The facts of functions of several inputs.

A gated function is a product h(a)*g(b) of functions of one number each, whose facts are measured. A vector function
is taken at vectors of every length from 2 on: what it claims there is declared with it, and held by tests.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from actplot.activation import Activation, Array, Claim, Gated, Pair, Vector
from actplot.analysis.formula import number
from actplot.analysis.landmarks import landmarks
from actplot.analysis.measured import measured
from actplot.analysis.records import Continuity, Facts, Interval, MultivariateFacts, Point
from actplot.language.parser import parse
from actplot.language.text import to_text
from actplot.language.tree import Call, Node, names

PLACES = 4  # of max_gradient_at
SAME = 1e-15  # relative; largest slopes that are as near as this are one


def measured_of(function: Activation) -> Facts | MultivariateFacts:
    """Return the facts of a function of any kind, measured; what frameworks have at its kinks is left out."""
    return _measured(function) if isinstance(function, Vector | Gated) else measured(function)


@cache
@np.errstate(all="ignore")
def _measured(function: Vector | Gated) -> MultivariateFacts:
    return _of_vector(function) if isinstance(function, Vector) else _of_gated(function)


def _of_vector(function: Activation) -> MultivariateFacts:
    claims = function.claims
    if not claims:
        return MultivariateFacts()
    claims = claims.at(function.parameters)
    entries = _interval(claims.entries, function)
    at = (claims.steepest,) if claims.steepest else ()
    return MultivariateFacts(
        range=_interval(claims.outputs, function),
        derivative_range=entries,
        **_largest([entries] if entries else []),
        max_gradient_at=at,
        total=claims.total,
        unchanged=claims.unchanged,
    )


def _interval(text: Claim, function: Activation) -> Interval | None:
    """Return a declared interval; an end that depends on the length n is that of ever longer vectors."""
    assert isinstance(text, str)
    if not text:
        return None
    ends = parse(f"ends({text[1:-1]})")
    assert isinstance(ends, Call)
    known = {**function.parameters, "n": math.inf, "inf": math.inf}
    values = [number(end, known) for end in ends.arguments]
    longer = ["n" in names(end) for end in ends.arguments]
    attained = [
        bracket in "[]" and math.isfinite(value) and not grows
        for bracket, value, grows in zip((text[0], text[-1]), values, longer, strict=True)
    ]
    return Interval(values[0], attained[0], values[1], attained[1])


def _largest(intervals: Sequence[Interval]) -> dict[str, Any]:
    """Return the facts of the largest absolute value in some intervals."""
    ends = [
        (abs(end), attained)
        for found in intervals
        for end, attained in ((found.inf, found.inf_attained), (found.sup, found.sup_attained))
    ]
    if not ends:
        return {}
    size = max(end for end, _ in ends)
    return {"max_gradient": size, "max_gradient_attained": any(attained for end, attained in ends if end == size)}


def _of_gated(function: Activation) -> MultivariateFacts:
    factors = _factors(function)
    if not factors:
        return MultivariateFacts()
    known = [measured(factor) for factor in factors]
    h, g = known
    partials = (_times(h.derivative_range, g.range), _times(h.range, g.derivative_range))
    largest = _largest(partials)
    at = _steepest(function, known, largest["max_gradient"]) if largest["max_gradient_attained"] else ()
    orders = [factor.continuity for factor in known if factor.continuity is not None]
    order: Continuity = min(orders, key=float)
    return MultivariateFacts(
        range=_times(h.range, g.range),
        derivative_range=_hull(*partials),
        partials=partials,
        **largest,
        max_gradient_at=at,
        continuity=order,
    )


def _steepest(function: Activation, known: Sequence[Facts], size: float) -> tuple[Point, ...]:
    """Return pairs at which a partial derivative is the largest, among the places where a factor has its extremes."""
    places = [_places(found) for found in known]
    pairs = [*product(*places)]
    slopes = np.abs(function.derivative(np.array(pairs))).max(axis=-1)
    found = (pair for pair, slope in zip(pairs, slopes.tolist(), strict=True) if slope >= size * (1 - SAME))
    return tuple(sorted(found, key=lambda pair: (math.hypot(*pair), pair)))[:PLACES]


def _places(found: Facts) -> list[float]:
    """Return the places at which f or f' may have its extremes."""
    kinks = [kink.x for kink in found.kinks]
    return sorted({0.0, *kinks, *found.extrema, *found.max_gradient_at})


def _factors(function: Activation) -> list[Activation] | None:
    """Return the factor in a and the one in b of which the formula is the product; None if it is none."""
    parts: dict[str, list[Node]] = {"a": [], "b": []}
    for factor in _product(parse(function.formula)):
        inputs = names(factor).keys() & {"a", "b"}
        if len(inputs) > 1:
            return None
        parts[inputs.pop() if inputs else "a"].append(factor)
    if not all(parts.values()):
        return None
    return [_factor(function, position, parts[name], parts["ba"[position]]) for position, name in enumerate("ab")]


def _product(node: Node) -> Iterator[Node]:
    if isinstance(node, Call) and node.name == "*":
        for factor in node.arguments:
            yield from _product(factor)
    else:
        yield node


def _factor(function: Activation, position: int, own: list[Node], other: list[Node]) -> Activation:
    """Return one factor as a function of one number, computed by ``function`` at a fixed other input."""
    assert isinstance(function, Gated)
    order = -1 if function.gate_first else 1
    formula, opposite = map(_text, (own, other))
    fixed, size = next(
        (x, value)
        for x in (1.0, 2.0, -1.0, 0.5, -0.5)
        if math.isfinite(value := number(parse(opposite), {**function.parameters, "x": x})) and value
    )

    def evaluate(x: Array, **_: float) -> Pair:
        inputs = np.full((len(x), 2), fixed)
        inputs[:, position] = x
        # The evaluator alone, where its results are finite: pair() would look at nearly closed gates with all digits.
        f, slopes = function.evaluate(*inputs.T[::order], **function.parameters)
        results = [np.array(np.broadcast_to(part, len(x))) for part in (f, slopes[::order][position])]
        open_ = ~np.isfinite(results).all(axis=0)
        if open_.any():
            f, slopes = function.pair(inputs[open_])
            results[0][open_], results[1][open_] = f, slopes[:, position]
        return results[0] / size, results[1] / size

    factor = Activation(
        **{
            **{key: getattr(function, key) for key in ("name", "title", "family", "parameters", "defaults")},
            **dict.fromkeys(("summary", "description", "derivative_formula", "tex"), ""),
        },
        formula=formula,
        evaluate=evaluate,
    )
    return replace(factor, kink_rule=tuple(landmarks(factor).centres))


def _text(factors: list[Node]) -> str:
    """Return a product as a formula in x."""
    text = "*".join(f"({to_text(factor)})" for factor in factors)
    return re.sub(r"\b[ab]\b", "x", text)


def _times(a: Interval, b: Interval) -> Interval:
    """Return the products of the numbers of two intervals."""
    ends = [
        (
            x * y if x and y else 0.0,
            (x_attained and y_attained) or (x_attained and not x) or (y_attained and not y),
        )
        for (x, x_attained), (y, y_attained) in product(_ends(a), _ends(b))
    ]
    inf, sup = min(end for end, _ in ends), max(end for end, _ in ends)
    return Interval(
        inf,
        any(attained for end, attained in ends if end == inf),
        sup,
        any(attained for end, attained in ends if end == sup),
    )


def _hull(a: Interval, b: Interval) -> Interval:
    """Return the smallest interval that holds two."""
    low, high = min(a.inf, b.inf), max(a.sup, b.sup)
    return Interval(
        low,
        any(interval.inf_attained for interval in (a, b) if interval.inf == low),
        high,
        any(interval.sup_attained for interval in (a, b) if interval.sup == high),
    )


def _ends(interval: Interval) -> tuple[tuple[float, bool], tuple[float, bool]]:
    return (interval.inf, interval.inf_attained), (interval.sup, interval.sup_attained)
