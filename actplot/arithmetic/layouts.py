"""The layouts of binary number formats; imports nothing, so that options can be offered by it."""

from __future__ import annotations

from typing import NamedTuple


class Layout(NamedTuple):
    """A sign bit, a biased exponent and the stored bits of the significand."""

    exponent_bits: int
    stored_bits: int
    """One fewer than the precision."""
    infinite: bool = True
    """Whether the largest exponent is kept for infinities and NaNs, as in IEEE 754."""
    nan: bool = True
    """Whether there are NaNs; without infinities, the one pattern of each sign that has all bits set."""

    @property
    def bits(self) -> int:
        """Width of a bit pattern."""
        return 1 + self.exponent_bits + self.stored_bits


# Names and layouts as in NumPy and ml_dtypes. IEEE 754-2019 defines float16, float32 and float64; the formats of
# eight bits and fewer are those of the OCP 8-bit and Microscaling specifications (2023).
LAYOUTS = {
    "float64": Layout(11, 52),
    "float32": Layout(8, 23),
    "float16": Layout(5, 10),
    "bfloat16": Layout(8, 7),
    "float8_e4m3fn": Layout(4, 3, infinite=False),
    "float8_e5m2": Layout(5, 2),
    "float6_e3m2fn": Layout(3, 2, infinite=False, nan=False),
    "float6_e2m3fn": Layout(2, 3, infinite=False, nan=False),
    "float4_e2m1fn": Layout(2, 1, infinite=False, nan=False),
}

FLUSHES = ("none", "in", "out", "both")
"""Where subnormal numbers are replaced by 0: nowhere, in inputs, in results, or in both."""
OVERFLOWS = ("inf", "saturate", "nan")
"""What becomes of a result beyond the largest number: an infinity, that number, or NaN."""
