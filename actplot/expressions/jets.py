"""Forward differentiation by rule: jets (f, f', f''/2, ...) of any kind of number.

A jet is a tuple of Taylor coefficients; those that are left out at its end are 0. Constants are jets of length 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any, Protocol, TypeAlias

Jet: TypeAlias = tuple[Any, ...]


class Numbers(Protocol):
    """The kind of number that coefficients are."""

    def whole(self, number: int) -> Any:
        """Return a whole number as one of this kind."""

    def constant(self, name: str) -> Any:
        """Return ``pi``."""

    def value(self, name: str, x: Any) -> Any:
        """Return the value of a function."""

    def pair(self, name: str, x: Any) -> tuple[Any, Any]:
        """Return the value of a function and its slope."""


class Jets:
    """Arithmetic of jets of at most ``order`` coefficients."""

    def __init__(self, numbers: Numbers, order: int) -> None:
        """Compute with coefficients of this kind."""
        self.numbers, self.order = numbers, order

    def add(self, a: Jet, b: Jet) -> Jet:
        """Return a + b."""
        return tuple(
            left if right is None else right if left is None else left + right for left, right in zip_longest(a, b)
        )

    def negative(self, a: Jet) -> Jet:
        """Return -a."""
        return tuple(-c for c in a)

    def subtract(self, a: Jet, b: Jet) -> Jet:
        """Return a - b."""
        return self.add(a, self.negative(b))

    def multiply(self, a: Jet, b: Jet) -> Jet:
        """Return a*b."""
        found = []
        for n in range(min(len(a) + len(b) - 1, self.order)):
            if a is b:
                terms = [a[k] * a[n - k] * self.numbers.whole(2) for k in range(max(0, n - len(a) + 1), (n + 1) // 2)]
                terms += [] if n % 2 else [a[n // 2] * a[n // 2]]
            else:
                terms = [a[k] * b[n - k] for k in range(max(0, n - len(b) + 1), min(n, len(a) - 1) + 1)]
            total = terms[0]
            for term in terms[1:]:
                total = total + term
            found.append(total)
        return tuple(found)

    def divide(self, a: Jet, b: Jet) -> Jet:
        """Return a/b."""
        if len(b) == 1:
            return tuple(c / b[0] for c in a)
        found: list[Any] = []
        for n in range(self.order):
            rest = a[n] if n < len(a) else None
            for k in range(1, min(n, len(b) - 1) + 1):
                term = b[k] * found[n - k]
                rest = -term if rest is None else rest - term
            found.append(rest / b[0] if rest is not None else self.numbers.whole(0))
        return tuple(found)

    def power(self, a: Jet, exponent: int) -> Jet:
        """Return a**exponent."""
        if exponent < 0:
            return self.divide((self.numbers.whole(1),), self.power(a, -exponent))
        if not exponent:
            return (self.numbers.whole(1),)
        result = a
        for bit in bin(exponent)[3:]:
            result = self.multiply(result, result)
            if bit == "1":
                result = self.multiply(result, a)
        return result

    def call(self, name: str, a: Jet) -> Jet:
        """Return a function of a jet."""
        if len(a) == 1 or self.order == 1:
            return (self.numbers.value(name, a[0]),)
        if self.order == 2:
            value, slope = self.numbers.pair(name, a[0])
            return value, slope * a[1]
        return self.chain(self.numbers.value(name, a[0]), self.slope(name, a[: self.order - 1]), a)

    def chain(self, value: Any, slopes: Jet, a: Jet) -> Jet:
        """Return a function of a jet, given its value there and its derivative as a function of x."""
        found = [value]
        for n in range(1, self.order):
            terms = [
                self.numbers.whole(k) * a[k] * slopes[n - k]
                for k in range(1, min(n, len(a) - 1) + 1)
                if n - k < len(slopes)
            ]
            total = terms[0] if terms else self.numbers.whole(0)
            for term in terms[1:]:
                total = total + term
            found.append(total / self.numbers.whole(n))
        return tuple(found)

    def slope(self, name: str, a: Jet) -> Jet:
        """Return the derivative of a function, of a jet of one order less."""
        return SLOPES[name](Jets(self.numbers, max(1, self.order - 1)), a)

    def whole(self, number: int) -> Jet:
        """Return a whole number."""
        return (self.numbers.whole(number),)


def _of_normal(jets: Jets, u: Jet, scale: int) -> Jet:
    """Return scale/sqrt(pi) exp(-u^2)."""
    root = jets.call("sqrt", (jets.numbers.constant("pi"),))
    falling = jets.call("exp", jets.negative(jets.multiply(u, u)))
    return jets.divide(jets.multiply(jets.whole(scale), falling), root)


def _square_and_1(jets: Jets, u: Jet) -> Jet:
    return jets.add(jets.whole(1), jets.multiply(u, u))


def _of_tanh(jets: Jets, u: Jet) -> Jet:
    double = jets.multiply(jets.whole(2), u)
    return jets.multiply(jets.whole(4), _of_sigmoid(jets, double))


def _of_sigmoid(jets: Jets, u: Jet) -> Jet:
    """Return sigmoid(u) sigmoid(-u), which differ in their signs but for the values."""
    right = jets.call("sigmoid", u)
    left = (jets.numbers.value("sigmoid", -u[0]), *jets.negative(right[1:]))
    return jets.multiply(right, left)


# The derivative of each function, by its own argument.
SLOPES: Mapping[str, Callable[[Jets, Jet], Jet]] = {
    "Phi": lambda jets, u: jets.call("phi", u),
    "asinh": lambda jets, u: jets.divide(jets.whole(1), jets.call("sqrt", _square_and_1(jets, u))),
    "atan": lambda jets, u: jets.divide(jets.whole(1), _square_and_1(jets, u)),
    "cos": lambda jets, u: jets.negative(jets.call("sin", u)),
    "cosh": lambda jets, u: jets.call("sinh", u),
    "erf": lambda jets, u: _of_normal(jets, u, 2),
    "erfc": lambda jets, u: _of_normal(jets, u, -2),
    "exp": lambda jets, u: jets.call("exp", u),
    "expm1": lambda jets, u: jets.call("exp", u),
    "log": lambda jets, u: jets.divide(jets.whole(1), u),
    "log1p": lambda jets, u: jets.divide(jets.whole(1), jets.add(jets.whole(1), u)),
    "logcosh": lambda jets, u: jets.call("tanh", u),
    "phi": lambda jets, u: jets.negative(jets.multiply(u, jets.call("phi", u))),
    "sigmoid": _of_sigmoid,
    "sin": lambda jets, u: jets.call("cos", u),
    "sinh": lambda jets, u: jets.call("cosh", u),
    "softplus": lambda jets, u: jets.call("sigmoid", u),
    "sqrt": lambda jets, u: jets.divide(jets.whole(1), jets.multiply(jets.whole(2), jets.call("sqrt", u))),
    "tanh": _of_tanh,
}
