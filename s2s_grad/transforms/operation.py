"""MindSpore's GradOperation: an object that makes gradients of functions."""

import functools
from dataclasses import replace
from typing import Any

from s2s_grad.api import Gradient, check_flag
from s2s_grad.errors import ArgumentError
from s2s_grad.ready import without_sens
from s2s_grad.runtime import Carrier


class GradOperation:
    """Makes gradient functions: `GradOperation(get_all=True)(fn)(x, y)`.

    With `get_all` the gradients of all arguments come back as a tuple, else that of the
    first. With `get_by_list` those of `weights`, or of all trainable parameters of a Cell
    when none are given. With both, a pair of the two. With `sens_param` the last argument,
    or the keyword `sens`, is the sensitivity of the result. Raises TypeError for a flag
    that is no bool.

    >>> GradOperation(get_all=True)(lambda x, y: x * y)(2.0, 3.0)
    (3.0, 2.0)
    """

    def __init__(self, get_all=False, get_by_list=False, sens_param=False):
        flags = {"get_all": get_all, "get_by_list": get_by_list, "sens_param": sens_param}
        for label, flag in flags.items():
            check_flag("GradOperation", label, flag)
        self.get_all, self.get_by_list, self.sens_param = get_all, get_by_list, sens_param

    def __s2s_transform__(self, weights=None):
        """What the compiler is asked for by a call of this inside a program."""
        return Operated(abs, self, weights if self.get_by_list else None).wish()

    def __call__(self, fn, weights=None):
        if self.get_by_list and weights is None:
            trainable = getattr(fn, "trainable_params", None)
            if trainable is None:
                raise ArgumentError(
                    "S402", "get_by_list=True needs weights", None, "Pass them beside the function."
                )
            weights = tuple(trainable())
        return Operated(fn, self, weights if self.get_by_list else None)


class Operated:
    """The gradient that a GradOperation makes; compiled when it is first called."""

    __s2s_derivative__ = True

    def __init__(self, fn, operation, weights):
        self.fn, self.operation, self.weights = fn, operation, weights
        self.gradients = {}
        functools.update_wrapper(self, fn, updated=())

    def gradient(self, position):
        """The Gradient for these positions."""
        if position not in self.gradients:
            sens = self.operation.sens_param
            made = Gradient(self.fn, position, self.weights, False, False, sens, False)
            self.gradients[position] = made
        return self.gradients[position]

    def __call__(self, *args, **kwargs):
        position: Any = self.position(args, kwargs)
        found = self.gradient(position)(*args, **kwargs)
        if not self.operation.get_all or len(position) != 1:
            return found
        return (found,) if self.weights is None else ((found[0],), found[1])

    def position(self, args, kwargs):
        """Which arguments to differentiate by."""
        if not self.operation.get_all:
            return None if self.weights is not None else 0
        if self.operation.sens_param:
            args, kwargs, _ = without_sens(args, kwargs)
        passed = [*args, *kwargs.values()]
        some = tuple([place for place, entry in enumerate(passed) if can_move(entry)])
        return some if some or self.weights is None else None

    def wish(self):
        """What the compiler is asked for, where this is called inside a program."""
        position = None if self.weights is not None else 0
        if self.operation.get_all:
            return replace(self.gradient(0).wish(), every=True)
        return self.gradient(position).wish()

    @property
    def source(self):
        """The generated text: of the last program, or for arguments of any kind."""
        made = list(self.gradients.values())
        return (made[-1] if made else self.gradient(0)).source


def can_move(entry):
    """Whether an argument can be differentiated by."""
    if isinstance(entry, Carrier):
        return True
    if isinstance(entry, (list, tuple)):
        return bool(entry) and all(can_move(part) for part in entry)
    if isinstance(entry, dict):
        return bool(entry) and all(can_move(part) for part in entry.values())
    kind = getattr(getattr(entry, "dtype", None), "kind", None)
    return isinstance(entry, (float, complex)) or kind in ("f", "c")
