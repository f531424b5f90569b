"""How a function of bare arrays becomes a function of Tensors that the compiler sees through."""

import functools
from typing import Any

import numpy as np

from s2s_grad.dtype import DType
from s2s_grad.tensor import Tensor, unwrapped, wrapped


def operator(plain, exact=False, makes=False):
    """`plain`, taking Tensors and giving Tensors; arrays give arrays.

    With `exact` the dtype of the result stays as it is; with `makes` the result is a Tensor
    whatever came in. The compiler takes `plain` instead, by `__s2s_source__`.
    """

    @functools.wraps(plain)
    def call(*args, **kwargs):
        arrays: list[np.ndarray] = []
        plain_args = unwrapped(numpy_dtypes(args), arrays)
        plain_kwargs = unwrapped(numpy_dtypes(kwargs), arrays) if kwargs else kwargs
        found = plain(*plain_args, **plain_kwargs)
        if not arrays and not makes:
            return found
        return wrapped(found, None if exact or makes else arrays)

    call.__s2s_source__ = plain  # type: ignore[attr-defined]
    return call


def numpy_dtypes(value) -> Any:
    """Arguments with NumPy's dtype for each of ours."""
    if isinstance(value, tuple):
        return tuple([each.numpy if isinstance(each, DType) else each for each in value])
    return {key: each.numpy if isinstance(each, DType) else each for key, each in value.items()}


def stateful(plain):
    """A function that writes into its first argument, a Parameter, which keeps its dtype."""

    @functools.wraps(plain)
    def call(variable, value):
        if not isinstance(variable, Tensor):
            raise TypeError(f"'{plain.__name__}' writes into a Parameter, not {type(variable)}.")
        new = unwrapped(value)
        if np.shape(new) not in ((), variable.shape):
            raise ValueError(
                f"For '{plain.__name__}', the value must have the shape {variable.shape},"
                f" but got {np.shape(new)}."
            )
        variable.array = variable.array.copy()
        plain(variable.array, new)
        return variable

    call.__s2s_source__ = plain  # type: ignore[attr-defined]
    return call
