"""Values separated by tabs."""

from __future__ import annotations

from actplot.tables.formats import csv


class Format(csv.Format):
    """As csv, but for the separator."""

    suffixes = ("tsv",)
    separator = "\t"
