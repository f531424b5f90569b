"""Bare arrays out of Tensors, Python numbers, lists and indices."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2s_grad.dtype import DType
from s2s_grad.runtime import Carrier
from s2s_grad.tensors.promotion import settle


def bare(data: Any, dtype=None) -> Any:
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


def made_dtype(kinds):
    """The dtype of `Tensor(data)`, from the (letter, dtype or None) of each number in `data`.

    None when the array keeps the dtype that NumPy gives it.
    """
    dtypes = [np.dtype(dtype) for _, dtype in kinds if dtype is not None]
    letters = {letter for letter, _ in kinds}
    if len(kinds) == 1 and dtypes:
        return None
    floats = [dtype for dtype in dtypes if dtype.kind in "fc"]
    if floats:
        return np.result_type(*floats)
    if letters <= {"b", "i", "u", None}:
        return np.result_type(*dtypes) if dtypes else None
    return np.dtype(np.float32) if "c" not in letters else None


def place(index) -> Any:
    """An index with bare arrays for Tensors."""
    if isinstance(index, Carrier):
        return index.array
    if isinstance(index, tuple):
        return tuple([place(entry) for entry in index])
    if isinstance(index, list):
        return unwrapped(index)
    if isinstance(index, slice):
        return slice(*[whole(end) for end in (index.start, index.stop, index.step)])
    return index


def whole(end: Any):
    """An end of a slice as an int or None."""
    return int(end.array) if isinstance(end, Carrier) else end


def unwrapped(value, found=None) -> Any:
    """`value` with a bare array for every Tensor; the arrays are added to the list `found`."""
    if isinstance(value, Carrier):
        if found is not None:
            found.append(value.array)
        return value.array
    if isinstance(value, (list, tuple)):
        entries = [unwrapped(entry, found) for entry in value]
        return entries if isinstance(value, list) else tuple(entries)
    if isinstance(value, dict):
        return {key: unwrapped(entry, found) for key, entry in value.items()}
    return value
