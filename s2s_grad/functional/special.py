"""The error function, the gamma function and their kin, which NumPy does not have."""

import math

import numpy as np

from s2s_grad.rules.registry import elementwise
from s2s_grad.runtime import digamma as digamma_of


def each_value(function, x):
    """`function` of each number in `x`, in the dtype of `x`."""
    x = np.asarray(x)
    wide = np.result_type(x.dtype, np.float16)
    return np.asarray(np.frompyfunc(function, 1, 1)(x), dtype=wide)


def erf(input):
    """The error function."""
    return each_value(math.erf, input)


def erfc(input):
    """1 - erf, exact far out."""
    return each_value(math.erfc, input)


def lgamma(input):
    """The logarithm of the absolute value of the gamma function."""
    return each_value(lgamma_or_pole, input)


def digamma(input):
    """The derivative of `lgamma`."""
    return digamma_of(input)


def lgamma_or_pole(x):
    """math.lgamma, and infinity at 0, -1, -2 ..."""
    return math.inf if x <= 0 and x == int(x) else math.lgamma(x)


@elementwise(erf)
def erf_rule(input):
    """1.128... is 2 / sqrt(pi)."""
    return 1.1283791670955126 * np.exp(-(input**2))


@elementwise(erfc)
def erfc_rule(input):
    """1.128... is 2 / sqrt(pi)."""
    return -1.1283791670955126 * np.exp(-(input**2))


@elementwise(lgamma)
def lgamma_rule(input):
    return digamma_of(input)
