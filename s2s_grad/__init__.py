"""s2s_grad: gradients of plain Python and NumPy as Python functions that one can read."""

from s2s_grad.api import (
    differentiable,
    get_grad,
    grad,
    jit,
    value_and_grad,
)
from s2s_grad.errors import S2SGradError

__version__ = "0.1.0"
__all__ = ["S2SGradError", "differentiable", "get_grad", "grad", "jit", "value_and_grad"]
