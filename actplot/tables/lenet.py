"""The layers of LeNet-5, how it learned with each function, and the diagnosis of its hidden layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actplot.networks import lenet
from actplot.networks.hidden import is_linear
from actplot.networks.lenet_training import Trained
from actplot.tables.listing import Row
from actplot.tables.rows import render

if TYPE_CHECKING:
    from actplot.tables.layout import ExactFormat, ReadableFormat

DIGITS = 4
LOST = 0.01  # E[f'^2] below which hardly any gradient passes a layer
STEPS = 200  # after which a network that learns shapes at all is well above chance at the default rate
CHANCE = 1.5  # times the accuracy of guessing; one below that has not learned


def text(trials: Sequence[Trained], classes: int, data: str, form: ReadableFormat | ExactFormat) -> str:
    """Return the results in a format: all of them in JSON, the epochs in csv and tsv, tables for people."""
    if form.nested:
        return render([_record(trial, classes, data) for trial in trials], form)
    if form.exact:
        return render([row for trial in trials for row in _epochs(trial)], form)
    results = render([_result(trial) for trial in trials], form, DIGITS)
    if not form.sentences:
        return results
    layers = render([*map(_shown_layer, lenet.layers(classes)), _total(classes)], form, DIGITS)
    diagnosis = render([row for trial in trials for row in _shown_diagnosis(trial)], form, DIGITS)
    remarks = "".join(_sentences(trial, classes) for trial in trials)
    return "\n".join([layers, results, diagnosis, *([remarks] if remarks else [])])


def _record(trial: Trained, classes: int, data: str) -> Row:
    return {
        "function": trial.function.name,
        "parameters": dict(trial.function.parameters),
        "data": data,
        "layers": [
            {"name": layer.name, "shape": list(layer.shape), "parameters": layer.parameters}
            for layer in lenet.layers(classes)
        ],
        "epochs": [epoch._asdict() for epoch in trial.epochs],
        "diagnosis": [
            {"layer": name, "units": found.units, **found.whole}
            for name, found in zip(lenet.HIDDEN, trial.diagnosis, strict=True)
        ],
    }


def _epochs(trial: Trained) -> list[Row]:
    """Return a row for each epoch."""
    function = {"function": trial.function.name, "parameters": dict(trial.function.parameters)}
    return [function | {"epoch": number} | epoch._asdict() for number, epoch in enumerate(trial.epochs, start=1)]


def _result(trial: Trained) -> Row:
    last = trial.epochs[-1]
    return {
        "function": trial.function.heading,
        "loss": last.loss,
        "accuracy": last.accuracy,
        "held-out loss": last.val_loss,
        "held-out accuracy": last.val_accuracy,
    }


def _shown_layer(layer: lenet.Layer) -> Row:
    return {
        "layer": layer.name,
        "output shape": " x ".join(map(str, layer.shape)),
        "parameters": f"{layer.parameters:>10,}",
    }


def _total(classes: int) -> Row:
    every = sum(layer.parameters for layer in lenet.layers(classes))
    return {"layer": "all", "output shape": "", "parameters": f"{every:>10,}"}


def _shown_diagnosis(trial: Trained) -> list[Row]:
    rows = []
    for name, found in zip(lenet.HIDDEN, trial.diagnosis, strict=True):
        whole = found.whole
        rows.append(
            {
                "function": trial.function.heading,
                "layer": name,
                "units": found.units,
                "dead": whole["dead"],
                "stuck": whole["stuck"],
                "saturated": whole["saturated"],
                "E[f'^2]": whole["slope_square"],
            }
        )
    return rows


def _sentences(trial: Trained, classes: int) -> str:
    """Return remarks on a function, each on a line of its own."""
    lines = []
    if is_linear(trial.function):
        lines.append(
            "this network is not linear: max pooling still is a non-linear layer, the only one before softmax"
        )
    if trial.epochs[-1].val_accuracy < CHANCE / classes:
        slopes = [found.whole["slope_square"] for found in trial.diagnosis]
        least = min(range(len(slopes)), key=lambda i: slopes[i])
        lost = f"; E[f'^2] is {slopes[least]:.3f} at {lenet.HIDDEN[least]}, where the gradient is lost"
        offset = float(trial.function(0.0))
        if offset:
            lost += f"; its outputs lie around f(0) = {offset:.3g}: try f(x) - f(0)"
        right = f"{trial.epochs[-1].val_accuracy:.1%} are right, and guessing gets {1 / classes:.1%}"
        if trial.steps < STEPS:
            lines.append(f"{trial.steps} steps are too few to tell whether it learns: {right}")
        else:
            lines.append(f"it has learned nothing: {right}" + (lost if slopes[least] < LOST else ""))
    return "".join(f"{trial.function.heading}: {line}\n" for line in lines)
