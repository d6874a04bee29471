"""The refusal of an unknown name of a data set."""

from __future__ import annotations

from collections.abc import Sequence


def require(name: str, names: Sequence[str]) -> None:
    """Raise ValueError, with the most similar name, if ``name`` is none of the data sets ``names``."""
    if name in names:
        return
    from difflib import get_close_matches

    similar = get_close_matches(name[:100].lower(), names, n=1)
    hint = f"did you mean {similar[0]!r}?" if similar else f"choose from {', '.join(names)}"
    raise ValueError(f"unknown data set {name!r}; {hint}")
