"""How fast actplot is, beside what it is compared with; run ``python -m tests.benchmarks``."""
