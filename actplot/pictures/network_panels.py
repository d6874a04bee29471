"""A figure of several panels, one for each network or layer: its title, its captions, and the room that they need."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from textwrap import fill

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.legend import Legend

from actplot.analysis.numbers import printable
from actplot.pictures.look import TEXT, Look
from actplot.pictures.points import new_figure

LEAST_PANEL, LEAST_TALL = 9, 8  # width and height of a panel, in heights of the text
LETTER, HANDLE = 0.53, 5  # width of a letter in heights of the text, and of a marker in letters
CAPTION, SMALLEST = "caption", 4.6  # points of the smallest caption
MOST_COLUMNS = 4  # of a picture whose size is not chosen


def arranged(count: int, look: Look, shape: float = 1.0) -> tuple[int, int]:
    """Return the numbers of rows and columns at which ``count`` panels of width / height ``shape`` are largest.

    If no size is chosen, the picture is made to fit at most four columns.
    """
    if not look.size:
        rows = math.ceil(count / MOST_COLUMNS)
        return rows, math.ceil(count / rows)
    whole = look.size[0] / look.size[1]
    columns = max(range(1, count + 1), key=lambda n: min(whole / n, shape / (1.2 * math.ceil(count / n))))
    return math.ceil(count / columns), columns


def titled(look: Look, size: tuple[float, float], title: str) -> Figure:
    """Return an empty figure of the chosen size, or of ``size`` inches, with the user's title or ``title``."""
    figure = new_figure(look, size)
    figure.set_layout_engine(ConstrainedLayoutEngine(w_pad=0.07, h_pad=0.07))
    wide = figure.get_figwidth()
    heading = printable(look.title if look.title is not None else title)
    if heading.strip():
        words = fill(heading, max(8, int(9 * wide * TEXT / look.text)))
        figure.suptitle(words, x=0.07 / wide, ha="left", size=1.28 * look.text, weight="bold", parse_math=False)
    return figure


def caption(axes: Axes, name: str, words: str, look: Look) -> None:
    """Write a name above a panel, and words of one or more lines between them."""
    lines = 1 + words.count("\n")
    axes.set_title(name, loc="left", size=1.1 * look.text, weight="bold", pad=(0.65 + 1.35 * lines) * look.text)
    axes.annotate(
        words,
        (0, 1),
        (0, 0.55 * look.text),
        xycoords="axes fraction",
        textcoords="offset points",
        size=0.94 * look.text,
        color=look.colours.soft,
        in_layout=False,
        gid=CAPTION,
    )


def legend(figure: Figure, look: Look, handles: Sequence[Artist], words: str = "") -> Legend:
    """Say below the panels what their marks are, with ``words`` above that."""
    room = figure.get_figwidth() * 72 / (LETTER * look.text)
    labels = [len(str(handle.get_label())) + HANDLE for handle in handles]
    found = figure.legend(
        handles=list(handles),
        title=fill(words, max(8, int(room))) if words else None,
        loc="outside lower left",
        ncols=max(1, min(len(labels), int(room / max(labels)))),
        handlelength=1.2,
        columnspacing=1.2,
        borderpad=0.5,
        fontsize=0.94 * look.text,
        title_fontsize=0.94 * look.text,
        labelcolor=look.colours.soft,
        alignment="left",
    )
    found.get_title().set_color(look.colours.soft)
    return found


def has_room(figure: Figure, look: Look) -> bool:
    """Lay out the figure, and say whether its panels are large enough for the text above them."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            figure.draw_without_rendering()
        except UserWarning:  # no room at all is left for the panels
            return False
    tall = float(figure.axes[0].get_position().height) * figure.get_figheight() * 72
    return _panel_width(figure) >= LEAST_PANEL * look.text and tall >= LEAST_TALL * look.text


def _panel_width(figure: Figure) -> float:
    """Return the width of the first panel in points."""
    return float(figure.axes[0].get_position().width) * figure.get_figwidth() * 72


def _fit_captions(figure: Figure, look: Look) -> bool:
    """Make captions small enough for the distance to the next panel; return whether they are still readable."""
    found = {axes: text for axes in figure.axes for text in axes.texts if text.get_gid() == CAPTION}
    lefts = [axes.get_window_extent().x0 for axes in found]
    unit, share = look.text * figure.dpi / 72, 1.0
    for axes, text in found.items():
        left = axes.get_window_extent().x0
        following = min((x for x in lefts if x > left + unit), default=figure.bbox.width)
        share = min(share, (following - left - 0.6 * unit) / text.get_window_extent().width)
    for text in found.values():
        text.set_fontsize(float(text.get_fontsize()) * share)
    return all(float(text.get_fontsize()) >= SMALLEST for text in found.values())


def require_room(figure: Figure, look: Look) -> None:
    """Refuse a picture whose panels are too small for the text above them.

    Raises:
        ValueError: they are.

    """
    if has_room(figure, look) and _fit_captions(figure, look):
        return
    width, height = (float(inches) for inches in figure.get_size_inches())
    more = max(1.2, LEAST_PANEL * look.text / max(_panel_width(figure), 1.0))
    raise ValueError(
        f"{width:g} x {height:g} inches are too small for these panels with text of {look.text:.3g} points; "
        f"try {width * more:.1f} x {height * more:.1f}, or a smaller --text-size"
    )
