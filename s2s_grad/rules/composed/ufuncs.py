"""The methods of ufuncs: reduce, accumulate, outer and reduceat."""

import numpy as np

from s2s_grad.rules.registry import composite


@composite(np.add.reduce)
def add_reduce(array, axis=0, dtype=None, *, keepdims=False, initial=0, where=True):
    return np.sum(array, axis, dtype, keepdims=keepdims, initial=initial, where=where)


@composite(np.multiply.reduce)
def multiply_reduce(array, axis=0, dtype=None, *, keepdims=False, initial=1, where=True):
    return np.prod(array, axis, dtype, keepdims=keepdims, initial=initial, where=where)


@composite(np.maximum.reduce)
def maximum_reduce(array, axis=0, *, keepdims=False, initial=None, where=True):
    return np.max(array, axis, keepdims=keepdims, initial=initial, where=where)


@composite(np.minimum.reduce)
def minimum_reduce(array, axis=0, *, keepdims=False, initial=None, where=True):
    return np.min(array, axis, keepdims=keepdims, initial=initial, where=where)


@composite(np.multiply.accumulate)
def multiply_accumulate(array, axis=0, dtype=None):
    return np.cumprod(array, axis, dtype)


@composite(np.add.accumulate)
def add_accumulate(array, axis=0, dtype=None):
    return np.cumsum(array, axis, dtype)


def describe(ufunc):
    """The methods of one ufunc of two numbers, in its own terms."""

    def reduce(array, axis=0, *, keepdims=False):
        rows = np.moveaxis(array, axis, 0)
        total = rows[0]
        for i in range(1, len(rows)):
            total = ufunc(total, rows[i])
        return np.expand_dims(total, axis) if keepdims else total

    def accumulate(array, axis=0):
        rows = np.moveaxis(array, axis, 0)
        totals = np.zeros_like(rows)
        totals[0] = rows[0]
        for i in range(1, len(rows)):
            totals[i] = ufunc(totals[i - 1], rows[i])
        return np.moveaxis(totals, 0, axis)

    def outer(A, B):
        return ufunc(np.reshape(A, np.shape(A) + (1,) * np.ndim(B)), B)

    def reduceat(array, indices, axis=0):
        rows = np.moveaxis(array, axis, 0)
        totals = np.zeros_like(np.take(rows, indices, axis=0))
        for i in range(len(indices)):
            stop = indices[i + 1] if i + 1 < len(indices) else len(rows)
            total = rows[indices[i]]
            for k in range(indices[i] + 1, stop):
                total = ufunc(total, rows[k])
            totals[i] = total
        return np.moveaxis(totals, 0, axis)

    described = (reduce, accumulate, outer, reduceat)
    for method, python in zip(
        ("reduce", "accumulate", "outer", "reduceat"), described, strict=True
    ):
        composite(getattr(ufunc, method))(python)


for each in (
    np.subtract,
    np.divide,
    np.power,
    np.float_power,
    np.remainder,
    np.fmod,
    np.hypot,
    np.arctan2,
    np.logaddexp,
    np.logaddexp2,
    np.fmax,
    np.fmin,
    np.maximum,
    np.minimum,
    np.add,
    np.multiply,
):
    describe(each)
