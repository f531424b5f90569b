"""Derivatives of functions that act on each number by itself."""

from s2s_grad.api import grad
from s2s_grad.errors import ArgumentError


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
