"""Derivatives of functions that act on each number by itself."""

import math

import numpy as np

from s2s_grad import tree
from s2s_grad.api import grad
from s2s_grad.errors import ArgumentError
from s2s_grad.tensor import wrap
from s2s_grad.transforms.forward import Tangent


def elementwise_grad(fn, grad_position=0):
    """The derivative of `fn` at each number, for functions whose results do not mix numbers.

    It is the gradient of the sum of the results, and so equals the diagonal of the
    Jacobian only where result i depends on number i alone.

    >>> elementwise_grad(lambda x: x**3)(2.0)
    12.0
    """
    return grad(fn, grad_position)


def derivative(fn, primals, order):
    """(fn(primals), the derivative of this order), for functions of each number by itself.

    `order` is an int from 1 upwards.

    >>> derivative(lambda x: x**3, 2.0, 2)
    (8.0, 12.0)
    """
    if isinstance(order, bool) or not isinstance(order, int) or order < 1:
        raise ArgumentError("S406", f"order must be an int from 1 upwards, but got {order!r}")
    several = isinstance(primals, tuple)
    found = fn
    for _ in range(order):
        found = grad(found)
    arguments = primals if several else (primals,)
    return fn(*arguments), found(*arguments)


def jet(fn, primals, series):
    """(fn(primals), derivatives): the derivatives of `fn` along a curve through `primals`.

    `series` holds the derivatives of the curve, the first of them first, one above the
    other; the derivatives of `fn` along the curve come back in the same form. For several
    arguments both are tuples. They are found by nested forward mode.

    >>> jet(lambda x: x**3, 2.0, np.array([1.0, 0.0]))
    (8.0, array([12., 12.]))
    """
    several = isinstance(primals, tuple)
    primals, series = (primals, series) if several else ((primals,), (series,))
    order = len(series[0])
    curve = Curve(fn, primals, series)
    found, orders = curve, []
    for _ in range(order):
        found = Along(found)
        orders.append(found(0.0))
    array = np.stack([np.asarray(tree.bare(each)) for each in orders])
    return fn(*primals), wrap(array) if any(map(tree.is_tensor, primals)) else array


class Curve:
    """A function along a curve of which the derivatives at 0 are given."""

    def __init__(self, fn, primals, series):
        self.fn, self.primals = fn, primals
        self.terms = [
            [entry / math.factorial(n + 1) for n, entry in enumerate(each)] for each in series
        ]

    def __source__(self):
        return Curve.at, self

    def __call__(self, t):
        return self.at(t)

    def at(self, t):
        """The value at `t`."""
        arguments = []
        for primal, terms in zip(self.primals, self.terms, strict=True):
            power, place = 1.0, primal
            for term in terms:
                power = power * t
                place = place + term * power
            arguments.append(place)
        return self.fn(*arguments)


class Along:
    """The derivative of a function of one number."""

    def __init__(self, fn):
        self.tangent = Tangent(fn, (0,))

    def __source__(self):
        return Along.at, self

    def __call__(self, t):
        return self.at(t)

    def at(self, t):
        """The derivative at `t`."""
        return self.tangent(t, (1.0,))[1]
