"""The error function, the gamma function and their kin, which NumPy does not have."""

import math

import numpy as np

#: Lanczos coefficients for g = 7: the logarithm of gamma to the last digits of float64.
LANCZOS = (
    0.99999999999980993,
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7,
)


def each_value(function):
    """`function` of one Python float, for arrays of any shape, in the dtype of the array."""
    spread = np.frompyfunc(function, 1, 1)

    def of_array(x):
        x = np.asarray(x)
        return np.asarray(spread(x), dtype=np.result_type(x.dtype, np.float16))

    return of_array


erf_each = each_value(math.erf)
erfc_each = each_value(math.erfc)
lgamma_each = each_value(lambda x: math.inf if x <= 0 and x == int(x) else math.lgamma(x))


def erf(input):
    """The error function."""
    return erf_each(input)


def erfc(input):
    """1 - erf, exact far out."""
    return erfc_each(input)


def lgamma(input):
    """The logarithm of the absolute value of the gamma function."""
    return lgamma_each(input)


def digamma(input):
    """The derivative of `lgamma`."""
    x = np.where(input > 0, input, 1 - input)
    steps = 0.0
    for _ in range(6):
        steps = steps - 1 / x
        x = x + 1
    inverse = 1 / (x * x)
    tail = inverse * (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse / 240)))
    out = steps + np.log(x) - 0.5 / x - tail
    return np.where(input > 0, out, out - math.pi / np.tan(math.pi * input))
