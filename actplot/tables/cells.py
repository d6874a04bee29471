"""Values as text, as JSON and as sort keys."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from actplot.analysis.numbers import interval, shortest

if TYPE_CHECKING:
    from actplot.analysis.records import Interval


def words(value: Any) -> str:
    """Return ``value`` as text: intervals with their brackets, lists between spaces, mappings as key=value.

    A mapping inside another is left to JSON.
    """
    if is_dataclass(value) and not isinstance(value, type):
        value = interval(value) if _is_interval(value) else {f.name: getattr(value, f.name) for f in fields(value)}
    if isinstance(value, float):
        return shortest(value)
    if isinstance(value, Mapping):
        return " ".join(f"{key}={words(inner)}" for key, inner in value.items() if not isinstance(inner, Mapping))
    if isinstance(value, list | tuple):
        simple = all(isinstance(inner, float | int | str | None) for inner in value)
        return (" " if simple else "; ").join(map(words, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def strict(value: Any) -> Any:
    """Return ``value`` in types that JSON has: objects for records, strings for infinities and NaN."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {key: strict(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [strict(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def sort_key(value: Any) -> tuple[int, Any]:
    """Return the sort key of a value among those of its column; missing values come last."""
    if value is None or value in ([], ()):
        return 2, 0
    if value == "inf":
        return 1, 0
    if _is_interval(value):
        return 0, astuple(value)
    if isinstance(value, Mapping):
        return 0, tuple(value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        places = (getattr(inner, "x", inner) for inner in value)
        # Numbers of elementwise functions come before vectors of others.
        return 0, tuple(place if isinstance(place, tuple) else (-math.inf, place) for place in places)
    return 0, value


def _is_interval(value: Any) -> TypeGuard[Interval]:
    if not is_dataclass(value):
        return False
    from actplot.analysis.records import Interval

    return isinstance(value, Interval)
