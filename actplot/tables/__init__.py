"""Tables of facts and of values, and cards."""
