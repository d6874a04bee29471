"""A LaTeX tabular in the style of booktabs, alone or in a document whose page has the size of the table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actplot.tables.layout import ReadableFormat, Table

MOST_ROWS = 800  # on a page; TeX has no room for more than 5.7 metres
SPECIAL = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "|": r"\textbar{}",
    "<": r"\textless{}", ">": r"\textgreater{}", **{c: f"\\{c}" for c in "&%$#_{}"},
}  # fmt: skip

MATH = re.compile(r"(\|f'\||\bf'?\(\w\)|\bf'|')")  # in a heading: |f'|, f(0), f'(0), f', and the prime of a name


class Format(ReadableFormat):
    r"""A fragment that ``\input`` takes, or a document that compiles.

    A table too long for a page is a longtable, whose column widths settle after LaTeX has run a few times.
    """

    suffixes = ("tex",)
    fragment = True

    def text(self, text: str) -> str:
        """Write special characters as commands."""
        return "".join(SPECIAL.get(c, c) for c in text)

    def number(self, text: str) -> str:
        """Write a number in math mode, which has the right minus sign."""
        mantissa, e, exponent = text.partition("e")
        text = mantissa + (rf"\cdot 10^{{{int(exponent)}}}" if e else "")
        text = text.replace("inf", r"\infty").replace("nan", r"\mathrm{nan}")
        return f"${text}$" if text else ""

    def math(self, plain: str, tex: str) -> str:
        """Return the TeX in math mode."""
        return f"${tex}$"

    def head(self, table: Table) -> str:
        """Return everything before the first row."""
        columns = "".join("r" if column.number else "l" for column in table.columns)
        begin = (
            f"\\begin{{{self._environment(table)}}}{{{columns}}}\n"
            f"\\toprule\n{' & '.join(self._heading(column.name) for column in table.columns)} \\\\\n\\midrule\n"
            + ("" if self._fits(table) else "\\endhead\n\\bottomrule\n\\endfoot\n")
        )
        packages = "amsmath,booktabs" + ("" if self._fits(table) else ",longtable")
        if not self.standalone:
            return f"% needs \\usepackage{{{packages}}}\n{begin}"
        width = max(210, 20 + 2 * sum(table.widths) + 5 * len(table.widths))
        height = max(297, 40 + 6 * table.count) if self._fits(table) and table.count else 297
        return (
            "\\documentclass{article}\n"
            f"\\usepackage[paperwidth={min(width, 5000)}mm,paperheight={height}mm,margin=10mm]{{geometry}}\n"
            f"\\usepackage{{{packages}}}\n\\begin{{document}}\n\\noindent\n{begin}"
        )

    def row(self, table: Table, cells: Sequence[str]) -> str:
        """Return a line."""
        return " & ".join(cells) + " \\\\\n"

    def foot(self, table: Table) -> str:
        """Return everything after the last row."""
        rule = "\\bottomrule\n" if self._fits(table) else ""
        end = "\\end{document}\n" if self.standalone else ""
        return f"{rule}\\end{{{self._environment(table)}}}\n{end}"

    def _heading(self, text: str) -> str:
        """Return a heading with its formulas in math mode."""
        parts = MATH.split(text)  # every other one is a formula
        return "".join(f"${part}$" if i % 2 else self.text(part) for i, part in enumerate(parts))

    def _fits(self, table: Table) -> bool:
        return table.count is not None and table.count <= MOST_ROWS

    def _environment(self, table: Table) -> str:
        return "tabular" if self._fits(table) else "longtable"
