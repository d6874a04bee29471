"""Numbers of more than double precision."""
