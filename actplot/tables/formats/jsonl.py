"""JSON Lines: an object on each line."""

from __future__ import annotations

from actplot.tables.formats import json


class Format(json.Format):
    """As json, but without a list around the objects."""

    suffixes = ("jsonl",)
    opening = between = foot = before = ""
    after = "\n"
