"""The table of functions that have a rule, and the page made of it."""

from pathlib import Path

import numpy as np
import pytest
import scipy

from s2s_grad import coverage
from s2s_grad.cli import main

PAGE = Path(__file__).parents[1] / "docs" / "coverage.md"
VERSIONS = "2.4", "1.17"


def test_the_page_is_what_the_registry_says(request):
    if not (np.__version__.startswith(VERSIONS[0]) and scipy.__version__.startswith(VERSIONS[1])):
        pytest.skip(f"the page is written with NumPy {VERSIONS[0]} and SciPy {VERSIONS[1]}")
    if request.config.getoption("--update-golden"):
        PAGE.write_text(coverage.page(), encoding="utf-8")

    assert coverage.page() == PAGE.read_text("utf-8"), (
        "write it anew: s2s-grad coverage --markdown > docs/coverage.md"
    )


def test_a_function_is_found_by_a_part_of_its_name(capsys):
    code = main(["coverage", "numpy.tanh"])

    head, line, *_ = capsys.readouterr().out.splitlines()
    assert 0 == code
    assert "function    dialect  reverse  forward  tested  autograd  jax" == head
    assert "numpy.tanh  numpy    yes      yes      yes     yes       yes" == line


def test_a_name_that_nothing_has_is_no_success(capsys):
    assert 1 == main(["coverage", "no.such.function"])


def test_a_function_without_a_derivative_has_no_mode():
    (argmin,) = coverage.rows("numpy.argmin")

    assert (argmin.reverse, argmin.forward, argmin.tested) == (False, False, False)


def test_methods_and_attributes_of_arrays_are_listed():
    names = {row.name for row in coverage.rows("numpy.ndarray.")}

    assert {"numpy.ndarray.T", "numpy.ndarray.sum", "numpy.ndarray.clip"} <= names


def test_what_another_tool_differentiates_is_here_too():
    """But for indexing, which is no function, for writes in place, and solvers."""
    have = {row.name for row in coverage.rows()} | {"numpy.r_", "numpy.c_"}
    missing = [name for name in coverage.peers() if name not in have]

    gone = [] if hasattr(np, "row_stack") else ["numpy.row_stack"]  # NumPy 2.5 has it no more
    assert [name for name in missing if "getitem" not in name] == sorted(MISSING + gone)


MISSING = ["numpy.ndarray.sort", "scipy.integrate.odeint"]
