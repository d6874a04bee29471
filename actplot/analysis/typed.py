"""An expression that a user has typed, expanded into one-sided Taylor series by its own tree in ball arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from actplot.activation import Activation
from actplot.analysis.formula import Expansion, Formula
from actplot.analysis.series import precision
from actplot.arithmetic import balls
from actplot.arithmetic.balls import Ball
from actplot.expressions import points
from actplot.expressions.record import Expression

_MOST = 12  # Taylor coefficients
_BITS = 400  # with which an expansion starts
_POINT = 1100  # bits of a point that is no float: more than the distance at which its sides are looked at
_DIGITS = 300  # as many
_CERTAIN = 150  # bits of each coefficient
_NOTHING = -100_000  # the exponent of a number that is taken for 0


def formula_of(function: Activation) -> Formula:
    """Return what expands a function: the formula of one of the catalogue, or the tree of an expression."""
    if isinstance(function, Expression):
        return TypedFormula(function)
    return Formula(function.formula, function.parameters)


class TypedFormula(Formula):
    """The tree of an expression at its parameters; where it has no value, coefficients are NaN."""

    def __init__(self, function: Expression) -> None:
        """Expand this expression."""
        super().__init__(function.formula, function.parameters)
        self.function = function

    def _expand(self, x: Decimal, side: int, order: int) -> Expansion:
        program, parameters = self.function.evaluator.program, self.function.parameters
        count = min(order, _MOST) + 1
        place = _ball(x)
        found: Sequence[points.Limit]
        try:
            if side:
                found = points.beside(program, place, side, parameters, count, _certain)
            else:
                jet = points.jet(program, place, parameters, count, _BITS, _certain, conventional=True)
                found = [*jet][:count] if jet else [float("nan")] * count
                if jet and place.precision == _POINT:  # a zero of what is compared: the point is rounded
                    found = [Ball(0, 0, 0, _BITS) if part.size() < -_CERTAIN else part for part in jet]
        except ArithmeticError:
            found = [float("nan")] * count
        with precision(self.digits):
            return Expansion([_decimal(coefficient) for coefficient in found], [])

    def kinks(self, kink: float) -> list[Decimal]:
        """Return the points, rounded to ``kink``, at which the expression goes to another branch."""
        with precision(_DIGITS):
            return [_decimal(place) for place in self.function.places(kink)]


def _certain(ball: Ball) -> bool:
    if not ball.radius or abs(ball.middle).bit_length() - ball.radius.bit_length() > _CERTAIN:
        return True
    return ball.size() < -4 * _BITS


def _ball(x: Decimal) -> Ball:
    """Return a number as a ball, exactly if it is a float."""
    if not x.is_finite():
        raise ArithmeticError
    if x == Decimal(float(x)):
        return balls.ball(float(x), _BITS)
    numerator, denominator = (balls.ball(part, _POINT) for part in Fraction(x).as_integer_ratio())
    quotient = numerator / denominator
    return Ball(quotient.middle, quotient.exponent, 0, _POINT)


def _decimal(limit: points.Limit) -> Decimal:
    if isinstance(limit, float):
        return Decimal(limit)
    if abs(limit.middle) <= limit.radius or limit.size() < _NOTHING:
        return Decimal(0)
    if limit.size() > -_NOTHING:
        return Decimal("Infinity") if limit.middle > 0 else Decimal("-Infinity")
    return Decimal(limit.middle) * Decimal(2) ** limit.exponent
