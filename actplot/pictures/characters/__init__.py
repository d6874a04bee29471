"""Pictures that consist of characters: curves on the dots of braille patterns, or in ASCII."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from actplot.activation import Activation
from actplot.analysis.numbers import plain, printable, shortest
from actplot.pictures.characters.canvas import Canvas, Characters, in_one, sample
from actplot.pictures.characters.content import Content, Panel, content, heights
from actplot.pictures.look import Look
from actplot.pictures.page import Page
from actplot.pictures.symbols import GREEK

FEWEST_COLUMNS, FEWEST_ROWS = 25, 6  # of the canvas of a panel
STEPS = (1, 2, 5, 10)
ROWS_PER_TICK, COLUMNS_PER_TICK = 3, 9
DIGITS = 12  # of a number at a tick, to round its binary fraction away
# What ASCII has instead of Greek letters, lowered digits and the sign of partial derivatives.
NAMES = {ord(letter): name for name, letter in GREEK.items()} | {0x2080 + digit: str(digit) for digit in range(10)}
NAMES[ord("\u2202")] = "d"


class _Rules(NamedTuple):
    """The characters of the axes."""

    left: str
    tick_left: str
    corner: str
    bottom: str
    tick_bottom: str


UNICODE = _Rules("\u2502", "\u2524", "\u2514", "\u2500", "\u252c")
ASCII = _Rules("|", "+", "+", "-", "+")


def draw(functions: Sequence[Activation], look: Look) -> bytes:
    """Return a text picture of ``functions`` in the encoding of ``look.page``.

    Raises:
        ValueError: functions or options that can't be drawn as text, or a page that is too small.

    """
    page = look.page if not look.colours.greyscale else look.page._replace(colour=False)
    shown = content(functions, look)
    count = len(shown.panels)
    # A small page has no room for the formula, and then none for the note.
    for title, note in ((shown.title, shown.note), (shown.name, shown.note), (shown.name, "")):
        head = [*map(_plain, _wrapped(title, page.columns)), *_key(shown, page)]
        foot = [_plain(line) for line in _wrapped(note, page.columns)]
        rows = (page.rows - len(head) - len(foot)) // count - 2
        if rows >= FEWEST_ROWS:
            break
    ticks = [_ticks(*heights(panel, look), max(2, rows // ROWS_PER_TICK)) for panel in shown.panels]
    names = [panel.name for panel in shown.panels]
    beside = max(len(text) for found in (*(found.values() for found in ticks), names) for text in found) + 2
    columns = page.columns - beside - 1 - len(shown.variable)
    if columns < FEWEST_COLUMNS or rows < FEWEST_ROWS:
        wide = max(page.columns, page.columns + FEWEST_COLUMNS - columns)
        tall = max(page.rows, len(head) + len(foot) + count * (FEWEST_ROWS + 2)) + 1
        raise ValueError(
            f"a window of {page.columns} columns and {page.rows + 1} lines is too small for this text picture; "
            f"it needs at least {wide} and {tall}"
        )
    # So that x = 0 is the middle of a character, if it is the middle of the window.
    size = columns - 1 + columns % 2, rows
    lines = list(head)
    for panel, found in zip(shown.panels, ticks, strict=True):
        lines += _panel(panel, found, beside, _canvas(panel, shown, look, page, size), shown, page)
    text = "".join(f"{in_one(line, colour=page.colour)}\n" for line in (*lines, *foot))
    return (text if page.braille else plain(text).translate(NAMES)).encode(page.encoding, "replace")


def _canvas(panel: Panel, shown: Content, look: Look, page: Page, size: tuple[int, int]) -> Canvas:
    """Return a canvas with the lines and dots of a panel."""
    canvas = Canvas(size, shown.window, heights(panel, look), braille=page.braille, colour=page.colour)
    canvas.zero_lines()
    for line in panel.lines:
        canvas.line(line.x, line.y, line.index, faint=line.faint)
    for line in panel.lines:
        for kind, dots in (("steepest", line.steepest), ("closed", line.closed), ("opened", line.opened)):
            for x, y in dots:
                canvas.mark(x, y, kind, line.index)
    return canvas


def _panel(
    panel: Panel, ticks: dict[float, str], beside: int, canvas: Canvas, shown: Content, page: Page
) -> list[Characters]:
    """Return the rows of a panel: the canvas between its axes, and the numbers at their ticks."""
    rules = UNICODE if page.braille else ASCII
    numbers = {canvas.row(y): text for y, text in ticks.items()}
    rows = []
    for i, row in enumerate(canvas.text()):
        text = numbers.get(i, "")
        rule = rules.tick_left if text else rules.left
        rows.append([*_plain(f"{text.rjust(beside - 2)} "), (rule, -1), *row])
    free = next(i for i in range(len(rows)) if i not in numbers)
    if panel.name:
        rows[free][: beside - 1] = _plain(panel.name.rjust(beside - 2) + " ")
    ticks_of_x = _ticks(*shown.window, max(2, canvas.columns // COLUMNS_PER_TICK))
    across = {column: text for x, text in ticks_of_x.items() if (column := canvas.column(x)) is not None}
    ruler = [rules.tick_bottom if i in across else rules.bottom for i in range(canvas.columns)]
    below = [" "] * (beside + canvas.columns + 1)
    for column, text in across.items():
        start = min(beside + column - len(text) // 2, len(below) - 1 - len(text))
        if not "".join(below[max(0, start - 1) : start + len(text) + 1]).strip():
            below[start : start + len(text)] = text
    below.append(shown.variable)
    return [
        *rows,
        [*_plain(" " * (beside - 1)), (rules.corner, -1), *((character, -1) for character in ruler)],
        _plain("".join(below)),
    ]


def _ticks(low: float, high: float, most: int) -> dict[float, str]:
    """Return at most ``most`` round numbers between two others, and their texts."""
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    step = next(step * power for step in STEPS if step * power * most >= high - low)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return {index * step: shortest(index * step + 0.0, DIGITS) for index in range(first, last + 1)}


def _key(shown: Content, page: Page) -> list[Characters]:
    """Return the rows of the key: a piece of each line before its name."""
    rows: list[Characters] = []
    for index, name in shown.names.items():
        entry = [*sample(index, braille=page.braille, colour=page.colour), *_plain(f" {name}")]
        if rows and len(rows[-1]) + 3 + len(entry) <= page.columns:
            rows[-1] += [*_plain("   "), *entry]
        else:
            rows.append(entry[: page.columns])
    return rows


def _wrapped(text: str, columns: int) -> list[str]:
    """Break a text at spaces into lines of at most ``columns`` characters."""
    from textwrap import wrap

    whole = printable(text).replace(" = ", "\xa0=\xa0")  # an equation is not broken at its sign
    return [part.replace("\xa0", " ") for line in whole.split("\n") for part in wrap(line, columns)]


def _plain(text: str) -> Characters:
    return [(character, None) for character in text]
