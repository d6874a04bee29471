"""JSON Lines: an object on each line."""

from __future__ import annotations

from actplot.tables.formats import json


class Format(json.Format):
    """Like json, without the enclosing list."""

    suffixes = ("jsonl",)
    opening = between = foot = before = ""
    after = "\n"
