"""The layouts of binary number formats; imports nothing, so that options can be offered by it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Specials = Literal["inf and nan", "nan", "none"]


class Layout(NamedTuple):
    """A sign bit, a biased exponent and the stored bits of the significand."""

    exponent_bits: int
    stored_bits: int
    """One fewer than the precision."""
    specials: Specials = "inf and nan"
    """The patterns that stand for no number: IEEE's infinities and NaNs, one NaN for each sign, or none."""

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
    "float8_e4m3fn": Layout(4, 3, "nan"),
    "float8_e5m2": Layout(5, 2),
    "float6_e3m2fn": Layout(3, 2, "none"),
    "float6_e2m3fn": Layout(2, 3, "none"),
    "float4_e2m1fn": Layout(2, 1, "none"),
}
