"""All that is known of one function, as a card to read or as one JSON object."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actplot.activation import Activation, Gated, Vector
from actplot.analysis.facts import Interval
from actplot.analysis.numbers import interval, shortest
from actplot.analysis.saturation import saturation
from actplot.networks import expectation, meanfield
from actplot.tables import render as tables

FRAMEWORKS = {"torch": "PyTorch", "keras": "Keras", "jax": "JAX", "onnx": "ONNX"}
DIGITS = 6
SHOWN = 4  # turning points of what oscillates
LABEL = 20  # characters; the column of labels


def card(function: Activation) -> dict[str, Any]:
    """Return what is known of ``function``: the keys of its facts, and what a card adds to them.

    ``normal_input`` is what it does to standard normal x: ``mean`` and ``variance`` of f(x), ``derivative_square``
    E[f'(x)^2], and the gains of a layer's initial weights that keep the variance, and the size of gradients.
    ``saturation`` are the intervals, tails or level pieces, where abs(f') < 0.01.
    """
    elementwise = not isinstance(function, Vector | Gated)
    more = ("extrema", "asymptotes", "approached_at") if elementwise else ()
    known = {
        "title": function.title,
        "summary": function.summary,
        **tables.facts(function, (*tables.FACTS, *more)),
        "derivative_formula": function.derivative_formula,
        "requires": list(function.requires),
        "aliases": list(function.aliases),
        "frameworks": {framework: names.split("; ") for framework, names in function.frameworks.items()},
        "differences": function.differences,
        "source": function.source,
        "description": " ".join(function.description.removeprefix(function.summary).split()),
    }
    if not elementwise:
        return known
    return {
        **known,
        "asymptotes": {side: _line(line) for side, line in zip(("left", "right"), known["asymptotes"], strict=True)},
        "saturation": [list(interval) for interval in saturation(function)],
        "normal_input": _normal_input(function),
    }


def _line(asymptote: tuple[float, float] | None) -> dict[str, float] | None:
    return {"slope": asymptote[0], "intercept": asymptote[1]} if asymptote else None


def _normal_input(function: Activation) -> dict[str, float | None]:
    mean, square, slope = expectation.moments(function, 1.0)
    mean = 0.0 if abs(mean) < 1e-12 else mean  # what is left of two halves that cancel
    return {
        "mean": mean,
        "variance": square - mean * mean,
        "derivative_square": slope,
        "variance_gain": meanfield.variance_gain(function),
        "gradient_gain": meanfield.gradient_gain(function),
        "pytorch_gain": meanfield.pytorch_gain(function),
    }


def text(known: Mapping[str, Any], width: int | None) -> str:
    """Return a card as lines of at most ``width`` characters, or as long as they come."""
    lines = [f"{known['title']}  ({known['function']}, {known['family']}, {known['kind']})"]
    lines += textwrap.wrap(known["summary"], width) if width else [known["summary"]]
    for group in (_definition(known), _facts(known), _network(known), _names(known)):
        rows = [line for label, value in group if value for line in _wrapped(label, value, width)]
        lines += ["", *rows] if rows else []
    return "\n".join(lines) + "\n"


def _wrapped(label: str, value: str, width: int | None) -> list[str]:
    if width is None:
        return [f"{label:{LABEL}}{value}"]
    return textwrap.wrap(
        value,
        max(width, LABEL + 20),
        initial_indent=f"{label:{LABEL}}",
        subsequent_indent=" " * LABEL,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _definition(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    gated, vector = known["family"] == "gated", known["family"] == "vector"
    yield "f(a, b)" if gated else "y_i" if vector else "f(x)", known["formula"]
    yield "df/da, df/db" if gated else "d y_i/d x_j" if vector else "f'(x)", known["derivative_formula"]
    parameters = known["parameters"]
    yield "parameters", ", ".join(f"{name} = {_number(value)}" for name, value in parameters.items())
    yield "where", ", ".join(known["requires"])


def _facts(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not known["range"]:
        return
    yield "range", interval(Interval(**known["range"]), _number)
    yield "range of f'", interval(Interval(**known["derivative_range"]), _number)
    steepest = _number(known["max_gradient"])
    places = known["max_gradient_at"] or known["approached_at"]
    arrow, reached = ("at x =", "") if known["max_gradient_attained"] else ("as x ->", ", not reached")
    yield "largest |f'|", f"{steepest} {arrow} {_numbers(places)}{reached}"
    yield "f(0), f'(0)", f"{_number(known['f0'])}, {_number(known['derivative0'])}"
    yield "monotonic", known["monotonic"]
    yield "smoothness", f"C^{known['continuity']}"
    for kink in known["kinks"]:
        slopes = f"slope {_number(kink['left'])} left, {_number(kink['right'])} right"
        yield "kink", f"x = {_number(kink['x'])}: {slopes}, {_number(kink['convention'])} at it by convention"
    yield "turns at", _numbers(known["extrema"][:SHOWN]) + (", ..." if len(known["extrema"]) > SHOWN else "")
    for side, line in known["asymptotes"].items():
        yield f"asymptote, {side}", _equation(line)
    yield "saturates", _stretches(known["saturation"])


def _network(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    normal = known.get("normal_input")
    if not normal:
        return
    yield "on x ~ N(0, 1)", f"mean {_number(normal['mean'])}, variance {_number(normal['variance'])}"
    yield "E[f'^2]", _number(normal["derivative_square"])
    yield "gain", f"{_gain(normal['variance_gain'])} keeps the variance of the pre-activations"
    yield "", f"{_gain(normal['gradient_gain'])} keeps the size of the gradients"
    if normal["pytorch_gain"] is not None:
        yield "", f"{_number(normal['pytorch_gain'])} is what PyTorch's calculate_gain says"


def _gain(value: float) -> str:
    return "none" if math.isnan(value) else _number(value)


def _names(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "also called", ", ".join(known["aliases"])
    for framework, names in known["frameworks"].items():
        yield FRAMEWORKS[framework], ", ".join(_at_defaults(name) for name in names)
    yield "differences", known["differences"]
    yield "source", known["source"]
    yield "notes", known["description"]


def _at_defaults(name: str) -> str:
    spelling, *bound = name.split(":")
    return f"{spelling} (with {', '.join(bound)})" if bound else spelling


def _equation(line: Mapping[str, float] | None) -> str:
    if line is None:
        return "none"
    slope, intercept = line["slope"], line["intercept"]
    if not slope:
        return f"y = {_number(intercept)}"
    start = {1.0: "x", -1.0: "-x"}.get(slope, f"{_number(slope)} x")
    return f"y = {start}" + (f" {'+' if intercept > 0 else '-'} {_number(abs(intercept))}" if intercept else "")


def _stretches(intervals: Sequence[Sequence[float]]) -> str:
    found = []
    for low, high in intervals:
        if math.isinf(low) and math.isinf(high):
            return "everywhere (|f'| < 0.01)"
        below = f"x < {_number(high)}" if math.isinf(low) else ""
        above = f"x > {_number(low)}" if math.isinf(high) else ""
        found.append(below or above or f"{_number(low)} < x < {_number(high)}")
    return " and ".join(found) + " (|f'| < 0.01)" if found else "nowhere"


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(map(_number, values))


def _number(value: float) -> str:
    return shortest(value, DIGITS)
