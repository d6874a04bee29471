"""Promises of actplot.functions."""
