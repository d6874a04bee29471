"""``actplot check``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from actplot.arithmetic.layouts import FLUSHES, LAYOUTS, OVERFLOWS
from actplot.interface import answers, looks
from actplot.interface.choices import Choice
from actplot.interface.numbers import Real, Whole
from actplot.interface.paths import Existing, Output, require_folder
from actplot.interface.refusals import Misread
from actplot.interface.specs import Spec, joined
from actplot.pictures import encoders

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.analysis.report import Report
    from actplot.interface.types import Item
    from actplot.pictures.look import Look

BEYOND = 3  # the exit status of results beyond the limit


def _text(report: Report) -> str:
    return f"{report!r}\n"


def _json(report: Report) -> str:
    import json

    from actplot.tables.cells import strict

    return json.dumps(strict(report.as_dict()), indent=2, allow_nan=False) + "\n"


FORMATS = {"text": _text, "json": _json}
SUFFIXES = {"txt": "text", "json": "json"}


class Candidate(Spec):
    """The path of a file of results, or one function."""

    name = "candidate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path of a file, or the function."""
        from pathlib import Path

        from actplot.analysis.arrays import SUFFIXES, is_file

        if "\0" in value:
            self.fail(f"{value!r} is neither a path nor a function", param, ctx)
        if is_file(value):
            return Existing().convert(value, param, ctx)
        try:
            found = super().convert(value, param, ctx)
        except Misread:
            raise
        except click.BadParameter as error:
            if Path(value).is_dir():
                self.fail(f"{value!r} is a folder, not a file", param, ctx)
            self.fail(f"{error.message}; a file of results ends in {', '.join(SUFFIXES)}", param, ctx)
        if len(found) > 1:
            self.fail(f"it stands for {len(found)} functions; compare with one", param, ctx)
        return found[0] if found else None

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Offer functions, and files where none begins so."""
        return super().shell_complete(ctx, param, incomplete) or Existing().shell_complete(ctx, param, incomplete)


@click.command(name="check")
@click.argument("reference", metavar="SPEC", type=Spec())
@click.argument("candidate", metavar="CANDIDATE", type=Candidate())
@click.option("--input", "inputs", metavar="FILE", type=Existing(), help="The inputs of the results, in their order.")
@click.option("-d", "--deriv", is_flag=True, help="Compare f' instead of f.")
@click.option(
    "--grad", "gradient", metavar="FILE", type=Existing(), help="With --deriv: upstream gradients that multiply f'."
)
@click.option(
    "--dtype",
    type=Choice(LAYOUTS),
    metavar="NAME",
    help=f"The number format of inputs and results, if the files do not say it: {', '.join(LAYOUTS)}.",
)
@click.option(
    "--at", "everything", type=Choice(["all"]), help="all: every input of float32 too, which takes minutes."
)
@click.option("--max-ulp", metavar="U", type=Real(0), help="Fail beyond this error in ulp.")
@click.option("--max-steps", metavar="N", type=Whole(0), help="Fail beyond this error in steps.")
@click.option(
    "--ftz",
    type=Choice(FLUSHES),
    default=FLUSHES[0],
    show_default=True,
    help="Where subnormal numbers may be flushed to zero: in the inputs, the results, or both.",
)
@click.option(
    "--overflow",
    type=Choice(OVERFLOWS),
    help="What a result beyond the largest number must be.  [default: as the number format says]",
)
@click.option("--signed-zero", is_flag=True, help="Tell -0 from 0.")
@click.option(
    "-f",
    "--format",
    "file_format",
    type=Choice(FORMATS),
    help="The format of the report.  [default: text]",
)
@click.option(
    "-o",
    "--output",
    type=Output(),
    metavar="PATH",
    help=f"A picture of the errors ({encoders.listed(encoders.Still)}) or a file for the report (txt, json); "
    "'-' is standard output.",
)
@looks.options
def command(
    reference: list[Activation],
    candidate: str | Activation,
    inputs: str | None,
    gradient: str | None,
    everything: str | None,
    file_format: str | None,
    output: str | None,
    **given: Any,
) -> None:
    r"""Compare the results of a kernel, a table or another function with the true ones.

    CANDIDATE is a file of results (.npy, .npz, .safetensors, .bin, .txt, .csv) or another SPEC. Without --input the
    results are those at all bit patterns of the number format, in their order. An error in ulp is the distance
    from the real value, where 0.5 is correct rounding; steps count the numbers of the format from the correctly
    rounded result. NaN or an infinity on one side only always fails. Exit status 3: beyond the limit.

    \b
    Examples:
      actplot check gelu gelu_tanh --dtype bfloat16 -o errors.png
      actplot table gelu --dtype bfloat16 --at all -o kernel.npz
      actplot check gelu kernel.npz --dtype bfloat16 --max-steps 1
      actplot check gelu kernel.npz --dtype bfloat16 --deriv --max-ulp 0.5 -f json
      actplot check tanh tanh --dtype float16 --ftz out --signed-zero
    """
    if len(reference) != 1:
        raise click.BadParameter(f"it stands for {len(reference)} functions; check one", param_hint="'SPEC'")
    picture, path, form = _plan(output, file_format)
    ctx = click.get_current_context()
    look = looks.look_of(
        ctx, picture, [joined(reference), candidate if isinstance(candidate, str) else joined([candidate])]
    )
    try:
        report = _report(reference[0], candidate, inputs, gradient, bool(everything), picture is not None, given)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"can't read {error.filename!r}: {error.strerror}") from None
    _answer(report, reference[0], picture, path, form, look, asked=file_format is not None)
    looks.show(ctx, [picture.path] if picture else [])
    if not report.ok:
        sys.exit(BEYOND)


def _plan(output: str | None, file_format: str | None) -> tuple[answers.Target | None, str, str]:
    """Return the picture that is asked for, the path of the report and its format."""
    path = output or "-"
    stills = encoders.names(encoders.Still)
    if answers.suffix_of(path) in stills:
        target = answers.picture_file(path, (), "check")
        return target, "-", file_format or "text"
    if path != "-":
        require_folder(path)
    form = answers.form_of(path, file_format, dict.fromkeys(stills, "") | SUFFIXES) or "text"
    return None, path, form


def _report(
    function: Activation,
    candidate: str | Activation,
    inputs: str | None,
    gradient: str | None,
    everything: bool,
    drawn: bool,
    given: dict[str, Any],
) -> Report:
    """Compare, with a bar on a terminal."""
    from actplot.analysis import arrays, check
    from actplot.analysis.report import Limits
    from actplot.arithmetic import formats
    from actplot.interface.progress import progress

    dtype = given["dtype"]
    stored = arrays.load(inputs, dtype, ["x"]) if inputs else None
    dtype = dtype or (stored.format.name if stored else None)
    column = "derivative" if given["deriv"] else "f"
    file = arrays.load(candidate, dtype, [column]) if isinstance(candidate, str) else None
    dtype = dtype or (file.format.name if file else None)
    if dtype is None:
        raise ValueError("two functions are compared in a number format; give --dtype")
    names = ("max_ulp", "max_steps", "ftz", "overflow", "signed_zero")
    rules = check.Rules(
        formats.FORMATS[dtype], given["deriv"], Limits(**{name: given[name] for name in names}), drawn
    )
    results = file if isinstance(candidate, str) else check.results_of(candidate, rules)
    factors = arrays.load(gradient, dtype) if gradient else None
    total = stored.size if stored is not None else 1 << min(rules.format.bits, 32)
    with progress("inputs", total) as advance:
        return check.check(function, results, stored, factors, rules=rules, everything=everything, advance=advance)


def _answer(
    report: Report,
    function: Activation,
    picture: answers.Target | None,
    path: str,
    form: str,
    look: Look,
    *,
    asked: bool,
) -> None:
    """Write the report and the picture; the path of a written file is the last line on standard output."""
    from actplot.interface import output

    text = FORMATS[form](report)
    if picture:
        from actplot.interface.isolation import isolate

        isolate()
        from actplot.pictures import check_plot

        try:
            drawn = check_plot.draw(report, function, picture.form, look)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        output.write(drawn, picture.path)
        text += "" if asked else f"\n{picture.path}\n"
    output.write(text.encode(), path)
    if path != "-":
        output.announce([path])
