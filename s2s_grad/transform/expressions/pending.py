"""The value of a recursive call that is not known yet, which stands for nothing so far."""

from s2s_grad.analysis.values import Opaque

NOTHING = Opaque("the result of a recursion")


def is_pending(*bounds):
    """Whether the value of a recursive call is missing that is not known yet."""
    return any(bound.value is NOTHING for bound in bounds)
