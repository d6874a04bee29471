"""Tab-separated values."""

from __future__ import annotations

from actplot.tables.formats import csv


class Format(csv.Format):
    """Like csv, with another separator."""

    suffixes = ("tsv",)
    separator = "\t"
