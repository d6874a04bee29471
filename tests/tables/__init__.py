"""Promises of actplot.tables."""
