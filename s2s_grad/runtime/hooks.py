"""What a user wants done with a gradient on its way back."""

from s2s_grad.runtime.structures import copied, fitted


def insert_grad_of(x, hook):
    """`x` itself; in a gradient, `hook(d)` takes the place of the gradient `d` of `x`.

    A hook that returns None has only looked, and the gradient stays as it is. Raises
    ValueError, when the gradient runs, where the hook gives a gradient of another shape.
    """
    return x


def as_solution(x):
    """`x` itself, known to solve an equation: how it was found is no part of a derivative."""
    return x


def call_hook(hook, d):
    """What `hook` makes of the gradient `d`, of which it gets a copy of its own.

    When it returns None that copy counts, so it may as well be written to.
    """
    mine = copied(d)
    found = hook(mine)
    return mine if found is None else fitted(found, d)
