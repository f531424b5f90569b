"""Gradients of lists, tuples and dicts, and of arrays made from them."""

from typing import Any

import numpy as np

from s2s_grad.runtime.shapes import unbroadcast


def zeros_like(x):
    """Zeros in the structure of `x`: 0.0 for a number, a list for a tuple."""
    if isinstance(x, (list, tuple)):
        return [zeros_like(item) for item in x]
    if isinstance(x, dict):
        return {key: zeros_like(item) for key, item in x.items()}
    if isinstance(x, complex):
        return 0j
    return zero_array(x) if hasattr(x, "dtype") else 0.0


def ones_like(x):
    """Ones in the structure of `x`; 0.0 for what is no float."""
    if isinstance(x, (list, tuple)):
        return [ones_like(item) for item in x]
    if isinstance(x, dict):
        return {key: ones_like(item) for key, item in x.items()}
    return np.ones_like(x) if np.asarray(x).dtype.kind in "fc" else 0.0


def zero_array(x):
    """Zeros in the shape of an array or number, in its dtype unless that is of whole numbers."""
    x = np.asarray(x)
    return np.zeros_like(x, dtype=None if x.dtype.kind in "fc" else float)


def add(a, b):
    """The sum of two gradients of one structure; None counts as zero."""
    if a is None or b is None:
        return b if a is None else a
    if isinstance(a, (list, tuple)):
        return [add(left, right) for left, right in zip(a, b, strict=True)]
    if isinstance(a, dict):
        return {key: add(a.get(key), b.get(key)) for key in [*a, *(k for k in b if k not in a)]}
    return a + b


def copied(d):
    """A copy of a gradient, with copies of all arrays in it."""
    if isinstance(d, (list, tuple)):
        return [copied(entry) for entry in d]
    if isinstance(d, dict):
        return {key: copied(entry) for key, entry in d.items()}
    return np.array(d) if isinstance(d, np.ndarray) else d


def unpack(d, x):
    """The adjoint of np.array: `d` taken apart into the structure and dtypes of `x`."""
    if isinstance(x, (list, tuple)):
        return [unpack(d[i], item) for i, item in enumerate(x)]
    return unbroadcast(d, x)


def repack(parts, x):
    """The adjoint of `unpack`: an array of the parts of the structure of `x`; None is zeros."""
    if isinstance(x, (list, tuple)):
        parts = [None] * len(x) if is_zero(parts) else parts
        return np.array([repack(part, item) for part, item in zip(parts, x, strict=True)])
    return np.zeros(np.shape(x)) if is_zero(parts) else parts


def cast_back(d, x, dtype):
    """The adjoint of a change of dtype; zero when it went through integers."""
    if dtype is not None and np.dtype(dtype).kind not in "fc":
        return zeros_like(x)
    return unpack(d, x)


def is_zero(d):
    """Whether `d` says that no gradient arrived."""
    return d is None or (isinstance(d, (int, float)) and d == 0)


def order_of(keys, reverse=False):
    """The positions of the entries in the order of these keys; equal ones stay in order."""
    return sorted(range(len(keys)), key=keys.__getitem__, reverse=reverse)


def stop_gradient(x):
    """`x`, through which no derivative passes."""
    return x


def fitted(d, x) -> Any:
    """A gradient that somebody's own backward half gave, in the dtype and structure of `x`.

    A number counts for all of an array when it is 0. Raises ValueError for another shape.
    """
    if isinstance(x, (list, tuple)):
        return [fitted(part, item) for part, item in zip(d, x, strict=True)]
    if isinstance(x, dict):
        return {key: fitted(d.get(key), item) for key, item in x.items()}
    if is_zero(d):
        return zeros_like(x)
    if np.shape(d) != np.shape(x):
        raise ValueError(
            f"a backward half gave a gradient of shape {np.shape(d)} for a value of shape"
            f" {np.shape(x)}"
        )
    kind = getattr(x, "dtype", None)
    if kind is None or kind.kind not in "fc":
        return float(d) if type(x) is float else d
    return np.asarray(d).astype(kind, copy=False)[()]
