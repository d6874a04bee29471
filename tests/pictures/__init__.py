"""Promises of actplot.pictures."""
