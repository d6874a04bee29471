"""The refusal of an unknown name of a data set."""

from __future__ import annotations

from collections.abc import Sequence

from actplot.language.near import nearest


def require(name: str, names: Sequence[str]) -> None:
    """Raise ValueError, with the most similar name, if ``name`` is none of the data sets ``names``."""
    if name in names:
        return
    similar = nearest(name.lower(), names)
    hint = f"did you mean {similar!r}?" if similar else f"choose from {', '.join(names)}"
    raise ValueError(f"unknown data set {name!r}; {hint}")
