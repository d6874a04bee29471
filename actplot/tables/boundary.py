"""The accuracies of networks that learned to tell two classes apart."""

from __future__ import annotations

from collections.abc import Sequence

from actplot.networks.hidden import is_linear
from actplot.networks.training import Trial
from actplot.tables.listing import Listing, Row


def listing(trials: Sequence[Trial], data: str) -> Listing:
    """List the networks by activation function."""
    rows = [_row(trial, data) for trial in trials]
    records = [row | _equivalent(trial) for row, trial in zip(rows, trials, strict=True)]
    return Listing(records, rows, rows, 4, "".join(map(_sentence, trials)))


def _row(trial: Trial, data: str) -> Row:
    training = trial.training
    function = training.network.function
    return {
        "function": function.name,
        "parameters": dict(function.parameters),
        "data": data,
        "accuracy": trial.accuracy,
        "train_accuracy": trial.train_accuracy,
        "loss": float(training.losses[-1]),
        "dead": int(training.dead[-1]),
    }


def _equivalent(trial: Trial) -> Row:
    """Return a key for the linear layer that a network with a linear function equals, and none for other networks."""
    network = trial.training.network
    if not is_linear(network.function):
        return {}
    weights, bias = network.equivalent()
    if len(bias) == 1:
        return {"equivalent": {"weights": weights[:, 0].tolist(), "bias": float(bias[0])}}
    return {"equivalent": {"weights": weights.T.tolist(), "bias": bias.tolist()}}


def _sentence(trial: Trial) -> str:
    """Return the equation of the boundary of a network with a linear function."""
    network = trial.training.network
    if not is_linear(network.function):
        return ""
    weights, biases = network.equivalent()
    collapsed = f"\n{network.function.heading}: its {len(network.weights)} matrices multiply out to one linear layer"
    if len(biases) > 1:
        return f"{collapsed}: the boundary between any two of the {len(biases)} classes is straight\n"
    (first, second), bias = weights[:, 0], biases[0]
    return (
        f"{collapsed}, {first:.4g}*x1 {'+' if second >= 0 else '-'} {abs(second):.4g}*x2 "
        f"{'+' if bias >= 0 else '-'} {abs(bias):.4g} > 0: a straight boundary\n"
    )
