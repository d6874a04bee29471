"""The record of an activation function, and the decorator that declares one."""

from __future__ import annotations

import inspect
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[np.float64]
Pair: TypeAlias = tuple[Any, Any]
Evaluator: TypeAlias = Callable[..., Pair]
Kinks: TypeAlias = Sequence[float] | Callable[..., Sequence[float]]

_COMPARISONS = {"<": operator.lt, "<=": operator.le, "!=": operator.ne}


@dataclass(frozen=True)
class Activation:
    """An activation function at given parameters.

    Call it for f(x); :meth:`derivative` gives f'(x). Both take a number or an array of any shape and return the
    same shape: float16, float32 and float64 keep their type, anything else becomes float64.
    """

    name: str
    title: str
    family: str
    summary: str
    description: str
    formula: str
    tex: str
    evaluate: Evaluator = field(repr=False)
    defaults: Mapping[str, float]
    parameters: Mapping[str, float]
    requires: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    frameworks: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    kink_rule: Kinks = field(default=(), repr=False)

    def __call__(self, x: ArrayLike) -> Any:
        """Return f(x)."""
        return self.pair(x)[0]

    def derivative(self, x: ArrayLike) -> Any:
        """Return f'(x); at a kink, the slope by this function's convention."""
        return self.pair(x)[1]

    def pair(self, x: ArrayLike) -> Pair:
        """Return f(x) and f'(x), which share most of their work."""
        given = np.asarray(x)
        if given.dtype.kind not in "fiub":
            raise ValueError(f"{self.name}: x must be real numbers, not {given.dtype}")
        dtype = given.dtype if given.dtype.type in (np.float16, np.float32) else np.dtype(np.float64)
        wide = np.atleast_1d(given).astype(np.float64)
        with np.errstate(all="ignore"):
            results = self.evaluate(wide, **self.parameters)
            missing = np.isnan(wide)
            return tuple(self._finish(result, missing, given.shape, dtype) for result in results)

    @staticmethod
    def _finish(result: Any, missing: Any, shape: tuple[int, ...], dtype: Any) -> Any:
        if missing.any() or np.shape(result) != missing.shape:
            result = np.where(missing, np.nan, result)
        return np.reshape(result, shape).astype(dtype)[()]

    @property
    def kinks(self) -> tuple[float, ...]:
        """Every x, ascending, at which some derivative of f does not exist."""
        rule = self.kink_rule
        found = rule(**self.parameters) if callable(rule) else rule
        return tuple(sorted({float(x) + 0.0 for x in found}))

    @property
    def spec(self) -> str:
        """The text that names this function and the parameters that are not at their defaults."""
        changed = [
            f":{key}={value:.17g}" if float(f"{value:g}") != value else f":{key}={value:g}"
            for key, value in self.parameters.items()
            if value != self.defaults[key]
        ]
        return self.name + "".join(changed)

    def bind(self, **parameters: float) -> Activation:
        """Return the same function at other parameters.

        Raises:
            ValueError: an unknown parameter, or a value that is not a finite number inside its domain.

        """
        for key in parameters:
            if key not in self.parameters:
                raise ValueError(self._unknown(key))
        merged = dict(self.parameters)
        for key, value in parameters.items():
            try:
                merged[key] = float(value)
            except (TypeError, ValueError):
                raise ValueError(f"{self.name}: {key} must be a number, not {value!r}") from None
            if not math.isfinite(merged[key]):
                raise ValueError(f"{self.name}: {key} must be finite, not {value}")
        for rule in self.requires:
            left, comparison, right = rule.split()
            if not _COMPARISONS[comparison](_operand(left, merged), _operand(right, merged)):
                values = ", ".join(f"{key} = {merged[key]:g}" for key in merged if key in (left, *right.split("*")))
                raise ValueError(f"{self.name}: {rule} is required, but {values}")
        return replace(self, parameters=MappingProxyType(merged))

    def _unknown(self, key: str) -> str:
        message = f"{self.name} has no parameter {key!r}"
        if not self.parameters:
            return message + "; it takes none"
        near = get_close_matches(key, self.parameters, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        return f"{message}; {hint}it takes {', '.join(self.parameters)}"


def _operand(text: str, parameters: Mapping[str, float]) -> float:
    """Value of a product such as ``0``, ``alpha`` or ``e*alpha``."""
    constants = {"e": math.e}
    return math.prod(
        parameters[word] if word in parameters else constants.get(word) or float(word) for word in text.split("*")
    )


def activation(
    formula: str,
    *,
    title: str,
    tex: str,
    kinks: Kinks = (),
    requires: Sequence[str] = (),
    aliases: str = "",
    source: str = "",
    **frameworks: str,
) -> Callable[[Evaluator], Activation]:
    """Declare the decorated evaluator as an activation function.

    The evaluator takes a float64 array and the parameters, and returns (f(x), f'(x)). Name, family (its module),
    summary, parameters and defaults come from the function itself.

    Args:
        formula: f(x) as plain text; the tests hold the evaluator to it.
        title: the name as a person writes it.
        tex: the formula in TeX, for pictures.
        kinks: every x at which some derivative does not exist, or a callable of the parameters that gives them.
        requires: what must hold of the parameters, each as ``"0 < alpha"``.
        aliases: other names, separated by spaces.
        source: paper, year, arXiv id.
        frameworks: the spellings in torch, keras, jax and onnx, separated by ``"; "``.

    """

    def declare(evaluator: Evaluator) -> Activation:
        parameters = MappingProxyType(
            {
                name: float(parameter.default)
                for name, parameter in inspect.signature(evaluator).parameters.items()
                if parameter.default is not inspect.Parameter.empty
            }
        )
        description = inspect.getdoc(evaluator) or ""
        return Activation(
            name=evaluator.__name__.rstrip("_"),
            title=title,
            family=evaluator.__module__.rpartition(".")[2].replace("_", "-"),
            summary=description.partition("\n")[0],
            description=description,
            formula=formula,
            tex=tex,
            evaluate=evaluator,
            defaults=parameters,
            parameters=parameters,
            requires=tuple(requires),
            aliases=tuple(aliases.split()),
            frameworks=MappingProxyType(frameworks),
            source=source,
            kink_rule=kinks,
        )

    return declare
