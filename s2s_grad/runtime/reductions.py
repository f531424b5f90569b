"""Adjoints of sums, means, extrema and running totals."""

import numpy as np

from s2s_grad.runtime.shapes import count, expand, inverse_axes, precision, unbroadcast
from s2s_grad.runtime.slopes import direction, divide_or_zero, shares
from s2s_grad.runtime.structures import unpack, zeros_like


def product_of_others(x, axis=None):
    """At each place of `x`, the product of all other numbers along `axis`; zeros do no harm."""
    shape = np.shape(x)
    if not np.size(x):
        return zeros_like(x)
    axes = range(len(shape)) if axis is None else [i % len(shape) for i in np.atleast_1d(axis)]
    kept = [i for i in range(len(shape)) if i not in axes]
    order = [*kept, *axes]
    turned = np.transpose(x, order)
    rows = turned.reshape([shape[i] for i in kept] + [-1])
    one = np.ones_like(rows[..., :1])
    before = np.cumprod(np.concatenate([one, rows[..., :-1]], -1), -1)
    after = np.cumprod(np.concatenate([one, rows[..., :0:-1]], -1), -1)[..., ::-1]
    return (before * after).reshape(turned.shape).transpose(inverse_axes(order))


def products_of_others_again(d, x, axis=None):
    """The adjoint of `product_of_others`: what is left without a place, once for each place."""
    x = np.asarray(x)
    axes = range(x.ndim) if axis is None else [i % x.ndim for i in np.atleast_1d(axis)]
    result = np.zeros_like(x)
    for place in np.ndindex(*[x.shape[i] for i in axes]):
        here: list = [slice(None)] * x.ndim
        for i, number in zip(axes, place, strict=True):
            here[i] = number
        without = x.copy()
        without[tuple(here)] = 1
        parts = product_of_others(without, axis) * d
        parts[tuple(here)] = 0
        result[tuple(here)] = np.sum(parts, axis=tuple(axes))
    return result


def reverse_cumsum(d, shape, axis=None):
    """The adjoint of a cumulative sum: sums of `d` from each place to the end of `axis`."""
    if axis is None:
        return np.cumsum(d[::-1])[::-1].reshape(shape)
    return np.flip(np.cumsum(np.flip(d, axis), axis), axis)


def cumprod_adjoint(d, x, out, axis=None):
    """The adjoint of a cumulative product, walking back along `axis`; zeros do no harm."""
    if axis is None:
        return cumprod_adjoint(d, np.ravel(x), out, 0).reshape(np.shape(x))
    d, x, out = (np.moveaxis(part, axis, 0) for part in (d, x, out))
    result = np.zeros_like(out)
    carried = np.zeros_like(out[:1]).sum(0)
    for i in reversed(range(len(x))):
        carried = d[i] + carried
        result[i] = carried * out[i - 1] if i else carried
        carried = carried * x[i]
    return np.moveaxis(result, 0, axis)


def diff_adjoint(d, n=1, axis=-1):
    """The adjoint of the n-th difference."""
    for _ in range(n):
        edge = np.zeros_like(np.sum(d, axis=axis, keepdims=True))
        d = np.concatenate([edge, d], axis) - np.concatenate([d, edge], axis)
    return d


def unit(x, norm, axis=None, keepdims=False):
    """`x` divided by its `norm` over `axis`, conjugated; 0 where the norm is 0."""
    return divide_or_zero(np.conj(x), expand(norm, np.shape(x), axis, keepdims))


def norm_adjoint(d, x, order, axis, keepdims, out, vector=False):
    """The adjoint of a norm of any order; 0 where the norm is 0."""
    x = np.asarray(x)
    axes = tuple(range(x.ndim)) if axis is None else tuple(np.atleast_1d(axis).tolist())
    if len(axes) == 1:
        vector = True
    if vector and axis is None:
        d, out = np.reshape(d, ()), np.reshape(out, ())
    d, out = (expand(part, x.shape, axis, keepdims) for part in (d, out))
    if order is None or order == "fro" or (vector and order == 2):
        return d * divide_or_zero(np.conj(x), out)
    if vector and order == 0:  # how many are not 0
        return np.zeros_like(x)
    if vector and order in (np.inf, -np.inf):
        return d * direction(x) * shares(np.abs(x), out, axes, True)
    if vector:
        size = np.abs(x)
        return d * direction(x) * np.where(size > 0, divide_or_zero(size, out) ** (order - 1), 0)
    return _matrix_norm_adjoint(d, x, order, axes)


def _matrix_norm_adjoint(d, x, order, axes):
    """The adjoint of a matrix norm that is not a vector norm; `d` is as large as `x`."""
    if order in (1, -1, np.inf, -np.inf):
        along = axes[0] if abs(order) == 1 else axes[1]
        sums = np.sum(np.abs(x), axis=along, keepdims=True)
        best = np.max if order > 0 else np.min
        top = best(sums, axis=axes, keepdims=True)
        return d * direction(x) * shares(sums, top, axes, True)
    x, d = np.moveaxis(x, axes, (-2, -1)), np.moveaxis(d, axes, (-2, -1))
    u, s, vh = np.linalg.svd(x, full_matrices=False)
    if order == "nuc":
        weight = (s > s[..., :1] * precision(s) * max(x.shape[-2:])).astype(s.dtype)
    else:
        best = s[..., :1] if order == 2 else s[..., -1:]
        weight = shares(s, best, -1, True)
    result = d * np.conj((u * weight[..., None, :]) @ vh)
    return np.moveaxis(result, (-2, -1), axes)


def nan_count(x, axis=None):
    """How many numbers along `axis` are not NaN, with `axis` kept."""
    return np.sum(~np.isnan(x), axis=axis, keepdims=True, dtype=np.result_type(x))


def nan_deviation(x, axis=None):
    """The conjugate of the distance from the mean along `axis`, and 0 where `x` is NaN."""
    return np.where(np.isnan(x), 0, np.conj(x - np.nanmean(x, axis=axis, keepdims=True)))


def average_weights(x, axis, weights):
    """`weights` scaled to sum to 1 along `axis`, in a shape that broadcasts to that of `x`."""
    if weights is None:
        return np.ones_like(x) / count(x, axis)
    weights = np.asarray(weights)
    if np.shape(weights) != np.shape(x):
        weights = _along(weights, axis, np.ndim(x))
    return weights / np.sum(weights, axis=axis, keepdims=True)


def average_weights_adjoint(d, x, axis, weights, out, keepdims=False):
    """The gradient of a weighted average for its weights."""
    if weights is None:
        return None
    d, out = (expand(part, np.shape(x), axis, keepdims) for part in (d, out))
    full = np.asarray(weights)
    if np.shape(full) == np.shape(x):
        return unbroadcast(d * (x - out) / np.sum(full, axis=axis, keepdims=True), weights)
    d = d * (x - out) / np.sum(full)
    kept = [i % np.ndim(x) for i in np.atleast_1d(axis)]
    rest = tuple(i for i in range(np.ndim(x)) if i not in kept)
    d = np.sum(d, axis=rest)
    return unbroadcast(d.transpose(inverse_axes(list(np.argsort(np.argsort(kept))))), weights)


def _along(vector, axis, ndim):
    """`vector` shaped to lie along `axis` (one or several) of an array with `ndim` axes."""
    kept = [i % ndim for i in np.atleast_1d(axis)]
    vector = np.transpose(vector, np.argsort(kept))
    return np.expand_dims(vector, [i for i in range(ndim) if i not in kept])


def cov_adjoint(d, x):
    """The adjoint of the covariances of the rows of `x`."""
    rows = np.atleast_2d(x)
    d = np.reshape(d, (len(rows), len(rows)))
    centred = rows - np.mean(rows, axis=1, keepdims=True)
    result = d @ np.conj(centred) + np.conj(d.T @ centred)
    return unbroadcast((result / (rows.shape[1] - 1)).reshape(np.shape(x)), x)


def corrcoef_adjoint(d, x, out):
    """The adjoint of the correlations of the rows of `x`."""
    if np.ndim(x) == 1:
        return np.zeros_like(x)
    if np.iscomplexobj(x):
        raise NotImplementedError("the gradient of correlations of complex numbers: use np.cov")
    deviation = np.std(x, axis=1, ddof=1)
    weight = d * out
    diagonal = -np.diag((np.sum(weight, 0) + np.sum(weight, 1)) / (2 * deviation**2))
    return cov_adjoint(d / np.multiply.outer(deviation, deviation) + diagonal, x)


def reduceat_adjoint(d, x, indices, axis=0):
    """The adjoint of np.add.reduceat: each part of `d` for all the places that it sums."""
    result, size = np.zeros_like(np.moveaxis(x, axis, 0)), np.shape(x)[axis]
    for i, (part, start) in enumerate(zip(np.moveaxis(d, axis, 0), indices, strict=True)):
        stop = indices[i + 1] if i + 1 < len(indices) else size
        result[start : max(stop, start + 1)] += part
    return np.moveaxis(result, 0, axis)


def trapezoid_left(d, y, x=None, dx=1.0, axis=-1):
    """The gradient of a trapezoid sum for the heights `y`."""
    ends = _steps(x, dx, axis, y) * np.expand_dims(d, axis) / 2
    ends = np.broadcast_to(ends, _one_less(np.shape(y), axis))
    return unbroadcast(_to_both_sides(ends, axis, 1), y)


def trapezoid_right(d, y, x=None, axis=-1):
    """The gradient of a trapezoid sum for the places `x`."""
    if x is None:
        return None
    y = np.moveaxis(np.asarray(y), axis, -1)
    d_steps = np.expand_dims(d, -1) * (y[..., 1:] + y[..., :-1]) / 2
    if np.ndim(x) != 1:
        return unbroadcast(np.moveaxis(_to_both_sides(d_steps, -1, -1), -1, axis), x)
    return unbroadcast(_to_both_sides(d_steps, -1, -1), x)


def _steps(x, dx, axis, y):
    """The widths of the steps along `axis` of `y`."""
    if x is None:
        return dx
    if np.ndim(x) == 1:
        return _along(np.diff(x), axis, np.ndim(y))
    return np.diff(x, axis=axis)


def _one_less(shape, axis):
    """`shape` with one less along `axis`."""
    return tuple(n - (i == axis % len(shape)) for i, n in enumerate(shape))


def _to_both_sides(d, axis, sign):
    """What gaps give to their two ends: `d` to the right one, `sign * d` to the left."""
    edge = np.zeros_like(np.sum(d, axis=axis, keepdims=True))
    return np.concatenate([edge, d], axis) + sign * np.concatenate([d, edge], axis)


def for_each(d, items):
    """The adjoint of adding up `items`: `d` for each of them."""
    if isinstance(items, (list, tuple)):
        return [unbroadcast(d, item) for item in items]
    return np.broadcast_to(d, np.shape(items))


def builtin_extremum_adjoint(d, args, out):
    """The adjoint of Python's max or min; a tie is shared evenly."""
    items = args[0] if len(args) == 1 else args
    d_items = unpack(d * shares(np.asarray(items), out), items)
    return [d_items] if len(args) == 1 else d_items
