"""The records of what is true of a function: of an elementwise one, and of one of several inputs.

Nothing that measures is imported here: most of what reads facts does not need it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from actplot.activation import Activation

Asymptote: TypeAlias = tuple[float, float]
"""Slope m and intercept c of y = m*x + c."""
Continuity: TypeAlias = int | Literal["inf"]
Monotonic: TypeAlias = Literal["increasing", "non-decreasing", "decreasing", "non-increasing", "no", "unknown"]
Point: TypeAlias = tuple[float, ...]


@dataclass(frozen=True)
class Interval:
    """The values from an infimum to a supremum, and whether these are values themselves; NaN is not known."""

    inf: float
    inf_attained: bool
    sup: float
    sup_attained: bool


@dataclass(frozen=True)
class Kink:
    """An x at which some derivative does not exist: the slopes beside it, and at it here and in frameworks."""

    x: float
    left: float
    right: float
    convention: float
    frameworks: Mapping[str, float] = field(default_factory=dict)

    @property
    def pole(self) -> bool:
        """Whether f is not defined there, and has no bound on one side or both."""
        return math.isnan(self.convention) and (math.isinf(self.left) or math.isinf(self.right))


class FrameworkSlopes(Mapping[str, float]):
    """The slope at one kink of a function by framework, looked up when it is asked for."""

    def __init__(self, function: Activation, x: float) -> None:
        """Set the function, and its kink ``x``."""
        self._function, self._x = function, x

    def _known(self) -> dict[str, float]:
        index = self._function.kinks.index(self._x)
        return {framework: slopes[index] for framework, slopes in _slopes(self._function).items()}

    def __getitem__(self, framework: str) -> float:
        return self._known()[framework]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def __repr__(self) -> str:
        return repr(self._known())

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle as a dict."""
        return dict, (self._known(),)


@lru_cache(maxsize=16)
def _slopes(function: Activation) -> dict[str, tuple[float, ...]]:
    return function.kink_slopes


@dataclass(frozen=True)
class Facts:
    """What is true of an elementwise function at its parameters.

    ``max_gradient`` is the supremum of abs(f'). ``max_gradient_at`` are up to four x at which the slope (at a kink,
    by convention) is that, nearest 0 first; they hold the one nearest 0 of each stretch of ``max_gradient_over``,
    over which it is that throughout. If not attained, it is tended to at ``approached_at``, infinities or kinks.
    Of a function that oscillates without repeating itself, ranges and ``max_gradient`` that were found near 0 only
    are NaN, not known, and ``max_gradient_attained`` is None; so may be ``continuity``, the n of C^n. ``extrema`` and
    ``inflections`` are the x at which f and f' turn; those of an oscillating function within a few periods. An
    asymptote y = m*x + c is (m, c).
    """

    range: Interval
    derivative_range: Interval
    max_gradient: float
    max_gradient_attained: bool | None
    max_gradient_at: tuple[float, ...]
    max_gradient_over: tuple[tuple[float, float], ...]
    approached_at: tuple[float, ...]
    monotonic: Monotonic
    continuity: Continuity | None
    kinks: tuple[Kink, ...]
    f0: float
    derivative0: float
    extrema: tuple[float, ...]
    inflections: tuple[float, ...]
    asymptotes: tuple[Asymptote | None, Asymptote | None]

    @property
    def bounded(self) -> bool:
        """Whether f is."""
        return math.isfinite(self.range.inf) and math.isfinite(self.range.sup)


@dataclass(frozen=True)
class MultivariateFacts:
    """What is true of a vector or gated function at its parameters; None is not known.

    ``range`` is that of each output. ``derivative_range`` holds the entries of the Jacobian, or both partial
    derivatives, each of which has its own in ``partials``; ``max_gradient`` is the supremum of their absolute values,
    and ``max_gradient_at`` are inputs at which it is attained. ``total`` is the sum of the outputs, ``unchanged`` a
    change of all inputs that changes no output.
    """

    range: Interval | None = None
    derivative_range: Interval | None = None
    partials: tuple[Interval, ...] = ()
    max_gradient: float | None = None
    max_gradient_attained: bool | None = None
    max_gradient_at: tuple[Point, ...] = ()
    continuity: Continuity | None = None
    total: float | None = None
    unchanged: str = ""
