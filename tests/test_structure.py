"""The house: which wing may import which, how long modules and functions may be, which names are private.

Read from the source by ast, so that an import inside a function counts; one for the type checker alone does not.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest

import actplot

# A module imports from its own floor and those below, never from a floor above.
FLOORS = [
    {"language"},
    {"activation", "arithmetic", "binding", "evaluation", "frameworks"},
    {"functions"},
    {"catalogue", "expressions"},
    {"analysis", "networks"},
    {"interface", "pictures", "tables"},
    {"__main__", "cli", "commands", "manual"},
]
MOST_LINES = 400  # of a module; a family of functions may be longer
SCREEN = 50  # lines of the body of a function, without its docstring
# Of the standard library and mpmath, documented in spite of their names.
DOCUMENTED = {"_asdict", "_exit", "_fields", "_make", "_mpf_", "_replace"}

House: TypeAlias = Mapping[str, Path]


class Import(NamedTuple):
    """An imported module, or a name in one, and the line where it is imported."""

    module: str
    name: str
    line: int


def house(root: Path) -> House:
    """Return the modules of the package at ``root`` by dotted name."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        name = ".".join(path.relative_to(root.parent).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def run(node: ast.AST) -> Iterator[ast.AST]:
    """Walk ``node``, leaving out what stands under ``if TYPE_CHECKING``."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            yield from (statement for other in child.orelse for statement in run(other))
        else:
            yield child
            yield from run(child)


def imports(module: str, modules: House) -> list[Import]:
    """List what ``module`` imports of ``modules``; a dotted name of one in a string is an import too."""
    package = module if modules[module].stem == "__init__" else module.rpartition(".")[0]
    found = []
    for node in run(tree(modules[module])):
        if isinstance(node, ast.Import):
            found += [Import(alias.name, "", node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: package.count(".") + 2 - node.level] if node.level else []
            origin = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{origin}.{alias.name}"
                found.append(Import(*((inner, "") if inner in modules else (origin, alias.name)), node.lineno))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            found.append(Import(node.value, "", node.lineno))
    return [one for one in found if one.module in modules]


def wing(module: str) -> str:
    """Return the folder or file right below the package, or nothing for the package itself."""
    return module.split(".")[1] if "." in module else ""


def floor(module: str) -> int:
    return next((number for number, wings in enumerate(FLOORS) if wing(module) in wings), -1)


def homeless(module: str, _: House) -> Iterator[str]:
    if sum(wing(module) in wings for wings in FLOORS) != 1:
        yield f"FLOORS does not say where {wing(module)} stands"


def upward(module: str, modules: House) -> Iterator[str]:
    for found in imports(module, modules):
        if wing(found.module) and floor(found.module) > floor(module):
            yield f"line {found.line} imports {found.module} from a floor above"


def from_the_package(module: str, modules: House) -> Iterator[str]:
    for found in imports(module, modules):
        if not wing(found.module) and found.name != "__version__":
            yield f"line {found.line} imports {found.name or 'the package'}, whose names are for users"


def private(module: str, modules: House) -> Iterator[str]:
    """Find names with an underscore that this module uses and does not define."""
    source = tree(modules[module])
    own = {
        getattr(node, "name", "") or getattr(node, "attr", "") or getattr(node, "id", "")
        for node in ast.walk(source)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        or (isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store))
    }
    for node in ast.walk(source):
        used = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.Attribute) and node.attr not in own:
            used = [node.attr]
        for name in used:
            if name.startswith("_") and not name.endswith("__") and name not in DOCUMENTED:
                yield f"line {getattr(node, 'lineno', 0)} uses {name}, which is private"


def too_long(module: str, modules: House) -> Iterator[str]:
    lines = len(modules[module].read_text(encoding="utf-8").splitlines())
    if lines > MOST_LINES and wing(module) != "functions":
        yield f"{lines} lines"
    for node in ast.walk(tree(modules[module])):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1 if ast.get_docstring(node) else 0 :]
            lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            if lines > SCREEN:
                yield f"{node.name} has {lines} lines"


def open_lists(modules: House) -> dict[str, set[str]]:
    """Return the names that a user may extend, by the package or module that declares them."""
    found = {}
    for package, path in modules.items():
        if path.stem == "__init__" and (
            package.endswith(".commands") or "iter_modules(__path__)" in path.read_text()
        ):
            found[package] = {name.rpartition(".")[2] for name in modules if name.startswith(f"{package}.")}
    for module, path in modules.items():
        for node in tree(path).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "THEMES":
                found[module] = texts(node.value)
    return found


def texts(node: ast.AST) -> set[str]:
    """Return a string, the elements of a list, tuple or set, or the keys of a dict, if all are strings."""
    elements = getattr(node, "keys", None) or getattr(node, "elts", None) or [node]
    found = {getattr(element, "value", None) for element in elements if isinstance(element, ast.Constant)}
    words = {name for name in found if isinstance(name, str)}
    return words if len(words) == len(elements) else set()


def second_list(module: str, modules: House) -> Iterator[str]:
    """Find names of an open list that are listed, or told apart, outside the place that declares them."""
    for place, names in open_lists(modules).items():
        if module == place or module.startswith(f"{place}."):
            continue
        for node in ast.walk(tree(modules[module])):
            found: set[str] = set()
            if isinstance(node, ast.Compare):
                found = set().union(*map(texts, [node.left, *node.comparators]))
            elif isinstance(node, ast.MatchValue):
                found = texts(node.value)
            elif len(listed := texts(node)) > 1 and listed <= names:
                found = listed
            for name in sorted(found & names):
                yield f"line {getattr(node, 'lineno', 0)} knows {name}, which {place} declares"


def told_twice(modules: House) -> Iterator[str]:
    """Find the same three or more strings listed in two modules; a dict inside a function may be one of arguments."""
    lists: dict[frozenset[str], set[str]] = {}
    for module, path in modules.items():
        declared = {node.value for node in tree(path).body if isinstance(node, ast.Assign | ast.Expr)}
        for node in ast.walk(tree(path)):
            if len(listed := texts(node)) > 2 and (not isinstance(node, ast.Dict) or node in declared):
                lists.setdefault(frozenset(listed), set()).add(module)
    for names, places in lists.items():
        if len(places) > 1:
            yield f"{' and '.join(sorted(places))} list {', '.join(sorted(names))}"


def circle(edges: Mapping[str, set[str]]) -> list[str]:
    """Return the nodes along one circle of ``edges``, or an empty list."""
    done: set[str] = set()

    def search(node: str, way: list[str]) -> list[str]:
        if node in way:
            return [*way[way.index(node) :], node]
        if node in done:
            return []
        for other in sorted(edges.get(node, ())):
            if found := search(other, [*way, node]):
                return found
        done.add(node)
        return []

    return next(filter(None, (search(node, []) for node in sorted(edges))), [])


def circle_of_modules(modules: House) -> list[str]:
    return circle(
        {name: {found.module for found in imports(name, modules)} - {name} for name in modules if wing(name)}
    )


def circle_of_wings(modules: House) -> list[str]:
    edges: dict[str, set[str]] = {}
    for module in filter(wing, modules):
        others = {wing(found.module) for found in imports(module, modules)}
        edges.setdefault(wing(module), set()).update(others - {wing(module), ""})
    return circle(edges)


ACTPLOT = house(Path(actplot.__file__).parent)
TESTS = house(Path(__file__).parent)
RULES: list[Callable[[str, House], Iterator[str]]] = [
    homeless,
    upward,
    from_the_package,
    private,
    too_long,
    second_list,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("module", [name for name in ACTPLOT if wing(name)], ids=lambda name: name.partition(".")[2])
def test_every_module_keeps_the_rules_of_the_house(module: str, rule: Callable[[str, House], Iterator[str]]) -> None:
    found = list(rule(module, ACTPLOT))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("module", TESTS)
def test_tests_use_no_private_name_of_another_module(module: str) -> None:
    found = list(private(module, TESTS))
    assert not found, "\n".join(found)


def test_neither_modules_nor_wings_import_each_other_in_a_circle() -> None:
    assert circle_of_modules(ACTPLOT) == []
    assert circle_of_wings(ACTPLOT) == []


def test_no_list_of_names_is_written_twice(tmp_path: Path) -> None:
    found = list(told_twice(ACTPLOT))
    assert not found, "\n".join(found)
    for name, text in {"a": "('x', 'y', 'z')", "b": "{'z': 1, 'x': 2, 'y': 3}", "c": "['x', 'y']"}.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    assert list(told_twice({name: tmp_path / f"{name}.py" for name in "abc"})) == ["a and b list x, y, z"]


def test_the_package_imports_nothing_of_its_own_before_it_is_asked() -> None:
    own = [node for node in tree(ACTPLOT["actplot"]).body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not [node for node in own if "actplot" in ast.unparse(node)]


@pytest.mark.parametrize(
    ("rule", "module", "source", "fault"),
    [
        (homeless, "attic.py", "", "FLOORS does not say where attic stands"),
        (upward, "analysis/a.py", "def f():\n    from actplot import tables", "line 2 imports actplot.tables"),
        (upward, "interface/a.py", "from ..commands import b", "line 1 imports actplot.commands.b"),
        (upward, "networks/a.py", "load('actplot.commands.b')", "line 1 imports actplot.commands.b"),
        (from_the_package, "cli.py", "from actplot import facts", "line 1 imports facts"),
        (from_the_package, "cli.py", "import actplot", "line 1 imports the package"),
        (private, "analysis/a.py", "from actplot.tables import _b", "line 1 uses _b"),
        (private, "analysis/a.py", "from actplot import tables\n\ntables.b._c", "line 3 uses _c"),
        (second_list, "commands/a.py", "FORMATS = ('csv', 'tsv')", "line 1 knows csv, which actplot.tables.formats"),
        (second_list, "commands/a.py", "FORMATS = {'tsv': 1, 'csv': 2}", "line 1 knows csv"),
        (second_list, "tables/a.py", "if name == 'csv':\n    pass", "line 1 knows csv"),
        (second_list, "tables/a.py", "if name in ('csv', 'other'):\n    pass", "line 1 knows csv"),
        (second_list, "tables/a.py", "match name:\n    case 'csv':\n        pass", "line 2 knows csv"),
        (too_long, "analysis/a.py", "1\n" * 401, "401 lines"),
        (too_long, "functions/a.py", "def f():\n    'Says.'\n" + "    1\n" * 51, "f has 51 lines"),
    ],
)
def test_a_rule_names_what_breaks_it(
    rule: Callable[[str, House], Iterator[str]], module: str, source: str, fault: str, tmp_path: Path
) -> None:
    folder = "import pkgutil\n\nNAMES = pkgutil.iter_modules(__path__)"
    files = dict.fromkeys(("__init__", "tables/__init__", "commands/__init__", "commands/b"), "") | {
        "tables/formats/__init__": folder,
        "tables/formats/csv": "",
        "tables/formats/tsv": "",
        module.removesuffix(".py"): source,
    }
    for name, text in files.items():
        path = tmp_path / "actplot" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = list(rule("actplot." + module.removesuffix(".py").replace("/", "."), house(tmp_path / "actplot")))
    assert found
    assert found[0].startswith(fault)


@pytest.mark.parametrize(
    "source",
    [
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from actplot import tables",
        "from actplot import __version__",
        "import os\n\nos._exit(0)",
        "class A:\n    _b = 1\n\n\nprint(A._b)",
        "1\n" * 400,
        "def f():\n    'Says.'\n" + "    1\n" * 50,
    ],
)
def test_a_rule_lets_pass_what_it_is_not_about(source: str, tmp_path: Path) -> None:
    (tmp_path / "actplot" / "analysis").mkdir(parents=True)
    (tmp_path / "actplot" / "__init__.py").write_text("__version__ = '1'", encoding="utf-8")
    (tmp_path / "actplot" / "analysis" / "a.py").write_text(source, encoding="utf-8")
    modules = house(tmp_path / "actplot")
    assert [found for rule in RULES for found in rule("actplot.analysis.a", modules)] == []


def test_a_circle_is_found_however_long() -> None:
    assert circle({"a": {"b", "d"}, "b": {"c"}, "c": {"e"}, "e": {"b"}}) == ["b", "c", "e", "b"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
