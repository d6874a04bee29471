"""An expression that a user has typed, expanded into one-sided Taylor series by its own tree in ball arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

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


class TypedFormula(Formula):
    """The tree of an expression at its parameters; where it has no value, coefficients are NaN."""

    def __init__(self, function: Expression) -> None:
        """Expand this expression."""
        super().__init__(function.formula, function.parameters)
        self.function = function

    def _expand(self, x: Decimal, side: int, order: int) -> Expansion:
        program, parameters = self.function.evaluator.program, self.function.parameters
        count = min(order, _MOST) + 1
        found: Sequence[points.Limit]
        try:
            place = _ball(x)
            if side:
                found = points.beside(program, place, side, parameters, count, _certain)
            else:
                rounded = place.precision == _POINT
                jet = points.jet(
                    program, place, parameters, count, _BITS, _certain, conventional=True, rounded=rounded
                )
                found = [*jet][:count] if jet else [float("nan")] * count
                if jet and rounded:  # a zero of what is compared
                    found = [Ball(0, 0, 0, _BITS) if part.size() < -_CERTAIN else part for part in jet]
        except ArithmeticError:
            found = [float("nan")] * count
        with precision(self.digits):
            return Expansion([_decimal(coefficient) for coefficient in found], [])

    @property
    def waves(self) -> bool:
        """Whether something in it may go on to oscillate or to jump far out."""
        return self.function.evaluator.program.waves

    def proven(self, order: int, end: float) -> bool:
        """Whether an end of the range of f (``order`` 0) or f' (1), found in a few periods, is that for all x."""
        return self.function.proven(order, end)

    def kinks(self, kink: float) -> list[Decimal]:
        """Return the points, rounded to ``kink``, at which the expression goes to another branch."""
        return [_place(place) for place in self.function.places(kink)]


def _place(ball: Ball) -> Decimal:
    """Return a point, exactly if it is a float: beside a jump, f has another value."""
    exact = Fraction(ball.middle) * Fraction(2) ** ball.exponent
    if Fraction(float(exact)) == exact:
        return Decimal(float(exact))
    with precision(_DIGITS):
        return Decimal(exact.numerator) / exact.denominator


def _certain(ball: Ball) -> bool:
    if not ball.radius or abs(ball.middle).bit_length() - ball.radius.bit_length() > _CERTAIN:
        return True
    return ball.size() < -4 * _BITS or points.beyond(ball)


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
