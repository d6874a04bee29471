"""A function is an object like others in Python: equal by what it computes, hashable, copied and pickled."""

import copy
import pickle

import pytest

import actplot
from actplot import catalogue, frameworks
from actplot.activation import Activation

FUNCTIONS = [
    *catalogue.everything().values(),
    *(
        actplot.get(spelling)
        for name in catalogue.everything()
        for names in frameworks.spellings(name).values()
        for spelling in names[:1]
    ),
    actplot.get("elu", alpha=2.5),
    actplot.get("nn.LeakyReLU(0.2):slope=0.3"),
]
each = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.spec)


@each
def test_it_survives_pickling_and_copying(function: Activation) -> None:
    for twin in (pickle.loads(pickle.dumps(function)), copy.copy(function), copy.deepcopy(function)):
        assert twin == function
        assert hash(twin) == hash(function)
        assert twin.spec == function.spec
        assert twin.pair(function.kinks or [0.5, 1.5])[1].tolist() == (
            function.pair(function.kinks or [0.5, 1.5])[1].tolist()
        )


@each
def test_its_repr_is_one_short_line_that_gives_it_back(function: Activation) -> None:
    text = repr(function)
    assert "\n" not in text
    assert len(text) <= 120
    assert eval(text, {"actplot": actplot}) == function
    assert eval(text, {"actplot": actplot}).spec == function.spec


def test_equal_are_those_with_the_same_values_and_slopes() -> None:
    relu = actplot.get("relu")
    assert relu == actplot.get("ReLU") == actplot.get("jax.nn.relu")
    assert actplot.get("elu:alpha=1") == actplot.get("elu") != actplot.get("elu:alpha=2")
    assert actplot.get("leaky_relu") == actplot.get("torch.nn.LeakyReLU") != actplot.get("jax.nn.leaky_relu")
    assert actplot.get("keras.activations.leaky_relu") == actplot.get("leaky_relu", negative_slope=0.2)
    assert actplot.get("swiglu") != actplot.get("onnx.SwiGLU")
    assert relu != "relu"
    assert len({relu, actplot.get("nn.ReLU"), actplot.get("gelu")}) == 2


def test_functions_of_the_catalogue_are_all_different() -> None:
    assert len(set(catalogue.everything().values())) == len(catalogue.everything())


@pytest.mark.parametrize(
    ("spec", "key", "value"),
    [
        ("leaky_relu:alpha=0.001", "negative_slope", 0.001),
        ("leaky_relu:slope=0.001", "negative_slope", 0.001),
        ("leaky_relu:neg_slope=0.001", "negative_slope", 0.001),
        ("hard_tanh:a=-2", "min_val", -2),
        ("hard_tanh:max=2", "max_val", 2),
        ("soft_shrink:lambda=1", "lambd", 1),
        ("hard_shrink:threshold=1", "lambd", 1),
        ("threshold:theta=1", "threshold", 1),
        ("thresholded_relu:alpha=2", "theta", 2),
        ("prelu:init=0.1", "a", 0.1),
        ("selu:gamma=1", "scale", 1),
    ],
)
def test_a_parameter_goes_by_the_formulas_symbol_or_a_frameworks_word(spec: str, key: str, value: float) -> None:
    assert actplot.get(spec).parameters[key] == value
    name, _, assignment = spec.partition(":")
    assert actplot.get(name, **{assignment.partition("=")[0]: value}).parameters[key] == value


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("hard_tanh:val=2", "'val' may mean max_val or min_val"),
        ("leaky_relu:alpha=1:negative_slope=2", "given twice"),
        ("linear:a=2", r"identity has no parameter 'a'; it takes none: f\(x\) = x"),
        ("nn.LeakyReLU(0.1):alpha=1,2:slope=3", "given twice"),
        ("xielu:alpha=1", "may mean alpha_n or alpha_p"),
        ("elu:alfa=1", "did you mean 'alpha'"),
    ],
)
def test_a_word_that_means_no_parameter_or_several_says_so(spec: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        actplot.get(spec)


def test_a_parameter_is_given_once() -> None:
    with pytest.raises(ValueError, match="alpha and negative_slope are the same parameter"):
        actplot.get("leaky_relu", alpha=1, negative_slope=2)


@pytest.mark.parametrize("value", [1.7976931348623157e308, -1e300, 1.1e100, 9e-101, -5e-324])
def test_a_parameter_beyond_the_sizes_that_are_taken_is_refused_with_the_reason(value: float) -> None:
    """Products of several would leave the floats, and their facts would need thousands of digits."""
    for function in catalogue.everything().values():
        for key in function.parameters:
            with pytest.raises(ValueError, match=rf"{key}.*(size from 1e-100 to 1e\+100|whole number|required)"):
                function.bind(**{key: value})


@pytest.mark.parametrize("value", [1e100, 1e-100, -1e-100])
def test_a_parameter_at_the_end_of_the_sizes_is_taken(value: float) -> None:
    assert dict(catalogue.get("leaky_relu", negative_slope=value).parameters) == {"negative_slope": value}
