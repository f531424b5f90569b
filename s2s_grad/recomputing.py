"""Gradients that need less memory: what a function computed is computed again, not saved."""

from dataclasses import dataclass

from s2s_grad.errors import ArgumentError


@dataclass(frozen=True)
class Plan:
    """How the loops of a function keep their states."""

    every: int = 0
    snapshots: int = 0

    @property
    def binomial(self):
        """Whether Griewank and Walther say which states are kept."""
        return self.snapshots > 0


def checkpoint(function=None, *, loop=None, snapshots=30):
    """Mark a function as one whose backward half starts from its arguments, and saves no more.

    In the generated text a call of it is a call of the function alone, and backward calls
    `grad_<function>(arguments, d_out)`, which computes the function once more. Values and
    gradients do not change; what the function prints is printed twice. A function that draws
    random numbers saves as usual, since it would draw others the second time. Raises
    ArgumentError (S406) for what is no Python function.

    With `loop` it is the loops of the function that save less. `loop=100` keeps the state of a
    loop before every hundredth pass; backward computes a hundred passes again at a time.
    `loop="binomial"` keeps at most `snapshots` states, however long the loop is, where the
    schedule of Griewank and Walther (2000) puts them. Raises UnsupportedSyntax (S209) for loops
    that write into arrays, grow lists, draw random numbers, or end by a break.

    >>> import numpy as np
    >>> import s2s_grad as ms
    >>> @ms.checkpoint
    ... def layer(x, w):
    ...     return np.tanh(np.tanh(x @ w) @ w)
    >>> def loss(x, w):
    ...     return np.sum(layer(layer(x, w), w))
    >>> ms.grad(loss)(np.zeros(2), np.eye(2))
    array([1., 1.])
    """
    if function is None:
        return lambda found: checkpoint(found, loop=loop, snapshots=snapshots)
    if not hasattr(function, "__code__"):
        raise ArgumentError("S406", f"{function!r} is no Python function", None, "Decorate one.")
    if loop is None:
        function.__s2s_recompute__ = True
        return function
    if loop == "binomial" and isinstance(snapshots, int) and snapshots > 0:
        function.__s2s_loops__ = Plan(snapshots=snapshots)
    elif isinstance(loop, int) and loop > 0:
        function.__s2s_loops__ = Plan(every=loop)
    else:
        raise ArgumentError(
            "S406", f"loop={loop!r} is no schedule", None, 'Pass a number of passes, or "binomial".'
        )
    return function


def recompute(block, *args, **kwargs):
    """What `block(*args)` gives; its backward half starts from the arguments."""
    return block(*args, **kwargs)


recompute.__s2s_recomputed__ = True
