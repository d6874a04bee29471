"""Promises of actplot.networks."""
