"""Rules of the special functions of Python's math module and of NumPy."""

import math

import numpy as np

from s2s_grad.rules.registry import adjoint, elementwise
from s2s_grad.runtime import digamma, i0_slope


@elementwise(math.erf)
def erf(x):
    """1.128... is 2 / sqrt(pi)."""
    return 1.1283791670955126 * np.exp(-(x**2))


@elementwise(math.erfc)
def erfc(x):
    """1.128... is 2 / sqrt(pi)."""
    return -1.1283791670955126 * np.exp(-(x**2))


@elementwise(math.gamma)
def gamma(x, *, out):
    return out * digamma(x)


@elementwise(math.lgamma)
def lgamma(x):
    return digamma(x)


@adjoint(np.i0)
def i0(x, *, d_out):
    return d_out * i0_slope(x)
