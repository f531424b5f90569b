"""Rules of extrema of two numbers, signs, selections and the parts of complex numbers."""

import builtins
import math

import numpy as np

from s2s_grad.rules.registry import adjoint, elementwise, linear
from s2s_grad.runtime import (
    angle_adjoint,
    between,
    clipped_above,
    clipped_below,
    direction,
    imag_adjoint,
    share,
    sign_adjoint,
    unbroadcast,
)

# Kinks


@elementwise(np.absolute, builtins.abs)
def absolute(x):
    """The slope at 0 is 0."""
    return direction(x)


@absolute.tangent
def _(x, *, x_dot):
    return np.real(direction(x) * x_dot)


@elementwise(np.fabs, math.fabs)
def fabs(x):
    """The slope at 0 is 0."""
    return np.sign(x)


@elementwise(np.copysign, math.copysign)
def copysign(x, y, *, out):
    return np.sign(x * out), 0


@elementwise(np.nextafter, math.nextafter)
def nextafter(x, y):
    return 1, 0


@elementwise(np.heaviside)
def heaviside(x, h):
    return 0, np.equal(x, 0)


@elementwise(np.maximum)
def maximum(x, y, *, out):
    """A tie between two arrays is shared evenly."""
    return share(x, y, out), share(y, x, out)


@maximum.alone("x")
def _(x, y, *, out):
    """At a tie the slope goes to `y`, so that maximum(x, 0) is flat at 0."""
    return out > y


@maximum.alone("y")
def _(x, y, *, out):
    return out > x


@elementwise(np.minimum)
def minimum(x, y, *, out):
    """A tie between two arrays is shared evenly."""
    return share(x, y, out), share(y, x, out)


@minimum.alone("x")
def _(x, y, *, out):
    return out < y


@minimum.alone("y")
def _(x, y, *, out):
    return out < x


@elementwise(np.fmax, np.fmin)
def fmax(x, y, *, out):
    """A tie between two arrays is shared evenly."""
    return share(x, y, out), share(y, x, out)


@fmax.alone("x")
def _(x, y, *, out):
    """Also where `y` is NaN, and `out` is `x` for that reason."""
    return out != y


@fmax.alone("y")
def _(x, y, *, out):
    return out != x


@elementwise(np.clip)
def clip(a, a_min=None, a_max=None):
    """At a bound the slope goes to the bound."""
    return (
        between(a, a_min, a_max),
        clipped_below(a, a_min, a_max),
        clipped_above(a, a_min, a_max),
    )


@elementwise(np.ndarray.clip)
def clip_method(a, min=None, max=None):
    return between(a, min, max), clipped_below(a, min, max), clipped_above(a, min, max)


@elementwise(widens=clip)
def clip_by_keyword(a, *, min=None, max=None):
    return between(a, min, max), clipped_below(a, min, max), clipped_above(a, min, max)


@adjoint(np.where, wrt=("x", "y"))
def where(condition, x, y, *, d_out):
    """A selection and not a product, so that no NaN of the untaken side comes through."""
    return (
        unbroadcast(np.where(condition, d_out, 0), x),
        unbroadcast(np.where(condition, 0, d_out), y),
    )


@where.tangent
def _(condition, x, y, *, x_dot, y_dot):
    return np.where(condition, x_dot, y_dot)


@elementwise(np.nan_to_num, wrt=("x",))
def nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None):
    return np.isfinite(x)


@elementwise(np.ldexp, math.ldexp, wrt=("x",))
def ldexp(x, n):
    return np.ldexp(np.ones_like(x), n)


@adjoint(np.modf, math.modf)
def modf(x, *, d_out):
    return unbroadcast(d_out[0], x)


@modf.tangent
def _(x, *, out, x_dot):
    return x_dot, np.zeros_like(out[1])


# Complex numbers. A gradient `d` of a complex `x` is dL/dRe(x) - i dL/dIm(x), so that a
# holomorphic function needs no conjugate: its gradient is `d_out` times its derivative.


@linear(np.real)
def real(val, *, d_out):
    return unbroadcast(d_out, val)


@linear(np.imag)
def imag(val, *, d_out):
    return unbroadcast(imag_adjoint(d_out, val), val)


@linear(np.conjugate)
def conjugate(x, *, d_out):
    return np.conj(d_out)


@adjoint(np.sign)
def sign(x, *, out, d_out):
    """The phase of a complex number turns; the sign of a real one stays."""
    return sign_adjoint(d_out, x, out)


@sign.tangent
def _(x, *, out, x_dot):
    return np.conj(sign_adjoint(np.conj(x_dot), x, out))


sign.flat_on_reals = True


@linear(np.real_if_close, data_dependent=True)
def real_if_close(a, tol=100, *, d_out):
    return unbroadcast(d_out, a)


@adjoint(np.angle)
def angle(z, *, d_out):
    return unbroadcast(angle_adjoint(d_out, z), z)
