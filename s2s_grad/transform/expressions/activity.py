"""Where a derivative may pass: through what varies, and through no condition."""

from s2s_grad.analysis.values import is_varied


def varied(frame, *bounds):
    """Whether a derivative may pass through an operation on these."""
    return not frame.inert and any(is_varied(bound.value) for bound in bounds)


def inertly(frame, node):
    """The expression as a condition reads it: no derivative passes."""
    return inertly_do(frame, lambda: frame.evaluate(node))


def inertly_do(frame, action):
    """What `action()` gives, through which no derivative passes."""
    unit, before = frame.unit, frame.inert
    heap, writes, env = dict(unit.heap), unit.writes, dict(frame.env)
    size, taken = len(frame.block), set(unit.names.taken)
    frame.inert = True
    try:
        found = action()
    finally:
        frame.inert = before
    if unit.writes == writes or before:
        return found
    # What the condition writes to an object may carry a derivative on.
    unit.heap, frame.env = heap, env
    unit.free_names(taken)
    del frame.block[size:]
    return action()
