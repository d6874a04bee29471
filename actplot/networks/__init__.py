"""Neurons, layers and networks with an activation function."""
