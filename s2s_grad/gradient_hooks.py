"""MindSpore's hooks on gradients: InsertGradientOf, HookBackward, those of Tensors and Cells."""

from s2s_grad.runtime import insert_grad_of
from s2s_grad.tensor import wrapped
from s2s_grad.tensors.arrays import unwrapped

__all__ = ["HookBackward", "InsertGradientOf", "TensorHook", "insert_grad_of"]


class TensorHook:
    """A hook that is handed Tensors, as one of bare arrays.

    Where its text can be read, the compiler takes that instead.
    """

    __s2s_hook__ = True

    def __init__(self, function):
        self.function = function

    def __call__(self, d):
        return unwrapped(self.function(wrapped(d)))

    def __source__(self):
        """The function that the compiler reads."""
        return self.function, None


class TupleHook(TensorHook):
    """A hook that is handed a tuple of one Tensor, and may give one back."""

    def __call__(self, d):
        found = unwrapped(self.function((wrapped(d),)))
        return found[0] if isinstance(found, tuple) else found

    def __source__(self):
        """The function that the compiler reads."""
        return TupleHook.in_tuple, self

    def in_tuple(self, d):
        """The hook, called with its tuple; what it gives comes out of it."""
        found = self.function((d,))
        if isinstance(found, tuple):
            return found[0]
        return found


class InsertGradientOf:
    """`InsertGradientOf(f)(x)` is x; the gradient of x goes through f on its way back.

    >>> import numpy as np
    >>> import s2s_grad as ms
    >>> def clip(d):
    ...     return np.clip(d, -1, 1)
    >>> clipped = ms.InsertGradientOf(clip)
    >>> ms.grad(lambda x: np.sum(clipped(x) ** 2))(np.array([0.25, 3.0]))
    array([0.5, 1. ])
    """

    kind = TensorHook

    def __init__(self, f):
        if not callable(f):
            raise TypeError(
                f"For '{type(self).__name__}', the hook must be a function, but got {type(f)}."
            )
        self.hook = self.kind(f)

    def __call__(self, x):
        return x

    def __source__(self):
        """The function that the compiler reads, and its receiver."""
        return InsertGradientOf.inserted, self

    def inserted(self, x):
        """x, with the hook on its gradient."""
        return insert_grad_of(x, self.hook)


class HookBackward(InsertGradientOf):
    """As InsertGradientOf, with a hook that is handed a tuple of one gradient."""

    kind = TupleHook

    def __init__(self, hook_fn, cell_id=""):
        super().__init__(hook_fn)

    def __call__(self, *x):
        return x[0] if len(x) == 1 else x
