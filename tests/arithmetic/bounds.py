"""``python -m tests.arithmetic.bounds [ROUNDS [FIRST]]``: the running error bounds of two floats, attacked with Arb.

Numbers at random over the whole range of float64, off by as much as their bound says, go through each operation and
function, and the results through a second one; the error of each, against Arb, must be within its bound.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from flint import arb, ctx

from actplot.arithmetic.bounded import Bounded
from actplot.arithmetic.bounded_functions import FUNCTIONS

COUNT = 120  # numbers of one attack
BITS = 2400  # of Arb: enough for a sine of the largest float, and for 1 + the smallest


class Known(NamedTuple):
    """Numbers with a bound, and the true ones."""

    bounded: Bounded
    true: list[arb]


def _phi(x: arb) -> arb:
    return (-x * x / 2).exp() / (2 * arb.pi()).sqrt()


TRUTH: Mapping[str, tuple[Callable[[arb], arb], Callable[[arb], arb]]] = {
    "Phi": (lambda x: (-x / arb(2).sqrt()).erfc() / 2, _phi),
    "asinh": (lambda x: x.asinh(), lambda x: 1 / (1 + x * x).sqrt()),
    "atan": (lambda x: x.atan(), lambda x: 1 / (1 + x * x)),
    "cos": (lambda x: x.cos(), lambda x: -x.sin()),
    "cosh": (lambda x: x.cosh(), lambda x: x.sinh()),
    "erf": (lambda x: x.erf(), lambda x: 2 * (-x * x).exp() / arb.pi().sqrt()),
    "erfc": (lambda x: x.erfc(), lambda x: -2 * (-x * x).exp() / arb.pi().sqrt()),
    "exp": (lambda x: x.exp(), lambda x: x.exp()),
    "expm1": (lambda x: x.expm1(), lambda x: x.exp()),
    "log": (lambda x: x.log(), lambda x: 1 / x),
    "log1p": (lambda x: x.log1p(), lambda x: 1 / (1 + x)),
    "logcosh": (lambda x: abs(x) - arb(2).log() + (-2 * abs(x)).exp().log1p(), lambda x: x.tanh()),
    "phi": (_phi, lambda x: -x * _phi(x)),
    "sigmoid": (lambda x: 1 / (1 + (-x).exp()), lambda x: 1 / (2 + x.exp() + (-x).exp())),
    "sin": (lambda x: x.sin(), lambda x: x.cos()),
    "sinh": (lambda x: x.sinh(), lambda x: x.cosh()),
    "softplus": (lambda x: x.exp().log1p(), lambda x: 1 / (1 + (-x).exp())),
    "sqrt": (lambda x: x.sqrt(), lambda x: 1 / (2 * x.sqrt())),
    "tanh": (lambda x: x.tanh(), lambda x: 1 / x.cosh() ** 2),
}
"""The value and the slope of each function."""

OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


def drawn(chance: np.random.Generator) -> Known:
    """Draw numbers of every size, in one float or two, exact or off by as much as their bound says."""
    sign = chance.choice([-1.0, 1.0], COUNT)
    far = sign * 2.0 ** chance.uniform(-1060, 1020, COUNT)
    near = sign * 2.0 ** chance.uniform(-40, 12, COUNT)
    high = np.where(chance.random(COUNT) < 0.3, far, near)
    high = np.where(chance.random(COUNT) < 0.1, np.rint(high * 4) / 4, high)
    low = np.where(chance.random(COUNT) < 0.5, 0.0, high * chance.uniform(-1, 1, COUNT) * 2.0**-54)
    total = high + low
    low = low - (total - high)
    error = np.abs(total) * 2.0 ** chance.uniform(-110, -18, COUNT)
    error = np.where((chance.random(COUNT) < 0.4) | ~np.isfinite(error), 0.0, error)
    off = error * chance.choice([-1.0, -0.5, 0.0, 0.5, 1.0], COUNT)
    true = [arb(float(a)) + arb(float(b)) + arb(float(c)) for a, b, c in zip(total, low, off, strict=True)]
    return Known(Bounded(total, low, error), true)


def violations(known: Known) -> list[int]:
    """Return where the error is beyond its bound; a bound of NaN or infinity says nothing, and is kept."""
    shape = np.shape(known.bounded.high)
    parts = (known.bounded.high, known.bounded.low, known.bounded.error)
    high, low, error = (np.broadcast_to(np.asarray(part, np.float64), shape) for part in parts)
    depth = known.bounded.depth
    found = []
    for i in np.flatnonzero(np.isfinite(high) & np.isfinite(low) & np.isfinite(error)):
        true = known.true[i]
        if not true.is_finite():
            continue  # it is not defined there
        bound = arb(float(error[i])) * (1 + arb(2) ** -45)  # bounds are floats, rounded themselves
        if depth is not None:
            deep = float(np.broadcast_to(depth, shape)[i])
            bound += arb(2) ** arb(-min(deep, 1e9))
        if abs(arb(float(high[i])) + arb(float(low[i])) - true) > bound:  # certainly
            found.append(int(i))
    return found


def results(name: str, one: Known, other: Known) -> Iterator[Known]:
    """Apply an operation to two numbers, or a function to one: its value and its slope."""
    with np.errstate(all="ignore"):
        if name in OPERATIONS:
            operation = OPERATIONS[name]
            true = [_or_nan(operation, a, b) for a, b in zip(one.true, other.true, strict=True)]
            yield Known(operation(one.bounded, other.bounded), true)
        else:
            for part, truth in zip(FUNCTIONS[name](one.bounded), TRUTH[name], strict=True):
                yield Known(part, [_or_nan(truth, x) for x in one.true])


def _or_nan(function: Callable[..., arb], *arguments: arb) -> arb:
    if not all(argument.is_finite() and argument.rad() < 1 for argument in arguments):
        return arb("nan")
    if any(abs(argument) > arb(2) ** 1100 for argument in arguments):
        return arb("nan")
    return function(*arguments)


def attacked(first: str, second: str, seed: int) -> list[str]:
    """Return the violations of ``first``, and of ``second`` after it."""
    chance = np.random.default_rng(seed)
    ctx.prec, before = BITS, ctx.prec
    try:
        one, other = drawn(chance), drawn(chance)
        found = []
        for number, known in enumerate(results(first, one, other)):
            found += [f"{first}[{number}] at {one.bounded.high[i]!r}" for i in violations(known)]
            for last, again in enumerate(results(second, known, other)):
                found += [
                    f"{second}[{last}] of {first}[{number}] at {one.bounded.high[i]!r}" for i in violations(again)
                ]
    finally:
        ctx.prec = before
    return found


if __name__ == "__main__":
    rounds, start = (int(text) for text in (*sys.argv[1:], *["10", "0"][len(sys.argv) - 1 :]))
    names = [*OPERATIONS, *FUNCTIONS]
    for seed in range(start, start + rounds):
        for first in names:
            for second in names:
                for violation in attacked(first, second, seed):
                    print(violation, f"(seed {seed})", flush=True)
    print(f"{rounds} rounds of {len(names) ** 2} pairs of {COUNT} numbers")
