"""The error function and the gamma function, which NumPy does not have."""

import math

import numpy as np


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


def psi(input):
    """The derivative of `lgamma`: a series far out, and steps to get there."""
    y = np.where(input > 0, input, 1 - input)
    steps = 1 / y + 1 / (y + 1) + 1 / (y + 2) + 1 / (y + 3) + 1 / (y + 4) + 1 / (y + 5)
    z = 1 / (y + 6) ** 2
    tail = z * (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z / 132))))
    psi = np.log(y + 6) - 0.5 / (y + 6) - tail - steps
    return np.where(input > 0, psi, psi - np.pi / np.tan(np.pi * input))


def lgamma_or_pole(x):
    """math.lgamma, and infinity at 0, -1, -2 ..."""
    return math.inf if x <= 0 and x == int(x) else math.lgamma(x)


def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow and as exact at either end."""
    tail = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, tail) / (1 + tail)
