"""Rules of the error function, the gamma function and the sigmoid of our own."""

import numpy as np

from s2s_grad.rules.registry import elementwise
from s2s_grad.runtime import erf, erfc, lgamma, psi, sigmoid


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
    return psi(input)


@elementwise(sigmoid)
def sigmoid_rule(x, *, out):
    return out * (1 - out)
