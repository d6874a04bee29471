"""What is true of a function at its parameters: read where it is stored with the package, measured elsewhere."""

from __future__ import annotations

from dataclasses import replace

from actplot.activation import Activation
from actplot.analysis import stored
from actplot.analysis.records import Facts, FrameworkSlopes, MultivariateFacts


def facts_of(function: Activation) -> Facts | MultivariateFacts:
    """Return the facts of a function of any kind."""
    found = stored.find(function)
    if found is None:
        from actplot.analysis.multivariate import measured_of

        found = measured_of(function)
    if isinstance(found, MultivariateFacts) or not found.kinks:
        return found
    # These are not stored: a framework may be added without storing the facts anew.
    known = (replace(kink, frameworks=FrameworkSlopes(function, kink.x)) for kink in found.kinks)
    return replace(found, kinks=tuple(known))


def facts(function: Activation) -> Facts:
    """Return the facts of an elementwise ``function`` at its parameters.

    Raises:
        ValueError: a vector or gated function, of which these facts do not exist.

    """
    found = facts_of(function)
    if isinstance(found, MultivariateFacts):
        raise ValueError(f"{function.name} is a {function.kind} function; these facts are of functions of one number")
    return found
