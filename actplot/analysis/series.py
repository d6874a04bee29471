"""Taylor series with decimal coefficients, of as many digits as the present decimal context has.

A function of x near X is a :class:`Series` in t = x - X; an expression without x is a plain :class:`Decimal`.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

ZERO, ONE, HALF, TWO = Decimal(0), Decimal(1), Decimal("0.5"), Decimal(2)
INFINITY = Decimal("Infinity")
GUARD = 20  # digits at the end of a result that rounding errors may have reached

Term: TypeAlias = "Decimal | Series"


class Series:
    """Coefficients c[n] of t^n; an infinite one is that of a derivative that does not exist."""

    __slots__ = ("c",)

    def __init__(self, c: list[Decimal]) -> None:
        """Take the coefficients, lowest first."""
        self.c = c

    def __neg__(self) -> Series:
        return Series([-a for a in self.c])

    def __add__(self, other: Term) -> Series:
        if isinstance(other, Decimal):
            return Series([total((self.c[0], other)), *self.c[1:]])
        return Series([total(pair) for pair in zip(self.c, other.c, strict=False)])

    __radd__ = __add__

    def __sub__(self, other: Term) -> Series:
        return self + (-other)

    def __rsub__(self, other: Decimal) -> Series:
        return -self + other

    def __mul__(self, other: Term) -> Series:
        if isinstance(other, Decimal):
            return Series([a * other for a in self.c])
        a, b = self.c, other.c
        return Series([_dot(a, b, n) for n in range(min(len(a), len(b)))])

    __rmul__ = __mul__

    def __truediv__(self, other: Term) -> Series:
        if isinstance(other, Decimal):
            return Series([a / other for a in self.c])
        return _quotient(self.c, other.c)

    def __rtruediv__(self, other: Decimal) -> Series:
        return _quotient([other] + [ZERO] * (len(self.c) - 1), self.c)

    def __pow__(self, power: Decimal) -> Series:
        if power == power.to_integral_value() and 0 <= power <= 64:
            return _whole_power(self, int(power))
        return _power(self, power)


def precision(digits: int) -> AbstractContextManager[decimal.Context]:
    """Return a context of ``digits`` significant digits in which nothing overflows into an exception."""
    return decimal.localcontext(decimal.Context(prec=digits, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN, traps=[]))


def quiet() -> AbstractContextManager[decimal.Context]:
    """Return a context in which what has no value is NaN, and no exception."""
    return decimal.localcontext(decimal.Context(traps=[]))


def digits() -> int:
    """Return the number of digits of the present context."""
    return decimal.getcontext().prec


def total(terms: Sequence[Decimal]) -> Decimal:
    """Return a sum; exactly 0 where all but the last :data:`GUARD` digits cancel."""
    found = sum(terms, ZERO)
    if found and found.is_finite() and found.adjusted() < max(a.adjusted() for a in terms if a) - digits() + GUARD:
        return ZERO
    return found


def _dot(a: list[Decimal], b: list[Decimal], n: int) -> Decimal:
    # 0 times the infinite coefficient of a derivative that does not exist is 0: there is no such term.
    return total([a[k] * b[n - k] for k in range(n + 1) if a[k] and b[n - k]])


def _quotient(a: list[Decimal], b: list[Decimal]) -> Series:
    """Return a / b; a common zero of both at t = 0 is taken out, as in sin(x)/x."""
    while len(b) > 1 and b[0] == 0 and a[0] == 0:
        a, b = a[1:], b[1:]
    found: list[Decimal] = []
    for n in range(min(len(a), len(b))):
        rest = [-b[k] * found[n - k] for k in range(1, n + 1) if b[k] and found[n - k]]
        found.append(total([a[n], *rest]) / b[0])
    return Series(found)


def _whole_power(base: Series, power: int) -> Series:
    found = Series([ONE] + [ZERO] * (len(base.c) - 1))
    for _ in range(power):
        found = found * base
    return found


def _power(base: Series, power: Decimal) -> Series:
    """Return base^power for a power that is no small whole number; base > 0, or 0 at t = 0 only."""
    u = base.c
    if u[0] == 0:
        # Like t^(m*power) for the first m with u[m] != 0: beyond that order, no derivative exists.
        first = next((m for m, c in enumerate(u) if c), None)
        if first is None or first * power > len(u):
            return Series([ZERO] * len(u))
        order = first * power
        whole = order == order.to_integral_value()
        found = [INFINITY if n > order else ZERO for n in range(len(u))]
        if whole and order < len(u):
            shifted = _power(Series(u[first:]), power).c
            found = ([ZERO] * int(order) + shifted)[: len(shifted)]
        return Series(found)
    found = [u[0] ** power]
    for n in range(1, len(u)):
        terms = [(power * k - (n - k)) * u[k] * found[n - k] for k in range(1, n + 1) if u[k]]
        found.append(total(terms) / (n * u[0]))
    return Series(found)


def _through(value: Callable[[Decimal], Decimal], slope: Callable[[Term], Term], u: Term) -> Term:
    """Return g(u) from g for numbers and g' for series."""
    if isinstance(u, Decimal):
        return value(u)
    found = [value(u.c[0])]
    if len(u.c) > 1:
        rises = slope(Series(u.c[:-1])) * Series([n * c for n, c in enumerate(u.c)][1:])
        assert isinstance(rises, Series)
        found += [c / n for n, c in enumerate(rises.c, 1)]
    return Series(found)


def add(a: Term, b: Term) -> Term:
    """Return a sum of numbers or series; exactly 0 where two terms cancel but for rounding."""
    return total((a, b)) if isinstance(a, Decimal) and isinstance(b, Decimal) else a + b


def exp(u: Term) -> Term:
    """Return e^u."""
    if isinstance(u, Decimal):
        return u.exp()
    found = [u.c[0].exp()]
    for n in range(1, len(u.c)):
        found.append(total([k * u.c[k] * found[n - k] for k in range(1, n + 1) if u.c[k]]) / n)
    return Series(found)


def sqrt(u: Term) -> Term:
    """Return the square root."""
    return u.sqrt() if isinstance(u, Decimal) else u**HALF


def sigmoid(u: Term) -> Term:
    """Return 1/(1 + e^-u)."""
    return ONE / (ONE + exp(-u))


def tanh(u: Term) -> Term:
    """Return the hyperbolic tangent."""
    return ONE - TWO / (exp(TWO * u) + ONE)


def sinh(u: Term) -> Term:
    """Return the hyperbolic sine."""
    return (exp(u) - exp(-u)) * HALF


def cosh(u: Term) -> Term:
    """Return the hyperbolic cosine."""
    return (exp(u) + exp(-u)) * HALF


def expm1(u: Term) -> Term:
    """Return e^u - 1."""
    return exp(u) - ONE


def log1p(u: Term) -> Term:
    """Return the logarithm of 1 + u."""
    return log(u + ONE)


def softplus(u: Term) -> Term:
    """Return the logarithm of 1 + e^u."""
    # Of an argument too large for exp(u) + 1 to hold the 1, softplus is u itself.
    return log(ONE + exp(u))


def erfc(u: Term) -> Term:
    """Return the complement of the error function."""
    return ONE - erf(u)


def distribution(u: Term) -> Term:
    """Return the normal distribution function."""
    return (ONE + erf(u / TWO.sqrt())) * HALF


def density(u: Term) -> Term:
    """Return the normal density."""
    return exp(-(u * u) * HALF) / (TWO * pi()).sqrt()


def gelu(u: Term) -> Term:
    """Return u times the normal distribution function."""
    return u * distribution(u)


def pi() -> Decimal:
    """Return pi."""
    return _pi(digits())


@lru_cache
def _pi(digits: int) -> Decimal:
    with precision(digits + 10):
        return 16 * _arctan(ONE / 5) - 4 * _arctan(ONE / 239)


def _limit(term: Decimal, following: Callable[[int], Decimal]) -> Decimal:
    """Sum a series whose term n is the one before it times ``following(n)``, until terms no longer count."""
    found, n = term, 0
    while term and term.adjusted() > found.adjusted() - digits() - 3:
        n += 1
        term *= following(n)
        found += term
    return found


def _arctan(x: Decimal) -> Decimal:
    square = x * x
    return _limit(x, lambda n: -square * (2 * n - 1) / (2 * n + 1))


def _atan(x: Decimal) -> Decimal:
    if not x.is_finite():
        return pi() / 2 * (1 if x > 0 else -1)
    if abs(x) > 1:
        return pi() / 2 * (1 if x > 0 else -1) - _atan(1 / x)
    with precision(digits() + 5):
        y = x
        for _ in range(3):
            y /= 1 + (1 + y * y).sqrt()
        return 8 * _arctan(y)


def _turned(x: Decimal) -> Decimal:
    """Return x less whole turns of 2 pi, with all digits."""
    with precision(digits() + max(0, x.adjusted()) + 5):
        return x - (x / (2 * pi())).to_integral_value() * 2 * pi()


def _sine(x: Decimal) -> Decimal:
    y = _turned(x)
    square = y * y
    with precision(digits() + 5):
        return _limit(y, lambda n: -square / (2 * n * (2 * n + 1)))


def _cosine(x: Decimal) -> Decimal:
    y = _turned(x)
    square = y * y
    with precision(digits() + 5):
        return _limit(ONE, lambda n: -square / (2 * n * (2 * n - 1)))


def _asinh(x: Decimal) -> Decimal:
    return (abs(x) + (x * x + 1).sqrt()).ln().copy_sign(x) if x else ZERO


def _erf(x: Decimal) -> Decimal:
    square = x * x
    if square > Decimal("2.4") * digits():
        return ONE.copy_sign(x)
    terms = _limit(x, lambda n: 2 * square / (2 * n + 1))
    return 2 / pi().sqrt() * (-square).exp() * terms


def log(u: Term) -> Term:
    """Return the natural logarithm."""
    return _through(Decimal.ln, lambda v: ONE / v, u)


def sin(u: Term) -> Term:
    """Return the sine."""
    return _sine(u) if isinstance(u, Decimal) else _circle(u)[0]


def cos(u: Term) -> Term:
    """Return the cosine."""
    return _cosine(u) if isinstance(u, Decimal) else _circle(u)[1]


def _circle(u: Series) -> tuple[Series, Series]:
    """Return sine and cosine, each the derivative of the other but for the sign."""
    sines, cosines = [_sine(u.c[0])], [_cosine(u.c[0])]
    for n in range(1, len(u.c)):
        rises = [(n - k, k * u.c[k]) for k in range(1, n + 1) if u.c[k]]
        sine = total([cosines[m] * rise for m, rise in rises]) / n
        cosines.append(total([-sines[m] * rise for m, rise in rises]) / n)
        sines.append(sine)
    return Series(sines), Series(cosines)


def tan(u: Term) -> Term:
    """Return the tangent."""
    return sin(u) / cos(u)


def atan(u: Term) -> Term:
    """Return the inverse tangent."""
    return _through(_atan, lambda v: ONE / (v * v + ONE), u)


def asinh(u: Term) -> Term:
    """Return the inverse hyperbolic sine."""
    return _through(_asinh, lambda v: ONE / sqrt(v * v + ONE), u)


def erf(u: Term) -> Term:
    """Return the error function."""
    return _through(_erf, lambda v: exp(-(v * v)) * (TWO / pi().sqrt()), u)


def root(c: list[Decimal], start: Decimal = ZERO) -> Decimal:
    """Return the zero of the polynomial c[0] + c[1]*t + ... next to ``start``; infinity if there is none."""
    t = start
    for _ in range(12):
        value = slope = ZERO
        for a in reversed(c):
            value, slope = value * t + a, slope * t + value
        if not value:
            return t
        if not slope:
            break
        step = value / slope
        t -= step
        if abs(step) <= abs(t).scaleb(3 - digits()):
            return t
    return INFINITY
