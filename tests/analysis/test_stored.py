"""The stored facts are those that are measured, and are shown only for what they were measured of."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import actplot
from actplot import catalogue
from actplot.activation import Activation, Gated
from actplot.analysis import stored
from actplot.analysis.multivariate import measured_of

FUNCTIONS = list(catalogue.everything().values())
REGENERATE = "python -m actplot.analysis.stored > facts.json && mv facts.json actplot/analysis/"
SAME = 1e-15  # relative: the last digits depend on the processor
TURNS = 1e-8  # of inflections, which are no more exact than that


@pytest.fixture(name="served")
def serve_stored_facts(monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    """Read the file, as every process but that of the tests does."""
    entries = stored.read()
    monkeypatch.setattr(stored, "entries", lambda: entries)
    return entries


def differences(a: Any, b: Any, where: str = "", near: float = SAME) -> list[str]:
    """Return where two facts are not the same."""
    if is_dataclass(a) and type(a) is type(b):
        return [
            found
            for field in fields(a)
            for found in differences(
                getattr(a, field.name),
                getattr(b, field.name),
                f"{where}.{field.name}",
                TURNS if field.name == "inflections" else near,
            )
        ]
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return [
            found
            for i, pair in enumerate(zip(a, b, strict=True))
            for found in differences(*pair, f"{where}[{i}]", near)
        ]
    if type(a) is type(b) is float and math.isclose(a, b, rel_tol=near, abs_tol=0) and a:
        return []
    return [] if repr(a) == repr(b) else [f"{where}: {a!r}, {b!r}"]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
@pytest.mark.usefixtures("served")
def test_what_is_stored_of_a_function_is_what_is_measured(function: Activation) -> None:
    found = stored.find(function)
    if found is not None:  # else it was added since
        assert differences(found, measured_of(function)) == [], f"{function.name} has other facts; {REGENERATE}"


def test_the_file_holds_functions_as_they_are_and_nearly_all_of_them(served: Mapping[str, Any]) -> None:
    present = {stored.fingerprint(function): function for function in FUNCTIONS}
    changed = [key.partition(" ")[0] for key in served if key not in present]
    assert not changed, f"{', '.join(changed)} changed; {REGENERATE}"
    # What is added is measured until it is stored, which takes time.
    assert len(served) >= 0.9 * len(FUNCTIONS), REGENERATE
    assert all(stored.find(present[key]) is not None for key in served), REGENERATE
    written = stored.text({key: stored.packed(stored.find(present[key])) for key in served})
    assert written == Path(stored.FILE).read_text(encoding="utf-8")


def test_what_is_stored_reads_back_to_the_last_bit() -> None:
    for value in (math.inf, -math.inf, -0.0, 5e-324, 0.1 + 0.2, (1.0, (2.0,)), "inf", None, True, 3):
        assert repr(stored.unpacked(stored.packed(value))) == repr(value)
    assert math.isnan(stored.unpacked(stored.packed(math.nan)))


def another_slope(x: Any) -> Any:
    """Return a ReLU with a slope of 1 at 0."""
    return np.maximum(0, x), np.where(x >= 0, 1.0, 0.0)


RELU = catalogue.get("relu")
another_slope.__module__ = RELU.evaluate.__module__
CHANGED = [
    replace(RELU, formula="max(0, 2*x)"),
    replace(RELU, formula="min(0, x)"),
    replace(RELU, kink_rule=(0.0, 1.0)),
    replace(RELU, evaluate=another_slope),
    replace(RELU, period_rule=2.0),
    replace(RELU, swings=True),
    replace(RELU, name="mine"),
    replace(RELU, framework="jax"),
    catalogue.get("elu", alpha=2),
    catalogue.get("elu", alpha=math.nextafter(1, 2)),
    catalogue.get("max(0, x)"),
    replace(catalogue.get("softmax"), claims=None),
    replace(catalogue.get("softmax"), claims=catalogue.get("sparsemax").claims),
    replace(catalogue.get("reglu"), formula="a*max(1, b)"),
]


@pytest.mark.parametrize("function", CHANGED, ids=stored.fingerprint)
@pytest.mark.usefixtures("served")
def test_what_is_not_stored_is_measured(function: Activation) -> None:
    assert stored.find(function) is None


@pytest.mark.usefixtures("served")
def test_a_changed_formula_shows_its_own_facts() -> None:
    doubled = replace(RELU, formula="max(0, 2*x)", evaluate=lambda x: (2 * np.maximum(0, x), 2.0 * (x > 0)))
    assert actplot.facts(RELU).max_gradient == 1
    assert actplot.facts(doubled).max_gradient == 2
    gated = catalogue.get("glu")
    assert isinstance(gated, Gated)
    assert differences(actplot.facts(gated.with_gate_first()), measured_of(gated.with_gate_first())) == []


@pytest.mark.usefixtures("served")
def test_framework_spellings_have_their_own_slopes_at_kinks() -> None:
    for spec in ("torch.nn.ReLU6", "tf.nn.relu6", "jax.nn.leaky_relu"):
        function = catalogue.get(spec)
        assert differences(stored.find(function) or measured_of(function), measured_of(function)) == []
        for kink in actplot.facts(function).kinks:
            assert kink.convention == float(function.derivative(kink.x))


@pytest.mark.usefixtures("served")
def test_slopes_of_frameworks_are_looked_up_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    hard_tanh = catalogue.get("hard_tanh")
    kinks = actplot.facts(hard_tanh).kinks
    assert [dict(kink.frameworks) for kink in kinks] == [
        {name: slopes[i] for name, slopes in hard_tanh.kink_slopes.items()} for i in range(2)
    ]
    monkeypatch.setattr(Activation, "kink_slopes", {"invented": (7.0, 8.0)})
    other = actplot.facts(hard_tanh.bind(max_val=5))
    assert [dict(kink.frameworks) for kink in other.kinks] == [{"invented": 7.0}, {"invented": 8.0}]


def test_the_package_takes_along_every_file_that_is_no_module() -> None:
    import tomllib

    root = Path(actplot.__file__).parent
    project = root.parent / "pyproject.toml"
    tool = tomllib.loads(project.read_text(encoding="utf-8"))["tool"]["setuptools"]
    declared = {root / name for name in tool["package-data"]["actplot"]}
    declared |= {root.parent / name for names in tool["data-files"].values() for name in names}
    files = {path for path in root.rglob("*.*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert files == declared
