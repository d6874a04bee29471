"""Measure a training step of LeNet-5 against its bare matrix products: ``python -m tests.benchmarks lenet``.

A process of its own, in which BLAS has one thread, as in the program.
"""

import time
from typing import Any

import numpy as np

from actplot import catalogue
from actplot.activation import Activation, Gated, Vector
from actplot.interface.workers import together
from actplot.networks.images.loading import load
from actplot.networks.lenet import Pass
from actplot.networks.lenet_training import LANES, Network
from tests.benchmarks.__main__ import Run, interleaved

BATCH = 32  # the default of the command
ROUNDS = 15
TOGETHER = 10  # steps, so that both processes have their data in the caches


def products(relu: Activation) -> Run:
    """Return a run of the matrix products of one step, each of the shapes and transpositions that it has there."""
    calls: list[tuple[Any, Any, Any]] = []

    def product(a: Any, b: Any) -> None:
        calls.append((a, b, np.empty((len(a), b.shape[1]), np.float32)))

    rng = np.random.default_rng(0)
    size = BATCH // LANES
    for _ in range(LANES):
        ran = Pass(relu, size, 10, np.float32)
        for i, layer in enumerate(ran.convolutions):
            rows, filters = layer.part.shape
            windows, gradient = (
                rng.standard_normal((rows, n), np.float32) for n in (layer.row_part.shape[1], filters)
            )
            weights = rng.standard_normal((windows.shape[1], filters), np.float32)
            for _ in range(5 * layer.step):
                product(windows, weights)
                product(windows.T, gradient)
                if i:
                    product(gradient, weights.T)
        for inputs, units in ((ran.features.shape[1], 84), (84, 10)):
            x, weights, gradient = (
                rng.standard_normal(shape, np.float32) for shape in ((size, inputs), (inputs, units), (size, units))
            )
            product(x, weights)
            product(x.T, gradient)
            product(gradient, weights.T)

    def run() -> None:
        for a, b, output in calls:
            np.matmul(a, b, out=output)

    return run


def main() -> None:
    """Print the ratios with their limits."""
    images = load("shapes", BATCH, 0)
    batch = np.arange(BATCH)

    def begun(function: Activation) -> Network:
        network = Network(images)
        network.begin(function, 1e-4, 0)
        return network

    def step(function: Activation) -> Run:
        network = begun(function)
        return lambda: network.step(batch)

    relu = catalogue.get("relu")
    ours, theirs = interleaved([step(relu), products(relu)], ROUNDS, time.process_time)
    print(
        f"lenet: a step of {BATCH} images with relu, in its matrix products   {ours / theirs:5.2f}  <= 2.50",
        flush=True,
    )
    print(f"lenet: images per second of one core                       {BATCH / ours:7.0f}", flush=True)
    ratios = {}
    for function in catalogue.everything().values():
        if not isinstance(function, Vector | Gated):
            mine, base = interleaved([step(function), step(relu)], 5, time.process_time)
            ratios[function.name] = mine / base
    slowest = sorted(ratios, key=ratios.__getitem__)[-3:]
    for name in slowest:
        print(f"lenet: a step with {name}, in those with relu {ratios[name]:5.2f}  <= 1.25", flush=True)
    alone, shared = begun(relu), Network(images)

    def steps(network: Network) -> Run:
        return lambda: [network.step(batch) for _ in range(TOGETHER)]

    with together(shared.do, LANES) as shared.run:
        shared.begin(relu, 1e-4, 0)
        both, one = interleaved([steps(shared), steps(alone)], ROUNDS, time.perf_counter)
    print(f"lenet: a step on one core, in those on two                  {one / both:5.2f}  >= 1.60 (idle cores)")


if __name__ == "__main__":
    main()
