"""Registers the programs of tests/programs, each with the points it is called at."""

import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent / "programs"

CASES = []
REFUSED = []


@dataclass(frozen=True)
class Point:
    """The arguments of one call."""

    arguments: tuple
    keywords: dict


@dataclass(frozen=True, eq=False)
class Case:
    """A program, where it is called, and what it is differentiated by."""

    name: str
    theme: str
    function: Callable
    points: tuple
    wrt: int | tuple | None
    weights: Any
    value: bool
    has_aux: bool
    tolerance: float
    slow: bool

    @property
    def options(self):
        """The keyword arguments of `grad` for this program."""
        return {"grad_position": self.wrt, "weights": self.weights, "has_aux": self.has_aux}

    def __str__(self):
        return f"{self.theme}-{self.name}"


@dataclass(frozen=True)
class Refused:
    """A program that has no gradient, and the piece of its text that the error points at."""

    name: str
    function: Callable
    point: Point
    text: str
    wrt: int | tuple

    def __str__(self):
        return self.name


def at(*arguments, **keywords):
    """The point of a call with these arguments."""
    return Point(arguments, keywords)


def case(
    function,
    *points,
    wrt=0,
    weights=None,
    value=False,
    has_aux=False,
    tolerance=1e-6,
    name=None,
    slow=False,
):
    """Register `function`, to be differentiated by `wrt` and `weights` at each point.

    With `value` its golden text is that of `value_and_grad`. The theme is the name of the
    file that registers it.
    """
    theme = Path(inspect.stack()[1].filename).stem
    name = name or function.__name__
    assert all(name != other.name for other in CASES), f"two programs are called {name}"
    CASES.append(Case(name, theme, function, points, wrt, weights, value, has_aux, tolerance, slow))


def refused(function, point, text, wrt=0):
    """Register `function` as one whose gradient is an error that points at `text`."""
    REFUSED.append(Refused(function.__name__, function, point, text, wrt))


def normal(*shape, seed=0):
    """Fixed numbers around 0."""
    return np.random.default_rng(seed).normal(size=shape)


def uniform(*shape, seed=0, low=0.2, high=1.8):
    """Fixed numbers between `low` and `high`."""
    return np.random.default_rng(seed).uniform(low, high, size=shape)


def load():
    """All cases and all refused programs, in the order of the files."""
    for path in sorted(FOLDER.glob("[!_]*.py")):
        try:
            importlib.import_module(f"tests.programs.{path.stem}")
        except ImportError:
            if path.stem != "cells":  # until the Cells exist
                raise
    return CASES, REFUSED
