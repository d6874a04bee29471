"""NumPy's archive of arrays."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any


def encode(arrays: Mapping[str, Any]) -> bytes:
    """Return the bytes of an .npz file."""
    import numpy as np

    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()
