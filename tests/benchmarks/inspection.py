"""Measure ``actplot inspect`` on a gigabyte: ``python -m tests.benchmarks.inspection`` prints CPU time and memory."""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

SAMPLES, UNITS, PART = 65_536, 4_096, 1_024
SECONDS, MEGABYTES = 4, 350  # for any function
FUNCTIONS = ("relu", "gelu", "mish", "sin")


def main() -> None:
    """Write a gigabyte of normal pre-activations and print what inspecting them takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "z.npy"
        rng = np.random.default_rng(0)
        with path.open("wb") as file:
            header = {"descr": "<f4", "fortran_order": False, "shape": (SAMPLES, UNITS)}
            np.lib.format.write_array_header_1_0(file, header)
            for _ in range(0, SAMPLES, PART):
                rng.standard_normal((PART, UNITS), dtype=np.float32).tofile(file)
        before = 0.0
        for function in FUNCTIONS:
            line = [sys.executable, "-m", "actplot", "inspect", str(path), function, "-f", "csv"]
            subprocess.run(line, stdout=subprocess.DEVNULL, check=True)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            total = used.ru_utime + used.ru_stime
            memory = used.ru_maxrss / 1024
            row = f"{total - before:5.2f} CPU-s  <= {SECONDS}  {memory:5.0f} MB  <= {MEGABYTES}"
            print(f"inspect 1 GB, {function:8} {row}")
            before = total


if __name__ == "__main__":
    main()
