"""Placeholder until the real Parameter lands."""

from s2s_grad.tensor import Tensor


class Parameter(Tensor):
    """Placeholder."""
