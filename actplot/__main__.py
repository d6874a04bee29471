"""Run actplot, as ``python -m actplot`` or by its own name."""

import signal


def run() -> None:
    """Run the command line of this process."""
    # An interrupt while Python still loads ends the process quietly; then main() answers to it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from actplot.cli import main

    signal.signal(signal.SIGINT, signal.default_int_handler)
    main(prog_name="actplot")


if __name__ == "__main__":
    run()
