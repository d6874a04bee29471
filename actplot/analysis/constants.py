"""Numbers that are known exactly: multiples of pi, roots, logarithms, powers of e."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from functools import cache
from itertools import product

NEAR = 2e-10  # relative: what roots found in floating point are known to
ROOTS = (2, 3, 5, 6, 7)


def exact(x: float) -> str | None:
    """Return the TeX of the constant that ``x`` is, its sign in front as U+2212, or None if it is not a known one.

    A number with at most four significant decimal digits is not looked up: its decimals say all.
    """
    size = abs(x)
    if not 1e-3 < size < 1e3 or abs(float(f"{size:.4g}") - size) <= 1e-14 * size:
        return None
    values, texts = _known()
    index = bisect_left(values, x - NEAR * size)
    return texts[index] if index < len(values) and abs(values[index] - x) <= NEAR * size else None


@cache
def _known() -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Return the constants in ascending order and their TeX; of two texts for one number, the shorter."""
    found = {**_fractions(), **_roots(), **_logarithms(), **_powers_of_e()}
    found |= {f"\u2212{tex}": -value for tex, value in found.items() if value > 0 and not re.search(r"\d[+-]", tex)}
    ordered: list[tuple[float, str]] = []
    for value, tex in sorted((value, tex) for tex, value in found.items()):
        if ordered and value - ordered[-1][0] <= 1e-12 * abs(value):
            if len(tex) < len(ordered[-1][1]):
                ordered[-1] = value, tex
        else:
            ordered.append((value, tex))
    return tuple(value for value, _ in ordered), tuple(tex for _, tex in ordered)


def _fractions() -> dict[str, float]:
    """Return multiples of pi and of 1, as TeX and value."""
    found = {
        _ratio(_times(above, r"\pi"), below): above * math.pi / below
        for below in (1, 2, 3, 4, 6, 8)
        for above in range(1, 13)
        if math.gcd(above, below) == 1
    }
    return found | {
        f"{above}/{below}": above / below
        for below in (3, 6, 7, 9, 11, 12)
        for above in range(1, 3 * below)
        if math.gcd(above, below) == 1
    }


def _roots() -> dict[str, float]:
    """Return multiples of square roots, and these with a whole number added."""
    found = {r"1/\sqrt{2\pi}": 1 / math.sqrt(2 * math.pi), r"\sqrt{2/\pi}": math.sqrt(2 / math.pi)}
    for root, times in product(ROOTS, (1, 2, 3, 4, 6)):
        tex, value = rf"\sqrt{{{root}}}", math.sqrt(root)
        found[_times(times, tex)] = times * value
        if times % root:
            found |= {_ratio(str(times), tex): times / value, _ratio(tex, times): value / times}
        for whole in range(1, 6):
            found[f"{whole}+{_times(times, tex)}"] = whole + times * value
            found[f"{whole}-{_times(times, tex)}"] = whole - times * value
            found[f"{_times(times, tex)}-{whole}"] = times * value - whole
    for times in (1, 2, 3, 4):
        found |= {
            _ratio(str(times), r"\pi"): times / math.pi,
            _ratio(str(times), r"\sqrt{\pi}"): times / math.sqrt(math.pi),
        }
    return found


def _logarithms() -> dict[str, float]:
    found: dict[str, float] = {}
    for argument in (2, 3, 5, 6, 7, 10):
        tex, value = rf"\ln {argument}", math.log(argument)
        found |= {tex: value, _times(2, tex): 2 * value, _ratio(tex, 2): value / 2, _ratio("1", tex): 1 / value}
    return found


def _powers_of_e() -> dict[str, float]:
    found = {
        "1-1/e": 1 - 1 / math.e,
        "1+1/e": 1 + 1 / math.e,
        "e^{2}": math.exp(2),
        r"\sqrt{2/e}": math.sqrt(2 / math.e),
    }
    found |= {"1+e^{-2}": 1 + math.exp(-2), "1-e^{-2}": 1 - math.exp(-2)}
    for times in (1, 2, 3, 4):
        found |= {_ratio(str(times), "e"): times / math.e, _times(times, "e"): times * math.e}
        found |= {
            _ratio(str(times), "e^{2}"): times * math.exp(-2),
            _ratio(str(times), r"\sqrt{e}"): times / math.sqrt(math.e),
        }
    return found


def multiple_of_pi(x: float) -> str | None:
    """Return a multiple of pi by a whole number of twelfths as plain text, such as U+2212 "3\u03c0/2", or None."""
    twelfths = round(12 * x / math.pi)
    if abs(12 * x / math.pi - twelfths) > 1e-6:
        return None
    common = math.gcd(twelfths, 12)
    above, below = twelfths // common, 12 // common
    if not above:
        return "0"
    text = ("\u2212" if above < 0 else "") + ("" if abs(above) == 1 else str(abs(above))) + "\u03c0"
    return text if below == 1 else f"{text}/{below}"


def _times(factor: int, tex: str) -> str:
    return tex if factor == 1 else f"{factor}{tex}"


def _ratio(above: str, below: int | str) -> str:
    return above if below == 1 else f"{above}/{below}"
