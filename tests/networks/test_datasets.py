"""Promises of every data set that is found in networks/datasets/."""

from functools import cache

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Array
from actplot.networks import datasets, training

every_dataset = pytest.mark.parametrize("name", datasets.names())

STRAIGHT = {"linear"}  # a straight line separates their classes


def drawn(name: str, seed: int = 3, count: int = 300) -> tuple[Array, Array]:
    return datasets.sample(name, count, np.random.default_rng(seed))


@cache
def trained(name: str, function: str) -> training.Network:
    """Return a small network that learned a data set."""
    return training.train(catalogue.get(function), *drawn(name, 0), training.Plan((8, 8), 1000, 0.02, 0)).network


@every_dataset
@pytest.mark.parametrize("count", [300, 301])
def test_a_data_set_has_points_of_two_classes_of_about_equal_size(name: str, count: int) -> None:
    x, classes = drawn(name, count=count)
    assert x.shape == (count, 2), name
    assert classes.shape == (count,), name
    assert x.dtype == classes.dtype == np.float64, name
    assert set(classes.tolist()) == {0.0, 1.0}, f"{name} has the classes {set(classes.tolist())}"
    assert 0.4 <= classes.mean() <= 0.6, f"{name} has {classes.mean():.0%} of its points in class 1"


@every_dataset
def test_a_data_set_is_finite_and_of_the_size_that_networks_expect(name: str) -> None:
    x, _ = drawn(name)
    assert np.isfinite(x).all(), name
    assert (np.abs(x).max(axis=0) < 3.5).all(), name
    assert (np.ptp(x, axis=0) > 1).all(), name
    assert (np.abs(x.mean(axis=0)) < 0.5).all(), name


@every_dataset
def test_a_data_set_repeats_with_its_seed_and_with_no_other(name: str) -> None:
    (x, classes), (again, same), (other, _) = drawn(name), drawn(name), drawn(name, 4)
    assert np.array_equal(x, again), name
    assert np.array_equal(classes, same), name
    assert not np.isclose(x, other).any(axis=1).all(), name


@every_dataset
def test_a_network_of_bent_functions_separates_a_data_set_and_a_line_does_not(name: str) -> None:
    unseen = drawn(name, 1, 1000)
    scores = {
        function: training.accuracy(trained(name, function), *unseen) for function in ("relu", "tanh", "identity")
    }
    assert min(scores["relu"], scores["tanh"]) > 0.97, name
    assert (scores["identity"] > 0.97) if name in STRAIGHT else (scores["identity"] < 0.9), name


@every_dataset
def test_a_network_that_learned_one_data_set_does_not_know_another(name: str) -> None:
    unseen = drawn(name, 1, 1000)
    for other in set(datasets.names()) - {name}:
        right = training.accuracy(trained(other, "relu"), *unseen)
        assert 0.05 < right < 0.95, f"{name} is {other}"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("moon", "did you mean 'moons'"),
        ("Spirals", "did you mean 'spirals'"),
        ("", f"choose from {', '.join(datasets.names())}"),
        ("\N{SNOWMAN}", f"choose from {', '.join(datasets.names())}"),
        ("../moons", "did you mean 'moons'"),
    ],
)
def test_an_unknown_data_set_is_an_error_with_the_most_similar_name(name: str, hint: str) -> None:
    with pytest.raises(ValueError, match=f"unknown data set {name!r}; {hint}"):
        drawn(name)
