"""The docstrings of functions, also where ``python -OO`` strips them."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any


def docstring(function: Any) -> str:
    """Return the docstring of a function: from the source of its module where Python runs with -OO."""
    if sys.flags.optimize < 2:
        return function.__doc__ or ""
    return _in_source(function.__module__).get(function.__name__, "")


@cache
def _in_source(module: str) -> dict[str, str]:
    import ast

    loader: Any = sys.modules[module].__loader__
    functions = [node for node in ast.parse(loader.get_source(module)).body if isinstance(node, ast.FunctionDef)]
    return {node.name: ast.get_docstring(node, clean=sys.version_info >= (3, 13)) or "" for node in functions}
