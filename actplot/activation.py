"""The record of an activation function, and the decorator that declares one."""

from __future__ import annotations

import importlib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from actplot import binding
from actplot.arithmetic import rounding
from actplot.arithmetic.twofold import Twofold
from actplot.evaluation import BLOCK, Evaluated
from actplot.language.docstrings import docstring

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray  # loads slowly

    from actplot.language.tree import Node

Array: TypeAlias = "NDArray[np.float64]"
Pair: TypeAlias = tuple[Any, Any]
Evaluator: TypeAlias = Callable[..., Pair]
Kinks: TypeAlias = Sequence[float] | Callable[..., Sequence[float]]
Period: TypeAlias = float | Callable[..., float] | None
Claim: TypeAlias = str | Callable[..., str]


class Claims(NamedTuple):
    """What is true of a vector function at vectors of every length n from 2 on; tests hold it.

    An interval is a text such as ``"[-1/4, 1/(4*tau))"``, of expressions in the parameters, ``n`` and ``inf``, or a
    callable of the parameters that gives one. A square bracket says that vectors of some length attain the end.
    """

    outputs: Claim
    """The values of each output."""
    entries: Claim = ""
    """The entries of the Jacobian."""
    steepest: tuple[float, ...] = ()
    """A vector at which the absolute value of an entry is the largest, if that is attained."""
    total: float | None = None
    """The sum of the outputs."""
    unchanged: str = ""
    """A change of all inputs that changes no output, as ``"x + c"``."""

    def at(self, parameters: Mapping[str, float]) -> Claims:
        """Return the same at ``parameters``: the intervals as texts."""
        outputs, entries = (
            claim if isinstance(claim, str) else claim(**parameters) for claim in (self.outputs, self.entries)
        )
        return self._replace(outputs=outputs, entries=entries)


@dataclass(frozen=True, eq=False, repr=False)
class Activation(Evaluated):
    """An activation function at given parameters.

    Call it for f(x); :meth:`derivative` gives f'(x). Both take a number or an array of any shape and return the
    same shape: float16, float32, float64 and extension types of 16 bits and fewer (such as bfloat16 of ml_dtypes)
    keep their type, integers become float64. Results in a type narrower than float64 are correctly rounded.

    Two are equal if they have the same values and slopes everywhere, whatever they were called: ``spelling`` is the
    framework's name that one was asked for by, and does not count. ``framework`` is the one whose slopes at the kinks
    it has, if they are not the stated convention. ``basis`` says whether its facts are ``proven``, as tests hold them
    for the whole catalogue, or ``measured``. ``defaults`` are the parameters that the name alone stands for.
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
    swings: bool = False
    stochastic: bool = False
    claims: Claims | None = None
    basis: str = "proven"
    spelling: str = ""
    framework: str = ""
    gate_first: bool = False

    named = True  # in a class of its own: an expression may have no name but its text

    def __call__(self, x: ArrayLike) -> Any:
        """Return f(x)."""
        return self.pair(x)[0]

    def derivative(self, x: ArrayLike) -> Any:
        """Return f'(x); at a kink, the slope by this function's convention."""
        return self.pair(x)[1]

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

    def kinks_between(self, low: float, high: float) -> tuple[float, ...]:
        """Return the kinks inside a window, ascending."""
        return tuple(kink for kink in self.kinks if low < kink < high)

    @property
    def definition(self) -> Node:
        """The tree of the formula, in terms of elementary functions."""
        from actplot.language.parser import parse

        return parse(self.formula)

    @property
    def wild(self) -> bool:
        """Whether it oscillates ever faster."""
        return False

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

        tables = dict(frameworks.tables(self.name))
        if not tables:
            return {}
        stated = tuple(replace(self, framework="").derivative(np.array(self.kinks)).tolist())
        found = {table: stated if slopes is None else self._at_kinks(slopes) for table, slopes in tables.items()}
        return frameworks.merged(found)

    def _at_kinks(self, slopes: Kinks) -> tuple[float, ...]:
        found = slopes(**self.parameters) if callable(slopes) else slopes
        return tuple(float(slope) for slope, _ in zip(found, self.kinks, strict=False))

    @property
    def label(self) -> str:
        """The name that heads columns and legends: the spelling that it was asked for by, or its own name."""
        return self.spelling or self.name

    @property
    def stem(self) -> str:
        """The part of ``spec`` before the parameters."""
        return self.label

    @property
    def spec(self) -> str:
        """The text that gives this function again: its name and the parameters that are not at their defaults."""
        return self.heading

    @property
    def heading(self) -> str:
        """The name that heads columns, with the parameters that are not at their defaults."""
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
        wide, dtype = self.widened(x)
        if not wide.ndim or not wide.shape[-1]:
            raise ValueError(f"{self.name}: x must be a vector of one number or more")
        missing = np.asarray(np.isnan(wide).any(axis=-1))
        with np.errstate(all="ignore"):
            f, jacobian = (self._narrowed(result, wide, dtype) for result in self.evaluate(wide, **self.parameters))
            f[missing] = jacobian[missing] = np.nan
            return f, jacobian + dtype.type(0)  # no -0.0

    def _narrowed(self, result: Any, x: Array, dtype: np.dtype[Any]) -> Any:
        """Return a result in ``dtype``, rounded once; from the formulas where two floats do not decide it."""
        high, low = (result.high, result.low) if isinstance(result, Twofold) else (result, 0.0)
        narrowed = rounding.narrow(high if dtype.type is np.float64 else rounding.odd(high, low), dtype)
        if (unsure := rounding.doubtful(high, narrowed)).any():
            from actplot.arithmetic import indexed

            indexed.settle(narrowed, unsure, x, (self.formula, self.derivative_formula), self.parameters)
        return narrowed

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
        wide, dtype = self.widened(x)
        if not wide.ndim or wide.shape[-1] != 2:
            raise ValueError(f"{self.name}: x must be pairs (a, b) along its last axis")
        a, b = np.moveaxis(wide, -1, 0).reshape(2, -1)
        results = [np.empty(a.size, dtype) for _ in range(3)]
        with np.errstate(all="ignore"):
            for start in range(0, a.size, BLOCK):
                block = slice(start, start + BLOCK)
                for whole, part in zip(results, self._rounded_gate(a[block], b[block], dtype), strict=True):
                    whole[block] = part
        f, *slopes = results
        return f.reshape(wide.shape[:-1])[()], np.stack(slopes, axis=-1).reshape(wide.shape)

    def _rounded_gate(self, a: Array, b: Array, dtype: np.dtype[Any]) -> list[Any]:
        """Return f, df/da and df/db in ``dtype``."""
        order = -1 if self.gate_first else 1
        missing = np.isnan(a) | np.isnan(b)
        if missing.any():
            a, b = (np.where(missing, 0.0, part) for part in (a, b))
        f, slopes = self.evaluate(*(a, b)[::order], **self.parameters)
        results = [np.broadcast_to(result, a.shape) for result in (f, *slopes[::order])]
        # A gate that is nearly closed has lost its digits, and what comes in may be large enough to show it.
        size = np.min(np.abs(results), axis=0)
        unsure = (size < 1e-290) & (np.maximum(np.abs(a), np.abs(b)) > 1e8)
        if dtype.type is not np.float64 or unsure.any() or missing.any() or not np.isfinite(results).all():
            results = self.settled(results, {"a": a, "b": b}, dtype, unsure)
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
    swings: bool = False,
    stochastic: bool = False,
    record: type[Activation] = Activation,
    claims: Claims | None = None,
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
        swings: whether f and f' oscillate with an amplitude that grows without bound, as x*cos(x) does.
        stochastic: whether it draws random numbers in training; the evaluator gives its evaluation mode.
        record: Vector or Gated where it is not elementwise.
        claims: the facts of a Vector, which can't be measured.

    """

    def declare(evaluator: Evaluator) -> Activation:
        declared: Any = evaluator
        values, code = declared.__defaults__ or (), declared.__code__
        names = code.co_varnames[code.co_argcount - len(values) : code.co_argcount]
        parameters = MappingProxyType(dict(zip(names, map(float, values), strict=True)))
        description = docstring(evaluator)
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
            swings=swings,
            stochastic=stochastic,
            claims=claims,
        )

    return declare
