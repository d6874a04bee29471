"""The last steps of a picture: its header, the rectangle of its axes, its labels and dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matplotlib.figure import Figure

from actplot.activation import Activation
from actplot.pictures.dots import draw_dots
from actplot.pictures.frame import Frame
from actplot.pictures.header import header_of, write_header, write_key
from actplot.pictures.label_placement import place_labels
from actplot.pictures.look import Look
from actplot.pictures.panels import Panel, arrange, write_axes
from actplot.pictures.strokes import Stroke


def finish(
    figure: Figure,
    panels: Sequence[Panel],
    frame: Frame,
    look: Look,
    functions: Sequence[Activation],
    lines: Sequence[Stroke],
    *details: str,
    heights: Sequence[float] = (),
    heading: Sequence[Activation] = (),
) -> None:
    """Write the header, arrange the panels, and label their curves: beside them, or by a key in the header.

    The header names ``heading``, by default the ``functions`` whose periods the ticks of x follow, with ``details``;
    ``lines`` are those of the key, ``heights`` the proportions of the panels.
    """
    header = header_of(heading or functions, look, *details, formula=frame.formula)
    written = write_header(figure, header, look, frame.left, frame.edge, frame.header)
    lower = _lowered(frame, written)
    arrange(figure, panels, lower, functions, heights)
    if not place_labels(panels, lower, look):
        if header and header.listing:
            for text in list(figure.texts):
                text.remove()
            written = 0.0
        written += write_key(figure, lines, look, frame.left, frame.edge, written)
        _clear(panels)  # no curve is named both by the key and beside it
        if _lowered(frame, written) != lower:
            lower = _lowered(frame, written)
            arrange(figure, panels, lower, functions, heights)
        place_labels(panels, lower, replace(look, legend=False))
    for panel in panels:
        draw_dots(panel, look)
    write_axes(figure, panels, lower, look)


def _lowered(frame: Frame, written: float) -> Frame:
    """Return the frame below a header of ``written`` points, if that is higher than usual."""
    return replace(frame, top=frame.top + max(0.0, written - frame.header))


def _clear(panels: Sequence[Panel]) -> None:
    for panel in panels:
        leaders = [line for line in panel.axes.get_lines() if line.get_gid() == "leader"]
        for artist in (*panel.axes.texts, *leaders):
            artist.remove()
