"""Tensor: a thin wrapper around one NumPy array, with MindSpore's arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from s2s_grad.dtype import dtype_of, float32
from s2s_grad.tensors import methods
from s2s_grad.tensors.arithmetic import Arithmetic
from s2s_grad.tensors.arrays import bare, place, unwrapped
from s2s_grad.tensors.methods import TENSOR_METHODS
from s2s_grad.tensors.printing import shown
from s2s_grad.tensors.promotion import settle

__all__ = ["TENSOR_METHODS", "Tensor", "bare", "from_numpy", "is_tensor", "tensor", "wrap"]


class Tensor(Arithmetic):
    """An array with MindSpore's methods, printing and promotion; `array` is the bare array."""

    __slots__ = ("array",)
    array: Any

    if TYPE_CHECKING:
        __s2s_dtype__: Any  # the dtype that `Tensor(data)` has, to the compiler

        def __getattr__(self, name: str) -> Any:
            """The methods that `equip` adds."""

    def __init__(self, input_data=None, dtype=None, shape: Any = None, init=None, const_arg=False):
        if input_data is None and init is not None:
            input_data = init.draw(tuple(shape), np.dtype(dtype or float32))
        self.array = bare(input_data, dtype)

    # -------------------------------------------------- what it is

    @property
    def shape(self):
        return self.array.shape

    @property
    def dtype(self):
        return dtype_of(self.array.dtype)

    @property
    def ndim(self):
        return self.array.ndim

    @property
    def size(self):
        return self.array.size

    @property
    def itemsize(self):
        return self.array.itemsize

    @property
    def nbytes(self):
        return self.array.nbytes

    @property
    def strides(self):
        return self.array.strides

    @property
    def T(self):
        return wrap(self.array.T)

    @property
    def mT(self):
        return wrap(np.swapaxes(self.array, -1, -2))

    @property
    def real(self):
        return wrap(self.array.real)

    @property
    def imag(self):
        return wrap(self.array.imag)

    # -------------------------------------------------- the way out

    def asnumpy(self):
        """The bare array itself."""
        return self.array

    numpy = asnumpy

    def value(self):
        """A Tensor of the same array."""
        return wrap(self.array)

    def init_data(self, *_, **__):
        """The Tensor itself: values are made at once."""
        return self

    def item(self, *index):
        return self.array.item(*index)

    def tolist(self):
        return self.array.tolist()

    def dim(self):
        return self.array.ndim

    def numel(self):
        return self.array.size

    def element_size(self):
        return self.array.itemsize

    def contiguous(self):
        return wrap(np.ascontiguousarray(self.array))

    def is_contiguous(self):
        return self.array.flags.c_contiguous

    def is_complex(self):
        return self.array.dtype.kind == "c"

    def is_floating_point(self):
        return self.array.dtype.kind == "f"

    def set_dtype(self, dtype):
        """Casts in place."""
        self.array = self.array.astype(np.dtype(dtype))
        return self

    def itemset(self, *arguments):
        """A Tensor with one number changed."""
        *index, value = arguments
        found = self.array.copy()
        found[tuple(index) if len(index) > 1 else index[0]] = unwrapped(value)
        return wrap(found)

    def copy_(self, other):
        """Takes the values of another Tensor, in place."""
        self[...] = other
        return self

    def zero_(self):
        """Becomes zero, in place."""
        self[...] = 0
        return self

    def add_(self, other):
        """Adds in place."""
        self[...] = self + other
        return self

    def sub_(self, other):
        """Subtracts in place."""
        self[...] = self - other
        return self

    def mul_(self, other):
        """Multiplies in place."""
        self[...] = self * other
        return self

    def div_(self, other):
        """Divides in place."""
        self[...] = self / other
        return self

    def where(self, condition, y):
        """The Tensor where the condition holds, else `y`."""
        return np.where(condition, self, y)

    def register_hook(self, hook):
        """Changes only what a gradient computes, so nothing here; the handle can be removed."""
        if not callable(hook):
            raise TypeError(f"The hook must be callable, but got {type(hook).__name__}.")
        return Handle()

    def __array__(self, dtype=None, copy=None):
        if dtype is not None and self.array.dtype != dtype:
            return self.array.astype(dtype)
        return self.array.copy() if copy else self.array

    def __bool__(self):
        if self.array.size > 1:
            raise ValueError(
                "The truth value of an array with more than one element is ambiguous."
                " Use a.any() or a.all()"
            )
        return bool(self.array.item()) if self.array.size else False

    def __float__(self):
        return float(self.array.item())

    def __int__(self):
        return int(self.array.item())

    def __complex__(self):
        return complex(self.array.item())

    def __index__(self):
        if self.array.dtype.kind not in "iub":
            raise TypeError("only integer tensors of a single element can be an index")
        return int(self.array.item())

    def __len__(self):
        if self.array.ndim == 0:
            raise TypeError("Not support len of a 0-D tensor")
        return len(self.array)

    def __iter__(self):
        if self.array.ndim == 0:
            raise TypeError("Cannot iterate over a scalar tensor.")
        return iter([wrap(row) for row in self.array])

    def __contains__(self, item):
        return bool(np.any(self.array == unwrapped(item)))

    def __str__(self):
        return str(self.array)

    def __repr__(self):
        return shown(self.array)

    # -------------------------------------------------- reading and writing places

    def __getitem__(self, index):
        return wrap(self.array[place(index)])

    def __setitem__(self, index, value):
        if not self.array.flags.writeable:
            self.array = self.array.copy()
        self.array[place(index)] = unwrapped(value)

    # -------------------------------------------------- NumPy's functions on Tensors

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **options):
        arrays = [x.array if isinstance(x, Tensor) else x for x in inputs]
        if out is not None:
            options["out"] = tuple([x.array if isinstance(x, Tensor) else x for x in out])
        if method == "at":
            getattr(ufunc, method)(*arrays, **options)
            return None
        found = getattr(ufunc, method)(*arrays, **options)
        if out is not None:
            return out[0] if len(out) == 1 else out
        if isinstance(inputs[0], (np.ndarray, np.generic)):
            return found
        return wrapped(found, arrays)

    def __array_function__(self, function, types, args, kwargs):
        arrays: list[np.ndarray] = []
        args = unwrapped(args, arrays)
        kwargs = unwrapped(kwargs, arrays)
        found = function(*args, **kwargs)
        return wrapped(found, arrays if kwargs.get("dtype") is None else None)

    @staticmethod
    def like(array):
        """A Tensor around an array."""
        return wrap(array)


class Handle:
    """What undoes the registration of a hook."""

    def __init__(self, table=None, key=None):
        self.table, self.key = table, key

    def remove(self):
        """Takes the hook out again."""
        if self.table is not None:
            self.table.pop(self.key, None)


def wrap(array):
    """A Tensor around an array, without a copy."""
    made = Tensor.__new__(Tensor)
    made.array = array if type(array) is np.ndarray else np.asarray(array)
    return made


def wrapped(value, inputs=None) -> Any:
    """`value` with a Tensor for every array, in the dtype that MindSpore gives these inputs."""
    if isinstance(value, (np.ndarray, np.generic)):
        return wrap(settle(np.asarray(value), inputs) if inputs is not None else value)
    if isinstance(value, tuple):
        return tuple([wrapped(entry, inputs) for entry in value])
    if isinstance(value, list):
        return [wrapped(entry, inputs) for entry in value]
    if isinstance(value, dict):
        return {key: wrapped(entry, inputs) for key, entry in value.items()}
    return value


def tensor(input_data=None, dtype=None, shape=None, init=None, const_arg=False):
    """A new Tensor; the same as `Tensor(...)`."""
    return Tensor(input_data, dtype, shape, init, const_arg)


def from_numpy(array):
    """A Tensor that shares the memory of an array."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"For 'from_numpy', expected an ndarray, but got {type(array)}.")
    return wrap(array)


def is_tensor(obj):
    """Whether `obj` is a Tensor."""
    return isinstance(obj, Tensor)


def equip():
    """Gives Tensor its methods."""
    for name, function in (methods.EAGER_METHODS | TENSOR_METHODS).items():
        if name not in vars(Tensor):
            setattr(Tensor, name, tensor_method(name, function))


def tensor_method(name, function):
    """A function of bare arrays as a method of Tensors."""
    exact = name in methods.CASTS

    def method(self, *args, **kwargs):
        arrays = [self.array]
        args = unwrapped(args, arrays)
        kwargs = unwrapped(kwargs, arrays) if kwargs else kwargs
        found = function(self.array, *args, **kwargs)
        return wrapped(found, None if exact or kwargs.get("dtype") is not None else arrays)

    method.__name__ = name
    method.__doc__ = f"`{name}` of this Tensor, with MindSpore's arguments and meaning."
    return method


equip()
