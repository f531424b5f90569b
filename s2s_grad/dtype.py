"""MindSpore's names for the dtypes of arrays."""

from __future__ import annotations

import numpy as np


class DType:
    """A dtype under MindSpore's name; NumPy takes it wherever it takes a dtype."""

    __slots__ = ("dtype", "text")

    def __init__(self, text: str, dtype: type):
        self.text = text
        #: NumPy reads an attribute of this name when it is asked for `np.dtype(self)`.
        self.dtype = np.dtype(dtype)

    @property
    def numpy(self) -> np.dtype:
        """The NumPy dtype that this name stands for."""
        return self.dtype

    def __str__(self):
        return self.text

    def __repr__(self):
        return f"mindspore.{self.text.lower()}" if self.text != "Bool" else "mindspore.bool_"

    def __eq__(self, other):
        if isinstance(other, DType):
            return self.dtype == other.dtype
        return isinstance(other, np.dtype) and self.dtype == other

    def __hash__(self):
        return hash(self.dtype)

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return dtype_of, (self.dtype,)


bool_ = DType("Bool", np.bool_)
int8 = DType("Int8", np.int8)
int16 = DType("Int16", np.int16)
int32 = DType("Int32", np.int32)
int64 = DType("Int64", np.int64)
uint8 = DType("UInt8", np.uint8)
uint16 = DType("UInt16", np.uint16)
uint32 = DType("UInt32", np.uint32)
uint64 = DType("UInt64", np.uint64)
float16 = DType("Float16", np.float16)
float32 = DType("Float32", np.float32)
float64 = DType("Float64", np.float64)
complex64 = DType("Complex64", np.complex64)
complex128 = DType("Complex128", np.complex128)
int_, uint, float_, complex_ = int64, uint64, float64, complex128

NAMED = {
    each.dtype: each
    for each in (
        *(bool_, int8, int16, int32, int64, uint8, uint16, uint32, uint64),
        *(float16, float32, float64, complex64, complex128),
    )
}
PYTHON = {bool: bool_, int: int64, float: float64, complex: complex128}

# The kinds of dtypes, as `isinstance`-like tuples.
number_type = tuple(each for each in NAMED.values() if each is not bool_)
int_type = (int8, int16, int32, int64)
uint_type = (uint8, uint16, uint32, uint64)
float_type = (float16, float32, float64)


def dtype_of(dtype: np.dtype) -> DType:
    """MindSpore's name for a NumPy dtype."""
    try:
        return NAMED[dtype]
    except KeyError:
        raise TypeError(f"an array of dtype {dtype} cannot be a Tensor") from None


def dtype_to_nptype(type_: DType) -> type:
    """The NumPy scalar type of a dtype: `np.float32` for `float32`."""
    return type_.dtype.type


def dtype_to_pytype(type_: DType) -> type:
    """The Python type of a dtype: `float` for `float32`."""
    return {"b": bool, "i": int, "u": int, "f": float, "c": complex}[type_.dtype.kind]


def pytype_to_dtype(obj: type) -> DType:
    """The dtype of a Python or NumPy scalar type: `int64` for `int`."""
    return PYTHON[obj] if obj in PYTHON else dtype_of(np.dtype(obj))


def get_py_obj_dtype(obj) -> DType:
    """The dtype that a Python value has as an operand."""
    return obj.dtype if isinstance(obj.dtype, DType) else pytype_to_dtype(type(obj))
