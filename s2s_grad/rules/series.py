"""Rules of numpy.polynomial, loaded once somebody has used it."""

import numpy as np

from s2s_grad.rules.registry import adjoint
from s2s_grad.runtime import polyval_coefficients, polyval_slope, unbroadcast


@adjoint(np.polynomial.polynomial.polyval)
def polynomial_polyval(x, c, *, d_out):
    """Here the coefficients begin with the constant term."""
    return (
        unbroadcast(d_out * polyval_slope(c[::-1], x), x),
        polyval_coefficients(d_out, c[::-1], x)[::-1],
    )
