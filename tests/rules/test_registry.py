"""Rules are found, and their bodies are templates in the language of rules."""

import math
import subprocess
import sys

import gast
import numpy as np
import pytest
from scipy.special import expit

from s2s_grad import runtime
from s2s_grad.rules import ATTRIBUTES, METHODS, OPERATORS, SPELLING, lookup
from s2s_grad.rules.registry import COMPOSITES, adjoint, elementwise, rules_with_a_derivative
from s2s_grad.testing import check_rule
from tests.rules import scipy_calls  # noqa: F401  (adds to CALLS)
from tests.rules.calls import CALLS
from tests.rules.variants import VARIANTS

LANGUAGE = (
    gast.Expression, gast.Name, gast.Load, gast.Constant, gast.BinOp, gast.UnaryOp, gast.Compare,
    gast.Call, gast.keyword, gast.Attribute, gast.Subscript, gast.Slice, gast.Tuple, gast.List,
    gast.Starred, gast.operator, gast.unaryop, gast.cmpop,
)  # fmt: skip


def names(tree):
    """The names that an expression reads."""
    return {node.id for node in gast.walk(tree) if isinstance(node, gast.Name)}


# the families of libraries that are only now in use load at their first question
KNOWN = [lookup(function) for function in (np.fft.fft, np.polynomial.polynomial.polyval, expit)]


@pytest.mark.parametrize("rule", list(rules_with_a_derivative()), ids=lambda rule: rule.name)
def test_a_rule_is_written_in_the_language_of_rules(rule):
    own = {*rule.signature.parameters, *rule.asks}
    known = own | {"np", "len", "scipy"} | set(vars(runtime))
    for name, value in rule.body:
        assert names(value) <= known
        known.add(name)

    for tree in [*(value for _, value in rule.body), *rule.results]:
        assert names(tree) <= known
        assert all(isinstance(node, LANGUAGE) for node in gast.walk(tree))
    assert len(rule.active) == len(rule.results)
    assert set(rule.active) <= set(rule.signature.parameters)


def test_no_helper_has_the_name_of_a_parameter_it_is_called_beside():
    clashes = [
        (rule.name, name)
        for rule in rules_with_a_derivative()
        for tree in [*(value for _, value in rule.body), *rule.results]
        for name in names_called(tree) & set(rule.signature.parameters)
    ]

    assert [] == clashes


def names_called(tree):
    """The names that an expression calls."""
    calls = (node.func for node in gast.walk(tree) if isinstance(node, gast.Call))
    return {func.id for func in calls if isinstance(func, gast.Name)}


def test_several_functions_share_a_rule():
    assert lookup(np.tanh) is lookup(math.tanh)


def test_families_of_other_libraries_load_when_asked():
    assert None not in KNOWN


def test_what_has_no_rule_has_none():
    assert lookup(open) is None
    assert lookup([]) is None


def test_a_wider_rule_has_the_parameters_that_the_narrow_one_lacks():
    narrow = lookup(np.sum)

    assert "where" not in narrow.signature.parameters
    assert "where" in narrow.wider.signature.parameters


def test_what_a_rule_asks_for_is_no_parameter():
    rule = lookup(np.tanh)

    assert ["x"] == list(rule.signature.parameters)
    assert {"out"} == rule.asks


def test_operators_methods_and_attributes_have_rules():
    functions = [*OPERATORS.values(), *SPELLING, *METHODS.values(), *ATTRIBUTES.values()]

    assert [] == [function for function in functions if lookup(function) is None]


def cube(x):
    """A function of a user."""
    return x**3


def distance(x, y):
    """Another one."""
    return np.sum((x - y) ** 2)


@elementwise(cube)
def cube_rule(x):
    return 3 * x**2


@adjoint(distance)
def distance_rule(x, y, *, d_out):
    step = 2 * d_out * (x - y)
    return step, -step


def test_a_user_registers_a_rule_in_any_file():
    check_rule(cube, np.array([1.0, 2.0]))
    check_rule(distance, np.array([1.0, 2.0]), np.array([0.5, 3.0]))

    assert ["step"] == [name for name, _ in lookup(distance).body]
    assert ("x", "y") == lookup(distance).active


def test_a_wrong_rule_is_found_out():
    @elementwise(square_root)
    def wrong(x):
        return 1 / x

    with pytest.raises(AssertionError, match="gradient for x"):
        check_rule(square_root, np.array([1.5, 2.0]))


def square_root(x):
    """A function whose rule is wrong."""
    return np.sqrt(x)


def test_random_draws_are_known_and_carry_nothing():
    draw = lookup(np.random.default_rng(0).normal)

    assert () == draw.active
    assert draw.data_dependent
    assert draw is lookup(np.random.normal)


def test_importing_the_rules_loads_no_library_but_numpy():
    script = (
        "import sys, numpy; before = set(sys.modules); import s2s_grad.rules; "
        "from s2s_grad.rules.registry import LATE; print(LATE.keys() & (set(sys.modules) - before))"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert "set()\n" == answer.stdout, answer.stderr


def test_every_described_function_has_a_call():
    texts = "\n".join([*(text for _, text, _ in CALLS), *(text for text, _ in VARIANTS)])
    missing = [name for name in map(name_of, COMPOSITES) if f"{name}(" not in texts]

    assert [] == missing


def name_of(function):
    """The name under which a function is called."""
    return function.__name__
