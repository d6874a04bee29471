"""Tables of trained networks give the state after the last step."""

from dataclasses import replace

import numpy as np

from actplot import catalogue
from actplot.networks import regression, training
from actplot.networks.training import Plan, Training
from actplot.tables import boundary, fit
from actplot.tables.listing import Listing

PLAN = Plan((4,), 5, 0.01, 0)


def numbered(course: Training) -> Training:
    """Return a course with another number at each step."""
    steps = np.arange(len(course.dead), dtype=np.float64)
    return replace(course, dead=10 + steps, losses=0.5 + steps)


def assert_last(listing: Listing, keys: dict[str, float]) -> None:
    (record,) = listing.records
    assert {key: record[key] for key in keys} == keys


def test_dead_units_and_loss_are_those_after_the_last_step() -> None:
    functions = [catalogue.get("relu")]
    sample = regression.sample_of("line", 0)
    (fitted,) = regression.fit(functions, sample, PLAN)
    assert_last(fit.listing([fitted._replace(training=numbered(fitted.training))], sample, "line"), {"dead": 15})
    (trial,) = training.compare(functions, training.points_of("spirals", 0), PLAN).trials
    found = boundary.listing([trial._replace(training=numbered(trial.training))], "spirals")
    assert_last(found, {"dead": 15, "loss": 5.5})
