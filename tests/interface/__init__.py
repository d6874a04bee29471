"""Promises of actplot.interface."""
