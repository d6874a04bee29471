"""Decimals read many at once: each is the float nearest to its text, as ``float`` reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actplot.activation import Array

FEWEST = 1 << 10  # characters that are worth it
MOST_DIGITS = 15  # whole numbers of so many digits, and powers of ten as large, are floats
LONGEST = MOST_DIGITS + 2  # characters, with sign and point
SAMPLE = 100  # characters that mostly tell whether numbers are longer than that
PLAIN = b"0123456789-. \n\t\r\v\f,"


def decimals(text: bytes) -> Array | None:
    """Return the numbers in ``text``, or None unless all are decimals of few digits, without an exponent.

    A decimal is the quotient of two floats, its digits and a power of ten; division rounds it once.
    """
    if len(text) < FEWEST or text.translate(None, PLAIN):
        return None
    text = text.replace(b",", b" ")
    if max(map(len, text[:SAMPLE].split()), default=0) > LONGEST:
        return None
    import numpy as np

    codes: Any = np.frombuffer(b" %b " % text, np.uint8)
    inside = codes > ord(" ")
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    negative = codes[starts] == ord("-")
    points = np.flatnonzero(codes == ord("."))
    owners = np.searchsorted(ends, points)
    if text.count(b"-") != np.count_nonzero(negative) or (owners[1:] == owners[:-1]).any():
        return None
    digits = ends - starts - negative
    digits[owners] -= 1
    places = np.full(len(starts), MOST_DIGITS + 1)  # digits after the point; no digit is beyond it without one
    places[owners] = ends[owners] - points - 1
    if len(digits) and not 0 < digits.min() <= digits.max() <= MOST_DIGITS:
        return None
    whole = np.zeros(len(starts), np.int64)
    for place in range(int(digits.max(initial=0))):
        digit = codes[ends - 1 - place - (place >= places)] - np.int64(ord("0"))
        whole += np.where(place < digits, digit, 0) * 10**place
    found = whole.astype(np.float64)
    found[owners] /= 10.0 ** places[owners]
    return np.where(negative, -found, found)
