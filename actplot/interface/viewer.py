"""Opening a picture in the viewer of the desktop."""

from __future__ import annotations

import os
import subprocess
import sys

import click

PATIENCE = 3.0  # seconds to wait for an error of xdg-open


def view(path: str) -> None:
    """Open a file in the default program for its type.

    Raises:
        click.ClickException: there is no display, or no program that opens it.

    """
    path = os.path.abspath(path)  # noqa: PTH100 - absolute, since xdg-open takes "-a" as an option and "http:a" as a URL
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
        return True  # on some desktops it runs until the viewer is closed
