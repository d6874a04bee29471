"""The name that a misspelt one was meant to be."""

from __future__ import annotations

from collections.abc import Collection

LONGEST = 100  # characters that are compared


def nearest(word: str, names: Collection[str], likeness: float = 0.6) -> str | None:
    """Return the most similar of ``names``, first of all one with two neighbouring letters exchanged, or None.

    ``likeness`` is the least ratio of difflib, from 0 to 1.
    """
    from difflib import get_close_matches

    word = word[:LONGEST]
    exchanged = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    meant = next((name for name in names if name in exchanged), None)
    return meant or next(iter(get_close_matches(word, names, n=1, cutoff=likeness)), None)
