"""The size of the terminal is that of the standard library."""

import os
import shutil

import pytest

from actplot.interface import terminal


@pytest.mark.parametrize("found", [(100, 30), (0, 0), (0, 40), OSError()], ids=str)
@pytest.mark.parametrize("columns", [None, "", "60", "0", "-5", "wide"])
@pytest.mark.parametrize("lines", [None, "20", "0", "-1"])
def test_the_size_is_that_of_shutil(
    columns: str | None, lines: str | None, found: tuple[int, int] | OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    def size(_: int = 0) -> os.terminal_size:
        if isinstance(found, OSError):
            raise found
        return os.terminal_size(found)

    monkeypatch.setattr(os, "get_terminal_size", size)
    for name, value in (("COLUMNS", columns), ("LINES", lines)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert terminal.size() == tuple(shutil.get_terminal_size())
