"""What the commands share that compare networks with different activation functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from actplot.interface import answers, looks
from actplot.interface.refusals import require_at_most
from actplot.interface.specs import MOST_COMPARED, joined

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.pictures.look import Look


def begun(
    specs: Sequence[list[Activation]], output: str | None, file_format: str | None
) -> tuple[list[Activation], answers.Plan, Look]:
    """Return the functions of all SPECs, the targets of the answer, and the look of its picture.

    Raises:
        click.UsageError: too many functions, one that is not elementwise, or options that contradict each other.

    """
    plan = answers.plan(output, file_format)
    look = looks.look_of(click.get_current_context(), plan.picture, [joined(found) for found in specs])
    functions = [function for found in specs for function in found]
    require_at_most(MOST_COMPARED, len(functions), "functions")

    from actplot.networks.hidden import require_elementwise

    try:
        require_elementwise(functions)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    return functions, plan, look
