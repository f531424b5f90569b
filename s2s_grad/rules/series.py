"""Rules of numpy.polynomial, loaded once somebody has used it."""

import numpy as np

from s2s_grad.rules.registry import adjoint
from s2s_grad.runtime import polyval_coefficients, polyval_slope, unbroadcast


@adjoint(np.polynomial.polynomial.polyval)
def polynomial_polyval(x, c, *, d_out):
    """Here the coefficients begin with the constant term."""
    return (
        unbroadcast(d_out * polyval_slope(c[::-1], x), x),
        polyval_coefficients(d_out, c[::-1], x)[::-1],  # pyright: ignore[reportIndexIssue]  # an array, as `c` is
    )


@polynomial_polyval.tangent
def _(x, c, *, x_dot, c_dot):
    return polyval_slope(c[::-1], x) * x_dot + np.polynomial.polynomial.polyval(x, c_dot)


@adjoint(np.polynomial.chebyshev.chebval)
def chebval(x, c, *, d_out):
    slope = np.polynomial.chebyshev.chebval(x, np.polynomial.chebyshev.chebder(c))
    waves = np.polynomial.chebyshev.chebvander(x, len(c) - 1)
    return unbroadcast(d_out * slope, x), np.tensordot(d_out, waves, np.ndim(d_out))


@chebval.tangent
def _(x, c, *, x_dot, c_dot):
    slope = np.polynomial.chebyshev.chebval(x, np.polynomial.chebyshev.chebder(c))
    return slope * x_dot + np.polynomial.chebyshev.chebval(x, c_dot)


@adjoint(np.polynomial.legendre.legval)
def legval(x, c, *, d_out):
    slope = np.polynomial.legendre.legval(x, np.polynomial.legendre.legder(c))
    waves = np.polynomial.legendre.legvander(x, len(c) - 1)
    return unbroadcast(d_out * slope, x), np.tensordot(d_out, waves, np.ndim(d_out))


@legval.tangent
def _(x, c, *, x_dot, c_dot):
    slope = np.polynomial.legendre.legval(x, np.polynomial.legendre.legder(c))
    return slope * x_dot + np.polynomial.legendre.legval(x, c_dot)
