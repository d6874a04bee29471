"""The promises of actplot, a file for each module."""
