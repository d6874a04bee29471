"""Where labels go: names at the right ends of curves or where these part, notes at their marks or tied to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.text import Text

from actplot.activation import Array
from actplot.pictures import free_space
from actplot.pictures.frame import Frame
from actplot.pictures.free_space import Box, Occupancy
from actplot.pictures.look import Look
from actplot.pictures.mathematics import halo
from actplot.pictures.panels import Label, Panel
from actplot.pictures.points import in_points

MOST_NAMES = 6  # more are easier to read in a key than next to their curves
NEAR_MARK = (4.5, 6.0, 7.5)  # points from a mark to its note
FAR_FROM_MARK = (16.0, 24.0, 34.0, 46.0, 60.0, 80.0, 105.0)  # with a leader
DOT = 4.0  # points from the middle of a dot to its rim, at the default size
NEAR_LINE = (3.0, 5.0, 8.0)
FAR_FROM_LINE = (14.0, 20.0, 28.0, 40.0)
TOGETHER = 2.4  # points between the ends of two curves that are seen as one
SAME = 0.8  # points between curves that coincide
ALONE = 4.0  # points from a curve's name to the place on it, at which no other curve is as near


@dataclass
class _Scene:
    """A panel with what is drawn on it so far, in points from its lower left corner."""

    panel: Panel
    occupied: Occupancy
    frame: Frame
    look: Look

    def text(self, words: str, colour: str) -> Text:
        """Write a text, to be measured and moved."""
        axes = self.panel.axes
        return axes.text(
            0,
            0,
            words,
            color=colour,
            transform=axes.transAxes,
            ha="left",
            va="bottom",
            zorder=7,
            gid=f"label-{len(axes.texts)}",
            path_effects=halo(self.look),
        )

    def move(self, text: Text, box: Box) -> None:
        """Put a text into its box."""
        width, height = self.panel.size
        text.set_position((box[0] / width, box[1] / height))
        self.occupied.box(box, "labels")

    def leader(self, ends: tuple[float, float, float, float], colour: str) -> None:
        """Draw a leader between two points."""
        width, height = self.panel.size
        self.panel.axes.plot(
            [ends[0] / width, ends[2] / width],
            [ends[1] / height, ends[3] / height],
            color=colour,
            linewidth=0.8 * self.look.scale,
            transform=self.panel.axes.transAxes,
            clip_on=False,
            zorder=6,
            gid="leader",
        )


def place_labels(panels: Sequence[Panel], frame: Frame, look: Look) -> bool:
    """Write the notes and names of panels; return whether each name is beside its curve in some panel.

    A note that has no place is left out.
    """
    scenes = [_Scene(panel, _occupied(panel, look.scale), frame, look) for panel in panels]
    unnamed: set[str] | None = None
    for scene in scenes:
        missing = _write_names(scene) if look.legend else set()
        unnamed = missing if unnamed is None else unnamed & missing
        for note in scene.panel.notes if frame.notes else ():
            _write_note(scene, note)
    return not unnamed


def name_at_ends(panel: Panel, look: Look) -> None:
    """Write the names of curves at their right ends inside the axes, where the panel has no room beside them."""
    names = Frame(look.text, 0, 0, 0, 0, 0, 0.3 * look.text, 0, 0, formula=False, notes=False, x_name=False)
    scene = _Scene(panel, _occupied(panel, look.scale), names, look)
    for name in panel.names:
        _write(scene, name, NEAR_LINE, FAR_FROM_LINE, clear=ALONE)


def _occupied(panel: Panel, scale: float) -> Occupancy:
    """Return the cells that lines and dots of a panel, and the lines through 0, cover."""
    cells = Occupancy(*panel.size)
    for layer, x, y in panel.lines:
        points = panel.points(x, y)
        cells.line(points[:, 0], points[:, 1], layer)
    (left, right), (bottom, top) = panel.axes.get_xlim(), panel.axes.get_ylim()
    zero = 0.0 if panel.axes.get_yscale() != "log" else bottom
    for x, y in ((np.zeros(2), np.array([bottom, top])), (np.array([left, right]), np.full(2, zero))):
        points = panel.points(x, y)
        cells.line(points[:, 0], points[:, 1], free_space.AXES)
    radius = DOT * scale
    for dot in panel.dots:
        px, py = panel.points(dot.x, dot.y)
        cells.box((px - radius, py - radius, px + radius, py + radius), "dots")
    return cells


def _write_names(scene: _Scene) -> set[str]:
    """Write the names of a panel's curves, one for curves that coincide; return those that found no place."""
    names = scene.panel.names
    if len(names) > MOST_NAMES:
        return {name.text for name in names}
    missing = set()
    for name in _write_at_ends(scene, _joined(scene, names)):
        if not _write(scene, name, NEAR_LINE, FAR_FROM_LINE, clear=ALONE):
            missing.add(name.text)
    return missing


def _joined(scene: _Scene, names: Sequence[Label]) -> list[Label]:
    """Join the names of curves that coincide in all of the window."""
    lines = {layer: scene.panel.points(x, y) for layer, x, y in scene.panel.lines}
    grid = np.linspace(0, scene.panel.size[0], 61)
    groups: list[tuple[Array, list[Label]]] = []
    for name in names:
        points = lines[name.layer]
        points = points[np.isfinite(points).all(axis=1)]
        heights = np.interp(grid, points[:, 0], points[:, 1])
        same = next((group for other, group in groups if np.abs(other - heights).max() < SAME), None)
        if same is None:
            groups.append((heights, [name]))
        else:
            same.append(name)
    joined = []
    for _, group in groups:
        colour = group[0].colour if len(group) == 1 else scene.look.colours.soft
        layers = tuple(name.layer for name in group)
        joined.append(replace(group[0], text=", ".join(n.text for n in group), colour=colour, with_layers=layers[1:]))
    return joined


def _write_at_ends(scene: _Scene, names: Sequence[Label]) -> list[Label]:
    """Write names beyond the right ends of their curves, spread; return those whose ends are hidden or coincide."""
    width, height = scene.panel.size
    room, line = scene.frame.names, 1.25 * scene.frame.text
    ends = [_end(scene.panel, name) for name in names]
    chosen = []
    for i, (name, end) in enumerate(zip(names, ends, strict=True)):
        alone = not any(abs(end - other) <= TOGETHER for j, other in enumerate(ends) if j != i)
        if room and 0 <= end <= height and alone:
            text = scene.text(name.text, name.colour)
            size = in_points(text).size
            if size[0] <= room:
                chosen.append((name, text, end, size))
            else:
                text.remove()
    heights = free_space.spread([end for *_, end, _ in chosen], line, 0.3 * line, height - 0.3 * line)
    written = set()
    for (name, text, end, size), y in zip(chosen, heights, strict=True):
        tied = abs(y - end) > 0.35 * line
        x = width + scene.frame.gap + (6.0 if tied else 0.0)
        box = (x, y - 0.5 * size[1], x + size[0], y + 0.5 * size[1])
        if size[0] + (6.0 if tied else 0.0) > room or (
            not tied and not _nearest(scene, box, (name.layer, *name.with_layers))
        ):
            text.remove()
            continue
        scene.move(text, box)
        if tied:
            scene.leader((width + 1.0, end, x - 1.0, y), name.colour)
        written.add(id(name))
    return [name for name in names if id(name) not in written]


def _end(panel: Panel, name: Label) -> float:
    """Return the height in points at which a curve leaves the right edge, NaN where it does not get there."""
    for layer, x, y in panel.lines:
        if layer == name.layer and np.isfinite(y[-1]):
            at = panel.points(x[-1:], y[-1:])[0]
            return float(at[1]) if abs(at[0] - panel.size[0]) < 1 else float("nan")
    return float("nan")


def _nearest(scene: _Scene, box: Box, layers: Sequence[str]) -> bool:
    """Whether no other curve is as near to a box as its own."""
    boxes = np.array([box])
    own, foreign = (
        scene.occupied.points(*layers),
        scene.occupied.others(*layers, asymptotes=not layers[0].startswith("f-")),
    )
    return bool(free_space.distances(boxes, own)[0] < free_space.distances(boxes, foreign)[0])


def _write_note(scene: _Scene, note: Label) -> None:
    if note.mark:
        _write(scene, note, NEAR_MARK, FAR_FROM_MARK)
    else:
        _write(scene, note, NEAR_LINE, FAR_FROM_LINE[:2], clear=1.5)


def _write(
    scene: _Scene, label: Label, near: Sequence[float], far: Sequence[float], *, clear: float = 0.0
) -> Text | None:
    """Write a label where it is free, in the longest of its wordings that has a place, or not at all."""
    for words in (label.text, *label.shorter):
        text = scene.text(words, label.colour)
        measured = in_points(text)
        place = free_space.beside(
            scene.occupied,
            (measured.width, measured.height),
            _visible(scene.panel, label.anchors),
            layers=(label.layer, *label.with_layers),
            near=near,
            far=far,
            clear=clear,
        )
        if place is not None:
            scene.move(text, place.box)
            if place.leader:
                scene.leader(place.leader, label.colour)
            return text
        text.remove()
    return None


def _visible(panel: Panel, anchors: Array) -> Array:
    """Return those of ``anchors`` that are inside a panel, in points."""
    width, height = panel.size
    points = panel.points(anchors[:, 0], anchors[:, 1])
    return points[(points >= 0).all(axis=1) & (points[:, 0] <= width) & (points[:, 1] <= height)]
