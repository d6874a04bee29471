"""Shared by the commands: Click types, standard input, output, progress, worker processes."""
