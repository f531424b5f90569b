"""Where a derivative may pass: through what varies, and through no condition."""

from s2s_grad.analysis.values import is_varied


def varied(frame, *bounds):
    """Whether a derivative may pass through an operation on these."""
    return not frame.inert and any(is_varied(bound.value) for bound in bounds)


def inertly(frame, node):
    """The expression as a condition reads it: no derivative passes."""
    before, frame.inert = frame.inert, True
    try:
        return frame.evaluate(node)
    finally:
        frame.inert = before
