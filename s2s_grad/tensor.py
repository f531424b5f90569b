"""Tensor: a thin wrapper around one NumPy array, with MindSpore's arithmetic."""

from __future__ import annotations

import numpy as np

from s2s_grad import methods
from s2s_grad.dtype import DType, dtype_of, float32
from s2s_grad.methods import TENSOR_METHODS
from s2s_grad.printing import shown
from s2s_grad.promotion import settle
from s2s_grad.runtime import Carrier

__all__ = ["TENSOR_METHODS", "Tensor", "bare", "from_numpy", "is_tensor", "tensor", "wrap"]


class Tensor(Carrier):
    """An array with MindSpore's methods, printing and promotion; `array` is the bare array."""

    __slots__ = ("array",)

    def __init__(self, input_data=None, dtype=None, shape=None, init=None, const_arg=False):
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

    def asnumpy_copy(self):
        return self.array.copy()

    def set_dtype(self, dtype):
        """Casts in place."""
        self.array = self.array.astype(np.dtype(dtype))
        return self

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

    def __hash__(self):
        return id(self)

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
        return found if "dtype" in kwargs and found is None else wrapped(
            found, None if kwargs.get("dtype") is not None else arrays
        )


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


def unwrapped(value, found=None):
    """`value` with a bare array for every Tensor; the arrays are added to the list `found`."""
    if isinstance(value, Tensor):
        if found is not None:
            found.append(value.array)
        return value.array
    if isinstance(value, (list, tuple)):
        entries = [unwrapped(entry, found) for entry in value]
        return entries if isinstance(value, list) else tuple(entries)
    if isinstance(value, dict):
        return {key: unwrapped(entry, found) for key, entry in value.items()}
    return value


def wrapped(value, inputs=None):
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


def bare(data, dtype=None):
    """The array that `Tensor(data, dtype)` holds: float lists are float32, arrays keep theirs."""
    if dtype is not None and not isinstance(dtype, DType):
        raise TypeError(
            "For Tensor, the parameter 'dtype' must be a mindspore dtype such as mindspore.float32,"
            f" but got {dtype!r}."
        )
    if isinstance(data, Carrier):
        found = np.array(data.array)
    elif isinstance(data, (np.ndarray, np.generic)):
        found = np.array(data)
    else:
        found = from_python(data)
    if found.dtype.kind not in "biufc":
        raise TypeError(f"For Tensor, the input_data cannot hold values like {data!r}.")
    return found if dtype is None else found.astype(dtype.numpy, copy=False)


def from_python(data):
    """The array of a Python number, or of nested lists of numbers and Tensors."""
    if data is None or not isinstance(data, (bool, int, float, complex, list, tuple)):
        raise TypeError(
            "For Tensor, the input_data must be a number, a list, a tuple, a numpy.ndarray or a"
            f" Tensor, but got {data!r} with type {type(data)}."
        )
    arrays: list[np.ndarray] = []
    plain = unwrapped(data, arrays)
    try:
        found = np.array(plain)
    except ValueError as error:
        raise TypeError(f"For Tensor, the input_data {data!r} is ragged.") from error
    if found.dtype == np.float64:
        return settle(found, arrays)
    return found


def place(index):
    """An index with bare arrays for Tensors."""
    if isinstance(index, Tensor):
        return index.array
    if isinstance(index, tuple):
        return tuple([place(entry) for entry in index])
    if isinstance(index, list):
        return unwrapped(index)
    if isinstance(index, slice):
        return slice(*[whole(end) for end in (index.start, index.stop, index.step)])
    return index


def whole(end):
    """An end of a slice as an int or None."""
    return int(end) if isinstance(end, Tensor) else end


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


# ------------------------------------------------------------------ operators


def operand(other):
    """The other side of an operator; None when it cannot be one."""
    if isinstance(other, Tensor):
        return other.array
    if isinstance(other, (int, float, complex)):
        # np.float64 is a float and yet not weak; MindSpore takes it for a Python number.
        return other.item() if isinstance(other, np.generic) else other
    if isinstance(other, np.generic):
        return other.item()
    if isinstance(other, (list, tuple)):
        return bare(other)
    if isinstance(other, np.ndarray):
        raise TypeError(
            f"unsupported operand type(s): 'Tensor' and 'numpy.ndarray'. Write Tensor({other!r})."
        )
    return None


def binary(ufunc, reflected=False):
    """The method behind an operator."""

    def method(self, other):
        mine, other = self.array, operand(other)
        if other is None:
            return NotImplemented
        found = ufunc(other, mine) if reflected else ufunc(mine, other)
        if found.dtype is mine.dtype or found.dtype.kind == "b":
            return wrap(found)
        inputs = (mine, other) if isinstance(other, np.ndarray) else (mine,)
        return wrap(settle(np.asarray(found), inputs))

    return method


def unary(ufunc):
    def method(self):
        return wrap(ufunc(self.array))

    return method


OPERATORS = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "truediv": np.divide,
    "floordiv": np.floor_divide,
    "mod": np.remainder,
    "pow": np.power,
    "matmul": np.matmul,
    "and": np.bitwise_and,
    "or": np.bitwise_or,
    "xor": np.bitwise_xor,
    "lshift": np.left_shift,
    "rshift": np.right_shift,
}
COMPARISONS = {
    "eq": np.equal,
    "ne": np.not_equal,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
}
UNARY = {
    "neg": np.negative,
    "pos": np.positive,
    "abs": np.abs,
    "invert": np.invert,
}


def equip():
    """Gives Tensor its operators and methods."""
    for name, ufunc in OPERATORS.items():
        setattr(Tensor, f"__{name}__", binary(ufunc))
        setattr(Tensor, f"__r{name}__", binary(ufunc, reflected=True))
    for name, ufunc in COMPARISONS.items():
        setattr(Tensor, f"__{name}__", binary(ufunc))
    for name, ufunc in UNARY.items():
        setattr(Tensor, f"__{name}__", unary(ufunc))
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
    method.__doc__ = function.__doc__
    return method


equip()
