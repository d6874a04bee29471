"""Text to tree and back."""

import random

import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation
from actplot.expressions.record import Expression
from actplot.language.errors import FormulaError
from actplot.language.parser import parse
from actplot.language.text import to_text
from actplot.language.tree import NEGATIVE, Call, Name, Node, Number

ELEMENTWISE = [function for function in catalogue.everything().values() if type(function) is Activation]
FORMULAS = [text for function in ELEMENTWISE for text in (function.formula, function.derivative_formula)]


@pytest.mark.parametrize("text", FORMULAS)
def test_every_printed_formula_parses_and_prints_back(text: str) -> None:
    tree = parse(text)
    assert parse(to_text(tree)) == tree
    assert to_text(tree).replace(" ", "").replace("(", "").replace(")", "") == text.replace(" ", "").replace(
        "(", ""
    ).replace(")", "")


def drawn(chance: random.Random, depth: int) -> Node:
    if not depth or chance.random() < 0.2:
        leaves: list[Node] = [Name("x"), Name("a"), Name("pi"), Number("0.5"), Number("1e-6"), Number("12")]
        return chance.choice(leaves)
    name = chance.choice(["+", "-", "*", "/", "^", NEGATIVE, "tanh", "abs", "max", "where"])
    if name == "where":
        compared = Call(chance.choice(["<", ">=", "=="]), (drawn(chance, depth - 1), drawn(chance, depth - 1)))
        return Call(name, (compared, drawn(chance, depth - 1), drawn(chance, depth - 1)))
    count = 1 if name in (NEGATIVE, "tanh", "abs") else 2
    return Call(name, tuple(drawn(chance, depth - 1) for _ in range(count)))


def test_a_tree_printed_and_parsed_is_the_same_tree() -> None:
    chance = random.Random(0)
    for _ in range(3000):
        tree = drawn(chance, 5)
        assert parse(to_text(tree)) == tree


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("-x^2", "-(x^2)"),
        ("2^3^x", "2^(3^x)"),
        ("2**-x", "2^(-x)"),
        ("x - 1 - 2", "(x - 1) - 2"),
        ("x/2/3", "(x/2)/3"),
        ("2*-x", "2*(-x)"),
        ("+x", "x"),
        ("-x*2", "(-x)*2"),
        ("x * torch.tanh(F.softplus(x))", "x*tanh(softplus(x))"),
        ("tf.nn.relu(x) + jax.nn.silu(x) + jnp.exp(x) + np.pi", "relu(x) + silu(x) + exp(x) + pi"),
        ("x·σ(x) − π", "x*sigmoid(x) - pi"),  # noqa: RUF001
    ],
)
def test_what_binds_and_what_is_dropped(text: str, same: str) -> None:
    assert parse(text) == parse(same)


ALPHABET = list("xae0123456789.+-*/^()<>=!,: |_\\'\"πσ²€")
WORDS = [
    "tanh(",
    "where(",
    "max(",
    "log(",
    "exp(",
    "sqrt(",
    "floor(",
    "abs(",
    "gelu(",
    "x",
    "**",
    "1e",
    "np.",
    ":a=1",
    "sin(",
]


def fuzzed(seed: int) -> str:
    chance = random.Random(seed)
    if chance.random() < 0.4:
        tree = list(to_text(drawn(chance, 4)))
        for _ in range(chance.randrange(3)):
            tree[chance.randrange(len(tree))] = chance.choice(ALPHABET)
        return "".join(tree) + ":a=0.5"
    return "".join(chance.choice(ALPHABET + WORDS) for _ in range(chance.randrange(1, 30)))


def problem(text: str) -> FormulaError | None:
    """Return what is wrong with a text; of one that is an expression, see that it prints back."""
    try:
        tree = parse(text)
    except FormulaError as error:
        return error
    assert parse(to_text(tree)) == tree
    return None


@pytest.mark.parametrize("seed", range(0, 4000, 1000))
def test_no_text_is_more_than_one_clear_error(seed: int) -> None:
    """``python -m tests.expressions.fuzz`` tries a million."""
    found = [problem(fuzzed(number).partition(":")[0]) for number in range(seed, seed + 1000)]
    errors = [error for error in found if error]
    assert 0 < len(errors) < len(found)
    assert all(0 <= error.column <= len(error.text) for error in errors)
    assert all(str(error).count("\n") == 2 for error in errors)


def test_a_comparison_of_equal_steps_needs_no_digits() -> None:
    assert float(catalogue.get("where(tanh(x) < tanh(x), 1/x, x)")(2.0)) == 2.0
    assert float(catalogue.get("where(tanh(x) >= tanh(x), x, 1/x)")(2.0)) == 2.0


def test_equal_constants_decide_a_comparison_in_floats() -> None:
    function = catalogue.get("where(a == 0, x, expm1(a*x)/a):a=0")
    assert isinstance(function, Expression)
    assert function.evaluator.sure(np.array([-3.0, 0.5, 2.0]), a=0.0).all()
