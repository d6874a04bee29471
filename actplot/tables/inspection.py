"""What is in a file of pre-activations: its arrays, or the diagnosis of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from actplot.activation import Activation
from actplot.analysis.arrays import Other, Stored
from actplot.analysis.report import plural
from actplot.networks.inspection import Inspected
from actplot.tables.listing import Listing, Row

DIGITS = 4
LISTED = 10  # units that are named in words
COLUMNS = ("array", "units", "samples", "dead", "stuck", "saturated", "mean", "std", "slope_square")


def contents(arrays: Mapping[str, Stored], others: Mapping[str, Other], path: str) -> Listing:
    """List the arrays of a file; the only one of a .npy file has the name of that."""
    alone = Path(path).stem
    rows: list[Row] = [
        {"array": name or alone, "shape": list(stored.shape), "type": stored.format.name}
        for name, stored in arrays.items()
    ]
    rows += [
        {"array": name or alone, "shape": list(other.shape), "type": other.kind} for name, other in others.items()
    ]
    return Listing(rows, rows, rows, DIGITS, "")


def listing(function: Activation, found: Sequence[Inspected], *, outputs: bool) -> Listing:
    """List the diagnosis of each array; JSON has the numbers of each unit too."""
    rows = [_row(function, one, outputs=outputs) for one in found]
    records = [row | {"per_unit": _per_unit(one)} for row, one in zip(rows, found, strict=True)]
    shown = [{key: row[key] for key in COLUMNS} for row in rows]
    return Listing(records, rows, shown, DIGITS, "".join(map(_sentences, found)))


def _row(function: Activation, one: Inspected, *, outputs: bool) -> Row:
    return {
        "array": one.name,
        "function": function.label,
        "parameters": dict(function.parameters),
        "numbers": "outputs" if outputs else "pre-activations",
        "units": one.diagnosis.units,
        "samples": one.samples,
        **one.diagnosis.whole,
        "not_finite": one.diagnosis.left_out,
    }


def _per_unit(one: Inspected) -> Row:
    found = one.diagnosis
    return {
        "dead": found.dead.tolist(),
        "saturated": found.saturated.tolist(),
        "stuck": found.stuck.tolist(),
        "mean": found.mean.tolist(),
        "std": found.std.tolist(),
        "slope_square": found.slope_square.tolist(),
    }


def _sentences(one: Inspected) -> str:
    """Name the dead units and those that are stuck without being dead, and count what is not finite."""
    found = one.diagnosis
    lines = []
    for word, units in (("dead", found.dead), ("stuck, not dead", found.stuck & ~found.dead)):
        if units.any():
            places = units.nonzero()[0].tolist()
            more = f" and {len(places) - LISTED} more" if len(places) > LISTED else ""
            lines.append(f"{word}: unit{'s' * (len(places) > 1)} {', '.join(map(str, places[:LISTED]))}{more}")
    if found.left_out:
        be = "is" if found.left_out == 1 else "are"
        lines.append(f"left out: {plural(found.left_out, 'number')} that {be} NaN or infinite")
    return "".join(f"\n{one.name}: {line}\n" for line in lines)
