"""What an activation function does in a network: neurons, mean-field theory, simulation and training (NumPy only)."""
