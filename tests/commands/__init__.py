"""Promises of actplot.commands."""
