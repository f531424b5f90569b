"""A backward half that somebody wrote, as the compiler knows it."""

from dataclasses import dataclass
from typing import Any

OUT, D_OUT = "@out", "@d_out"


@dataclass(frozen=True)
class Backward:
    """The call of a backward half, in the names of the forward half's parameters.

    `@out` and `@d_out` stand for the result and its gradient. `gradients` are pairs: what a
    gradient is for, and the place of that gradient in what the call returns (None: all of it).
    """

    unit: Any  # what is called, if it may be written out
    call: Any
    gradients: tuple
    count: int = 1  # of what is returned
    is_hook: bool = False  # the forward half gives its first argument as it is
    tangent: Any = None  # the call of its forward mode, with `@x_dot` for the tangent of x
    is_checked: bool = False  # the gradients surely have the shapes and dtypes of the inputs
