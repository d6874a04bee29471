"""What is true of a function: samples, roots, facts, curves over a window, words."""
