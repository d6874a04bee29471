"""Promises of actplot.commands."""

from pathlib import Path

PRE_ACTIVATIONS = Path(__file__).parent / "pre_activations.npy"  # 40 samples of 6 units
