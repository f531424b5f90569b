"""Placeholder until the real Tensor lands."""

from s2s_grad.runtime import Carrier


class Tensor(Carrier):
    """Placeholder."""


def wrap(array):
    """Placeholder."""
    return array
