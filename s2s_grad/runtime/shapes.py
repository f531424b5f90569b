"""What brings a gradient back to the shape and dtype of a value."""

from typing import Any

import numpy as np


class Carrier:
    """Something that holds a bare array in `array`: unwrapped going in, wrapped coming out."""

    array: Any


def unbroadcast(d, x):
    """`d` summed to the shape of `x`, in the dtype of `x`."""
    shape = np.shape(x)
    if np.shape(d) != shape:
        d = np.broadcast_to(d, np.broadcast_shapes(np.shape(d), shape))
        added = np.ndim(d) - len(shape)
        stretched = [axis + added for axis, size in enumerate(shape) if size == 1]
        d = np.sum(d, axis=(*range(added), *stretched)).reshape(shape)
        d = d if shape else d[()]
    return cast(d, x)


def cast(d, x):
    """`d` in the dtype of `x`; its real part where `x` is real."""
    kind = getattr(x, "dtype", None)
    if kind is not None and not isinstance(x, np.ndarray) and isinstance(d, np.ndarray):
        d = d[()]  # a number gets a number, which nobody can write into
    if kind is None:
        real = not isinstance(x, complex) and np.iscomplexobj(d) and not np.iscomplexobj(x)
        d = np.real(d) if real else d
        # a Python number gets a number: never a view, never a whole one
        return plain(d) if isinstance(d, np.ndarray) and d.ndim == 0 else d
    if kind.kind not in "fc" or getattr(d, "dtype", None) == kind:
        return np.real(d) if kind.kind not in "c" and np.iscomplexobj(d) else d
    if kind.kind == "f" and np.iscomplexobj(d):
        d = np.real(d)
    return np.asarray(d, dtype=kind)[()]


def spread(d, x):
    """The tangent `d` in the shape and dtype of the value `x`."""
    if np.shape(d) != np.shape(x):
        d = np.array(np.broadcast_to(d, np.shape(x)))
    return cast(d, x)


def plain(d):
    """The number in an array without axes."""
    return d[()] if d.dtype.kind in "fc" else float(d)


def expand(d, shape, axis=None, keepdims=False):
    """The adjoint of a sum over `axis`: `d` repeated along it to fill `shape`."""
    if axis is not None and not keepdims:
        d = np.expand_dims(d, axis)
    return np.broadcast_to(d, shape)


def count(x, axis=None):
    """How many numbers of `x` a reduction over `axis` takes together."""
    shape = np.shape(x)
    axes = range(len(shape)) if axis is None else np.atleast_1d(axis)
    total = 1
    for i in axes:
        total *= shape[i]
    return total


def precision(x):
    """The distance from 1 to the next number in the dtype of `x`."""
    return np.finfo(x.dtype).eps


def mT(x):
    """`x` with its last two axes swapped."""
    return np.swapaxes(x, -1, -2)


def inverse_axes(axes):
    """The `axes` that transpose back."""
    if axes is not None and len(axes) == 1 and not isinstance(axes[0], (int, np.integer)):
        axes = axes[0]
    if axes is None or len(axes) == 0:
        return None
    return tuple(np.argsort([axis % len(axes) for axis in axes]).tolist())
