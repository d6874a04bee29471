"""``python -m tests.expressions.fuzz [COUNT [FIRST]]``: texts at random, parsed, and where that goes evaluated.

None may crash, take more than 2 seconds of processor time, or load anything.
"""

import sys
import time
import warnings

import numpy as np

from actplot import catalogue
from tests.expressions.test_language import fuzzed

SLOWEST = 2.0
X = np.array([-1e300, -745.0, -1.5, -1e-9, 0.0, 0.5, 1.0, 3.0, 40.0, 1e10])


def run(numbers: range) -> tuple[int, float, str]:
    """Return how many texts are expressions, and the longest time of one with its text."""
    count, slowest, worst = 0, 0.0, ""
    for number in numbers:
        text = fuzzed(number)
        start = time.process_time()
        try:
            functions = catalogue.parse(text)
        except ValueError:
            functions = []
        for function in functions:
            if function.kind == "elementwise":
                count += 1
                function.pair(X)
        took = time.process_time() - start
        if took > slowest:
            slowest, worst = took, text
        assert took < SLOWEST, text
    return count, slowest, worst


if __name__ == "__main__":
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    warnings.simplefilter("error")
    before = set(sys.modules)
    print(*run(range(first, first + total)))
    print("loaded", sorted(set(sys.modules) - before)[:20])
