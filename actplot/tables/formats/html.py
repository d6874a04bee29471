"""A web page with a table that is sorted by a click on a heading."""

from __future__ import annotations

from collections.abc import Sequence

from actplot.tables.layout import ReadableFormat, Table

PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>actplot</title>
<style>
:root { color-scheme: light dark }
body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5em }
table { border-collapse: collapse }
th, td { padding: .3em .7em; text-align: left; border-bottom: 1px solid #8884; white-space: nowrap }
th { position: sticky; top: 0; background: Canvas; cursor: pointer }
th[aria-sort=ascending]::after { content: " \\25B4" }
th[aria-sort=descending]::after { content: " \\25BE" }
.n { text-align: right; font-variant-numeric: tabular-nums }
svg { display: block }
svg path { fill: none; stroke-width: 2; stroke-linejoin: round }
</style>
<table>
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
        return f"{PAGE}<thead><tr>{heads}</tr></thead>\n<tbody>\n"

    def row(self, table: Table, cells: Sequence[str]) -> str:
        """Return a line."""
        kinds = [' class="n"' if column.number else "" for column in table.columns]
        return "<tr>" + "".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds, cells, strict=True)) + "</tr>\n"

    def foot(self, table: Table) -> str:
        """Return the end of the page, with the sorting script."""
        return f"</tbody>\n</table>\n{SORT}</html>\n"
