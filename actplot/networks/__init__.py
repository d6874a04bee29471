"""What an activation function does in a network: neurons, mean-field theory, simulation and training (NumPy only)."""

from typing import Final

LOSSES: Final = ("squared", "cross-entropy")  # of the outputs of a network at one point
