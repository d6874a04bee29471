"""The TeX of every function, in pictures and LaTeX tables, says what its formula says."""

import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

import mpmath
import numpy as np
import pytest

from actplot import catalogue
from actplot.activation import Activation, Gated, Vector
from tests import language, tex
from tests.parameters import variants

FUNCTIONS = list(catalogue.everything().values())
each = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)

POINTS = (-61.7, -12.0, -5.2, -3.7, -1.9, -1.1, -0.6, -0.04, 0.0, 0.02, 0.3, 0.8, 1.4, 2.6, 7.1, 23.0)
SCORES = [
    [0.3, -1.2, 0.4, 0.45, 0.31, 0.1, -0.2, 0.44, 0.2, 0.0, 0.37, 0.41],
    [-7.0, 12.5, 12.5, -3.3, 2.5, 0.25, -0.5, 0.2, 12.0, -3.0, 2.4, 11.9],
]


def symbols(function: Activation) -> dict[str, Any]:
    """Return the parameters of ``function`` by their symbols in TeX."""
    found = {}
    for key, value in function.parameters.items():
        letter, index = re.findall(r"(.[a-z]*)_?(.*)", function.symbols.get(key, key))[0]
        symbol = letter if len(letter) == 1 else rf"\{letter}"
        found[f"{symbol}_{index}" if index else symbol] = mpmath.mpf(value)
    return found


def numbers(function: Activation) -> dict[str, Any]:
    """Return the parameters of ``function`` by their names in the formula."""
    return {key: mpmath.mpf(value) for key, value in function.parameters.items()}


def differences(function: Activation, text: str, points: Sequence[float] = POINTS) -> Iterator[str]:
    """Compare every reading of ``text`` with the formula, and say where they differ."""
    compare = {Vector: _with_outputs, Gated: _with_gated}.get(type(function), _with_formula)
    with mpmath.workdps(100):
        try:
            for cases in tex.readings(text, symbols(function)):
                yield from compare(function, cases, points)
        except (ValueError, ArithmeticError, TypeError) as error:
            yield f"{text}: {error}"


def _with_formula(function: Activation, cases: Sequence[tex.Case], points: Sequence[float]) -> Iterator[str]:
    for x in sorted({*points, *function.kinks}):
        at = mpmath.mpf(x)
        try:
            said = tex.value(cases, {**symbols(function), "x": at})
        except ZeroDivisionError:
            if x:
                raise
            continue  # sin(x)/x at 0 is its limit, which goes without saying
        yield from _unless_equal(said, language.value(function.formula, {**numbers(function), "x": at}), x)


def _with_gated(function: Activation, cases: Sequence[tex.Case], points: Sequence[float]) -> Iterator[str]:
    edges = [sign * size for size in (1e-3, *function.parameters.values()) for sign in (-1, 1)]
    pairs = [(points[-place], x) for place, x in enumerate(points)] + [(a, b) for a in edges for b in edges]
    for a, b in pairs:
        inputs = {"a": mpmath.mpf(a), "b": mpmath.mpf(b)}
        said = tex.value(cases, {**symbols(function), **inputs})
        yield from _unless_equal(said, language.value(function.formula, {**numbers(function), **inputs}), (a, b))


def _unless_equal(said: Any, meant: Any, x: Any) -> Iterator[str]:
    if not abs(said - meant) <= mpmath.mpf(10) ** -30 * abs(meant) + mpmath.mpf(10) ** -60:
        yield f"{mpmath.nstr(said)} instead of {mpmath.nstr(meant)} at {x}"


def _with_outputs(function: Activation, cases: Sequence[tex.Case], _: Sequence[float]) -> Iterator[str]:
    """Compare with the outputs themselves: the formula of a vector function is half in words."""
    for scores in SCORES:
        said = _outputs(function, cases, scores)
        meant = function(scores).tolist()
        if len(said) != len(meant):
            yield f"{len(said)} instead of {len(meant)} outputs"
        elif said != pytest.approx(meant, rel=1e-12, abs=1e-15):
            yield f"{said} instead of {meant} at {scores}"


def _outputs(function: Activation, cases: Sequence[tex.Case], scores: Sequence[float]) -> list[float]:
    """Evaluate ``cases`` for each output: a group of k scores has one, and a tuple is several vectors in a row."""
    words = {"group of k": function.parameters.get("k", 1), "each pair": 2}
    group = int(next((size for phrase, size in words.items() if phrase in function.formula), 1))
    vectors = [scores[place : place + group] for place in range(0, len(scores), group)] if group > 1 else [scores]
    found = []
    for vector in vectors:
        names: dict[str, Any] = {
            **symbols(function),
            "x": [mpmath.mpf(score) for score in vector],
            "n": mpmath.mpf(len(vector)),
            "u": _uniform(function, len(vector)),
        }
        places = range(1 if group > 1 else len(vector))
        if "tau" in function.formula and r"\tau" not in names:
            names[r"\tau"] = _threshold(cases, names)
        values = [tex.value(cases, {**names, "i": place}) for place in places]
        parts = zip(*values, strict=True) if isinstance(values[0], list) else [values]
        found += [float(value) for part in parts for value in part]
    return found


def _uniform(function: Activation, count: int) -> list[Any]:
    """Return the uniform random numbers behind the noise of ``function``, if it has a seed."""
    if "seed" not in function.parameters:
        return []
    noise = np.random.default_rng(int(function.parameters["seed"])).gumbel(size=count)
    return [mpmath.exp(-mpmath.exp(-mpmath.mpf(g))) for g in noise.tolist()]


def _threshold(cases: Sequence[tex.Case], names: tex.Names) -> Any:
    """Find the threshold at which the outputs sum to 1."""
    low, high = mpmath.mpf(-2000), mpmath.mpf(2000)
    for _ in range(240):  # where a power below 1 is taken of what is above it, its last digits count
        tau = (low + high) / 2
        outputs = [tex.value(cases, {**names, r"\tau": tau, "i": place}) for place in range(len(names["x"]))]
        low, high = (tau, high) if mpmath.fsum(outputs) > 1 else (low, tau)
    return low


def in_tex(function: Activation) -> str:
    """Return the formula of a vector function in TeX, as far as it has to be understood."""
    formula = function.formula
    for key, letter in function.symbols.items():
        formula = re.sub(rf"\b{key}\b", rf"\\{letter}" if len(letter) > 1 else letter, formula)
    formula = re.sub(r"\b([a-z])(\d)", r"\1_\2", formula)
    formula = formula.replace("mean(x)", r"\bar{x}").replace("norm(x)", r"\|x\|")
    if found := re.fullmatch(r"(.+) beside (.+)", formula):
        formula = f"({found[1]}, {found[2]})"
    formula = re.sub(r" of each group of k$| of each pair$|, tau such that the sum is 1$|, u_i ~ .*", "", formula)
    formula = re.sub(
        r"(.+) if i is the first index of max\(x\), else (.+)", r"\1\\ (i=argmax_j x_j),\\ \2\\ otherwise", formula
    )
    formula = re.sub(r"\b(softmax|argmax|otherwise|sqrt|erfinv)(?![a-z])", r"\\mathrm{\1}", formula)
    formula = re.sub(r"\b(exp|log|max|min|sum|tau|alpha)(?![a-z])", r"\\\1", formula)
    return formula.replace("*", " ").replace("...", r"\ldots")


def settings(function: Activation, count: int) -> list[Activation]:
    """Return ``function`` at several parameters; of those that are whole numbers, at their defaults only."""
    whole = {rule.removeprefix("integer ") for rule in function.requires if rule.startswith("integer ")}
    if not whole:
        return variants(function, count)
    broken = [key for key in function.parameters if key not in whole]
    return [function, *([function.bind(**dict.fromkeys(broken, 0.3))] if broken else [])]


@each
def test_the_tex_says_what_the_formula_says(function: Activation) -> None:
    for variant in settings(function, 3):
        assert list(differences(variant, function.tex)) == [], variant.spec


@pytest.mark.parametrize("function", [f for f in FUNCTIONS if isinstance(f, Vector)], ids=lambda f: f.name)
def test_the_formula_of_a_vector_function_says_what_it_does(function: Activation) -> None:
    for variant in settings(function, 3):
        assert list(differences(variant, in_tex(function))) == [], variant.spec


def mutant(text: str, chance: random.Random) -> str:
    """Change one token of ``text``."""
    tokens = re.findall(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S", text)
    place = chance.randrange(len(tokens))
    token = tokens[place]
    if token[0].isdigit():
        others = [str(float(token) + 1), str(2 * float(token)), f"-{token}"]
    elif re.fullmatch(r"[A-Za-z]|\\(alpha|beta|gamma|delta|lambda|theta|mu|omega|sigma)", token):
        others = [other for other in tokens if re.fullmatch(r"[A-Za-z]", other)] + ["1", f"-{token}", f"2{token}"]
    else:
        kind = next((kind for kind in KINDS if token in kind), [token])
        others = [*kind, ""]
    tokens[place] = chance.choice([other for other in others if other != token] or [""])
    return " ".join(tokens)


KINDS = [
    ["+", "-"],
    ["<", ">", r"\leq", r"\geq", "="],
    [r"\max", r"\min"],
    [r"\tanh", r"\sin", r"\cos", r"\arctan", r"\log", r"\exp", r"\sigma", r"\Phi"],
]


@each
def test_a_tex_that_says_something_else_is_noticed(function: Activation) -> None:
    chance = random.Random(function.name)
    changed = {mutant(function.tex, chance) for _ in range(6)}
    for text in sorted(changed):
        if not any(noticed for variant in settings(function, 3) for noticed in differences(variant, text)):
            # Then it says the same, at all other places and parameters too.
            far = [chance.gauss(0, 4) for _ in range(60)]
            for variant in settings(function, 6):
                assert list(differences(variant, text, far)) == [], text
