"""Small SVG pictures of functions for web pages."""

from __future__ import annotations

import html
from itertools import pairwise
from typing import Any

import numpy as np

from actplot.activation import Activation, Gated, Vector

WIDTH, HEIGHT = 120, 60
MARGIN = 2  # above the highest and below the lowest point
NEAR = 2.5  # the window in x extends 1.5 times as far as this or the outermost kink
FAR = 1e300
POINTS = 64  # of the whole window
FEWEST = 9  # of a piece
STYLES = {1: 'class="f"', 2: 'class="d" stroke-dasharray="4 2"'}  # f, f'; the page has the colours


def thumbnail(function: Activation) -> str:
    """Return an SVG of f (solid) and f' (dashed) around 0 and the kinks; empty if the function is not elementwise."""
    if isinstance(function, Vector | Gated):
        return ""
    reach = min(FAR, 1.5 * max(NEAR, *map(abs, function.kinks), 0.0))
    pieces = _sampled(function, reach)
    everything = np.concatenate([piece[i] for piece in pieces for i in STYLES])
    low = min(max(float(np.nanmin(everything)), -reach), 0.0)
    high = max(min(float(np.nanmax(everything)), reach), 0.1)

    def across(x: Any) -> Any:
        return WIDTH / 2 * (x + reach) / reach

    def down(y: Any) -> Any:
        inside = np.clip(y, low - 1, high + 1)  # beyond that a curve is outside the picture
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (inside - low) / (high - low)

    paths = []
    for i in (2, 1):  # f over f'
        lines = [
            " ".join(
                f"{x:.1f},{y:.1f}" for x, y in zip(across(piece[0]).tolist(), down(piece[i]).tolist(), strict=True)
            )
            for piece in pieces
        ]
        paths.append(f'<path {STYLES[i]} d="{"".join(f"M{line}" for line in lines)}"/>')
    axes = (
        f'<path stroke="#8888" style="stroke-width:1" d="M0,{float(down(0.0)):.1f}H{WIDTH}M{WIDTH // 2},0V{HEIGHT}"/>'
    )
    label = html.escape(f"{function.title}: f solid, f' dashed, x from {-reach:g} to {reach:g}", quote=False)
    label = label.replace('"', "&quot;")
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg {size} role="img" aria-label="{label}">{axes}{"".join(paths)}</svg>'


def _sampled(function: Activation, reach: float) -> list[tuple[Any, Any, Any]]:
    """Return x, f and f' on each piece between two kinks, with one-sided values at its ends."""
    edges = [-reach, *(kink for kink in function.kinks if abs(kink) < reach), reach]
    pieces = []
    for left, right in pairwise(edges):
        x = np.linspace(left, right, max(FEWEST, round(POINTS * (right - left) / (2 * reach))))
        inside = np.clip(x, np.nextafter(left, right), np.nextafter(right, left))
        pieces.append((x, *function.pair(inside)))
    return pieces
