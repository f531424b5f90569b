"""The error function, the gamma function and their kin, which NumPy does not have."""

from s2s_grad.runtime import each_value, erf, erfc, lgamma
from s2s_grad.runtime import psi as digamma

__all__ = ["digamma", "each_value", "erf", "erfc", "lgamma"]
