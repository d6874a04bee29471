"""Command lines: examples of the help, valid combinations of options, and mistakes, all from the Click tree."""

import math
import random
import re
import shlex
from collections.abc import Callable, Sequence
from functools import cache

import click

from actplot import catalogue
from actplot.activation import Activation, Gated, Vector
from actplot.binding import LEAST, MOST
from actplot.cli import main
from actplot.interface.names import Names
from actplot.interface.numbers import LayerSizes, Numbers, Points
from actplot.interface.paths import Existing, Output
from actplot.interface.specs import Family, Spec, families
from actplot.pictures import encoders
from actplot.tables import archives, formats

COMMANDS: dict[str, click.Command] = {
    name: command for name in sorted(main.commands) if (command := main.get_command(click.Context(main), name))
}
FILES = ("in.npy", "in.npz", "in.csv", "in.txt", "in.png", "in.bin")  # that every run finds in its folder
LONG = "x" * 2000
HOSTILE = (
    "", " ", "-", "--", "--at", "nan", "inf", "-inf", "1e999", "1e-999", "0", "-0", "1_000", "\uff11\uff12", "\u0661",
    "\ufeff1", "1,234.5", "0x10", "1e", "9" * 400, "1,", ",", ",,", "1:2", "1/3", "\0", "\n", "\x1b[31m", "\udcff",
    "\u00e9", "$(touch x)", "`touch x`", "../a", "~", "%s", "{0}", "*", "a=b", "=", ":", "::", LONG, "(" * 200,
    "-1e308", "5e-324", "__import__('os').system('touch x')", "relu", "all", "none",
    "http://a.svg", "-a.svg", "\u202e", "a\tb",
)  # fmt: skip
STATING_THEIR_TIME = ("lenet",)  # commands of which the help says how many minutes they may take
EXTREME = (
    0.0, 5e-324, 1e-310, 1e-155, 1e-100, 1e-90, 1e-50, 1e-16, 1e-6,
    1e6, 1e15, 1e16, 1e50, 1e90, 1e100, 1e155, 1e300, 1e308, 1.7976931348623157e308,
)  # fmt: skip
TAKEN = tuple(x for x in EXTREME if not x or LEAST <= x <= MOST)  # as a parameter
EXPRESSIONS = (
    "x", "x*tanh(softplus(x))", "max(a*x, x)", "x/(1 + abs(x))", "where(x > 0, x, a*expm1(x))",
    "gelu(x) - gelu_tanh(x)", "sin(a*x)", "exp(-x^2)", "1/x", "log(x)", "sqrt(x)",
    "floor(x)", "mine = x*sigmoid(a*x)", "x^3", "sign(x)*x^2",
    "erf(x/sqrt(2))", "clip(x, -1, 1)", "min(relu(x), a)", "exp(exp(x))", "0*x", "tan(x)", "x**0.5", "abs(sin(x))",
)  # fmt: skip


class Chance(random.Random):
    """Random choices of one line, whose lists of numbers have mostly the same length, as inputs and weights must."""

    def __init__(self, seed: str) -> None:
        """Take the seed."""
        super().__init__(seed)
        self.length = self.choice((1, 2, 2, 2, 3, 5))


@cache
def suffixes() -> tuple[str, ...]:
    """Return the suffixes of all files that some command writes."""
    return tuple(dict.fromkeys([*encoders.names(), *formats.suffixes(), *archives.names()]))


@cache
def examples(name: str) -> list[list[str]]:
    """Return the command lines in the help of a command, without the program and what the shell does."""
    lines = [line.strip() for line in (COMMANDS[name].help or "").splitlines()]
    found = [shlex.split(line) for line in lines if line.startswith("actplot ")]
    return [line[1:] for line in found if not {"|", ">", "<"} & set(line)]


def number(chance: Chance) -> str:
    """Return a number as people write it: mostly moderate, sometimes extreme."""
    if chance.random() < 0.1:
        return repr(chance.choice(EXTREME) * chance.choice((1, -1)))
    if chance.random() < 0.1:
        return chance.choice(("inf", "-inf", "nan", "-0", "+1", "1e3", ".5", "1."))
    return f"{chance.gauss(0, 3):.{chance.randint(0, 6)}g}"


def numbers(chance: Chance) -> str:
    """Return a list of numbers."""
    count = chance.length if chance.random() < 0.95 else chance.randint(1, 5)
    return ",".join(number(chance) for _ in range(count))


def values_of(chance: Chance, function: Activation, key: str) -> str:
    """Return a value of a parameter, or several."""
    count = 1 if chance.random() < 0.85 else chance.randint(2, 4)
    ends = ends_of(tuple(function.requires), key)
    whole = f"integer {key}" in function.requires
    return ",".join(value_of(chance, function.parameters[key], whole, ends) for _ in range(count))


@cache
def ends_of(requires: tuple[str, ...], key: str) -> tuple[float, ...]:
    """Return the ends of what a parameter may be, by its function and by the rule of all, and the floats beside."""
    own = [rule for rule in requires if key in re.split(r"\W+", rule)]
    ends = [float(number) for rule in own for number in re.findall(r"(?<![\w.])[\d.]+(?:e[+-]?\d+)?(?!\w)", rule)]
    ends += [LEAST, MOST]
    return tuple(x for end in ends for x in (end, math.nextafter(end, -math.inf), math.nextafter(end, math.inf)))


def value_of(chance: Chance, default: float, whole: bool, ends: Sequence[float] = ()) -> str:
    """Return a value of a parameter: near its default, at an end of its domain, or extreme."""
    if ends and chance.random() < 0.12:
        found = chance.choice(ends) * chance.choice((1, 1, 1, -1))
        return repr(found).removesuffix(".0")
    if chance.random() < 0.15:
        found = chance.choice(TAKEN if ends else EXTREME) * chance.choice((1, 1, -1))
    else:
        found = default * math.exp(chance.gauss(0, 1)) if default else chance.gauss(0, 1)
    return f"{found:.0f}" if whole and abs(found) < 1e18 else f"{found:.6g}"


def spec(chance: Chance, kinds: Sequence[type[Activation]] = ()) -> str:
    """Return a SPEC: a name or other spelling with parameters, or an expression."""
    if chance.random() < 0.12 and not kinds:
        text = chance.choice(EXPRESSIONS)
        return f"{text}:a={value_of(chance, 1.0, False)}" if "a*" in text or " a)" in text else text
    functions = [f for f in catalogue.everything().values() if not kinds or type(f) in kinds]
    function = chance.choice(functions)
    text = function.name
    if chance.random() < 0.1:
        text = chance.choice([spelling for spelling, found in offered() if found.name == function.name])
    for key in function.parameters:
        if chance.random() < 0.5:
            text += f":{key}={values_of(chance, function, key)}"
    return text


@cache
def offered() -> list[tuple[str, Activation]]:
    """Return all that a SPEC may begin with."""
    return list(catalogue.offered())


def path(chance: Chance) -> str:
    """Return where to write: mostly a file of some format."""
    if chance.random() < 0.12:
        return chance.choice(
            ("-", "folder", "new/", "nowhere/a.svg", "a", "/dev/null", "link.svg", "in.csv", "-a.svg")
        )
    return f"{chance.choice('ab')}.{chance.choice(suffixes())}"


def within(chance: Chance, low: float | None, high: float | None, default: object, whole: bool) -> str:
    """Return a number that an option takes, near the low end, where the work is small."""
    low = low if low is not None else -10.0
    start = default if isinstance(default, int | float) else low + 1
    if chance.random() < 0.1:
        return repr(high if high is not None and not whole and chance.random() < 0.3 else low).removesuffix(".0")
    most = min(high if high is not None else math.inf, max(low + 3, min(start, low + 100)))
    found = chance.uniform(low, most)
    return str(round(found)) if whole else f"{found:.{chance.randint(1, 9)}g}"


def argument(chance: Chance, option: click.Parameter, at: int = 0) -> str:  # noqa: PLR0912
    """Return a value that fits one option or argument."""
    kind = option.type.types[at] if isinstance(option.type, click.Tuple) else option.type
    match kind:
        case Spec():
            return spec(chance)
        case click.Choice():
            return str(chance.choice(list(kind.choices)))
        case Family():
            return chance.choice(families())
        case Output():
            return path(chance)
        case Existing():
            return chance.choice(FILES)
        case LayerSizes():
            return ",".join(str(chance.randint(1, 4)) for _ in range(chance.randint(1, 3)))
        case Points():
            return chance.choice(("-", "all", "1:2,0:-1")) if chance.random() < 0.15 else numbers(chance)
        case Numbers():
            return numbers(chance)
        case Names():
            return chance.choice(kind.choices)
        case click.types.IntRange():
            return within(chance, kind.min, kind.max, option.default, True)
        case click.types.FloatRange():
            return within(chance, kind.min, kind.max, option.default, False)
        case click.types.IntParamType():
            return str(chance.choice((0, 1, 2, 5, 30)))
        case click.types.FloatParamType():
            return number(chance)
    return text(chance, option)


def text(chance: Chance, option: click.Parameter) -> str:
    """Return a value for an option of no special type: one that completion offers, from an example, or any text."""
    context = click.Context(click.Command("any"))
    items = [item.value for item in option.shell_complete(context, "") if item.type == "plain"]
    if items and chance.random() < 0.9:
        return ",".join(chance.sample(items, min(len(items), chance.choice((1, 1, 3)))))
    shown = [
        line[i + 1]
        for name in COMMANDS
        for line in examples(name)
        for i, word in enumerate(line[:-1])
        if word in option.opts
    ]
    own = [word for word in (option.metavar or "").replace("|", ",").split(",") if word.strip("'").islower()]
    return chance.choice([*shown * 3, *own * 3, *FILES, spec(chance), "a,b,c", "Title $x^2$ \u00e9"])


def given(chance: Chance, option: click.Option) -> list[str]:
    """Return an option with its values; a pair of numbers is in order."""
    values = [] if option.is_flag else [argument(chance, option, at) for at in range(option.nargs)]
    if len(values) == 2 and chance.random() < 0.9 and all(map(is_number, values)):
        values.sort(key=float)
    return [chance.choice(option.opts), *values]


def is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def sizes_of(command: click.Command) -> list[click.Option]:
    """Return the options on which the work of a command depends: whole numbers with a default."""
    return [
        option
        for option in options_of(command)
        if isinstance(option.type, click.types.IntRange | LayerSizes)
        if isinstance(option.default, int | str) and option.name != "seed"
    ]


def small(command: click.Command, chance: Chance) -> list[str]:
    """Return options that keep the work of a command small: low in the range of each."""
    return [word for option in sizes_of(command) for word in given(chance, option)]


def at_the_high_end(command: click.Command, chance: Chance) -> list[str]:
    """Return a whole-number option at the high end of its range, beside it, or far beyond what any machine can do."""
    options = [option for option in options_of(command) if isinstance(option.type, click.IntRange)]
    if command.name in STATING_THEIR_TIME or not options or chance.random() < 0.8:
        return []
    option = chance.choice(options)
    assert isinstance(option.type, click.IntRange)
    most = option.type.max
    ends = (10**6, 2**31, 2**63 - 1, 10**30) if most is None else (most, most, most - 1, most + 1)
    return [option.opts[-1], str(chance.choice(ends))]


def drawn(command: click.Command, chance: Chance) -> list[str]:
    """Return options that make the command draw a small picture, if it can draw."""
    output = next((option for option in options_of(command) if isinstance(option.type, Output)), None)
    sized = any(option.name == "size" for option in options_of(command))
    if output is None or chance.random() < 0.3:
        return []
    if not sized:
        return [output.opts[0], path(chance)]
    target = f"a.{chance.choice(encoders.names())}" if chance.random() < 0.9 else path(chance)
    size = chance.choice((("4", "3"), ("6.4", "4"), ("9", "5"), ("3.3", "2.4")))
    return [output.opts[0], target, "--size", *size, "--dpi", "40"]


def options_of(command: click.Command) -> list[click.Option]:
    return [param for param in command.params if isinstance(param, click.Option)]


KINDS_OF_FUNCTIONS: tuple[list[type[Activation]], ...] = ([], *[[Activation]] * 3, [Vector], [Gated])


def valid(chance: Chance, name: str) -> list[str]:
    """Return a line whose parts each fit; together they may not."""
    command = COMMANDS[name]
    options = options_of(command)
    kinds = chance.choice(KINDS_OF_FUNCTIONS)
    named = []
    for param in command.params:
        if isinstance(param, click.Argument):
            count = chance.choice((1, 1, 2, 3)) if param.nargs == -1 else 1
            is_spec = isinstance(param.type, Spec)
            named += [spec(chance, kinds) if is_spec else argument(chance, param) for _ in range(count)]
    needed = [option for option in options if option.required]
    others = [option for option in options if not option.required and not isinstance(option.type, Output)]
    wanted = [*needed, *chance.sample(others, min(len(others), chance.choice((0, 1, 2, 3, 4, 6))))]
    if any(option.name in {"everything", "family"} for option in wanted) and chance.random() < 0.7:
        named = []  # instead of SPECs
    words = [word for option in wanted for word in given(chance, option)]
    return [name, *named, *drawn(command, chance), *words, *small(command, chance), *at_the_high_end(command, chance)]


def from_example(chance: Chance, name: str) -> list[str]:
    """Return an example of the help with small work, and perhaps an option more."""
    line = [*chance.choice(examples(name) or [[name]])]
    if chance.random() < 0.7:
        line += given(chance, chance.choice(options_of(COMMANDS[name]) or [click.Option(["--help"], is_flag=True)]))
    return [*line, *small(COMMANDS[name], chance)]


def nearer(chance: Chance, line: list[str]) -> list[str]:
    """Return a line that was refused with one thing less or simpler, and its work as small as before."""
    command = COMMANDS[line[0]]
    line = _simpler(chance, command, line)
    missing = [option for option in sizes_of(command) if not set(option.opts) & set(line)]
    return [*line, *(word for option in missing for word in given(chance, option))]


def _simpler(chance: Chance, command: click.Command, line: list[str]) -> list[str]:
    """Return a line without one of its options, or with a simpler function."""
    places = [i for i, word in enumerate(line) if word.startswith("-") and not is_number(word)]
    specs = [i for i, word in enumerate(line) if (i and ":" in word) or word in catalogue.names()]
    if specs and (not places or chance.random() < 0.4):
        at = chance.choice(specs)
        return [*line[:at], chance.choice(("relu", "tanh", line[at].partition(":")[0])), *line[at + 1 :]]
    if not places:
        return line
    at = chance.choice(places)
    option = next((option for option in options_of(command) if line[at] in option.opts), None)
    return line[:at] + line[at + 1 + (0 if option is None or option.is_flag else option.nargs) :]


def mistaken(chance: Chance, name: str) -> list[str]:
    """Return a line with a mistake: a word that is hostile, missing, doubled, misspelt or out of place."""
    line = valid(chance, name)
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(line))
        match chance.randrange(6):
            case 0:
                line.insert(at + 1, chance.choice(HOSTILE))
            case 1 | 2:
                line[min(max(at, chance.randint(0, 1)), len(line) - 1)] = chance.choice(HOSTILE)
            case 3:
                del line[at]
            case 4:
                line.insert(at, line[at])
            case 5:
                word = line[at] or "x"
                cut = chance.randrange(len(word))
                line[at] = word[:cut] + chance.choice(("", "_", "-", "e", "1", ",", ":")) + word[cut + 1 :]
        line = line or [name]
    return line


KINDS: tuple[Callable[[Chance, str], list[str]], ...] = (valid, valid, valid, from_example, mistaken, mistaken)
INPUTS = (
    b"",
    b"1 2 3\n",
    b"1,2\n3,4\n",
    b"1:2 3:4\n",
    b"1 x 2\n",
    b"\xef\xbb\xbf1\n",
    b"\0",
    b"1,,2",
    b"1e999 nan",
    b"\xff",
)


def command_line(chance: Chance) -> tuple[list[str], bytes, bool]:
    """Return a command line without the program, its standard input, and whether it should be right."""
    name = chance.choice(list(COMMANDS))
    kind = chance.choice(KINDS)
    return kind(chance, name), chance.choice(INPUTS), kind is not mistaken
