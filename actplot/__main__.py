"""Run actplot, as ``python -m actplot`` or by its own name."""

import atexit
import gc
import os
import signal
import sys
from contextlib import suppress


def run() -> None:
    """Run the command line of this process."""
    # An interrupt while Python still loads ends the process quietly; then main() answers to it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # Imports make no garbage, but 8 % of a plot went into looking for it.
    gc.set_threshold(100_000, 20, 100)
    # Threads of NumPy's BLAS cost more at the start than they save, and sums would depend on their number.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from actplot.cli import main

    status: object = 1

    def end() -> None:
        """Leave without taking every module apart, which is a tenth of a short run."""
        with suppress(OSError, ValueError, AttributeError):
            sys.stderr.flush()
        os._exit(status if isinstance(status, int) else 0)

    # The first to be registered is the last to be called: what else waits for the end has been done by then.
    atexit.register(end)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        main(prog_name="actplot")
    except SystemExit as stop:
        status = stop.code
        # All is done: a signal can't end in a traceback any more.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        raise


if __name__ == "__main__":
    run()
