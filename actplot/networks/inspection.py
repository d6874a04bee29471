"""Saved pre-activations of a network, read block by block: the diagnosis of each array, and its histogram."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from actplot.activation import Array
from actplot.analysis.arrays import Stored
from actplot.networks.diagnosis import Diagnosis

BLOCK = 1 << 16  # numbers at a time, whose temporaries stay in the processor's cache
AMBIGUOUS = 4  # axes from which on frameworks disagree about the one of the units
PATTERNS = 1 << 16


class Rule(NamedTuple):
    """What is measured."""

    slopes: Callable[[Any], Any]
    """Takes a block of float32 of any shape and returns the slope at each number."""
    largest: float
    """The supremum of |f'|."""
    low: float = -math.inf
    """The least number that may occur; one below is an error."""
    high: float = math.inf
    """The largest number that may occur."""
    histogram: bool = False


@dataclass(frozen=True)
class Inspected:
    """An array and what was found in it."""

    name: str
    samples: int
    """Numbers of each unit."""
    diagnosis: Diagnosis
    counts: Array | None
    """How many numbers have each upper half of the bits of float32, shape (65536,), if they were counted."""


def unit_axis(stored: Stored, axis: int | None) -> int:
    """Return the axis of the units, counted from 0; without ``axis`` the last of at most three.

    Raises:
        ValueError: the array has no such axis, or too many to know it, or no numbers.

    """
    count = len(stored.shape)
    if not stored.size:
        raise ValueError(f"{stored.shown} has the shape {stored.shape}, which holds no numbers")
    if not count:
        raise ValueError(f"{stored.shown} is a single number; an axis of samples and one of units are needed")
    if axis is None:
        if count >= AMBIGUOUS:
            raise ValueError(
                f"{stored.shown} has the shape {stored.shape}; give the axis of its units, "
                "such as --axis 1 for channels first (PyTorch) or --axis -1 for channels last (Keras, JAX)"
            )
        axis = -1
    if not -count <= axis < count:
        raise ValueError(f"{stored.shown} has the shape {stored.shape}, which has no axis {axis}")
    return axis % count


def inspect(stored: Stored, axis: int, rule: Rule, advance: Callable[[int], None] = lambda _: None) -> Inspected:
    """Read an array block by block and diagnose its units.

    Args:
        stored: the array.
        axis: of the units, from 0 on.
        rule: what is measured.
        advance: called with the number of entries of each block.

    Raises:
        ValueError: a number outside of the range of ``rule``, or a file that became shorter.

    """
    shape = stored.shape[::-1] if stored.fortran else stored.shape
    axis = len(shape) - 1 - axis if stored.fortran else axis
    before, units, after = math.prod(shape[:axis]), shape[axis], math.prod(shape[axis + 1 :])
    diagnosis = Diagnosis(units, rule.largest)
    counts = np.zeros(PATTERNS) if rule.histogram else None
    halves = np.empty(BLOCK, np.intp)  # used again: new memory for each block would cost more than the counting
    blocks = list(_blocks(before, units, after))
    for block, values in zip(blocks, stored.parts((block.start, block.stop) for block in blocks), strict=True):
        if math.isfinite(rule.low) or math.isfinite(rule.high):
            _require_within(stored, values, rule)
        diagnosis.add(values.reshape(block.shape), rule.slopes(values).reshape(block.shape), block.first)
        if counts is not None:
            upper = halves[: len(values)]
            np.right_shift(values.view(np.uint32), 16, out=upper, casting="unsafe")
            counts += np.bincount(upper, minlength=PATTERNS)
        advance(len(values))
    return Inspected(stored.name or Path(stored.path).stem, before * after, diagnosis, counts)


class _Block(NamedTuple):
    """Entries ``start`` to ``stop`` of a file, of shape (samples, units, positions), from a unit on."""

    start: int
    stop: int
    first: int
    shape: tuple[int, int, int]


def _blocks(before: int, units: int, after: int) -> Iterator[_Block]:
    """Cut an array of shape (before, units, after) into blocks."""
    if units * after <= BLOCK:
        sample = units * after
        step = BLOCK // sample
        for i in range(0, before, step):
            count = min(step, before - i)
            yield _Block(i * sample, (i + count) * sample, 0, (count, units, after))
        return
    step, length = max(1, BLOCK // after), min(after, BLOCK)
    for i in range(before):
        for unit in range(0, units, step):
            count = min(step, units - unit)
            for place in range(0, after, length):
                start, wide = (i * units + unit) * after + place, min(length, after - place)
                yield _Block(start, start + count * wide, unit, (1, count, wide))


def _require_within(stored: Stored, values: Any, rule: Rule) -> None:
    low, high = np.fmin.reduce(values), np.fmax.reduce(values)
    for value, wrong in ((low, low < rule.low), (high, high > rule.high)):
        if wrong and np.isfinite(value):
            raise ValueError(
                f"{stored.shown} holds {value:.6g}, which is no output of this function; "
                "leave out --outputs if these are pre-activations"
            )
