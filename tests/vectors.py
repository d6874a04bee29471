"""The truth about vector functions: definitions and Jacobians in Arb's ball arithmetic, and a search against it.

``python -m tests.vectors`` prints the worst output and entry of the Jacobian of every function, over scores of every
size, tied and nearly tied, at the defaults and at other parameters; names after it search those only.
"""

import math
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from flint import arb, arb_series, ctx

from actplot import catalogue
from actplot.activation import Activation, Vector
from tests import oracle
from tests.oracle import sign
from tests.parameters import extremes, variants

OUTPUT_LIMIT = 3.0
ENTRY_LIMIT = 8.0
_BITS = (300, 1200, 5000, 20000)

_KINDS = ("normal", "wide", "huge", "tiny", "mixed", "ordinary", "tied", "near", "outlier", "opposite", "cancelling")

Numbers = list[Any]


def _sum(x: Sequence[Any]) -> Any:
    total = x[0]
    for number in x[1:]:
        total = total + number
    return total


def _softmax(x: Numbers, tau: Any = 1) -> Numbers:
    top = x[_first_largest(x)]
    grown = [oracle.FUNCTIONS["exp"]((score - top) / tau) for score in x]
    total = _sum(grown)
    return [number / total for number in grown]


def _log_softmax(x: Numbers) -> Numbers:
    first = _first_largest(x)
    away = [score - x[first] for score in x]
    others = [oracle.FUNCTIONS["exp"](number) for i, number in enumerate(away) if i != first]
    logarithm = (1 + _sum(others)).log() if others else 0 * x[0]
    return [number - logarithm for number in away]


def _first_largest(x: Numbers) -> int:
    best = 0
    for i, number in enumerate(x):
        if sign(number - x[best]) > 0:
            best = i
    return best


def _relu(number: Any) -> Any:
    return number if sign(number) > 0 else 0 * number


def _ordered(a: Any, b: Any) -> tuple[Any, Any]:
    return (a, b) if sign(a - b) >= 0 else (b, a)


def _constant(number: Any) -> Any:
    return arb_series([arb(number)], prec=ctx.cap)


def _power(x: Any, exponent: Any) -> Any:
    return (exponent * x.log()).exp()


def _entmax(x: Numbers, alpha: Any) -> Numbers:
    """Return the outputs by their threshold: bisected, then corrected once, which also gives its derivative."""
    rate = _constant(alpha) - 1
    scores = [score * rate for score in x]
    top = scores[_first_largest(scores)]
    below = [top[0] - score[0] for score in scores]

    def outputs(tau: Any) -> Any:
        return [(tau - number) ** (1 / rate[0]) if tau > number else arb(0) for number in below]

    low, high = arb(0), arb(1)
    for _ in range(400):  # at alpha = 50 an output of 0.02 is 1e-82 above the threshold
        middle = ((low + high) / 2).mid()
        low, high = (low, middle) if _sum(outputs(middle)) > 1 else (middle, high)
    support = [low > number for number in below]
    if sum(support) == 1:
        return [_constant(int(inside)) for inside in support]
    tau = low
    for _ in range(ctx.prec.bit_length() - 7):  # Newton's method doubles the digits
        slope = _sum(
            [
                (tau - b) ** (1 / rate[0] - 1) / rate[0] if inside else arb(0)
                for b, inside in zip(below, support, strict=True)
            ]
        )
        tau = (tau - (_sum(outputs(tau)) - 1) / slope).mid()
    # As series: F(tau, x) = 1 fixes the derivative of tau.
    level = _constant(tau)
    away = [top - score for score in scores]
    terms = [
        _power(level - number, 1 / rate) if inside else None for number, inside in zip(away, support, strict=True)
    ]
    slopes = [
        _power(level - number, 1 / rate - 1) / rate for number, inside in zip(away, support, strict=True) if inside
    ]
    level = level - (_sum([term for term in terms if term is not None]) - 1) / _sum(slopes)
    return [
        _power(level - number, 1 / rate) if inside else _constant(0)
        for number, inside in zip(away, support, strict=True)
    ]


def _sparse(x: Numbers, half: bool) -> Numbers:
    """Return sparsemax, or 1.5-entmax where ``half``, by the first support in order of size that fits."""
    scores = [score / 2 for score in x] if half else x
    order = sorted(range(len(x)), key=lambda i: -float(x[i][0].mid()))
    found: Any = None
    for size in range(1, len(x) + 1):
        chosen = [scores[i] for i in order[:size]]
        if half:
            mean = _sum(chosen) / size
            left = 1 - _sum([(number - mean) * (number - mean) for number in chosen])
            inner = left / size
            if size > 1 and not sign(inner) > 0:
                break
            tau = mean - inner.sqrt()
        else:
            tau = (_sum(chosen) - 1) / size
        if not sign(chosen[-1] - tau) > 0:
            break
        found = tau
    outside = [_relu(number - found) for number in scores]
    return [number * number for number in outside] if half else outside


def _gumbel(x: Numbers, tau: Any, seed: Any, **_: Any) -> Numbers:
    noise = np.random.default_rng(int(seed)).gumbel(size=len(x)).tolist()
    scores = [float(score[0].mid()) for score in x]
    moved = [arb(score + g) - arb(score) for score, g in zip(scores, noise, strict=True)]
    return _softmax([score + _constant(more) for score, more in zip(x, moved, strict=True)], _constant(tau))


def _taylor_softmax(x: Numbers) -> Numbers:
    terms = [1 + score + score * score / 2 for score in x]
    return [term / _sum(terms) for term in terms]


def _mean_square(x: Numbers) -> Any:
    return _sum([number * number for number in x]) / len(x)


def _normalized(x: Numbers, eps: Any) -> Numbers:
    root = (_mean_square(x) + _constant(eps)).sqrt()
    return [number / root for number in x]


def _centred(x: Numbers) -> Numbers:
    total = _sum(x)
    return [(number * len(x) - total) / len(x) for number in x]


def _poly_norm(x: Numbers, a1: Any, a2: Any, a3: Any, b: Any, eps: Any) -> Numbers:
    powers = [x, [n * n for n in x], [n * n * n for n in x]]
    terms = [
        [_constant(weight) * number for number in _normalized(power, eps)]
        for weight, power in zip((a1, a2, a3), powers, strict=True)
    ]
    return [_sum(column) + _constant(b) for column in zip(*terms, strict=True)]


def _length(x: Numbers) -> Any:
    return _sum([number * number for number in x]).sqrt()


def _l2(x: Numbers, eps: Any) -> Numbers:
    if _sum([n[0] * n[0] for n in x]) <= arb(eps) * arb(eps):
        return [number / _constant(eps) for number in x]
    size = _length(x)
    return [number / size for number in x]


def _squash(x: Numbers) -> Numbers:
    if all(n[0].is_zero() for n in x):
        return [_constant(0) for _ in x]
    size = _length(x)
    return [number * size / (1 + size * size) for number in x]


def _gaussian_topk(x: Numbers, sparsity: Any) -> Numbers:
    away = _centred(x)
    if all(n[0].is_zero() for n in away):
        return [_constant(0) for _ in x]
    quantile = arb(2).sqrt() * (2 * arb(sparsity) - 1).erfinv()
    level = _mean_square(away).sqrt() * _constant(quantile)
    return [_relu(number - level) for number in away]


TRUTH: dict[str, Callable[..., Numbers]] = {
    "softmax": _softmax,
    "softmin": lambda x: _softmax([-score for score in x]),
    "log_softmax": _log_softmax,
    "sparsemax": lambda x: _sparse(x, False),
    "entmax15": lambda x: _sparse(x, True),
    "hardmax": lambda x: [_constant(int(i == _first_largest(x))) for i in range(len(x))],
    "maxout": lambda x, k: [x[i : i + int(k)][_first_largest(x[i : i + int(k)])] for i in range(0, len(x), int(k))],
    "crelu": lambda x: [*map(_relu, x), *(_relu(-score) for score in x)],
    "gumbel_softmax": _gumbel,
    "temperature_softmax": lambda x, tau: _softmax(x, _constant(tau)),
    "softmax_sink": lambda x, s: _softmax([*x, _constant(s)])[:-1],
    "entmax": _entmax,
    "taylor_softmax": _taylor_softmax,
    "solu": lambda x: [score * y for score, y in zip(x, _softmax(x), strict=True)],
    "maxmin": lambda x: [y for i in range(0, len(x), 2) for y in _ordered(x[i], x[i + 1])],
    "rms_norm": _normalized,
    "layer_norm": lambda x, eps: _normalized(_centred(x), eps),
    "poly_norm": _poly_norm,
    "squash": _squash,
    "l2_normalize": _l2,
    "abrelu": lambda x: [_relu(number) for number in _centred(x)],
    "gaussian_topk": _gaussian_topk,
}


def truth(function: Activation, scores: Sequence[float]) -> tuple[list[Any], list[list[Any]]]:
    """Return the outputs and the rows of the Jacobian of ``function``, each right to 90 bits or below 1e-390.

    What 20,000 bits don't tell from 0 is 0.
    """
    count = len(scores)
    definition = TRUTH[function.name]
    before = ctx.prec, ctx.cap
    columns: dict[int, Numbers] = {}
    outputs: Numbers = []
    try:
        for j in range(count):
            for bits in _BITS:
                ctx.prec, ctx.cap = bits, 2
                x = [arb_series([arb(s), int(i == j)], prec=2) for i, s in enumerate(scores)]
                try:
                    found = definition(x, **function.parameters)
                except (oracle.UndecidedError, ValueError):  # or a division by what may be 0
                    continue
                if bits == _BITS[-1] or all(_known(series[n]) for series in found for n in (0, 1)):
                    break
            else:
                raise OverflowError(f"{function.spec} is not known at {scores}")
            outputs = [_number(series[0]) for series in found]
            columns[j] = [_number(series[1]) for series in found]
    finally:
        ctx.prec, ctx.cap = before
    return outputs, [[columns[j][i] for j in range(count)] for i in range(len(outputs))]


def _known(number: Any) -> bool:
    return bool(number.is_zero() or number.rel_accuracy_bits() >= 90 or abs(number) < arb((1, -1300)))


def _number(number: Any) -> Any:
    return oracle.number_of(number if not number.contains(0) or number.is_zero() else arb(0))


def scores(function: Activation, chance: random.Random) -> list[float]:
    """Draw a vector of ordinary, huge, tiny or mixed scores, some of them tied or nearly so."""
    step = int(function.parameters.get("k", 2)) if function.name in ("maxout", "maxmin") else 1
    count = max(1, chance.choice((1, 2, 2, 3, 3, 4, 5, 7, 8, 12)) // step) * step
    parameters = [abs(p) for p in function.parameters.values() if p]
    scale = chance.choice((1.0, 1.0, 1.0, *parameters, *(math.sqrt(p) for p in parameters)))
    kind = chance.choice(
        ("normal", "wide", "huge", "tiny", "mixed", "ordinary", "tied", "near", "outlier", "opposite", "cancelling")
    )
    match kind:
        case "normal":
            x = [chance.gauss(0, 3) for _ in range(count)]
        case "wide":
            x = [chance.gauss(0, 300) for _ in range(count)]
        case "huge":
            x = [chance.gauss(0, 1) * 10 ** chance.uniform(290, 307.9) for _ in range(count)]
        case "tiny":
            x = [chance.gauss(0, 1) * 10 ** chance.uniform(-323, -290) for _ in range(count)]
        case "mixed":
            x = [chance.gauss(0, 1) * 10 ** chance.uniform(-300, 300) for _ in range(count)]
        case "ordinary":
            x = [chance.gauss(0, 1) * 10 ** chance.uniform(-5, 5) for _ in range(count)]
        case "tied":
            x = [chance.choice((-2.0, 0.0, 0.25, 1.0, 3.0)) for _ in range(count)]
        case "near":
            base = chance.gauss(0, 10 ** chance.uniform(-3, 3))
            x = [base + chance.randint(-3, 3) * math.ulp(base) * chance.choice((1, 1, 2**20)) for _ in range(count)]
        case "outlier":
            x = [chance.choice((0.0, chance.gauss(0, 1e-3))) for _ in range(count)]
            x[chance.randrange(count)] = chance.choice((-1, 1)) * 10 ** chance.uniform(-3, 12)
        case "cancelling":
            x = [chance.gauss(0, 1) * 10 ** chance.choice((0, 8, 16, 40, 200)) for _ in range(count)]
            x = [sign * number for number in x for sign in (1, -1)][:count]
            x[0] += chance.choice((0.0, 1e-5, 1.0))
        case _:
            size = 10 ** chance.uniform(-5, 20)
            x = [chance.choice((-size, size, 0.0, math.nextafter(size, 0))) for _ in range(count)]
    return [max(-1.7e308, min(1.7e308, score * scale)) for score in x]


def parametrized(function: Activation, count: int) -> list[Activation]:
    """Return ``function`` at its defaults, ``count`` others near them and as many far from them."""
    if function.stochastic:
        return [function]
    far = [] if "k" in function.parameters else extremes(function, count)  # groups of a million
    return [*variants(function, count), *far]


def measured(function: Activation, x: Sequence[float]) -> tuple[float, float]:
    """Return the largest error of an output and of an entry of the Jacobian, in ULP."""
    outputs, rows = truth(function, x)
    f, jacobian = function.pair(x)
    value = max(oracle.ulps(float(got), true) for got, true in zip(f, outputs, strict=True))
    entry = max(
        oracle.ulps(float(got), true)
        for mine, row in zip(jacobian, rows, strict=True)
        for got, true in zip(mine, row, strict=True)
    )
    return value, entry


def search(function: Activation, count: int, seed: int = 0) -> Iterator[tuple[float, float, list[float]]]:
    """Yield the errors at ``count`` vectors."""
    chance = random.Random(seed)
    for _ in range(count):
        x = scores(function, chance)
        yield *measured(function, x), x


def main(names: Sequence[str]) -> None:
    """Print for each function its worst output and entry in ULP, and how many of 150 vectors are beyond a limit."""
    functions = [f for name in names for f in catalogue.parse(name)] or [
        v for f in catalogue.everything().values() if isinstance(f, Vector) for v in parametrized(f, 3)
    ]
    for function in functions:
        errors = [(output, entry) for output, entry, _ in search(function, 150)]
        output, entry = map(max, zip(*errors, strict=True))
        wrong = sum(output > OUTPUT_LIMIT or entry > ENTRY_LIMIT for output, entry in errors)
        print(f"{output:9.3g} {entry:9.3g} {wrong:6}  {function.spec}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
