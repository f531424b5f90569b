"""What is done around a Cell's construct: hooks, and computing in another dtype."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Hooks:
    """The hooks of one Cell, in the order in which they were registered."""

    before: dict[int, Callable] = field(default_factory=dict)
    after: dict[int, Callable] = field(default_factory=dict)
    backward_before: dict[int, Callable] = field(default_factory=dict)
    backward_after: dict[int, Callable] = field(default_factory=dict)

    def is_empty(self):
        """Whether no hook is left."""
        return not (self.before or self.after or self.backward_before or self.backward_after)


def call(cell, *inputs, **kwargs):
    """construct, with everything around it."""
    if cell._hooks is not None:
        for hook in tuple(cell._hooks.before.values()):
            changed = hook(cell, inputs)
            if changed is not None:
                inputs = changed if isinstance(changed, tuple) else (changed,)
    if cell.compute_type is not None:
        output = construct_in(cell, inputs, kwargs)
    else:
        output = cell.construct(*inputs, **kwargs)
    if cell._hooks is not None:
        for hook in tuple(cell._hooks.after.values()):
            changed = hook(cell, inputs, output)
            if changed is not None:
                output = changed
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
