"""Evaluation of a function: by its evaluator in float64, and where that does not decide a result, by its formula."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from actplot.arithmetic import rounding

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from actplot.arithmetic.balls import Ball

Floats: TypeAlias = "NDArray[np.float64]"

_POWERS = np.ldexp(1.0, np.arange(-20, 64))  # |x| at which it is found out where a function underflows
BLOCK = 16384  # numbers evaluated at once: their temporaries stay in the processor's cache
_KEPT = 64 * BLOCK  # the temporaries of one block


_asides: list[None] = []  # one for each that has begun


@contextmanager
def aside() -> Iterator[None]:
    """Evaluate what is no part of an answer: values that no number of digits decides are not counted meanwhile."""
    _asides.append(None)
    try:
        yield
    finally:
        _asides.pop()


def counting() -> bool:
    """Whether what is evaluated is part of an answer."""
    return not _asides


class Evaluated:
    """What an activation function is evaluated from."""

    name: str
    formula: str
    derivative_formula: str
    evaluate: Callable[..., tuple[Any, Any]]
    defaults: Mapping[str, float]
    parameters: Mapping[str, float]
    framework: str
    swings: bool

    @property
    def kinks(self) -> tuple[float, ...]:
        """Every x, ascending, at which some derivative of f does not exist."""
        raise NotImplementedError

    @property
    def period(self) -> float | None:
        """The distance after which f' comes back, if f has no limit at some infinity because it oscillates."""
        raise NotImplementedError

    @property
    def endless(self) -> tuple[bool, bool]:
        """Whether there are ever more kinks to the left, and to the right, than those that are listed."""
        return False, False

    @property
    def recurring(self) -> bool:
        """Whether f comes back after a period, but for a constant."""
        return self.period is not None and not self.swings

    def growth(self, order: int) -> tuple[float, ...]:
        """Return the infinities that f (``order`` 0) or f' (1) swings towards, ever wider."""
        return (-math.inf, math.inf) if self.swings else ()

    @property
    def slopes(self) -> tuple[float, ...]:
        """The slope at each kink as ``framework`` has it; empty where all are the stated convention."""
        raise NotImplementedError

    def pair(self, x: ArrayLike) -> tuple[Any, Any]:
        """Return f(x) and f'(x), which share most of their work."""
        return self._blockwise(x, self._rounded)

    def near(self, x: ArrayLike) -> tuple[Any, Any]:
        """Return f(x) and f'(x) of an elementwise function, quickly for any parameters, by its evaluator.

        The formulas, at 0.1 ms for each x, are asked only where an evaluator has NaN, or an infinity that is not an
        overflow of f'(x) x.
        """
        return self._blockwise(x, self._finite)

    def rough(self, x: ArrayLike) -> tuple[Any, Any]:
        """Return f(x) and f'(x) by the evaluator alone, with its infinities and NaN."""
        return self._blockwise(x, self._evaluated)

    def _blockwise(
        self, x: ArrayLike, evaluate: Callable[[Floats, np.dtype[Any]], tuple[Any, Any]]
    ) -> tuple[Any, Any]:
        """Return f(x) and f'(x) in the shape and type of x, and the slopes of the framework at kinks."""
        wide, dtype = self.widened(x)
        flat = wide.ravel()
        f, derivative = np.empty(flat.size, dtype), np.empty(flat.size, dtype)
        if flat.size > BLOCK:
            # The GNU C library keeps freed memory from now on; else each block's pages come from the system anew.
            np.empty(_KEPT)
        with np.errstate(all="ignore"):
            for start in range(0, flat.size, BLOCK):
                block = slice(start, start + BLOCK)
                f[block], derivative[block] = evaluate(flat[block], dtype)
        if self.framework:
            for kink, slope in zip(self.kinks, self.slopes, strict=False):
                derivative[flat == kink] = slope
        return f.reshape(wide.shape)[()], derivative.reshape(wide.shape)[()]

    def twofold(self, x: ArrayLike) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        """Return f(x) and f'(x), each as two arrays whose sum is right to 2**-104 of itself (or to 2**-1074).

        The first of the two is the correctly rounded result. It takes about 0.1 ms for each x. NaN and infinities
        give what :meth:`pair` gives; so does f' at a kink where two slopes meet.
        """
        wide, _ = self.widened(x)
        flat = wide.ravel()
        high = [np.array(part, np.float64).reshape(-1) for part in self.pair(flat)]
        low = [np.zeros(flat.size), np.zeros(flat.size)]
        for which in (0, 1):
            for i in np.flatnonzero(np.isfinite(flat)):
                with suppress(ArithmeticError, ValueError):
                    parts = rounding.twofold(partial(self.resolve, which, {"x": float(flat[i])}))
                    if not which or self._agrees(parts[0], high[1][i], flat[i]):
                        high[which][i], low[which][i] = parts
        f, slope = ([part[which].reshape(wide.shape)[()] for part in (high, low)] for which in (0, 1))
        return (f[0], f[1]), (slope[0], slope[1])

    @property
    def _formulas(self) -> tuple[str, ...]:
        """The texts of the value and of each derivative."""
        return (self.formula, *self.derivative_formula.split(" and "))

    def _evaluated(self, x: Floats, dtype: np.dtype[Any]) -> tuple[Any, Any]:
        f, slope = self.evaluate(x, **self.parameters)
        return rounding.narrow(f, dtype), rounding.narrow(slope, dtype)

    def _finite(self, x: Floats, dtype: np.dtype[Any]) -> tuple[Any, Any]:
        """Return f and f' by the evaluator where it has numbers, else as :meth:`_rounded` has them."""
        missing = np.isnan(x)
        pair = self.evaluate(np.where(missing, 0.0, x), **self.parameters)
        f, slope = (np.array(rounding.narrow(part, dtype)) for part in pair)
        overflow = np.isinf(pair[0]) & np.isinf(pair[1] * x)
        left = ~(np.isfinite(pair[0]) & np.isfinite(pair[1])) & ~overflow & ~missing & self._open(x)
        if left.any():
            f[left], slope[left] = self._rounded(x[left], dtype)
        f[missing] = slope[missing] = np.nan
        return f, slope

    def _rounded(self, x: Floats, dtype: np.dtype[Any]) -> tuple[Any, Any]:
        """Return f and f' in ``dtype``; where float64 does not decide a result, from the formulas."""
        low, high = float(x.min()), float(x.max())
        some = math.isnan(low)
        missing: Any = np.False_
        if some:
            missing = np.isnan(x)
            x = np.where(missing, 0.0, x)
            low, high = float(x.min()), float(x.max())
        pair = self.evaluate(x, **self.parameters)
        # Each pass over a block costs several percent of a simple function: none is made for what can't be there.
        if (low < self._reach[0] or high > self._reach[1]) and not (pair[0].all() and pair[1].all()):
            pair = self._signed(x, pair)
        zero = low <= 0.0 <= high and self._starts_at_zero and not x.all()
        unsure: Any = np.False_
        if self._stretch > 1e7:
            unsure = np.True_
        elif self._stretch > 1e3:
            # What underflows inside may be multiplied by a large factor. Only a piece between kinks can be flat.
            unsure = np.minimum(np.abs(pair[0]), np.abs(pair[1])) < 1e-290
            if self.kinks:
                unsure &= (pair[0] != 0) | (pair[1] != 0) | (np.abs(x) > 1e6)
        if (
            dtype.type is np.float64
            and not some
            and not zero
            and math.isfinite(pair[0].sum() + pair[1].sum())
            and not unsure.any()
        ):
            return pair
        f, slope = self.settled(pair, {"x": x}, dtype, unsure)
        for side in (-1, 1):
            there = x == side * math.inf
            if there.any():
                self._settle_limits((f, slope), there, side, all_=bool(unsure is np.True_))
        if some:
            f[missing] = slope[missing] = np.nan
        if zero:
            before = (x == 0) & np.signbit(x) & (f == 0)
            if before.any():
                f[before] = math.copysign(0.0, self._sign_before_zero())
        return f, slope

    def _settle_limits(self, results: tuple[Any, Any], there: Any, side: int, all_: bool) -> None:
        """Set both results where x is ``side`` times infinity, if there is a limit; those that are NaN, or all."""
        for text, result in zip(self._formulas, results, strict=True):
            places = there if all_ else there & np.isnan(result)
            if text and places.any() and not self.period:  # a factor of a gated function has no text of its slope
                found = rounding.limit(text, tuple(self.parameters.items()), side)
                if found is not None:
                    result[places] = found

    def _signed(self, x: Floats, pair: tuple[Any, Any]) -> tuple[Any, Any]:
        """Return f and f' with the sign of the true result where that is so small that it became 0."""
        outside = (x < min(self.kinks, default=0.0)) | (x > max(self.kinks, default=0.0))
        if not (outside & ((pair[0] == 0) | (pair[1] == 0))).any():
            return pair
        signed = list(pair)
        for which, side, start, sign in self._faded:
            zero = (signed[which] == 0) & (side * x > start)
            signed[which] = np.where(zero, math.copysign(0.0, sign), signed[which])
        return signed[0], signed[1]

    @cached_property
    def _faded(self) -> tuple[tuple[int, float, float, int], ...]:
        """Where f (0) or f' (1) is too small for float64: on which side of 0, beyond which |x|, and its sign there.

        Beyond the last kink a function is analytic, and what decays there keeps its sign.
        """
        from actplot.arithmetic.balls import Ball

        found = []
        for which, side, start, place in self._fading:
            with suppress(ArithmeticError, ValueError):
                sign = self.resolve(which, {"x": place}, Ball.sign)
                if sign:
                    found.append((which, side, start, sign))
        return tuple(found)

    @cached_property
    def _fading(self) -> tuple[tuple[int, float, float, float], ...]:
        """Where f (0) or f' (1) is 0 far out: on which side of 0, beyond which |x|, and an x there."""
        found = []
        for side in (-1.0, 1.0):
            size = _POWERS[max((side * kink for kink in self.kinks), default=0.0) < _POWERS]
            with np.errstate(all="ignore"):
                pair = self.evaluate(side * size, **self.parameters) if len(size) else ()
            for which, values in enumerate(pair):
                last = np.flatnonzero(values != 0)[-1:]  # before the last power of 2 at which it is not 0
                if not len(last) and size[0] < 1.0:
                    continue  # 0 near 0 and far from it: the piece is constant
                start = int(last[0]) + 1 if len(last) else 0
                if start < len(size):
                    found.append((which, side, float(size[start - 1]) if start else 0.0, float(side * size[start])))
        return tuple(found)

    @cached_property
    def _reach(self) -> tuple[float, float]:
        """The least and the largest x between which neither f nor f' is too small for float64."""
        left, right = (min((e[2] for e in self._fading if e[1] == side), default=math.inf) for side in (-1, 1))
        return -left, right

    @cached_property
    def _starts_at_zero(self) -> bool:
        """Whether f(0) is 0, or not decided by float64: there the sign of x counts."""
        with np.errstate(all="ignore"):
            return not abs(self.evaluate(np.zeros(1), **self.parameters)[0][0]) > 0

    def _open(self, x: Floats) -> Any:
        """Return where infinities and NaN of ``evaluate`` may be want of digits."""
        return np.True_

    @property
    def _stretch(self) -> float:
        """The largest factor between a parameter and its default, either way; the evaluators are made for 1e7."""
        sizes = [abs(value / (self.defaults[key] or 1.0)) for key, value in self.parameters.items() if value]
        return max((max(size, 1.0 / size if size else math.inf) for size in sizes), default=1.0)

    def settled(
        self, results: Sequence[Any], inputs: Mapping[str, Floats], dtype: np.dtype[Any], unsure: Any
    ) -> list[Any]:
        """Return ``results`` in ``dtype``, from the formulas where float64 does not decide or they are ``unsure``."""
        known = np.all([np.isfinite(values) for values in inputs.values()], axis=0)
        settled = []
        for which, result in enumerate(results):
            narrowed = rounding.narrow(result, dtype)
            doubtful = rounding.doubtful(result, narrowed)
            if "x" in inputs and doubtful.any():
                doubtful = doubtful & (np.isfinite(result) | self._open(inputs["x"]))
            for i in np.flatnonzero((doubtful | unsure) & known):
                at = {name: float(values[i]) for name, values in inputs.items()}
                with suppress(ArithmeticError, ValueError):  # the formula has no value there
                    found = rounding.rounded(partial(self.resolve, which, at), dtype)
                    if not which or "x" not in at or self._agrees(float(found), result[i], at["x"]):
                        narrowed[i] = found
            settled.append(narrowed)
        return settled

    def resolve(self, which: int, at: Mapping[str, float], decide: Callable[[Ball], Any]) -> Any:
        """Return what ``decide`` says of a ball around the value of f (``which`` is 0) or of a derivative."""
        from actplot.arithmetic import formulas

        return formulas.resolve(self._formulas[which], {**self.parameters, **at}, decide)

    def _sign_before_zero(self) -> float:
        return rounding.sign_before_zero(self.formula, tuple(self.parameters.items()))

    def _agrees(self, slope: float, by_convention: float, x: float) -> bool:
        """Whether the formula's slope at ``x`` is the one of the convention, which counts at kinks."""
        return x not in self.kinks or abs(slope - by_convention) <= 1e-6 * abs(by_convention)

    def widened(self, x: ArrayLike) -> tuple[Floats, np.dtype[Any]]:
        """Return ``x`` as float64, and the type that the results shall have."""
        given = np.asarray(x)
        dtype = given.dtype
        if dtype.kind in "iub":
            dtype = np.dtype(np.float64)
        elif not rounding.is_float(dtype):
            raise ValueError(f"{self.name}: x must be real numbers of 64 bits or fewer, not {dtype}")
        with np.errstate(all="ignore"):  # a signalling NaN
            return given.astype(np.float64, copy=False), dtype
