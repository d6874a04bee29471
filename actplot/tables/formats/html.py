"""A web page with a table that is sorted by a click on a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actplot.pictures.themes import THEMES, Theme
from actplot.tables.layout import ReadableFormat, Table

LONGEST_WORD = 13  # characters
PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>actplot</title>
<style>
:root { color-scheme: light dark; LIGHT }
@media (prefers-color-scheme: dark) { :root { DARK } }
body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5em; background: var(--ground); color: var(--ink) }
table { border-collapse: collapse }
th, td { padding: .3em .7em; text-align: left; border-bottom: 1px solid #8884; overflow-wrap: break-word }
th { position: sticky; top: 0; background: var(--ground); cursor: pointer; overflow-wrap: normal }
th[aria-sort=ascending]::after { content: " \\25B4" }
th[aria-sort=descending]::after { content: " \\25BE" }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.l { overflow-wrap: anywhere; min-width: 7em }
svg { display: block }
p svg { display: inline-block; vertical-align: middle }
path { fill: none; stroke-width: 2; stroke-linejoin: round }
.f { stroke: var(--f) }
.d { stroke: var(--d) }
@media (max-width: 1500px) {
  body { font-size: 12px; margin: .8em }
  th, td { padding: .25em .32em }
  td svg { width: 80px; height: auto }
}
@media (max-width: 720px) {
  body { font-size: 15px }
  td svg { width: auto }
  thead { display: none }
  table, tbody, tr, td, td.n { display: block; text-align: left; white-space: normal }
  tr { padding: .8em 0; border-bottom: 1px solid #8888 }
  td { border: 0; padding: .1em 0 .1em 8.5em; text-indent: -8.5em }
  td:empty { display: none }
  td::before { display: inline-block; width: 8.5em; text-indent: 0; color: var(--soft) }
LABELS
}
</style>
"""
# The first theme of each kind; a ground is light if it is lighter than the ink on it.
LIGHT = next(theme for theme in THEMES.values() if theme.background > theme.ink)
DARK = next(theme for theme in THEMES.values() if theme.background < theme.ink)
# Above the table, where it has small pictures.
KEY = """<p>In the small pictures:
<svg width="28" height="8" aria-hidden="true"><path class="f" d="M0,4H28"/></svg> f,
<svg width="28" height="8" aria-hidden="true"><path class="d" stroke-dasharray="4 2" d="M0,4H28"/></svg> f',
around 0 and the kinks.</p>
"""

SORT = """<script>
document.querySelectorAll("th:not(.p)").forEach(head => head.addEventListener("click", () => {
  const body = document.querySelector("tbody"), index = head.cellIndex;
  const up = head.getAttribute("aria-sort") !== "ascending";
  const key = row => {
    const text = row.cells[index].textContent.replace(/^[[(]|^C\\^/, "");
    const number = parseFloat(text.replace(/^(-?)inf/, "$1Infinity"));
    return isNaN(number) ? text : number;
  };
  const order = (a, b) => typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1;
  const compare = (a, b) => a === "" || b === "" ? (a === "") - (b === "") : order(a, b) * (up ? 1 : -1);
  const rows = [...body.rows].sort((a, b) => compare(key(a), key(b)));
  document.querySelectorAll("th").forEach(other => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  body.append(...rows);
}));
</script>
"""


class Format(ReadableFormat):
    """A page without external resources, with a small picture of each function."""

    suffixes = ("html", "htm")
    thumbnails = True

    def text(self, text: str) -> str:
        """Write special characters as entities."""
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")

    def head(self, table: Table) -> str:
        """Return the page up to the first row."""
        kinds = [' class="n"' if column.number else ' class="p"' * column.thumbnail for column in table.columns]
        heads = "".join(f"<th{kind}>{name}</th>" for kind, name in zip(kinds, table.names, strict=True))
        labels = [
            f'  td:nth-child({i})::before {{ content: "{_in_css(column.name)}" }}'
            for i, column in enumerate(table.columns, 1)
            if not column.thumbnail
        ]
        page = PAGE.replace("LABELS", "\n".join(labels))
        page = page.replace("LIGHT", _variables(LIGHT)).replace("DARK", _variables(DARK))
        key = KEY if any(column.thumbnail for column in table.columns) else ""
        return f"{page}{key}<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"

    def row(self, table: Table, cells: Sequence[str]) -> str:
        """Return a line."""
        kinds = [
            ' class="n"' if column.number else ' class="l"' * _is_long(cell)
            for column, cell in zip(table.columns, cells, strict=True)
        ]
        return "<tr>" + "".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds, cells, strict=True)) + "</tr>\n"

    def foot(self, table: Table) -> str:
        """Return the end of the page, with the sorting script."""
        return f"</tbody>\n</table>\n{SORT}</html>\n"


def _is_long(cell: str) -> bool:
    """Whether some word of a cell has to be broken, so that the table fits its window; others stay whole."""
    return not cell.startswith("<svg") and max(map(len, re.split(r"[\s-]", cell))) > LONGEST_WORD


def _variables(theme: Theme) -> str:
    """Return the colours of a theme as variables of CSS."""
    f, slope = theme.palette[:2]
    return f"--ground: {theme.background}; --ink: {theme.ink}; --soft: {theme.soft}; --f: {f}; --d: {slope}"


def _in_css(text: str) -> str:
    """Return a text for a string of CSS inside a page."""
    return "".join(c if c.isalnum() or c in " |()'_" else f"\\{ord(c):06x}" for c in text)
