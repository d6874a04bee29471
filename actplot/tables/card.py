"""All that is known of one function, as a card to read or as one JSON object."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actplot import frameworks
from actplot.activation import Activation
from actplot.analysis.domain import EVERYWHERE, in_words
from actplot.analysis.numbers import between, equation, interval, plain, shortest
from actplot.analysis.records import Facts, Kink
from actplot.analysis.saturation import SATURATED, saturation
from actplot.analysis.words import listed, where_largest
from actplot.networks import expectation, meanfield
from actplot.tables.columns import FACTS, Subject

DIGITS = 6
SHOWN = 4  # extrema of an oscillating function
LABEL = 20  # characters of the column of labels


def card(function: Activation) -> dict[str, Any]:
    """Return all that is known of ``function``: its facts by their keys, and the further keys of a card.

    ``normal_input`` has, for standard normal x, ``mean`` and ``variance`` of f(x), ``derivative_square`` E[f'(x)^2],
    and the gains of the initial weights of a layer that preserve the variance, and the size of gradients.
    ``saturation`` lists the intervals (tails or constant pieces) where abs(f') < 0.01.
    """
    subject = Subject(function)
    known = {
        "title": function.title,
        "summary": function.summary,
        **{key: fact.of(subject) for key, fact in FACTS.items()},
        **_measured(subject),
        "derivative_formula": function.derivative_formula,
        "requires": list(function.requires),
        "aliases": list(function.aliases),
        "frameworks": frameworks.spellings(function.name),
        "differences": function.differences,
        "source": function.source,
        "description": " ".join(function.description.removeprefix(function.summary).split()),
    }
    if not isinstance(subject.measured, Facts):
        return known
    stretches = [list(stretch) for stretch in saturation(function)]
    return {**known, "saturation": stretches, "normal_input": _normal_input(function)}


def _measured(subject: Subject) -> dict[str, Any]:
    """Return the facts of a card that are not columns of the table."""
    facts = subject.measured
    if not isinstance(facts, Facts):
        partials = dict(zip(("df/da", "df/db"), facts.partials, strict=False))
        return {"partials": partials, "total": facts.total, "unchanged": facts.unchanged}
    return {
        "extrema": facts.extrema,
        "asymptotes": dict(zip(("left", "right"), map(_line, facts.asymptotes), strict=True)),
        "approached_at": facts.approached_at,
    }


def _line(asymptote: tuple[float, float] | None) -> dict[str, float] | None:
    return {"slope": asymptote[0], "intercept": asymptote[1]} if asymptote else None


def _normal_input(function: Activation) -> dict[str, float | None]:
    mean, square, slope = expectation.moments(function, 1.0)
    mean = 0.0 if abs(mean) < 1e-12 else mean  # rounding error of two halves that cancel
    return {
        "mean": mean,
        "variance": square if math.isinf(square) else square - mean * mean,
        "derivative_square": slope,
        "variance_gain": meanfield.variance_gain(function),
        "gradient_gain": meanfield.gradient_gain(function),
        "pytorch_gain": meanfield.pytorch_gain(function),
    }


def text(known: Mapping[str, Any], width: int | None) -> str:
    """Return a card as text, wrapped at ``width`` characters if that is not None."""
    lines = [f"{known['title']}  ({known['function']}, {known['family']}, {known['kind']})"]
    lines[0] += f" as {known['spelling']}" if known["spelling"] else ""
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
    gated = known["kind"] == "gated"
    vector = "extrema" not in known and not gated
    yield "f(a, b)" if gated else "y_i" if vector else "f(x)", known["formula"]
    yield "df/da, df/db" if gated else "d y_i/d x_j" if vector else "f'(x)", known["derivative_formula"]
    parameters = known["parameters"]
    yield "parameters", ", ".join(f"{name} = {_number(value)}" for name, value in parameters.items())
    yield "where", ", ".join(known["requires"])


def _facts(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "extrema" not in known:
        yield from _multivariate_facts(known)
        return
    if known["domain"] is None:
        yield "domain", "not all x"
    elif known["domain"] != EVERYWHERE:
        yield "domain", in_words(known["domain"], _number)
    yield "range", interval(known["range"], _number)
    yield "range of f'", interval(known["derivative_range"], _number)
    yield "largest |f'|", _steepest(known)
    origin = [known["f0"], known["derivative0"]]
    yield "f(0), f'(0)", "not defined" if math.isnan(origin[0]) else _numbers(origin)
    yield "monotonic", known["monotonic"]
    yield "smoothness", "unknown" if known["continuity"] is None else f"C^{known['continuity']}"
    yield "period", "" if known["period"] is None else _number(known["period"])
    yield from _kinks(known)
    yield from _frameworks_at_kinks(known["kinks"])
    more = len(known["extrema"]) > SHOWN or (known["extrema"] and known["period"] is not None)
    yield "turns at", _numbers(known["extrema"][:SHOWN]) + (", ..." if more else "")
    for side, line in known["asymptotes"].items():
        yield f"asymptote, {side}", equation(**line, text=_number, times=" ") if line else "none"
    yield "saturates", _saturation(known)


def _kinks(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a row for each kink and pole; of an endless set one for all with the same slopes."""
    whose = f"by {known['spelling'] or 'convention'}"
    if known["kinks_complete"]:
        for kink in known["kinks"]:
            yield _kink(kink, whose, continuous=known["continuity"] != -1)
        return
    rows: dict[tuple[str, str], list[float]] = {}
    for kink in known["kinks"]:
        sides = f"slope {_number(kink.left)} left, {_number(kink.right)} right"
        row = (
            ("poles", "")
            if kink.pole and math.isinf(kink.left + kink.right)
            else ("poles" if kink.pole else "kinks", sides)
        )
        rows.setdefault(row, []).append(kink.x)
    for (label, slopes), xs in rows.items():
        yield label, f"x = {listed(xs, _number, endless=True)}" + (f": {slopes}" if slopes else "")


def _multivariate_facts(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the facts of a function of several inputs that are known."""
    every = "" if known["kind"] == "gated" else "each output: "
    yield "range", every + interval(known["range"], _number) if known["range"] else ""
    for name, partial in known["partials"].items():
        yield f"range of {name}", interval(partial, _number)
    if known["derivative_range"] and not known["partials"]:
        yield "range of dy_i/dx_j", interval(known["derivative_range"], _number)
    if known["max_gradient_at"]:
        places = ", ".join(f"({_numbers(point)})" for point in known["max_gradient_at"])
        yield "largest slope", f"{_number(known['max_gradient'])} at {places}"
    yield "smoothness", "" if known["continuity"] is None else f"C^{known['continuity']}"
    yield "sum of outputs", "" if known["total"] is None else _number(known["total"])
    yield "unchanged by", f"x -> {known['unchanged']}" if known["unchanged"] else ""


def _steepest(known: Mapping[str, Any]) -> str:
    size = known["max_gradient"]
    if known["max_gradient_attained"] is None:
        return "unknown"
    if known["max_gradient_attained"]:
        over, kinks, slopes = known["max_gradient_over"], known["kinks"], known["derivative_range"]
        if over and not known["kinks_complete"]:
            if slopes.inf == slopes.sup:
                return f"{_number(size)} wherever it exists"
            over = over[:1]
        where = plain(where_largest(size, known["max_gradient_at"], over, kinks, _number))
        return f"{_number(size)} {where}" + ("" if known["period"] is None else ", ...")
    xs = listed(known["approached_at"], _number, endless=not known["kinks_complete"])
    return f"{_number(size)} as x -> {xs}, not reached"


def _kink(kink: Kink, whose: str, *, continuous: bool) -> tuple[str, str]:
    """Return the row of a kink; ``continuous`` is whether f is, so that equal slopes beside a kink are f' at it."""
    x, left, right, at = map(_number, (kink.x, kink.left, kink.right, kink.convention))
    if kink.pole:
        both = math.isinf(kink.left) and math.isinf(kink.right)
        return "pole", f"x = {x}" if both else f"x = {x}: slope {left} left, {right} right"
    if continuous and math.isfinite(kink.left) and kink.left == kink.right == kink.convention:
        return "kink", f"x = {x}: slope {at} on both sides; a higher derivative does not exist"
    return "kink", f"x = {x}: slope {left} left, {right} right, {at} at it {whose}"


def _frameworks_at_kinks(kinks: Sequence[Kink]) -> Iterator[tuple[str, str]]:
    """Yield a row for each slope, or slopes, that some frameworks have at the kinks."""
    having: dict[tuple[float, ...], list[str]] = {}
    for framework in kinks[0].frameworks if kinks else ():
        having.setdefault(tuple(kink.frameworks[framework] for kink in kinks), []).append(framework)
    label = f"f' at {_numbers([kink.x for kink in kinks])}"
    for slopes, names in having.items():
        yield label, f"{_numbers(slopes)}: {', '.join(map(frameworks.title, names))}"
        label = ""


def _network(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    normal = known.get("normal_input")
    if not normal:
        return
    if math.isnan(normal["derivative_square"]):
        yield "on x ~ N(0, 1)", "no mean and no variance: f is not defined for all x"
        return
    mean = "none" if math.isnan(normal["mean"]) else _number(normal["mean"])
    yield "on x ~ N(0, 1)", f"mean {mean}, variance {_number(normal['variance'])}"
    yield "E[f'^2]", _number(normal["derivative_square"])
    yield "gain", f"{_gain(normal['variance_gain'])} keeps the variance of the pre-activations"
    yield "", f"{_gain(normal['gradient_gain'])} keeps the size of the gradients"
    yield "", "both at variance 1, which changes from layer to layer: see actplot depth"
    if normal["pytorch_gain"] is not None:
        yield "", f"{_number(normal['pytorch_gain'])} is the gain of PyTorch's calculate_gain"


def _gain(value: float) -> str:
    return "none" if math.isnan(value) else _number(value)


def _names(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "also called", ", ".join(known["aliases"])
    for framework, names in known["frameworks"].items():
        named = frameworks.known()[framework]
        yield f"{named.title} {named.version}", ", ".join(_at_defaults(name) for name in names)
    yield "differences", known["differences"]
    yield "source", known["source"]
    yield "notes", known["description"]


def _at_defaults(name: str) -> str:
    spelling, *bound = name.split(":")
    return f"{spelling} (with {', '.join(bound)})" if bound else spelling


def _saturation(known: Mapping[str, Any]) -> str:
    stretches, slopes = known["saturation"], known["derivative_range"]
    if slopes.inf == slopes.sup and abs(slopes.sup) < SATURATED:
        return "everywhere (|f'| < 0.01)"
    if not known["kinks_complete"]:
        if not stretches:
            return "unknown" if known["period"] is None else "nowhere"
        first = min(stretches, key=lambda ends: abs(ends[0] + ends[1]))
        return f"{between(first[0], first[1], _number)}, ... (|f'| < 0.01)"
    if not stretches:
        return "nowhere"
    return " and ".join(between(low, high, _number) for low, high in stretches) + " (|f'| < 0.01)"


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(map(_number, values))


def _number(value: float) -> str:
    return shortest(value, DIGITS)
