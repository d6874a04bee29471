"""Promises of actplot.analysis."""
