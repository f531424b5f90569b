"""The table of functions that have a rule: in which modes, and which other tools have one."""

import builtins
import cmath
import functools
import math
import operator
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from s2s_grad.rules.registry import ATTRIBUTES, METHODS, PUBLIC, RULES, lookup

PEERS = Path(__file__).with_name("peers.txt")
NUMPY = ("numpy", "numpy.linalg", "numpy.lib.stride_tricks", "numpy.polynomial.polynomial")
NUMPY += tuple(f"numpy.polynomial.{name}" for name in ("chebyshev", "hermite", "legendre"))
PYTHON = (math, cmath, statistics, operator, functools, builtins)


@dataclass(frozen=True)
class Row:
    """One function: its name, whether each mode knows it, and which other tools have it.

    Forward mode follows from every rule. A function without a derivative, such as
    `numpy.argmax`, has neither mode.
    """

    name: str
    reverse: bool
    forward: bool
    tested: bool
    peers: frozenset[str]

    @property
    def dialect(self) -> str:
        """The library whose function it is: python, numpy or scipy."""
        first = self.name.partition(".")[0]
        return first if first in ("numpy", "scipy") else "python"


def rows(pattern: str = "") -> list[Row]:
    """The rows whose names hold `pattern`, in the order of their names.

    >>> [row.name for row in rows("numpy.tanh")]
    ['numpy.tanh']
    """
    others = peers()
    found = {}
    for name, function in named_functions():
        rule = lookup(function)
        if pattern in name and rule is not None and name not in found:
            found[name] = row(name, rule, others)
    return [found[name] for name in sorted(found)]


def row(name, rule, others):
    """What the table says of one function."""
    moves = rule.kind != "constant"
    return Row(name, moves, moves, moves, others.get(name, frozenset()))


def named_functions() -> Iterable[tuple[str, Any]]:
    """(public name, function) of everything that may have a rule."""
    for module in modules():
        for text, found in sorted(vars(module).items()):
            if not text.startswith("_") and known(found):
                prefix = "" if module is builtins else f"{module.__name__}."
                yield f"{prefix}{text}", found
            if not text.startswith("_") and not isinstance(found, (type, ModuleType)):
                yield from methods(f"{module.__name__}.{text}", found)
    for text, found in sorted({**ATTRIBUTES, **METHODS}.items()):
        if hasattr(np.ndarray, text):
            yield f"numpy.ndarray.{text}", found


def methods(name, owner):
    """The methods of a ufunc or of a distribution that have a rule of their own."""
    bound = {id(found.__self__) for found in RULES if hasattr(found, "__self__")}
    if id(owner) not in bound:
        return
    for text in dir(owner):
        found = None if text.startswith("_") else getattr(owner, text, None)
        if callable(found) and known(found):
            yield f"{name}.{text}", found


def known(found) -> bool:
    """Whether an object has a rule."""
    try:
        return found in RULES
    except (TypeError, ValueError):
        return False


def modules() -> list[Any]:
    """The modules whose functions the table names; those of SciPy when it is installed."""
    found = [*PYTHON, *map(import_module, NUMPY)]
    for label in PUBLIC:
        try:
            found.append(import_module(label))
        except ImportError:
            continue
    lookup(None)  # loads the families of what has been imported now
    return found


def peers() -> dict[str, frozenset[str]]:
    """The other tools that returned a right gradient of a function, by its name."""
    lines = [line.split() for line in PEERS.read_text("utf-8").splitlines()]
    return {name: frozenset(tools) for name, *tools in lines if name != "#"}


HEADS = ("function", "dialect", "reverse", "forward", "tested", "autograd", "jax")


def cells(found: Row) -> list[str]:
    """A row as words."""
    marks = [found.reverse, found.forward, found.tested]
    marks += ["autograd" in found.peers, "jax" in found.peers]
    return [found.name, found.dialect, *("yes" if mark else "-" for mark in marks)]


def table(found: list[Row]) -> str:
    """Rows as aligned text, with the counts below."""
    lines = [list(HEADS), *map(cells, found)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADS))]
    texts = [
        "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([*texts, "", counts(found)])


def page() -> str:
    """The page of the documentation that holds the table."""
    found = rows()
    lines = [f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
    lines += [f"| `{name}` | {' | '.join(rest)} |" for name, *rest in map(cells, found)]
    return "\n".join([HEADING, counts(found), "", *lines, ""])


def counts(found: list[Row]) -> str:
    """How many functions there are, and how many have a derivative."""
    moving = sum(one.reverse for one in found)
    return f"{len(found)} functions, {moving} of them with a derivative."


HEADING = """\
# Functions with a rule

Written by `s2s-grad coverage --markdown` from the registry of rules; do not edit.

A function without a mode has no derivative: its result does not move, or moves in jumps. `tested`:
the test suite compares the gradient with differences of the function, and fails for a rule that has
no such test. `autograd` and `jax`: whether that tool returned a right gradient when it was last
tried; a dash also stands for functions that were not tried.
"""
