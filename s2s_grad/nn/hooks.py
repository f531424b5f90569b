"""What is done around a Cell's construct: hooks, and computing in another dtype."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from s2s_grad.runtime import insert_grad_of
from s2s_grad.tensor import wrapped
from s2s_grad.tensors.arrays import unwrapped


class Hooks:
    """The hooks of one Cell, in the order in which they were registered."""

    def __init__(self, cell):
        self.before: dict[int, Callable] = {}
        self.after: dict[int, Callable] = {}
        self.backward_before: dict[int, Callable] = {}
        self.backward_after: dict[int, Callable] = {}
        self.of_output = OutputHook(cell, self)
        self.of_inputs = InputsHook(cell, self)
        self.is_watching = False  # whether a hook waits for gradients

    def is_empty(self):
        """Whether no hook is left."""
        self.is_watching = bool(self.backward_before or self.backward_after)
        return not (self.before or self.after or self.is_watching)


class OutputHook:
    """What is done with the gradient of a Cell's output, on arrays."""

    def __init__(self, cell, hooks):
        self.cell, self.hooks = cell, hooks
        self.last: Any = None  # a tuple of Tensors

    def __call__(self, d):
        given = wrapped(tuple(d) if isinstance(d, (list, tuple)) else (d,))
        for hook in tuple(self.hooks.backward_before.values()):
            given = changed(hook(self.cell, given), given)
        self.last = given
        plain = unwrapped(given)
        return plain if isinstance(d, (list, tuple)) else plain[0]


class InputsHook:
    """What is done with the gradients of a Cell's inputs, on arrays."""

    def __init__(self, cell, hooks):
        self.cell, self.hooks = cell, hooks

    def __call__(self, d):
        given = wrapped(tuple(d))
        for hook in tuple(self.hooks.backward_after.values()):
            given = changed(hook(self.cell, given, self.hooks.of_output.last), given)
        return list(unwrapped(given))


def changed(found, given):
    """The gradients that a hook gives, or those it was given."""
    if found is None:
        return given
    return found if isinstance(found, tuple) else (found,)


def call(cell, *inputs, **kwargs):
    """construct, with everything around it."""
    if cell._hooks is not None:
        for hook in tuple(cell._hooks.before.values()):
            changed = hook(cell, inputs)
            if changed is not None:
                inputs = changed if isinstance(changed, tuple) else (changed,)
        if cell._hooks.is_watching:
            inputs = insert_grad_of(inputs, cell._hooks.of_inputs)
    if cell.compute_type is not None:
        output = construct_in(cell, inputs, kwargs)
    else:
        output = cell.construct(*inputs, **kwargs)
    if cell._hooks is not None:
        for hook in tuple(cell._hooks.after.values()):
            changed = hook(cell, inputs, output)
            if changed is not None:
                output = changed
        if cell._hooks.is_watching:
            output = insert_grad_of(output, cell._hooks.of_output)
    return output


def construct_in(cell, inputs, kwargs):
    """construct, with inputs in the dtype that `to_float` asked for."""
    inputs = [in_dtype(each, cell.compute_type) for each in inputs]
    if hasattr(cell, "construct_in"):
        return cell.construct_in(*inputs, **kwargs)
    return cell.construct(*inputs, **kwargs)


def in_dtype(value, dtype):
    """A float array in another dtype; anything else as it is."""
    if hasattr(value, "astype"):
        return value.astype(dtype)
    return value
