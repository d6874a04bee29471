"""The facts of the catalogue's functions at their default parameters, stored with the package.

``python -m actplot.analysis.stored > facts.json && mv facts.json actplot/analysis/`` measures and stores them anew.
Each entry is found by the text of all that determines it, so that a function without one, one that was changed since
and one at other parameters are measured instead.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import numpy as np

from actplot import catalogue
from actplot.activation import Activation
from actplot.analysis.records import Facts, Interval, Kink, MultivariateFacts

FILE = os.path.join(os.path.dirname(__file__), "facts.json")  # noqa: PTH118, PTH120 - pathlib loads slowly
ROUNDING = 1e-9  # of slopes, whose last digits depend on the processor
RECORDS = {record.__name__: record for record in (Facts, Interval, Kink, MultivariateFacts)}
NOT_IN_JSON = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}


def find(function: Activation) -> Facts | MultivariateFacts | None:
    """Return the stored facts of ``function``, if there are any; the slopes of frameworks are not among them."""
    entry = entries().get(fingerprint(function))
    found: Facts | MultivariateFacts | None = None if entry is None else unpacked(entry)
    return found if not isinstance(found, Facts) or _has_slopes(function, found) else None


@np.errstate(all="ignore")
def _has_slopes(function: Activation, found: Facts) -> bool:
    """Whether f' at the kinks, which the evaluator alone decides where f' jumps, is still as stored."""
    if not found.kinks or found.continuity not in (-1, 0):
        return True
    x = np.array([kink.x for kink in found.kinks])
    slopes = np.broadcast_to(function.evaluate(x, **function.parameters)[1], x.shape).tolist()
    return all(
        math.isclose(slope, kink.convention, rel_tol=ROUNDING, abs_tol=ROUNDING)
        or (math.isnan(slope) and math.isnan(kink.convention))
        for slope, kink in zip(slopes, found.kinks, strict=True)
    )


@cache
def entries() -> Mapping[str, Any]:
    """Return the stored facts by fingerprint, packed."""
    return read()


def read() -> dict[str, Any]:
    """Return what is in the file."""
    with open(FILE, encoding="utf-8") as file:  # noqa: PTH123
        found: dict[str, Any] = json.load(file)
    return found


def fingerprint(function: Activation) -> str:
    """Return all that determines the facts of ``function`` as a text, but for the slopes at its kinks."""
    claims = function.claims and function.claims.at(function.parameters)
    parts = (
        f"{function.evaluate.__module__}.{function.name}",
        type(function).__name__,
        function.formula,
        dict(function.parameters),
        function.kinks,
        function.framework,
        function.period,
        function.swings,
        claims,
    )
    return " | ".join(map(str, parts))


def unpacked(value: Any) -> Any:
    """Return the records, tuples and numbers that strict JSON holds as objects of one key, lists and texts."""
    if isinstance(value, list):
        return tuple(map(unpacked, value))
    if isinstance(value, dict):
        ((name, values),) = value.items()
        return RECORDS[name](*map(unpacked, values))
    return NOT_IN_JSON.get(value, value) if isinstance(value, str) else value


def packed(value: Any) -> Any:
    """Return what :func:`unpacked` takes back; what frameworks have at a kink is left out."""
    if is_dataclass(value):
        own = [getattr(value, field.name) for field in fields(value)]
        return {type(value).__name__: [packed(part) for part in own if not isinstance(part, Mapping)]}
    if isinstance(value, tuple):
        return [packed(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return next(text for text, number in NOT_IN_JSON.items() if repr(number) == repr(value))
    return value


def measured() -> dict[str, Any]:
    """Return the entries of all functions, measured anew."""
    from actplot.analysis.multivariate import measured_of

    functions = catalogue.everything().values()
    return {fingerprint(function): packed(measured_of(function)) for function in functions}


def text(found: Mapping[str, Any]) -> str:
    """Return the file that holds these entries, one a line."""
    lines = (f"{json.dumps(key)}: {json.dumps(entry, allow_nan=False)}" for key, entry in found.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    print(text(measured()), end="")
