"""The header: a title is text, never markup."""

import pytest

from tests.pictures.readability import assert_readable, compose


@pytest.mark.parametrize(
    "title", ["$x^2", "<script>alert(1)</script>", "two\nlines", "", "\x00\x1b[0m", "word " * 60, "\u65e5\u672c"]
)
def test_a_title_is_drawn_as_text(title: str) -> None:
    figure = compose("relu", title=title)
    assert_readable(figure)
    shown = " ".join(text.get_text() for text in figure.texts if text.get_gid() != "name-x")
    assert shown.split() == title.replace("\x00\x1b", "").split()
