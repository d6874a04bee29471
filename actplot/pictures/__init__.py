"""Functions and networks as pictures."""

LAYOUTS = ("auto", "overlay", "panels", "grid")
"""Of the axes of several curves; ``auto`` is one of the next two."""

SCALES = ("linear", "log")
"""Of the axis of y."""
