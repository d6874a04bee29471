"""``actplot lenet``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from actplot.interface import answers, looks
from actplot.interface.comparison import begun
from actplot.interface.numbers import Real, Whole
from actplot.interface.progress import progress
from actplot.interface.refusals import near, require_at_most
from actplot.interface.specs import Spec
from actplot.interface.types import Type, beginning
from actplot.networks.images import drawn

if TYPE_CHECKING:
    from actplot.activation import Activation
    from actplot.interface.types import Item
    from actplot.networks.images.loading import Images
    from actplot.pictures.look import Look

MOST_IMAGES = 60_000  # to learn from, as many as the largest of the usual sets has; 0.2 gigabytes
MOST_RUNS = 2_000_000  # of an image through a network and back: about 20 minutes


class ImageData(Type):
    """The name of a set that is drawn, or the path of a file or folder."""

    name = "data"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what is neither."""
        from pathlib import Path

        if value not in drawn.names() and (not value or "\0" in value or not Path(value).exists()):
            hint = "" if "/" in value else f"; {near(value, drawn.names())}"
            self.fail(f"there is no file or folder {value!r}{hint}", param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Item]:
        """Offer the sets that are drawn, and files."""
        from click.shell_completion import CompletionItem

        return beginning(incomplete, dict.fromkeys(drawn.names(), "")) or [CompletionItem(incomplete, type="file")]


@click.command(name="lenet")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True, type=Spec())
@click.option(
    "--data",
    metavar="NAME|PATH",
    type=ImageData(),
    default="shapes",
    show_default=True,
    help="Images: shapes are drawn; a path is CIFAR-10, IDX files, a .npz, or a folder of class folders.",
)
@click.option("--epochs", type=Whole(1, 1000), default=5, show_default=True, help="Passes over the images.")
@click.option("--batch", type=Whole(1, 4096), default=32, show_default=True, help="Images of each step.")
@click.option(
    "--images",
    "count",
    type=Whole(2, MOST_IMAGES),
    default=4000,
    show_default=True,
    help="Images to learn from; a fifth as many are held out.",
)
@click.option("--rate", type=Real(0, min_open=True), default=0.001, show_default=True, help="Learning rate (Adam).")
@click.option("--seed", type=Whole(0), default=0, show_default=True, help="Random seed of images and weights.")
@click.option("--raw", is_flag=True, help="Don't divide pixels from 0 to 255 by 255.")
@answers.options
@looks.options
def command(
    specs: tuple[list[Activation], ...],
    data: str,
    epochs: int,
    batch: int,
    count: int,
    rate: float,
    seed: int,
    raw: bool,
    output: str | None,
    file_format: str | None,
    **_look: Any,
) -> None:
    r"""Train LeNet-5 on images with each function, and say which of its units are dead or saturated.

    Three convolutions of 5x5, with 2x2 max pooling after the first two, a dense layer of 84 units and a softmax;
    the functions are those of the convolutions and the dense layer. Images of up to 32x32 pixels are padded, grey
    ones get three equal channels. Weights start as Glorot & Bengio 2010 do. The diagnosis is made on the held-out
    images; a dead filter or unit has slope 0 for all of them. With 4000 images a function takes about 10 seconds.

    \b
    Examples:
      actplot lenet relu sigmoid --images 200 --epochs 1
      actplot lenet relu --images 200 --epochs 2 --batch 16 -o lenet.png
      actplot lenet "x*sigmoid(1.7*x)" --images 100 --epochs 1 --rate 0.002 -f json
    """
    functions, plan, look = begun(specs, output, file_format)
    require_at_most(MOST_RUNS, count * epochs * len(functions), "images x epochs x functions")

    from actplot.interface.workers import together
    from actplot.networks import lenet_training
    from actplot.tables import lenet as tables

    images = _loaded(data, count, seed, raw=raw)
    if plan.picture:
        _require_room(images, data, plan.picture, look)
    runs = epochs * len(functions) * (len(images.training) + len(images.held_out))
    try:
        with progress("images", runs) as tick:
            training = lenet_training.Plan(epochs, batch, rate, seed)
            trials = lenet_training.train(functions, images, training, tick, together)
    except ArithmeticError as error:
        raise click.ClickException(str(error)) from None
    except ChildProcessError as error:
        raise click.ClickException(f"can't train: {error}") from None

    def picture(chosen: str) -> bytes:
        from actplot.pictures import lenet_plot

        return lenet_plot.draw(trials, images, data, chosen, look)

    answers.send(plan, lambda form: tables.text(trials, images.classes, data, form), picture)
    looks.show(click.get_current_context(), answers.pictures(plan))


def _require_room(images: Images, data: str, target: answers.Target, look: Look) -> None:
    """Refuse a picture that will be too small before the training, which may take minutes."""
    from actplot.interface.isolation import isolate

    isolate()
    from actplot.pictures import lenet_plot

    try:
        lenet_plot.require_room(images, data, target.form, look)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _loaded(data: str, count: int, seed: int, *, raw: bool) -> Images:
    """Return the images.

    Raises:
        click.UsageError: the file is in no format that is read, or damaged.
        click.ClickException: it can't be read.

    """
    from actplot.networks.images import loading

    try:
        return loading.load(data, count, seed, raw=raw)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"can't read {error.filename or data!r}: {error.strerror}") from None
