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


def plain_direction(node, facts):
    """The direction of a real number is its sign."""
    value = facts.of(node.args[0])
    dtype = getattr(value, "dtype", None)
    real = dtype is not None and np.dtype(dtype).kind == "f"
    return call("np.sign", node.args[0]) if real else node
