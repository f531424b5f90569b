"""The floors of the house: imports point down, files form a line, none grows too long."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "s2s_grad"

# The first part of a path below the package, and the floor it stands on.
FLOORS = {
    **dict.fromkeys(("errors", "runtime", "code", "syntax"), 0),
    **dict.fromkeys(("quote", "locate", "source", "rules", "wrapping"), 1),
    "analysis": 2,
    "transform": 3,
    **dict.fromkeys(("compiler", "cache", "kept", "backends", "standalone", "stats"), 4),
    **dict.fromkeys(("entry", "request", "highlight", "coverage", "strict"), 4),
    **dict.fromkeys(("program", "binding", "kinds", "locating", "matching", "fetching"), 4),
    **dict.fromkeys(("origins", "codewords", "survey", "relocating", "keeping", "crossing"), 4),
    **dict.fromkeys(("ready", "call", "api", "testing"), 5),
    **dict.fromkeys(("dtype", "tensors", "tensor", "initializer", "parameter", "context"), 5),
    **dict.fromkeys(("train", "dataset", "formats"), 5),
    **dict.fromkeys(("functional", "ops", "nn", "amp", "serialization", "common", "numpy"), 5),
    **dict.fromkeys(
        ("gradient_hooks", "custom", "recomputing", "solvers", "autograd", "checking"), 5
    ),
    **dict.fromkeys(("transforms", "tree", "explain"), 5),
    "__init__": 6,  # re-exports the public names, so it stands above those it names
    **dict.fromkeys(("target", "cli", "mindspore"), 7),
    "__main__": 8,
}

# Functions that may import from s2s_grad when they are called, and why.
LAZY = {
    "s2s_grad.call.compiler": "a program that is kept on disk needs no compiler",
    "s2s_grad.call.origin_of": "as above",
    "s2s_grad.api.validate": "a module of Cells that is only imported needs no compiler",
    "s2s_grad.__init__.__getattr__": "a public name loads its module on first use",
    "s2s_grad.nn.__init__.__getattr__": "as above",
}
LAZY_MODULES = {
    "s2s_grad.cli": "a command loads only what it needs, so that --help is quick",
}

LONGEST = 400


def module_name(path):
    """The dotted name of the file, with `.__init__` for a package."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def floor(module):
    """The number of the floor on which the module stands."""
    return FLOORS[module.split(".")[1]]


def known(dotted):
    """The module of ours that a dotted name stands for, or None."""
    return next((name for name in (dotted, f"{dotted}.__init__") if name in MODULES), None)


def targets(node):
    """The modules of ours that an import statement names."""
    if isinstance(node, ast.Import):
        return [known(alias.name) for alias in node.names if ours(alias.name)]
    if not ours(node.module):
        return []
    inner = [known(f"{node.module}.{alias.name}") for alias in node.names]
    return [name or known(node.module) for name in inner]


def ours(dotted):
    return dotted is not None and dotted.split(".")[0] == "s2s_grad"


def imports(module):
    """Pairs (import statement, name of the function it stands in or "")."""
    pending = [(ast.parse(MODULES[module].read_text("utf-8")), "")]
    while pending:
        node, function = pending.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, function
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            function = getattr(node, "name", "lambda")
        pending.extend((child, function) for child in ast.iter_child_nodes(node))


def below(module):
    """The modules of ours that the module imports when it is loaded."""
    found = [
        target for node, function in imports(module) if not function for target in targets(node)
    ]
    return sorted(set(found) - {module, None})


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_floor(module):
    assert module.split(".")[1] in FLOORS


@pytest.mark.parametrize("module", MODULES)
def test_imports_are_absolute_and_name_files_that_exist(module):
    for node, _ in imports(module):
        assert getattr(node, "level", 0) == 0, f"line {node.lineno} is relative"
        assert None not in targets(node), f"line {node.lineno} names no file"


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module):
    up = [name for name in below(module) if floor(name) > floor(module)]

    assert up == []


def test_modules_form_a_line_not_a_ring():
    left = {module: set(below(module)) for module in MODULES}
    while ready := [module for module, needs in left.items() if not needs]:
        left = {
            module: needs.difference(ready) for module, needs in left.items() if module not in ready
        }

    assert left == {}, "these import each other, or a module that does"


@pytest.mark.parametrize("module", MODULES)
def test_no_function_imports_from_the_package(module):
    hidden = [
        f"line {node.lineno}"
        for node, function in imports(module)
        if function and targets(node) and not is_lazy(module, function)
    ]

    assert hidden == []


def is_lazy(module, function):
    return module in LAZY_MODULES or f"{module}.{function}" in LAZY


@pytest.mark.parametrize("module", MODULES)
def test_no_file_is_too_long(module):
    lines = len(MODULES[module].read_text("utf-8").splitlines())

    assert lines <= LONGEST


@pytest.mark.parametrize("module", MODULES)
def test_a_file_says_what_it_is_for(module):
    assert ast.get_docstring(ast.parse(MODULES[module].read_text("utf-8")))
