"""The language of formulas: text to tree, and back to text and TeX. Nothing in it is evaluated."""
