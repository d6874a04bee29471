"""The desktop's viewer of pictures."""

from __future__ import annotations

import os
import subprocess
import sys

import click

PATIENCE = 3.0  # seconds in which a viewer that can't start says so


def view(path: str) -> None:
    """Open a file with the program that the desktop has for it.

    Raises:
        click.ClickException: there is no display, or no program that opens it.

    """
    path = os.path.abspath(path)  # noqa: PTH100 - a name that begins with "-" or "http:" is a file all the same
    if sys.platform in ("win32", "darwin"):
        started = click.launch(path) == 0
    elif not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise click.ClickException("no viewer could be started: there is no display")
    else:
        started = _xdg_open(path)
    if not started:
        raise click.ClickException(f"no viewer could be started for {path!r}")


def _xdg_open(path: str) -> bool:
    null = subprocess.DEVNULL
    try:
        process = subprocess.Popen(["xdg-open", path], stdin=null, stdout=null, stderr=null, start_new_session=True)
        return process.wait(PATIENCE) == 0
    except OSError:
        return False
    except subprocess.TimeoutExpired:
        return True  # it runs until the viewer is closed
