"""Rules of Python's own functions of several numbers."""

import builtins
import math

import numpy as np

from s2s_grad.rules.registry import adjoint, elementwise, linear
from s2s_grad.runtime import (
    builtin_extremum_adjoint,
    divide_or_zero,
    for_each,
    product_of_others,
    share,
    unbroadcast,
    unit,
    unpack,
)


@linear(builtins.sum, math.fsum)
def builtin_sum(iterable, *, d_out):
    return for_each(d_out, iterable)


@adjoint(wrt=("iterable", "start"), widens=builtin_sum)
def builtin_sum_from(iterable, start=0, *, d_out):
    return for_each(d_out, iterable), unbroadcast(d_out, start)


@elementwise(builtins.max)
def builtin_max(x, y, *, out):
    """A tie is shared evenly."""
    return share(x, y, out), share(y, x, out)


@builtin_max.alone("x")
def _(x, y, *, out):
    """At a tie the slope goes to `y`, so that max(x, 0) is flat at 0."""
    return out > y


@builtin_max.alone("y")
def _(x, y, *, out):
    return out > x


@elementwise(builtins.min)
def builtin_min(x, y, *, out):
    """A tie is shared evenly."""
    return share(x, y, out), share(y, x, out)


@builtin_min.alone("x")
def _(x, y, *, out):
    return out < y


@builtin_min.alone("y")
def _(x, y, *, out):
    return out < x


@adjoint(widens=builtin_max)
def builtin_max_of_many(*args, out, d_out):
    return builtin_extremum_adjoint(d_out, args, out)


@adjoint(widens=builtin_min)
def builtin_min_of_many(*args, out, d_out):
    """A tie is shared evenly."""
    return builtin_extremum_adjoint(d_out, args, out)


@adjoint(math.prod)
def builtin_prod(iterable, *, d_out):
    return unpack(d_out * product_of_others(iterable), iterable)


@adjoint(wrt=("iterable", "start"), widens=builtin_prod)
def builtin_prod_from(iterable, *, start=1, d_out):
    return (
        unpack(d_out * start * product_of_others(iterable), iterable),
        unbroadcast(d_out * np.prod(iterable), start),
    )


@builtin_prod_from.tangent
def _(iterable, *, start=1, iterable_dot, start_dot):
    moved = np.sum(np.multiply(iterable_dot, product_of_others(iterable)))
    return start * moved + start_dot * np.prod(iterable)


@adjoint(math.hypot)
def builtin_hypot(*coordinates, out, d_out):
    return unpack(d_out * unit(coordinates, out), coordinates)


@adjoint(math.dist)
def dist(p, q, *, out, d_out):
    d_p = d_out * divide_or_zero(np.subtract(p, q), out)
    return unpack(d_p, p), unpack(-d_p, q)
