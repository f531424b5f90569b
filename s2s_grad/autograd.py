"""The other habit: values that remember how they were computed, and `backward()` from the last one.

Inside `with record():` each call of a compiled function, of a NumPy function or of an operator on
a Variable is one node. The gradient of every node is generated text, as that of `grad`.
"""

from __future__ import annotations

import contextlib
import contextvars
import functools
import itertools
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from s2s_grad.api import grad as gradient_of
from s2s_grad.errors import ArgumentError, S2SGradError
from s2s_grad.rules.registry import METHODS, lookup

NUMBERS = itertools.count()
RECORDING = contextvars.ContextVar("RECORDING", default=False)
GRADIENTS: dict[Any, Any] = {}


@contextlib.contextmanager
def record(on=True):
    """What is computed with Variables in this block is remembered; with `on=False`, it is not.

    >>> from s2s_grad.autograd import Variable, record
    >>> x, y = Variable(2.0), Variable(3.0)
    >>> with record():
    ...     z = x * x * y
    >>> z.backward()
    >>> float(x.grad), float(y.grad)
    (12.0, 4.0)
    """
    before = RECORDING.set(on)
    try:
        yield
    finally:
        RECORDING.reset(before)


class Node:
    """One call that was recorded: the function, what it got, and the Variables among that."""

    def __init__(self, function, args, kwargs, value):
        self.number = next(NUMBERS)
        self.function, self.kwargs, self.value = function, kwargs, value
        self.args = [bare(entry) for entry in args]
        self.inputs = {
            place: entry
            for place, entry in enumerate(args)
            if isinstance(entry, Variable) and entry.requires_grad
        }

    @property
    def gradient(self):
        """The Gradient of the function for the inputs that want one; it has a `source`."""
        key = self.function, tuple(self.inputs)
        if key not in GRADIENTS:
            GRADIENTS[key] = gradient_of(self.function, tuple(self.inputs), sens_param=True)
        return GRADIENTS[key]

    def backward(self, d):
        """The gradients for the inputs, by place; `d` is that of the value."""
        found = self.gradient(*self.args, d, **self.kwargs)
        return dict(zip(self.inputs, found if len(self.inputs) > 1 else [found], strict=True))


class Variable(NDArrayOperatorsMixin):
    """An array that takes part in recording; `value` is the array, `grad` its gradient or None."""

    def __init__(self, value, requires_grad=True):
        self.value = np.asarray(value)
        if self.value.dtype.kind not in "fc":
            requires_grad = False
        self.requires_grad = requires_grad
        self.grad: Any = None
        self.node: Node | None = None
        self.place = None  # in the tuple that the node gave

    def backward(self, gradient=None):
        """Add to `grad` of every Variable that this one was computed from."""
        backward([self], [gradient])

    def detach(self):
        """The same array as a Variable that was not computed from anything."""
        return Variable(self.value, False)

    def zero_grad(self):
        """Forget the gradient."""
        self.grad = None

    def item(self):
        """The number in it."""
        return self.value.item()

    def __array_ufunc__(self, ufunc, method, *args, **kwargs):
        if method != "__call__" or "out" in kwargs:
            return NotImplemented
        return apply(ufunc, args, kwargs)

    def __array_function__(self, function, types, args, kwargs):
        return apply(function, args, kwargs)

    def __array__(self, *args, **kwargs):
        raise TypeError("a Variable is no array: take `.value`, which has no gradient")

    def __getitem__(self, index):
        return apply(picked, (self, bare(index)), {})

    def __getattr__(self, name):
        """The methods and attributes of arrays."""
        if name in ("shape", "ndim", "size", "dtype"):
            return getattr(self.value, name)
        if name == "T":
            return apply(np.transpose, (self,), {})
        function = None if name.startswith("_") else METHODS.get(name)
        if function is None:
            raise AttributeError(f"a Variable has no attribute {name!r}")
        return lambda *args, **kwargs: apply(function, (self, *args), kwargs)

    def __len__(self):
        return len(self.value)

    def __float__(self):
        return float(self.value)

    def __bool__(self):
        return bool(self.value)

    def __repr__(self):
        return f"Variable({self.value!r})"


def picked(x, index):
    """`x[index]`."""
    return x[index]


def bare(value):
    """The arrays in place of Variables."""
    if isinstance(value, Variable):
        return value.value
    if isinstance(value, (list, tuple)):
        return type(value)([bare(entry) for entry in value])
    return value


def compiled(function):
    """A function each of whose recorded calls is one node; Variables must be arguments by position.

    >>> import numpy as np
    >>> from s2s_grad.autograd import Variable, compiled, record
    >>> @compiled
    ... def loss(w, x):
    ...     return np.sum(np.tanh(x @ w) ** 2)
    >>> w = Variable(np.zeros(2))
    >>> with record():
    ...     total = loss(w, np.eye(2))
    >>> total.backward()
    >>> w.grad
    array([0., 0.])
    """

    @functools.wraps(function)
    def call(*args, **kwargs):
        return apply(function, args, kwargs)

    return call


def apply(function, args, kwargs):
    """The result of a call, remembered when something in it wants a gradient."""
    value = function(*map(bare, args), **{key: bare(entry) for key, entry in kwargs.items()})
    constant = getattr(lookup(function), "kind", "") == "constant"
    wanted = any(isinstance(entry, Variable) and entry.requires_grad for entry in args)
    if constant:
        return value
    if not wanted or not RECORDING.get():
        hidden = [entry for entry in (*kwargs.values(), *nested(args)) if wants(entry)]
        if hidden and RECORDING.get():
            raise ArgumentError(
                "S406", "a Variable is handed over by keyword or in a list", None, "Pass it itself."
            )
        return wrapped(value, None)
    return wrapped(value, Node(function, args, kwargs, value))


def nested(args):
    """What stands in lists and tuples among the arguments."""
    return [entry for group in args if isinstance(group, (list, tuple)) for entry in group]


def wants(entry):
    """Whether a value is a Variable that wants a gradient."""
    return isinstance(entry, Variable) and entry.requires_grad


def wrapped(value, node, place=None):
    """The result of a node as Variables."""
    if isinstance(value, tuple):
        return tuple([wrapped(entry, node, i) for i, entry in enumerate(value)])
    found = Variable(value, node is not None)
    found.node, found.place = node, place
    return found


def backward(tensors, grad_tensors=None):
    """Add to `grad` of every Variable that these were computed from, the gradients given.

    `grad_tensors` has a gradient for each, in its shape; None stands for 1 where there is one
    number. Gradients add up until `zero_grad()`. Raises RuntimeError for an array without a
    gradient, and for a Variable that was not recorded.
    """
    for variable, d in collected(tensors, grad_tensors).values():
        if variable.node is None:
            variable.grad = d if variable.grad is None else variable.grad + d


def grad(outputs, inputs, grad_outputs=None, allow_unused=False):
    """The gradients of `outputs`, added up, for each of `inputs`: a tuple of arrays.

    None comes back for an input that was not used, if `allow_unused`; else RuntimeError.
    No `grad` is changed.
    """
    found = collected(outputs, grad_outputs)
    out = []
    for variable in listed(inputs):
        _, d = found.get(id(variable), (None, None))
        if d is None and not allow_unused:
            raise RuntimeError("one of the inputs was not used; pass allow_unused=True for None")
        out.append(d)
    return tuple(out)


def collected(tensors, grad_tensors):
    """For every Variable behind these, by identity: (Variable, gradient)."""
    tensors = listed(tensors)
    seeds = [None] * len(tensors) if grad_tensors is None else listed(grad_tensors)
    if len(seeds) != len(tensors):
        raise RuntimeError(f"got {len(tensors)} tensors and {len(seeds)} gradients")
    found: dict[int, Any] = {}
    for variable, d in zip(tensors, seeds, strict=True):
        add(found, variable, seed_for(variable, d))
    results: dict[Node, dict] = {}
    for variable, d in list(found.values()):
        note(results, variable, d)
    while results:
        node = max(results, key=lambda entry: entry.number)
        parts = results.pop(node)
        for place, d in node.backward(gathered(node.value, parts)).items():
            variable = node.inputs[place]
            d = np.asarray(d, variable.value.dtype)
            add(found, variable, d)
            note(results, variable, d)
    return found


def listed(values):
    """One value or several, as a list."""
    return list(values) if isinstance(values, (list, tuple)) else [values]


def seed_for(variable, d):
    """The gradient that a result starts with."""
    if not variable.requires_grad:
        raise RuntimeError("this Variable was not recorded, and wants no gradient")
    if d is None:
        if variable.value.size != 1:
            raise RuntimeError("a gradient is only made up for a single number; pass one")
        return np.ones_like(variable.value)
    d = np.asarray(bare(d), variable.value.dtype)
    if d.shape != variable.value.shape:
        raise RuntimeError(f"a gradient of shape {d.shape} for {variable.value.shape}")
    return d


def add(found, variable, d):
    """One more gradient of a Variable."""
    before = found.get(id(variable))
    found[id(variable)] = (variable, d if before is None else before[1] + d)


def note(results, variable, d):
    """One more gradient of what a node gave, by place."""
    if variable.node is not None:
        parts = results.setdefault(variable.node, {})
        before = parts.get(variable.place)
        parts[variable.place] = d if before is None else before + d


def gathered(value, parts):
    """The gradient of all that a node gave."""
    if not isinstance(value, tuple):
        return parts[None] if np.ndim(value) else parts[None][()]
    return tuple([parts.get(place, np.zeros_like(entry)) for place, entry in enumerate(value)])


__all__ = ["S2SGradError", "Variable", "apply", "backward", "compiled", "grad", "record"]
