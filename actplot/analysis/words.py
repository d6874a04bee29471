"""Facts in words: the notes of a picture and the description inside its file."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from actplot.activation import Activation, Gated, Vector
from actplot.analysis.facts import facts
from actplot.analysis.numbers import equation, interval, number, plain
from actplot.analysis.records import Facts, Kink

SHOWN = 4  # places of an endless set


def steepest(
    function: Activation, found: Facts, text: Callable[[float], str] = number
) -> tuple[str, tuple[float, ...], bool]:
    """Return where the slope is largest: the words, the x of that, and whether these are points to mark.

    Numbers are as ``text`` writes them.
    """
    size = found.max_gradient
    if math.isnan(size):
        return "", (), False
    if not size:
        return "f\u2032 = 0 wherever it exists" if found.kinks else "f\u2032 = 0 everywhere", (0.0,), False
    falls, rises = -found.derivative_range.inf >= size, found.derivative_range.sup >= size
    name, value = "f\u2032", text(size)
    if falls:
        name, value = ("|f\u2032|", value) if rises else ("f\u2032", text(-size))
    if not math.isfinite(size):
        return f"{name} has no bound", found.approached_at or (math.inf,), False
    if not found.max_gradient_attained:
        return f"{name} \u2192 {value} as x \u2192 {_approaches(found, text)}", found.approached_at, False
    word = "min" if falls and not rises else "max"
    if not found.max_gradient_over:
        places = found.max_gradient_at
        again = function.period and len(places) > 2 and _again(function, places[0], size)
        where = f"{text(places[0])}, \u2026" if again else _places(places, text)
        return f"{word} {name} = {value} at x = {where}", places, True
    where = where_largest(size, found.max_gradient_at, found.max_gradient_over, found.kinks, text)
    middle = tuple(_middle(low, high) for low, high in found.max_gradient_over)
    return f"{name} = {value} {where}" if where == "everywhere" else f"max {name} = {value} {where}", middle, False


def _again(function: Activation, x: float, size: float) -> bool:
    """Whether the slope is as large a period further on both sides."""
    further = np.array([x - function.period, x + function.period]) if function.period else np.zeros(0)
    return bool((np.abs(function.derivative(further)) >= (1 - 1e-9) * size).all())


def where_largest(
    size: float,
    at: Sequence[float],
    over: Sequence[tuple[float, float]],
    kinks: Iterable[Kink],
    text: Callable[[float], str],
) -> str:
    """Return where abs(f') is at its largest, ``size``, from the facts of that name; ``text`` writes a number."""
    reached = {kink.x for kink in kinks if abs(kink.convention) == size} & {
        end for stretch in over for end in stretch
    }
    alone = [x for x in at if not any(low <= x <= high for low, high in over)]
    parts = [_stretches(over, reached, text)] if over else []
    return " and ".join([*parts, *([f"at x = {_places(alone, text)}"] if alone else [])])


def _stretches(stretches: Sequence[tuple[float, float]], reached: set[float], text: Callable[[float], str]) -> str:
    """Return the stretches as conditions on x; the kinks in ``reached`` belong to them."""
    low, high = stretches[0]
    if len(stretches) == 2 and stretches[1] == (-high, -low):
        inner, outer = stretches[1]
        if inner == 0:
            if math.isinf(outer):
                return "everywhere" if 0.0 in reached else "for x \u2260 0"
            return f"for 0 < |x| < {text(outer)}"
        return f"for |x| {_relation(inner in reached and -inner in reached, '>')} {text(inner)}"
    if math.isinf(low) and math.isinf(high):
        return "everywhere"
    return "for " + ", ".join(_between(a, b, reached, text) for a, b in stretches)


def _between(low: float, high: float, reached: set[float], text: Callable[[float], str]) -> str:
    above, below = (_relation(end in reached, "<") for end in (low, high))
    if math.isinf(low):
        return f"x {below} {text(high)}"
    if math.isinf(high):
        return f"x {_relation(low in reached, '>')} {text(low)}"
    if low == -high and above == below:
        return f"|x| {below} {text(high)}"
    return f"{text(low)} {above} x {below} {text(high)}"


def listed(xs: Sequence[float], text: Callable[[float], str], *, endless: bool) -> str:
    """Return places in a row; of an endless set those nearest 0, and that it goes on."""
    shown = sorted(sorted(xs, key=abs)[:SHOWN]) if endless else xs
    return ", ".join([*map(text, shown), *(["..."] if endless and xs else [])])


def _relation(equal: bool, strict: str) -> str:
    return {"<": "\u2264", ">": "\u2265"}[strict] if equal else strict


def _middle(low: float, high: float) -> float:
    if math.isinf(low) and math.isinf(high):
        return 0.0
    return high - 1 if math.isinf(low) else low + 1 if math.isinf(high) else 0.5 * (low + high)


def _approaches(found: Facts, text: Callable[[float], str]) -> str:
    """Return the places at which the slope only tends to its largest, a kink with the side of it."""
    sides = {}
    for kink in found.kinks:
        left, right = (abs(slope) >= (1 - 1e-12) * found.max_gradient for slope in (kink.left, kink.right))
        sides[kink.x] = "" if left == right else "\u207b" if left else "\u207a"
    if not sides.keys() & set(found.approached_at):
        return _places(found.approached_at, text)
    return ", ".join(text(x) + sides.get(x, "") for x in sorted(found.approached_at))


def _places(xs: Iterable[float], text: Callable[[float], str] = number) -> str:
    """Return places, a pair of opposite ones with both signs at once."""
    texts = [text(x) for x in sorted(xs)]
    if len(texts) == 2 and texts[0] in (f"\u2212{texts[1]}", f"-{texts[1]}"):
        return f"\u00b1{texts[1]}"
    return ", ".join(texts)


def title(functions: Sequence[Activation]) -> str:
    """Name a picture: its functions, with the parameters that are not at their defaults."""
    names = [
        (function.spelling or function.title)
        + "".join(f", {k} = {number(v)}" for k, v in function.parameters.items() if v != function.defaults[k])
        for function in functions
    ]
    return plain("; ".join(names) if len(names) <= 12 else f"{len(names)} activation functions")


def description(functions: Sequence[Activation]) -> str:
    """Describe a picture for readers who can't see it."""
    return " ".join(_sentence(function) for function in functions)


def _sentence(function: Activation) -> str:
    head = function.title + "".join(f", {key} = {number(value)}" for key, value in function.parameters.items())
    if isinstance(function, Vector | Gated):
        return plain(f"{head}: {function.formula}.")
    found = facts(function)
    parts = []
    for x in found.extrema[:4] if not function.period else ():
        value = float(function(x))
        kind = "minimum" if value == found.range.inf else "maximum" if value == found.range.sup else "extremum"
        parts.append(f"{kind} {number(value)} at x = {number(x)}")
    parts.append(f"range {interval(found.range, number)}")
    parts.append(f"slope in {interval(found.derivative_range, number)}")
    parts += filter(None, [steepest(function, found)[0]])
    for side, asymptote in zip(("left", "right"), found.asymptotes, strict=True):
        if asymptote:
            parts.append(f"tends to {equation(*asymptote)} on the {side}")
    for name, poles in (("kinks", False), ("poles", True)):
        xs = [kink.x for kink in found.kinks if kink.pole == poles]
        if xs and any(function.endless):
            parts.append(f"{name} at x = {listed(xs, number, endless=True)}")
        elif xs:
            parts.append(f"{name} at x = {_places(xs)}")
    return plain(f"{head}: {'; '.join(parts)}.")
