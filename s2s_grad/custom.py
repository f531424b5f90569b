"""Functions whose derivative their author writes: `@custom_vjp` and `@custom_jvp`."""

import functools
import inspect

from s2s_grad.errors import UnsupportedCall
from s2s_grad.rules.registry import Rule
from s2s_grad.wrapping import OwnDerivative, calling


class CustomFunction:
    """A function that is called as it is, and differentiated as its author says."""

    verb = ""

    def __init__(self, function):
        if not hasattr(function, "__code__"):
            raise UnsupportedCall(
                "S201", f"{function!r} is no Python function", advice="Decorate a function."
            )
        self.function = function
        self.derivative = None
        functools.update_wrapper(self, function, updated=())

    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)

    def __source__(self):
        """The function that the compiler reads, and its receiver."""
        return calling(self, self.function, self.function.__name__), self

    def file(self, python):
        """Take note of the derivative; it comes back as it is."""
        self.derivative = python
        return python

    def written(self):
        """The derivative, or an error when there is none yet."""
        if self.derivative is None:
            name = self.function.__name__
            raise UnsupportedCall(
                "S208",
                f"{name} has no derivative of its own yet",
                advice=f"Write a function under `@{name}.{self.verb}`.",
            )
        return self.derivative

    def __repr__(self):
        return f"<{type(self).__name__} {self.function.__qualname__}>"


class custom_vjp(CustomFunction):
    """A function with a backward half of its own, in the language of rules.

    Before the star of `adjoint` stand the parameters of the function, after it what the rule
    asks for: `out`, the result, and `d_out`, its gradient. It returns a gradient for each
    parameter, in its shape and dtype; None says that there is none. Raises UnsupportedCall
    (S208) when it returns too few, ValueError at run time for a gradient of another shape.
    A short rule is written out in the generated text, a longer one is a function there.
    Derivatives of higher order differentiate the function and the rule as they stand.

    >>> import numpy as np
    >>> import s2s_grad as ms
    >>> @ms.custom_vjp
    ... def softplus(x):
    ...     return np.logaddexp(0, x)
    >>> @softplus.adjoint
    ... def _(x, *, out, d_out):
    ...     return d_out * (1 - np.exp(-out))
    >>> ms.grad(softplus)(0.0)
    0.5
    """

    verb = "adjoint"

    def adjoint(self, python):
        """Register the gradients."""
        return self.file(python)

    @property
    def rule(self):
        """The Rule, as `check_rule` reads it."""
        names = tuple(inspect.signature(self.function).parameters)
        return Rule("adjoint", self.function.__name__, (self.function,), self.written(), names)

    def __s2s_backward__(self):
        """The backward half."""
        return OwnDerivative(self.function, self.written(), "rule")


class custom_jvp(CustomFunction):
    """A function with a forward mode of its own, from which the gradient follows.

    Before the star of `tangent` stand the parameters of the function, after it what the rule
    asks for: `out`, the result, and for each parameter that carries a derivative its tangent,
    `x_dot` for `x`. It returns the tangent of the result, which is linear in the tangents; the
    gradient is its transpose.

    >>> import numpy as np
    >>> import s2s_grad as ms
    >>> @ms.custom_jvp
    ... def softplus(x):
    ...     return np.logaddexp(0, x)
    >>> @softplus.tangent
    ... def _(x, *, out, x_dot):
    ...     return (1 - np.exp(-out)) * x_dot
    >>> ms.grad(softplus)(0.0)
    0.5
    """

    verb = "tangent"

    def tangent(self, python):
        """Register the forward mode."""
        return self.file(python)

    def __s2s_backward__(self):
        """The forward mode, which takes the place of a backward half."""
        return OwnDerivative(self.function, self.written(), "tangent")
