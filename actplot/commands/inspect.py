"""``actplot inspect``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from actplot.interface import answers, looks
from actplot.interface.numbers import Whole
from actplot.interface.paths import Existing
from actplot.interface.refusals import near, require_at_most
from actplot.interface.specs import MOST_COMPARED, Spec, joined

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.analysis.arrays import Other, Stored
    from actplot.networks.inspection import Inspected, Rule


class _Arrays(Existing):
    """The path of a file of arrays."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what is not a file; a SPEC in its place is told so."""
        from actplot.analysis.arrays import is_file

        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            order = "" if is_file(value) else "; FILE comes first, then SPEC"
            self.fail(f"{error.message}{order}", param, ctx)


@click.command(name="inspect")
@click.argument("file", metavar="FILE", type=_Arrays())
@click.argument("spec", metavar="[SPEC]", required=False, type=Spec())
@click.option(
    "--array",
    "chosen",
    metavar="NAME",
    multiple=True,
    help="An array of the file; may be repeated.  [default: all of floats]",
)
@click.option(
    "--axis",
    type=Whole(),
    metavar="N",
    help="The axis of the units: 1 for channels first, -1 for channels last.  [default: the last of up to three]",
)
@click.option("--outputs", is_flag=True, help="The file has outputs of the function, not pre-activations.")
@answers.options
@looks.options
def command(
    file: str,
    spec: list[Activation] | None,
    chosen: tuple[str, ...],
    axis: int | None,
    outputs: bool,
    output: str | None,
    file_format: str | None,
    **_look: Any,
) -> None:
    r"""Find dead, saturated and stuck units in the saved pre-activations of a network.

    FILE is a .npy, .npz or .safetensors file; without SPEC its arrays are listed. A dead unit has slope 0 at every
    sample, a saturated entry a slope below 1 % of the largest, a stuck unit saturates at more than 99 % of its
    samples; slope_square is the mean of f'(z)^2, by which a layer scales the squared gradient. Where f' has no bound,
    only a slope of 0 is saturated. Outputs are enough where they determine the slope, as for relu or tanh.

    \b
    Examples:
      actplot inspect activations.npz
      actplot inspect activations.npz relu
      actplot inspect hidden.npy tanh --outputs -f json
      actplot inspect model.safetensors gelu --array fc1 --array fc2 -o fc.png
      actplot inspect convolutions.npz relu --axis 1
    """
    plan = answers.plan(output, file_format)
    ctx = click.get_current_context()
    words = [file, *([joined(spec)] if spec else [])]
    look = looks.look_of(ctx, plan.picture, words)

    from actplot.analysis import arrays
    from actplot.tables import inspection as tables

    try:
        stored, others = arrays.load_floats(file)
        if not spec:
            _require_no(plan, outputs=outputs, axis=axis)
            answers.send(plan, tables.contents(stored, others, file).text, _no_picture)
            return
        function = _one(spec)
        selected = _selected(stored, others, chosen)
        found = _inspected(function, selected, axis, outputs=outputs, drawn=plan.picture is not None)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"can't read {error.filename!r}: {error.strerror}") from None
    if not chosen:
        for name, other in others.items():
            click.echo(f"{name or file}: entries of type {other.kind} are not floats; left out", err=True)

    def picture(form: str) -> bytes:
        from actplot.pictures import inspection_plot

        return inspection_plot.draw(function, found, form, look, outputs=outputs)

    answers.send(plan, tables.listing(function, found, outputs=outputs).text, picture)
    looks.show(ctx, answers.pictures(plan))


def _no_picture(_: str) -> bytes:
    raise ValueError("a picture needs a SPEC: the function of the layer")


def _require_no(plan: answers.Plan, *, outputs: bool, axis: int | None) -> None:
    """Refuse what needs a function."""
    if plan.picture or outputs or axis is not None:
        raise ValueError("--axis, --outputs and a picture need a SPEC: the activation function of the layer")


def _one(spec: list[Activation]) -> Activation:
    from actplot.networks.hidden import require_elementwise

    if len(spec) != 1:
        raise ValueError(f"a layer has one activation function, not {len(spec)}")
    require_elementwise(spec)
    return spec[0]


def _selected(stored: dict[str, Stored], others: dict[str, Other], chosen: tuple[str, ...]) -> list[Stored]:
    """Return the arrays of these names, or all of floats.

    Raises:
        ValueError: there is no such array, or it is not of floats.

    """
    for name in chosen:
        if name in others:
            raise ValueError(f"{name} has entries of type {others[name].kind}; pre-activations are floats")
        if name not in stored:
            raise ValueError(f"there is no array {name!r}; {near(name, [*stored, *others])}")
    if not stored:
        kinds = ", ".join(sorted({other.kind for other in others.values()})) or "nothing"
        raise ValueError(f"the file holds no array of floats, but {kinds}; pre-activations are floats")
    return [stored[name] for name in dict.fromkeys(chosen)] if chosen else list(stored.values())


def _inspected(
    function: Activation, selected: list[Stored], axis: int | None, *, outputs: bool, drawn: bool
) -> list[Inspected]:
    """Read all arrays, with a bar on a terminal."""
    from actplot.interface.progress import progress
    from actplot.networks import inspection

    if drawn:
        require_at_most(MOST_COMPARED, len(selected), "arrays in one picture; choose some with --array: they")
    axes = [inspection.unit_axis(stored, axis) for stored in selected]
    rule = _rule(function, outputs=outputs, drawn=drawn)
    with progress("numbers", sum(stored.size for stored in selected)) as advance:
        return [
            inspection.inspect(stored, place, rule, advance) for stored, place in zip(selected, axes, strict=True)
        ]


def _rule(function: Activation, *, outputs: bool, drawn: bool) -> Rule:
    from actplot.analysis.facts import facts
    from actplot.networks.inspection import Rule
    from actplot.networks.outputs import slopes_of_outputs
    from actplot.networks.tabulated import tabulated

    known = facts(function)
    if outputs:
        ends = known.range.inf, known.range.sup
        return Rule(slopes_of_outputs(function), known.max_gradient, *ends, histogram=drawn)
    return Rule(tabulated(function).slopes, known.max_gradient, histogram=drawn)
