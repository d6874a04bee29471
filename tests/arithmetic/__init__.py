"""Promises of actplot.arithmetic."""
