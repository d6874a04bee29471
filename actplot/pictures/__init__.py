"""Functions and networks as pictures."""
