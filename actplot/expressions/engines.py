"""The two kinds of number that expressions are computed in: arrays of two floats with a bound, and balls.

Both take the same steps: only a sign that is not decided is answered in another way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache, reduce
from itertools import zip_longest
from typing import Any

import numpy as np

from actplot.arithmetic import balls, bounded_functions
from actplot.arithmetic.balls import Ball, UnsureError
from actplot.arithmetic.bounded import Bounded, Truth, choose, truth, undefined_choice
from actplot.arithmetic.formulas import BALLS
from actplot.arithmetic.rounding import two_floats
from actplot.expressions.jets import SLOPES, Jet, Jets
from actplot.expressions.program import PRIMITIVE
from actplot.language.tree import COMPARISONS, NEGATIVE, Name, Number

HUGE = 1 << 2499  # the exponent of a number beyond every range
_WIDEST = 1 << 13  # bits of a number beyond which neither a wave nor a floor of it is computed
_LARGEST_POWER = 1 << 40  # an exponent up to which a power is a product


class TieError(ArithmeticError):
    """A comparison is exactly at its edge, or a function at its singular point: only limits tell."""


class UndecidedError(ArithmeticError):
    """No number of digits that can be had decides a result."""


class _Engine:
    """What both have in common."""

    conventional = False

    def __init__(self, numbers: Any, x: Jet, parameters: Mapping[str, float], order: int) -> None:
        self.numbers, self.x, self.parameters = numbers, x, parameters
        self.jets = Jets(numbers, order)

    def leaf(self, node: Number | Name) -> Jet:
        """Return a number, a constant, a parameter or the variable."""
        if isinstance(node, Number):
            return (self.numbers.decimal(node.digits),)
        if node.name == "x":
            return self.x
        if node.name in self.parameters:
            return (self.numbers.exactly(self.parameters[node.name]),)
        return (self.numbers.constant(node.name),)

    def apply(self, name: str, arguments: Sequence[Any]) -> Any:  # noqa: PLR0911, PLR0912
        """Return the value of a function or operator."""
        jets = self.jets
        if name in SLOPES:
            return jets.call(name, arguments[0])
        if name in COMPARISONS and arguments[0] is arguments[1]:  # the same step on both sides
            return bool(COMPARISONS[name](0, 0))
        if name in COMPARISONS:
            return self.compare(name, jets.subtract(*arguments))
        match name:
            case "+":
                return jets.add(*arguments)
            case "-":
                return jets.subtract(*arguments)
            case "*":
                return jets.multiply(*arguments)
            case "/":
                return jets.divide(*arguments)
            case "^":
                return self.power(*arguments)
            case "where":
                return self.choose(*arguments)
            case "max" | "min":
                return self.extreme(arguments, 1 if name == "max" else -1)
            case "clip":
                x, low, high = arguments
                return self.extreme([self.extreme([x, low], 1), high], -1)
            case "abs":
                return self.side(arguments[0], arguments[0], jets.negative(arguments[0]), None)
            case "sign":
                return self.side(arguments[0], *((self.numbers.whole(n),) for n in (1, -1, 0)))
            case "floor":
                return self.floor(arguments[0])
        if name == NEGATIVE:
            return jets.negative(arguments[0])
        if name == PRIMITIVE:
            value, slope, argument = arguments
            return jets.chain(value[0], slope, argument) if len(argument) > 1 else value[:1]
        raise ValueError(f"the language of formulas has no {name}")

    def power(self, base: Jet, exponent: Jet) -> Jet:
        """Return a power: a product if the exponent is a whole number."""
        whole = self.numbers.count(exponent[0]) if len(exponent) == 1 else None
        if whole is not None and abs(whole) < _LARGEST_POWER:
            return self.jets.power(base, whole)
        return self.jets.call("exp", self.jets.multiply(exponent, self.jets.call("log", base)))

    def extreme(self, arguments: Sequence[Jet], side: int) -> Jet:
        """Return the largest of several numbers (side 1) or the smallest (side -1)."""
        found = arguments[0]
        for other in arguments[1:]:
            if other is found:  # the same step
                continue
            difference = self.jets.subtract(found, other)
            first, second = (found, other) if side > 0 else (other, found)
            found = self.side(difference, first, second, None)
        return found

    def side(self, difference: Jet, above: Jet, below: Jet, at: Jet | None) -> Jet:
        """Return ``above`` where the difference is positive, ``below`` where it is negative, ``at`` where it is 0."""
        raise NotImplementedError

    def compare(self, name: str, difference: Jet) -> Any:
        """Return whether a comparison holds, given the difference of its sides."""
        raise NotImplementedError

    def choose(self, condition: Any, then: Jet, otherwise: Jet) -> Jet:
        """Return ``then`` where the condition holds, else ``otherwise``."""
        raise NotImplementedError

    def floor(self, x: Jet) -> Jet:
        """Return the largest whole number up to x."""
        raise NotImplementedError


class _BoundedNumbers:
    """Arrays of two floats."""

    def whole(self, number: int) -> Bounded:
        return Bounded(float(number))

    def exactly(self, number: float) -> Bounded:
        return Bounded(float(number))

    def decimal(self, digits: str) -> Bounded:
        return _bounded_decimal(digits)

    def constant(self, name: str) -> Bounded:
        return _rounded(BALLS[name](balls.ball(1, 160)))

    def value(self, name: str, x: Bounded) -> Bounded:
        return bounded_functions.FUNCTIONS[name](x)[0]

    def pair(self, name: str, x: Bounded) -> tuple[Bounded, Bounded]:
        return bounded_functions.FUNCTIONS[name](x)

    def count(self, x: Bounded) -> int | None:
        exact = isinstance(x.high, float) and isinstance(x.low, float) and isinstance(x.error, float)
        return int(x.high) if exact and not x.low and not x.error and x.high.is_integer() else None


@cache
def _bounded_decimal(digits: str) -> Bounded:
    return _rounded(balls.decimal(digits, 160))


def _rounded(ball: Ball) -> Bounded:
    high, low = two_floats(ball)
    return Bounded(high, low, 2.0**-104 * abs(high) if ball.radius or (ball - high - low).middle else 0.0)


class BoundedEngine(_Engine):
    """Computes with arrays in two floats; where a sign is not decided, nothing is known of the result."""

    def __init__(self, x: Any, parameters: Mapping[str, float], order: int) -> None:
        """Compute at the float64 numbers ``x``, the first ``order`` coefficients."""
        one = (Bounded(1.0),) if order > 1 else ()
        super().__init__(_BoundedNumbers(), (Bounded(x), *one), parameters, order)

    def apply(self, name: str, arguments: Sequence[Any]) -> Any:
        """Return the value of a function or operator, and where it surely has none."""
        found = super().apply(name, arguments)
        missing = self._missing(name, arguments)
        if missing is None:
            return found
        if name in COMPARISONS:
            holds, unknown = (found, False) if isinstance(found, bool) else (found.holds, found.unknown)
            return Truth(holds, unknown, missing)
        value = found[0]
        return Bounded(value.high, value.low, value.error, value.depth, missing), *found[1:]

    def _missing(self, name: str, arguments: Sequence[Any]) -> Any:
        """Return where an argument has no value or lies outside the domain; None if that is nowhere."""
        if name == "where":
            return undefined_choice(arguments[0], arguments[1][0], arguments[2][0])
        missing = [jet[0].undefined for jet in arguments if jet[0].undefined is not None]
        inside = None
        if name in ("log", "sqrt") or (name == "^" and self.numbers.count(arguments[1][0]) is None):
            inside = arguments[0][0]
        elif name == "log1p":
            inside = arguments[0][0] + self.numbers.whole(1)
        if inside is not None and np.any(negative := (inside.high < 0) & ~inside.tied()):
            missing.append(negative)
        return reduce(np.logical_or, missing) if missing else None

    def side(self, difference: Jet, above: Jet, below: Jet, at: Jet | None) -> Jet:
        """Choose by the sign."""
        number = difference[0]
        return self.choose(truth(number.high > 0, number.tied()), above, below)

    def compare(self, name: str, difference: Jet) -> Any:
        """Compare; at the very edge nothing is known, for that is where a kink may be."""
        number = difference[0]
        if len(difference) == 1 and all(isinstance(part, float) and not part for part in (number.high, number.error)):
            return bool(COMPARISONS[name](0, 0))  # of equal constants
        return truth(COMPARISONS[name](np.sign(number.high), 0), number.tied())

    def choose(self, condition: Any, then: Jet, otherwise: Jet) -> Jet:
        """Choose element by element."""
        if isinstance(condition, bool):
            return then if condition else otherwise
        size = max(len(then), len(otherwise))
        zero = self.numbers.whole(0)
        sides = [(*jet, *[zero] * (size - len(jet))) for jet in (then, otherwise)]
        return tuple(choose(condition, a, b) for a, b in zip(*sides, strict=True))

    def floor(self, x: Jet) -> Jet:
        """Return whole numbers; nothing is known where x is one."""
        number = x[0]
        whole = np.floor(number.high)
        beside = np.minimum(number.high - whole, whole + 1.0 - number.high)
        unknown = beside <= np.abs(number.low) + number.error
        return (Bounded(whole, 0.0, np.where(unknown | ~np.isfinite(whole), np.inf, 0.0)),)


class _BallNumbers:
    """Balls of one precision."""

    def __init__(self, precision: int) -> None:
        self.precision = precision
        self._known: dict[tuple[str, int, int, int, int], Ball] = {}

    def whole(self, number: int) -> Ball:
        return balls.ball(number, self.precision)

    def exactly(self, number: float) -> Ball:
        return balls.ball(float(number), self.precision)

    def decimal(self, digits: str) -> Ball:
        return balls.decimal(digits, self.precision)

    def constant(self, name: str) -> Ball:
        found: Ball = BALLS[name](balls.ball(1, self.precision))
        return found

    def value(self, name: str, x: Ball) -> Ball:
        key = name, x.middle, x.exponent, x.radius, x.precision
        if key not in self._known:
            self._known[key] = self._value(name, x)
        return self._known[key]

    def _value(self, name: str, x: Ball) -> Ball:
        if name in ("sin", "cos") and x.size() > _WIDEST:
            raise UndecidedError(f"{name} of a number of more than {_WIDEST} bits")
        if name == "log" and not x.middle and not x.radius:
            raise TieError
        try:
            found: Ball = BALLS[name](x)
        except OverflowError:
            # From 1 to 2**21 times a number beyond every range: nothing can be told from a difference of two such.
            size = 1 << 20
            return Ball(size if x.middle > 0 or name == "cosh" else -size, HUGE, size - 1, self.precision)
        return found

    def pair(self, name: str, x: Ball) -> tuple[Ball, Ball]:
        value = self.value(name, x)
        return value, value if name == "exp" else SLOPES[name](Jets(self, 1), (x,))[0]

    def count(self, x: Ball) -> int | None:
        if x.radius or x.size() > 64:
            return None
        if x.exponent >= 0:
            return x.middle << x.exponent
        whole, rest = divmod(x.middle, 1 << -x.exponent)
        return None if rest else whole


class BallEngine(_Engine):
    """Computes with balls; at the edge of a comparison it raises TieError, or takes the stated convention."""

    def __init__(
        self,
        x: Ball,
        parameters: Mapping[str, float],
        order: int,
        precision: int,
        *,
        conventional: bool = False,
        least: int | None = None,
    ) -> None:
        """Compute at ``x``, the first ``order`` coefficients; by convention at a kink if ``conventional``.

        Where x is a kink that had to be rounded, what is compared differs from 0, or from a whole number, by less
        than 2**``least``, and is taken for that.
        """
        numbers = _BallNumbers(precision)
        one = (numbers.whole(1),) if order > 1 else ()
        super().__init__(numbers, (x, *one), parameters, order)
        self.conventional = conventional
        self.least = -math.inf if least is None else least

    def sign(self, difference: Jet) -> int:
        """Return the sign of a jet's value.

        Raises:
            TieError: it is 0, and no convention is asked for.
            UnsureError: more bits are needed.

        """
        sign: int = difference[0].sign() if difference[0].size() >= self.least else 0
        if not sign and not self.conventional and any(part.middle or part.radius for part in difference):
            raise TieError  # where all is 0, both sides are the same
        return sign

    def side(self, difference: Jet, above: Jet, below: Jet, at: Jet | None) -> Jet:  # noqa: PLR0911
        """Choose by the sign; where two branches meet, by convention the slope of smaller size."""
        try:
            sign = self.sign(difference)
        except UnsureError:
            if at is not None:
                raise
            return self._either(above, below)  # it is one of them: where both are the same, that is enough
        if sign:
            return above if sign > 0 else below
        if at is not None:
            return at
        if len(difference) == 1:  # equal wherever x is
            return above
        first, second = (jet[1] if len(jet) > 1 else self.numbers.whole(0) for jet in (above, below))
        if first.sign() * second.sign() <= 0:
            return above[:1]
        try:
            return above if (abs(first) - abs(second)).sign() <= 0 else below
        except UnsureError:  # equal, as far as bits tell
            return above

    def _either(self, a: Jet, b: Jet) -> Jet:
        """Return balls around the coefficients of both jets."""
        zero = self.numbers.whole(0)
        found = []
        for one, other in zip_longest(a, b, fillvalue=zero):
            half = (one - other) / 2
            found.append(((one + other) / 2).widened(abs(half.middle) + half.radius, half.exponent))
        return tuple(found)

    def compare(self, name: str, difference: Jet) -> bool:
        """Compare."""
        return bool(COMPARISONS[name](self.sign(difference), 0))

    def choose(self, condition: Any, then: Jet, otherwise: Jet) -> Jet:
        """Choose."""
        return then if condition else otherwise

    def floor(self, x: Jet) -> Jet:
        """Return a whole number."""
        number = x[0]
        if number.size() > max(4 * number.precision, _WIDEST):
            raise UndecidedError("floor of a number of more digits than are computed")
        whole = _floor(*(number + 0.5).ends()[0])
        if (number - whole).size() < self.least:
            return (self.numbers.whole(whole),)
        low, high = (_floor(*end) for end in number.ends())
        if low != high:
            raise UnsureError
        if not self.conventional and len(x) > 1 and not (number - low).middle:
            raise TieError
        return (self.numbers.whole(low),)

    def power(self, base: Jet, exponent: Jet) -> Jet:
        """Return a power; 0 to a positive one is 0."""
        number = base[0]
        if not number.middle and not number.radius and self.numbers.count(exponent[0]) is None:
            if len(base) > 1:  # the slope there is a limit, which may be infinite
                raise TieError
            if exponent[0].sign() > 0:
                return (self.numbers.whole(0),)
            raise ZeroDivisionError
        return super().power(base, exponent)


def _floor(middle: int, exponent: int) -> int:
    return middle << exponent if exponent >= 0 else middle >> -exponent
