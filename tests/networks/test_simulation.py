"""Simulated networks against the theory of wide layers."""

import math

import numpy as np
import pytest

from actplot import catalogue
from actplot.networks import meanfield, simulation


def test_the_simulation_agrees_with_the_theory_within_its_sampling_error() -> None:
    functions = [catalogue.get(name) for name in ("tanh", "relu", "gelu")]
    layers, gain, networks_drawn = 8, 1.3, 8
    runs = [simulation.simulate(functions, gain, layers, 512, seed) for seed in range(networks_drawn)]
    for i, function in enumerate(functions):
        theory = meanfield.theory(function, gain, layers)
        for measured, predicted in (
            (np.array([run[i].variance for run in runs]), theory.variance),
            (np.array([run[i].gradient_norm ** 2 for run in runs]), theory.gradient_norm**2),
        ):
            error = measured.std(axis=0, ddof=1) / math.sqrt(networks_drawn)
            assert (np.abs(measured.mean(axis=0) - predicted) <= 4 * error + 1e-12 * predicted).all()
            assert (error[:-1] < 0.2 * predicted[:-1]).all()  # so that the comparison means something


def test_no_depth_under_or_overflows_the_gradient_too_early() -> None:
    (run,) = simulation.simulate([catalogue.get("sigmoid")], 1.0, 400, 32, 0)
    assert run.gradient_norm[-1] == pytest.approx(1, rel=1e-14)
    assert run.gradient_norm[150] > 0  # 250 layers at about 0.25 each
    assert (np.diff(run.gradient_norm[200:]) > 0).all()


def test_binary_step_lets_no_gradient_through_and_nothing_warns() -> None:
    (run,) = simulation.simulate([catalogue.get("binary_step")], 1.0, 4, 16, 0)
    assert run.gradient_norm.tolist() == pytest.approx([0, 0, 0, 1])
    assert run.dead.tolist() == [1, 1, 1, 1]
