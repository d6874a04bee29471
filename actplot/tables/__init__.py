"""Facts, values and cards as rows of text."""
