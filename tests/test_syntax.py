"""Every node of Python's syntax is differentiated, or refused where it stands."""

import ast
import itertools
import linecache
import sys
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import s2s_grad
from s2s_grad.errors import CODES
from s2s_grad.testing import check_grads

NUMBERS = itertools.count(1)
X = np.array([0.7, -0.4, 1.3])

# Kinds of nodes that came with a later Python, and that one.
LATER = {"TypeAlias": (3, 12), "TypeVar": (3, 12), "TypeVarTuple": (3, 12), "ParamSpec": (3, 12)}

# Kinds of nodes that stand for no text of their own, or that Python no longer makes.
SILENT = {"Load", "Store", "Del", "Param", "AugLoad", "AugStore", "Suite", "Index", "ExtSlice"}
SILENT |= {"Num", "Str", "Bytes", "NameConstant", "Ellipsis", "TypeIgnore"}
SILENT |= {"Module", "Interactive", "Expression", "FunctionType"}
SILENT |= {"TemplateStr", "Interpolation"}  # of Python 3.14


def table():
    """The nodes that this Python has: {node: body}, {node: (body, code, text at the caret)}."""
    supported, refused = {}, {}
    text = (Path(__file__).parent / "syntax_nodes.txt").read_text("utf-8")
    for section in text.split("\n== ")[1:]:
        head, body = section.split("\n", 1)
        kind, *rest = head.split(" ", 2)
        if sys.version_info < LATER.get(kind, (3, 0)):
            continue
        if rest:
            refused[kind] = (body, *rest)
        else:
            supported[kind] = body
    return supported, refused


SUPPORTED, REFUSED = table()


def made(body):
    """The function `f(x)` with this body, its lines known to Python."""
    text = "def f(x):\n" + textwrap.indent(body, "    ") + "\n"
    file = f"<syntax {next(NUMBERS)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    namespace = {"np": np, "contextlib": __import__("contextlib"), "GLOBAL": 2.0}
    exec(compile(text, file, "exec"), namespace)
    return namespace["f"], text, file


def node_kinds():
    """The names of all classes of nodes that a text can have."""
    found, pending = set(), [ast.AST]
    while pending:
        kind = pending.pop()
        below = [other for other in kind.__subclasses__() if other.__module__ in ("ast", "_ast")]
        pending += below
        if not below:
            found.add(kind.__name__)
    return (found | {"Constant"}) - SILENT


def test_every_node_stands_in_one_of_the_tables():
    assert not set(SUPPORTED) & set(REFUSED)
    assert node_kinds() == set(SUPPORTED) | set(REFUSED)


@pytest.mark.parametrize("kind", sorted(SUPPORTED))
def test_the_gradient_of_a_supported_node_is_the_slope(kind, capsys):
    function, text, _ = made(SUPPORTED[kind])
    assert any(type(node).__name__ == kind for node in ast.walk(ast.parse(text)))

    check_grads(function, s2s_grad.grad(function), X)


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_a_node_that_is_not_supported_is_refused_where_it_stands(kind):
    body, code, shown = REFUSED[kind]
    function, text, file = made(body)
    assert any(type(node).__name__ == kind for node in ast.walk(ast.parse(text)))

    with pytest.raises(s2s_grad.S2SGradError) as caught:
        s2s_grad.grad(function)(X)

    error: Any = caught.value
    lines = text.splitlines()
    assert (error.code, error.file) == (code, file)
    assert shown in lines[error.line - 1]
    assert error.text.lstrip()[max(0, error.column) :].startswith(shown)
    assert error.reason and error.advice and code in CODES
