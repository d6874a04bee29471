"""Vectors of numbers of twice the precision along the last axis: their sums, lengths and outer products."""

from __future__ import annotations

from typing import Any

import numpy as np

from actplot.arithmetic import exact
from actplot.arithmetic.twofold import Twofold


def total(x: Twofold) -> Twofold:
    """Return the sum along the last axis, which is kept."""
    found = _part(x, 0)
    for index in range(1, x.high.shape[-1]):
        found = found + _part(x, index)
    return found


def others(x: Twofold) -> Twofold:
    """Return, for each element along the last axis, the sum of all others; nothing cancels in it."""
    count = x.high.shape[-1]
    zero = Twofold(np.zeros_like(x.high[..., :1]))
    before, after = [zero], [zero]
    for index in range(count - 1):
        before.append(before[-1] + _part(x, index))
        after.append(after[-1] + _part(x, count - 1 - index))
    sums = [left + right for left, right in zip(before, after[::-1], strict=True)]
    return Twofold(*(np.concatenate([getattr(s, part) for s in sums], axis=-1) for part in ("high", "low")))


def _part(x: Twofold, index: int) -> Twofold:
    return Twofold(x.high[..., index, None], x.low[..., index, None])


def column(x: Twofold) -> Twofold:
    """Return ``x`` as a column; times a row it gives the outer product."""
    return Twofold(x.high[..., :, None], x.low[..., :, None])


def row(x: Twofold) -> Twofold:
    """Return ``x`` as a row."""
    return Twofold(x.high[..., None, :], x.low[..., None, :])


def with_diagonal(matrix: Twofold, values: Twofold) -> Twofold:
    """Return ``matrix`` with ``values`` on its diagonal."""
    on_it = np.eye(values.high.shape[-1], dtype=bool)
    return Twofold(
        *(np.where(on_it, d[..., None, :], m) for m, d in ((matrix.high, values.high), (matrix.low, values.low)))
    )


def settled(x: Twofold, term: Any, bits: int = 40) -> Twofold:
    """Return ``x``, or NaN where more than ``bits`` bits of a term of it cancelled.

    What an evaluator leaves unknown, the function computes from its formula, with as many digits as it takes.
    """
    size = np.abs(term.high if isinstance(term, Twofold) else term)
    return Twofold(np.where(np.abs(x.high) < np.ldexp(size, -bits), np.nan, x.high), x.low)


def root(x: Twofold) -> Twofold:
    """Return the square root."""
    return Twofold(*exact.root(x.high, x.low))


def shifted(x: Any, power: Any) -> Twofold:
    """Return ``x`` times 2**power."""
    x = x if isinstance(x, Twofold) else Twofold(x, np.zeros_like(x))
    return Twofold(np.ldexp(x.high, power), np.ldexp(x.low, power))


def exponent(x: Any, least: float = 0.0) -> Any:
    """Return the e of each vector with 0.5 <= max(abs(x))/2**e < 1, and 0 where the largest is at most ``least``."""
    size = np.abs(x).max(axis=-1, keepdims=True)
    return np.where(size > least, np.frexp(size)[1], 0)
