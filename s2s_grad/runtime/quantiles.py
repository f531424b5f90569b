"""Adjoints and tangents of medians, percentiles and quantiles."""

import numpy as np

from s2s_grad.runtime.shapes import cast, inverse_axes, unbroadcast

# Of n numbers in order, counted from 0, the quantile q of these methods stands at
# n * q + first + q * (1 - first - last) - 1. The other methods jump from number to number.
SPREAD = {
    "linear": (1, 1),
    "weibull": (0, 0),
    "hazen": (1 / 2, 1 / 2),
    "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8),
    "interpolated_inverted_cdf": (0, 1),
}


def quantile_adjoint(d, x, q, axis=None, keepdims=False, method="linear"):
    """The adjoint of quantiles: `d` for the two neighbours in order that each lies between."""
    rows, shape = _rows(x, axis)
    low, part = _neighbours(rows.shape[-1], q, method)
    d = np.reshape(d, (low.size, len(rows)))
    ranked, result = np.zeros_like(rows), np.zeros_like(rows)
    for k in range(low.size):
        ranked[:, low[k]] += d[k] * (1 - part[k])
        if part[k]:
            ranked[:, low[k] + 1] += d[k] * part[k]
    np.put_along_axis(result, np.argsort(rows, axis=-1), ranked, -1)
    return _unrows(result, shape, x, axis)


def quantile_level_adjoint(d, x, q, axis=None, method="linear"):
    """The gradient of quantiles for `q`: how fast the numbers in order grow there."""
    rows, _ = _rows(x, axis)
    size = rows.shape[-1]
    d, level = np.reshape(d, (np.size(q), len(rows))), np.ravel(q)
    growth = np.sum(d * _growth(rows, level, method), axis=1) * _speed(size, level, method)
    return unbroadcast(np.reshape(growth, np.shape(q)), q)


def quantile_tangent(x_dot, q_dot, x, q, axis, out, method="linear"):
    """How quantiles move with the numbers and with `q`."""
    rows, _ = _rows(x, axis)
    low, part = _neighbours(rows.shape[-1], q, method)
    high = low + (part > 0)
    ranked = np.take_along_axis(_rows(x_dot, axis)[0], np.argsort(rows, axis=-1), -1).T
    moved = ranked[low] * (1 - part)[:, None] + ranked[high] * part[:, None]
    speed = np.ravel(q_dot) * _speed(rows.shape[-1], np.ravel(q), method)
    moved = moved + _growth(rows, np.ravel(q), method) * speed[:, None]
    return cast(np.reshape(moved, np.shape(out)), out)


def nanquantile_adjoint(d, x, q, axis=None, keepdims=False, method="linear"):
    """The adjoint of quantiles of the numbers that are not NaN."""
    rows, shape = _rows(x, axis)
    d = np.reshape(d, (np.size(q), len(rows)))
    result = np.zeros_like(rows)
    for i, row in enumerate(rows):
        kept = ~np.isnan(row)
        if np.any(kept):
            result[i, kept] = quantile_adjoint(d[:, i], row[kept], q, method=method)
    return _unrows(result, shape, x, axis)


def nanquantile_tangent(x_dot, x, q, axis, out, method="linear"):
    """How quantiles of the numbers that are not NaN move with them."""
    moved = np.zeros((np.size(q), len(_rows(x, axis)[0])))
    for i, (row, row_dot) in enumerate(zip(_rows(x, axis)[0], _rows(x_dot, axis)[0], strict=True)):
        kept, level = ~np.isnan(row), np.ravel(q)
        if np.any(kept):
            still = np.zeros(level.shape)
            moved[:, i] = quantile_tangent(row_dot[kept], still, row[kept], level, 0, still, method)
    return cast(np.reshape(moved, np.shape(out)), out)


def _rows(x, axis):
    """The numbers that are taken together as rows of a matrix, and their shape before."""
    axes = (
        list(range(np.ndim(x))) if axis is None else [i % np.ndim(x) for i in np.atleast_1d(axis)]
    )
    turned = np.transpose(x, [i for i in range(np.ndim(x)) if i not in axes] + axes)
    size = int(np.prod([np.shape(x)[i] for i in axes]))
    return turned.reshape(-1, size), turned.shape


def _unrows(rows, shape, x, axis):
    """The adjoint of `_rows`."""
    axes = (
        list(range(np.ndim(x))) if axis is None else [i % np.ndim(x) for i in np.atleast_1d(axis)]
    )
    order = [i for i in range(np.ndim(x)) if i not in axes] + axes
    return np.transpose(rows.reshape(shape), inverse_axes(order)) if order else rows.reshape(())


def _neighbours(size, q, method):
    """Of each quantile the number in order at or below it, and the part of the way to the next."""
    place = np.quantile(np.arange(float(size)), np.ravel(q), method=method)
    low = np.floor(place).astype(int)
    return low, place - low


def _growth(rows, level, method):
    """For each quantile and row, the distance between the neighbours in order."""
    rows, (low, _) = np.sort(rows, axis=-1).T, _neighbours(rows.shape[-1], level, method)
    return rows[np.minimum(low + 1, len(rows) - 1)] - rows[low]


def _speed(size, level, method):
    """How fast the place of a quantile among `size` numbers moves with it."""
    if method not in SPREAD:
        return np.zeros(level.shape)
    first, last = SPREAD[method]
    place = level * (size + 1 - first - last) + first - 1
    return np.where((place >= 0) & (place <= size - 1), size + 1 - first - last, 0)
