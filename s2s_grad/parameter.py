"""Parameter: a Tensor that belongs to a model, and ParameterTuple."""

from __future__ import annotations

import itertools

import numpy as np

from s2s_grad.initializer import initializer_of
from s2s_grad.tensor import Tensor, bare, wrap

UNNAMED = itertools.count()


class Parameter(Tensor):
    """A Tensor with a name, which a Cell finds, an optimizer updates and a checkpoint keeps."""

    def __init__(
        self,
        default_input,
        name=None,
        requires_grad=True,
        layerwise_parallel=False,
        parallel_optimizer=True,
        storage_format="",
        device=None,
    ):
        self.array = first_value(default_input)
        self.named = name is not None
        self.name = name if self.named else f"Parameter#{next(UNNAMED)}"
        self.requires_grad = requires_grad
        self.layerwise_parallel = layerwise_parallel
        self.parallel_optimizer = parallel_optimizer

    @property
    def name(self):
        """The name under which the Parameter is saved."""
        return self._name

    @name.setter
    def name(self, name):
        if not isinstance(name, str):
            raise ValueError(f"The type of the Parameter's name should be 'str', but got {name!r}.")
        if not name:
            raise ValueError("The Parameter's name cannot be empty.")
        self._name = name

    @property
    def requires_grad(self):
        """Whether the Parameter is trained."""
        return self._requires_grad

    @requires_grad.setter
    def requires_grad(self, flag):
        if not isinstance(flag, bool):
            raise TypeError(f"The argument 'requires_grad' must be bool, but got {type(flag)}.")
        self._requires_grad = flag

    @property
    def data(self):
        """A Tensor of the same array."""
        return wrap(self.array)

    def set_data(self, data, slice_shape=False):
        """Takes new values, in the dtype that the Parameter has."""
        if isinstance(data, bool) or not isinstance(data, (Tensor, int, float)):
            raise TypeError(
                "Parameter data must be [`Initializer`, `int`, `float`] or a kind of `Tensor`"
                f" or `MetaTensor`. But with type {type(data)}."
            )
        new = data.array if isinstance(data, Tensor) else np.asarray(data)
        self.array = np.array(new, dtype=self.array.dtype)
        return self

    def assign_value(self, value):
        """The same as `set_data`."""
        return self.set_data(value)

    def clone(self, init="same"):
        """A Parameter of the same name, shape and dtype, with the same or with new values."""
        made = Parameter(self.data, self.name, self.requires_grad)
        if not (isinstance(init, str) and init == "same"):
            made.array = initial(init, self.array.shape, self.array.dtype)
        return made

    def copy(self):
        """A Parameter with a copy of the values."""
        return Parameter(self.data, self.name, self.requires_grad)

    def __repr__(self):
        return (
            f"Parameter (name={self.name}, shape={self.shape}, dtype={self.dtype},"
            f" requires_grad={self.requires_grad})"
        )

    __str__ = __repr__

    __hash__ = Tensor.__hash__


def first_value(data):
    """The array a Parameter starts with: its own copy."""
    if isinstance(data, bool):
        raise ValueError("Parameter's default_input cannot be a bool.")
    if data is None or isinstance(data, (str, dict, set)):
        raise TypeError(
            "The type of the argument 'default_input' must be in ['Tensor', 'int', 'float',"
            f" 'numpy.ndarray', 'list']. But got type {type(data)}."
        )
    if isinstance(data, int):
        return np.array(data, np.int32)
    return bare(data)


def initial(init, shape, dtype):
    """Values made by an initializer, a number or a name such as 'zeros'."""
    return initializer_of(init).draw(tuple(shape), np.dtype(dtype))


class ParameterTuple(tuple):
    """Parameters with names that differ."""

    __slots__ = ()

    def __new__(cls, iterable):
        found = tuple(iterable)
        names: dict[str, Parameter] = {}
        for each in found:
            if not isinstance(each, Parameter):
                raise TypeError(
                    "For ParameterTuple initialization, the type of the element must be"
                    f" Parameter, but got {type(each)}."
                )
            if names.setdefault(each.name, each) is not each:
                raise ValueError(
                    f"The value {each!r}, its name '{each.name}' already exists. Please set a"
                    " unique name for the parameter."
                )
        return super().__new__(cls, found)

    def clone(self, prefix, init="same"):
        """Parameters of the same shapes, named `prefix.name`."""
        if not isinstance(prefix, str):
            raise TypeError(f"The 'prefix' must be str, but got {type(prefix)}.")
        made = [each.clone(init) for each in self]
        for each in made:
            each.name = f"{prefix}.{each.name}"
        return ParameterTuple(made)

    def __parameter_tuple__(self):
        """MindSpore's marker of this type."""
