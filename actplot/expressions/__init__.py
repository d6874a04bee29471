"""A function that a user types: its tree, its value with its derivatives by rule, its kinks found from the tree."""
