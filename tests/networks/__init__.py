"""Promises of actplot.networks."""

import pytest

from actplot import catalogue
from actplot.activation import Gated, Vector

FUNCTIONS = [f for f in catalogue.everything().values() if not isinstance(f, Vector | Gated)]
every_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
