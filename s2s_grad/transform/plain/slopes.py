"""Slopes and sums of plain numbers and arrays."""

import gast
import numpy as np

from s2s_grad.analysis.values import Array, Number
from s2s_grad.syntax.tree import binary, call, constant, negative, number


def plain_power(node, facts):
    """The slope of `x**n` for a literal `n`."""
    x, y = node.args
    power = number(y)
    if power is None:
        return node
    if power == 0:
        return constant(0.0)
    if power == 1:
        return constant(1)
    if power == 2:
        return binary(y, gast.Mult, x)
    rest = power - 1
    exponent = constant(rest) if rest > 0 else negative(constant(-rest))
    if isinstance(power, float) and power.is_integer() and rest == 1:
        return binary(y, gast.Mult, x)
    return binary(y, gast.Mult, binary(x, gast.Pow, exponent))


def plain_add(node, facts):
    """`add(a, b)` of arrays is `a + b`."""
    values = [facts.of(entry) for entry in node.args]
    if all(isinstance(value, (Array, Number)) for value in values):
        return binary(node.args[0], gast.Add, node.args[1])
    return node


def plain_real(node, facts):
    """The conjugate or the real part of a real number is the number itself."""
    return node.args[0] if is_real(facts.of(node.args[0])) else node


def is_real(value):
    """Whether a number or array is known to be of real floats."""
    dtype = getattr(value, "dtype", None)
    if dtype is None:
        return isinstance(value, Number) and value.kind == "f"
    return np.dtype(dtype).kind == "f"


def plain_direction(node, facts):
    """The direction of a real number is its sign."""
    known = getattr(facts.of(node.args[0]), "dtype", None) is not None
    return call("np.sign", node.args[0]) if known and is_real(facts.of(node.args[0])) else node
