"""The choice of a picture for functions and options: those that don't fit are refused."""

import pytest

from actplot.pictures import LAYOUTS
from actplot.pictures.look import Look
from tests.pictures.readability import compose


@pytest.mark.parametrize(
    ("specs", "chosen", "message"),
    [
        ("relu", {"ylim": (10.0, 20.0)}, "shows nothing"),
        ("relu", {"size": (50.0, 50.0), "dpi": 1000}, "80 megapixels"),
        ("elu:alpha=1,2,3,4,5,6,7,8,9,10,11,12,13", {}, "--layout grid"),
    ],
)
def test_functions_and_options_that_do_not_fit_a_picture_are_refused(
    specs: str, chosen: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        compose(specs, **chosen)


def test_an_unknown_layout_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(ValueError, match=f"unknown layout 'gird'; choose from {', '.join(LAYOUTS)}"):
        Look(layout="gird")
