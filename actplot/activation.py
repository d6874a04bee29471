"""The record of an activation function, and the decorator that declares one."""

from __future__ import annotations

import importlib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actplot import binding
from actplot.arithmetic import rounding

Array: TypeAlias = NDArray[np.float64]
Pair: TypeAlias = tuple[Any, Any]
Evaluator: TypeAlias = Callable[..., Pair]
Kinks: TypeAlias = Sequence[float] | Callable[..., Sequence[float]]
Period: TypeAlias = float | Callable[..., float] | None

_BLOCK = 16384  # numbers evaluated at once: their temporaries stay in the processor's cache


@dataclass(frozen=True, eq=False, repr=False)
class Activation:
    """An activation function at given parameters.

    Call it for f(x); :meth:`derivative` gives f'(x). Both take a number or an array of any shape and return the
    same shape: float16, float32, float64 and extension types of 16 bits and fewer (such as bfloat16 of ml_dtypes)
    keep their type, integers become float64. Results in a type narrower than float64 are correctly rounded.

    Two are equal if they have the same values and slopes everywhere, whatever they were called: ``spelling`` is the
    framework's name that one was asked for by, and does not count. ``framework`` is the one whose slopes at the kinks
    it has, if they are not the stated convention. ``defaults`` are the parameters that the name alone stands for.
    """

    name: str
    title: str
    family: str
    summary: str
    description: str
    formula: str
    derivative_formula: str
    tex: str
    evaluate: Evaluator
    defaults: Mapping[str, float]
    parameters: Mapping[str, float]
    symbols: Mapping[str, str] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    differences: str = ""
    source: str = ""
    kink_rule: Kinks = ()
    period_rule: Period = None
    bounded: bool = True
    stochastic: bool = False
    spelling: str = ""
    framework: str = ""
    gate_first: bool = False

    def __call__(self, x: ArrayLike) -> Any:
        """Return f(x)."""
        return self.pair(x)[0]

    def derivative(self, x: ArrayLike) -> Any:
        """Return f'(x); at a kink, the slope by this function's convention."""
        return self.pair(x)[1]

    def pair(self, x: ArrayLike) -> Pair:
        """Return f(x) and f'(x), which share most of their work."""
        wide, dtype = self._wide(x)
        flat = wide.ravel()
        f, derivative = np.empty(flat.size, dtype), np.empty(flat.size, dtype)
        with np.errstate(all="ignore"):
            for start in range(0, flat.size, _BLOCK):
                block = slice(start, start + _BLOCK)
                f[block], derivative[block] = self._rounded(flat[block], dtype)
        if self.framework:
            for kink, slope in zip(self.kinks, self.slopes, strict=False):
                derivative[flat == kink] = slope
        return f.reshape(wide.shape)[()], derivative.reshape(wide.shape)[()]

    def twofold(self, x: ArrayLike) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        """Return f(x) and f'(x), each as two arrays whose sum is right to 2**-104 of itself (or to 2**-1074).

        The first of the two is the correctly rounded result. It takes about 0.1 ms for each x. NaN and infinities
        give what :meth:`pair` gives; so does f' at a kink where two slopes meet.
        """
        wide, _ = self._wide(x)
        flat = wide.ravel()
        high = [np.array(part, np.float64).reshape(-1) for part in self.pair(flat)]
        low = [np.zeros(flat.size), np.zeros(flat.size)]
        for which, formula in enumerate(self._formulas):
            for i, parts in rounding.twofolds(formula, self.parameters, flat):
                if not which or self._agrees(parts[0], high[1][i], flat[i]):
                    high[which][i], low[which][i] = parts
        f, slope = ([part[which].reshape(wide.shape)[()] for part in (high, low)] for which in (0, 1))
        return (f[0], f[1]), (slope[0], slope[1])

    @property
    def _formulas(self) -> tuple[str, ...]:
        """The texts of the value and of each derivative."""
        return (self.formula, *self.derivative_formula.split(" and "))

    def _rounded(self, x: Array, dtype: np.dtype[Any]) -> Pair:
        """Return f and f' in ``dtype``; where float64 does not decide a result, from the formulas."""
        pair = self.evaluate(x, **self.parameters)
        unsure = rounding.unsure(pair, x, rounding.stretch(self.parameters, self.defaults), bool(self.kinks))
        certain = dtype.type is np.float64 and math.isfinite(pair[0].sum() + pair[1].sum() + x.min())
        if certain and x.all() and not unsure.any():
            return pair
        f, slope = self._settled(pair, {"x": x}, dtype, unsure)
        missing = np.isnan(x)
        if missing.any():
            f[missing] = slope[missing] = np.nan
        if not x.all():
            before = (x == 0) & np.signbit(x) & (f == 0)
            if before.any():
                f[before] = 0.0 * rounding.sign_before_zero(self.formula, tuple(self.parameters.items()))
        return f, slope

    def _settled(self, results: Sequence[Any], inputs: Mapping[str, Array], dtype: np.dtype[Any], unsure: Any) -> Any:
        """Return ``results`` in ``dtype``, from the formulas where float64 does not decide them or is ``unsure``."""

        def holds(which: int, slope: float, i: int) -> bool:
            return not which or "x" not in inputs or self._agrees(slope, results[which][i], inputs["x"][i])

        return rounding.settled(self._formulas, results, self.parameters, inputs, dtype, unsure, holds)

    def _agrees(self, slope: float, by_convention: float, x: float) -> bool:
        """Whether the formula's slope at ``x`` is the one of the convention, which counts at kinks."""
        return x not in self.kinks or abs(slope - by_convention) <= 1e-6 * abs(by_convention)

    def _wide(self, x: ArrayLike) -> tuple[Array, np.dtype[Any]]:
        """Return ``x`` as float64, and the type that the results shall have."""
        given = np.asarray(x)
        dtype = given.dtype
        if dtype.kind in "iub":
            dtype = np.dtype(np.float64)
        elif not rounding.is_float(dtype):
            raise ValueError(f"{self.name}: x must be real numbers of 64 bits or fewer, not {dtype}")
        with np.errstate(all="ignore"):  # a signalling NaN
            return given.astype(np.float64, copy=False), dtype

    @property
    def kind(self) -> str:
        """``elementwise``, ``vector``, ``gated`` or ``stochastic``."""
        return "stochastic" if self.stochastic else "elementwise"

    @property
    def kinks(self) -> tuple[float, ...]:
        """Every x, ascending, at which some derivative of f does not exist."""
        rule = self.kink_rule
        found = rule(**self.parameters) if callable(rule) else rule
        return tuple(sorted({float(x) + 0.0 for x in found if math.isfinite(x)}))

    @property
    def period(self) -> float | None:
        """The distance after which f' comes back, if f has no limit at some infinity because it oscillates."""
        rule = self.period_rule
        return float(rule(**self.parameters)) if callable(rule) else rule

    @property
    def slopes(self) -> tuple[float, ...]:
        """The slope at each kink as ``framework`` has it; empty where all are the stated convention."""
        if not self.framework:
            return ()
        from actplot import frameworks

        return self._at_kinks(dict(frameworks.tables(self.name))[self.framework] or ())

    @property
    def kink_slopes(self) -> dict[str, tuple[float, ...]]:
        """The slope at each kink, ascending, in every framework (or backend of one) that has this function."""
        from actplot import frameworks

        stated = tuple(replace(self, framework="").derivative(np.array(self.kinks)).tolist())
        found = {
            table: stated if slopes is None else self._at_kinks(slopes)
            for table, slopes in frameworks.tables(self.name)
        }
        return frameworks.merged(found)

    def _at_kinks(self, slopes: Kinks) -> tuple[float, ...]:
        found = slopes(**self.parameters) if callable(slopes) else slopes
        return tuple(float(slope) for slope, _ in zip(found, self.kinks, strict=False))

    @property
    def label(self) -> str:
        """The name that heads columns and legends: the spelling that it was asked for by, or its own name."""
        return self.spelling or self.name

    @property
    def spec(self) -> str:
        """The text that names this function and the parameters that are not at their defaults."""
        return self.label + "".join(
            f":{key}={repr(value).removesuffix('.0')}"
            for key, value in self.parameters.items()
            if value != self.defaults[key]
        )

    def bind(self, **parameters: float) -> Activation:
        """Return the same function at other parameters, which also go by their symbols or a framework's words.

        Raises:
            ValueError: an unknown parameter, or a value that is not a finite number inside its domain.

        """
        return replace(self, parameters=MappingProxyType(binding.bound(self, parameters)))

    def _meaning(self) -> tuple[Any, ...]:
        return type(self), self.name, self.formula, tuple(self.parameters.items()), self.slopes, self.gate_first

    def __eq__(self, other: object) -> bool:
        """Say whether both have the same values and slopes everywhere, by whatever name."""
        return isinstance(other, Activation) and self._meaning() == other._meaning()

    def __hash__(self) -> int:
        """Return the same number for functions that are equal."""
        return hash(self._meaning())

    def __repr__(self) -> str:
        """Return the expression that gives this function."""
        return f"actplot.get({self.spec!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle where the function is declared, and what differs from there."""
        state = {
            "parameters": dict(self.parameters),
            "defaults": dict(self.defaults),
            "spelling": self.spelling,
            "framework": self.framework,
        }
        return _declared, (self.evaluate.__module__, self.evaluate.__name__, state, self.gate_first)


def _declared(module: str, name: str, state: dict[str, Any], gate_first: bool) -> Activation:
    """Return the function that ``module`` declares under ``name``, with ``state`` in place of what it has there."""
    function: Activation = getattr(importlib.import_module(module), name)
    if isinstance(function, Gated) and gate_first:
        function = function.with_gate_first()
    mappings = {key: MappingProxyType(state[key]) for key in ("parameters", "defaults")}
    return replace(function, **(state | mappings))


class Vector(Activation):
    """A function of whole vectors: the last axis of x is one vector, and the derivative is its Jacobian."""

    def pair(self, x: ArrayLike) -> Pair:
        """Return the outputs, shape (..., m), and the Jacobian d output_i / d x_j, shape (..., m, n)."""
        wide, dtype = self._wide(x)
        if not wide.ndim or not wide.shape[-1]:
            raise ValueError(f"{self.name}: x must be a vector of one number or more")
        missing = np.asarray(np.isnan(wide).any(axis=-1))
        with np.errstate(all="ignore"):
            f, jacobian = self.evaluate(wide, **self.parameters)
            f = np.where(missing[..., None], np.nan, f)
            jacobian = np.where(missing[..., None, None], np.nan, jacobian)
            return rounding.narrow(f, dtype), rounding.narrow(jacobian, dtype)

    @property
    def kind(self) -> str:
        """``vector`` or ``stochastic``."""
        return "stochastic" if self.stochastic else "vector"


class Gated(Activation):
    """A function of two inputs, a value a and a gate b: the last axis of x is (a, b).

    Where ``gate_first``, the first input is the gate.
    """

    def with_gate_first(self) -> Gated:
        """Return the function whose first input is the gate and whose second is the value."""
        partials = map(_swapped, reversed(self.derivative_formula.split(" and ")))
        return replace(
            self,
            gate_first=True,
            formula=_swapped(self.formula),
            derivative_formula=" and ".join(partials),
            tex=_swapped(self.tex),
        )

    def pair(self, x: ArrayLike) -> Pair:
        """Return f(a, b), shape (...), and (df/da, df/db), shape (..., 2)."""
        wide, dtype = self._wide(x)
        if not wide.ndim or wide.shape[-1] != 2:
            raise ValueError(f"{self.name}: x must be pairs (a, b) along its last axis")
        a, b = np.moveaxis(wide, -1, 0).reshape(2, -1)
        results = [np.empty(a.size, dtype) for _ in range(3)]
        with np.errstate(all="ignore"):
            for start in range(0, a.size, _BLOCK):
                block = slice(start, start + _BLOCK)
                for whole, part in zip(results, self._rounded_gate(a[block], b[block], dtype), strict=True):
                    whole[block] = part
        f, *slopes = results
        return f.reshape(wide.shape[:-1])[()], np.stack(slopes, axis=-1).reshape(wide.shape)

    def _rounded_gate(self, a: Array, b: Array, dtype: np.dtype[Any]) -> list[Any]:
        """Return f, df/da and df/db in ``dtype``."""
        order = -1 if self.gate_first else 1
        f, slopes = self.evaluate(*(a, b)[::order], **self.parameters)
        results = [np.broadcast_to(result, a.shape) for result in (f, *slopes[::order])]
        # A gate that is nearly closed has lost its digits, and what comes in may be large enough to show it.
        size = np.min(np.abs(results), axis=0)
        unsure = (size < 1e-290) & (np.maximum(np.abs(a), np.abs(b)) > 1e8)
        if dtype.type is not np.float64 or unsure.any() or not np.isfinite(results).all():
            results = self._settled(results, {"a": a, "b": b}, dtype, unsure)
            missing = np.isnan(a) | np.isnan(b)
            for result in results:
                result[missing] = np.nan
        return results

    @property
    def kind(self) -> str:
        """Always ``gated``."""
        return "gated"


def _swapped(formula: str) -> str:
    """Return ``formula`` with the variables a and b in each other's place."""
    return re.sub(r"(?<![A-Za-z\\])[ab](?![A-Za-z_])", lambda match: "ab"[match.group() == "a"], formula)


def activation(
    formula: str,
    *,
    title: str,
    tex: str,
    derivative: str = "",
    kinks: Kinks = (),
    symbols: Mapping[str, str] | None = None,
    requires: Sequence[str] = (),
    aliases: str = "",
    differences: str = "",
    source: str = "",
    period: Period = None,
    bounded: bool = True,
    stochastic: bool = False,
    record: type[Activation] = Activation,
) -> Callable[[Evaluator], Activation]:
    """Declare the decorated evaluator as an activation function.

    The evaluator takes a float64 array of one dimension and the parameters, and returns (f(x), f'(x));
    that of a Vector the outputs and the Jacobian, that of a Gated takes a and b and returns f and (df/da, df/db).
    Name, family (its module), summary, parameters and defaults come from the function itself.

    Args:
        formula: f(x) as plain text; the tests hold the evaluator to it.
        title: the name as a person writes it.
        tex: the formula in TeX, for pictures.
        derivative: f'(x) as plain text; the tests hold it to the formula.
        kinks: every x at which some derivative does not exist, or a callable of the parameters that gives them.
        symbols: the symbol in ``tex`` of each parameter that has another name there; a Greek letter by its name.
        requires: what must hold of the parameters, each as ``"0 < alpha"``.
        aliases: other names, separated by spaces.
        differences: where definitions disagree in other ways than the data of ``frameworks`` tells, in sentences.
        source: paper, year, arXiv id.
        period: for what oscillates for ever, the distance after which f' (or its zeros) come back.
        bounded: False if f and f' swing without bound; what else happens at infinity is measured.
        stochastic: whether it draws random numbers in training; the evaluator gives its evaluation mode.
        record: Vector or Gated where it is not elementwise.

    """

    def declare(evaluator: Evaluator) -> Activation:
        # What inspect.signature and getdoc say, 110 times at every start of the program.
        declared: Any = evaluator
        values, code = declared.__defaults__ or (), declared.__code__
        names = code.co_varnames[code.co_argcount - len(values) : code.co_argcount]
        parameters = MappingProxyType(dict(zip(names, map(float, values), strict=True)))
        description = evaluator.__doc__ or ""
        return record(
            name=evaluator.__name__.rstrip("_"),
            title=title,
            family=evaluator.__module__.rpartition(".")[2].replace("_", "-"),
            summary=description.partition("\n")[0],
            description=description,
            formula=formula,
            derivative_formula=derivative,
            tex=tex,
            evaluate=evaluator,
            defaults=parameters,
            parameters=parameters,
            symbols=MappingProxyType(dict(symbols or {})),
            requires=tuple(requires),
            aliases=tuple(aliases.split()),
            differences=differences,
            source=source,
            kink_rule=kinks,
            period_rule=period,
            bounded=bounded,
            stochastic=stochastic,
        )

    return declare
