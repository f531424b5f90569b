"""Sums, means, extremes, norms and orders along axes, under MindSpore's parameter names."""

import numpy as np

# NumPy 1 has it under its old name.
trapezoid = getattr(np, "trapezoid", None) or getattr(np, "trapz")  # noqa: B009


def sum(input, dim=None, keepdim=False, dtype=None):
    if dtype is not None:
        input = input.astype(dtype)
    return np.sum(input, axis=dim, keepdims=keepdim)


def mean(x, axis=None, keep_dims=False):
    return np.mean(x, axis=axis, keepdims=keep_dims)


def prod(input, axis=None, keep_dims=False, dtype=None):
    if dtype is not None:
        input = input.astype(dtype)
    return np.prod(input, axis=axis, keepdims=keep_dims)


def max(input, axis=None, keepdims=False):
    """The largest values along an axis, and where they are."""
    if axis is None:
        return np.max(input), np.argmax(input) * 0
    places = np.argmax(input, axis=axis, keepdims=keepdims)
    return np.max(input, axis=axis, keepdims=keepdims), places


def min(input, axis=None, keepdims=False):
    """The smallest values along an axis, and where they are."""
    if axis is None:
        return np.min(input), np.argmin(input) * 0
    places = np.argmin(input, axis=axis, keepdims=keepdims)
    return np.min(input, axis=axis, keepdims=keepdims), places


def amax(input, axis=None, keepdims=False):
    return np.max(input, axis=axis, keepdims=keepdims)


def amin(input, axis=None, keepdims=False):
    return np.min(input, axis=axis, keepdims=keepdims)


def argmax(input, dim=None, keepdim=False):
    return np.argmax(input, axis=dim, keepdims=keepdim)


def argmin(input, axis=None, keepdims=False):
    return np.argmin(input, axis=axis, keepdims=keepdims)


def all(input, axis=None, keep_dims=False):
    return np.all(input, axis=axis, keepdims=keep_dims)


def any(input, axis=None, keep_dims=False):
    return np.any(input, axis=axis, keepdims=keep_dims)


def std(input, axis=None, ddof=0, keepdims=False):
    return np.std(input, axis=axis, ddof=ddof, keepdims=keepdims)


def var(input, axis=None, ddof=0, keepdims=False):
    return np.var(input, axis=axis, ddof=ddof, keepdims=keepdims)


def std_mean(input, axis=None, ddof=0, keepdims=False):
    spread = np.std(input, axis=axis, ddof=ddof, keepdims=keepdims)
    return spread, np.mean(input, axis=axis, keepdims=keepdims)


def var_mean(input, axis=None, ddof=0, keepdims=False):
    spread = np.var(input, axis=axis, ddof=ddof, keepdims=keepdims)
    return spread, np.mean(input, axis=axis, keepdims=keepdims)


def norm(A, ord=None, dim=None, keepdim=False, dtype=None):
    """The norm of all numbers, or of those along `dim`; 2 unless `ord` says otherwise."""
    if ord is None or ord == "fro":
        return np.sqrt(np.sum(A**2, axis=dim, keepdims=keepdim))
    return np.linalg.norm(A, ord, dim, keepdim)


def logsumexp(input, axis=None, keep_dims=False):
    """log(sum(exp(input))), without overflow."""
    top = np.max(input, axis=axis, keepdims=True)
    out = top + np.log(np.sum(np.exp(input - top), axis=axis, keepdims=True))
    if keep_dims:
        return out
    return np.squeeze(out, axis)


def cumsum(x, axis, dtype=None):
    if dtype is not None:
        x = x.astype(dtype)
    return np.cumsum(x, axis=axis)


def cumprod(input, dim, dtype=None):
    if dtype is not None:
        input = input.astype(dtype)
    return np.cumprod(input, axis=dim)


def median(input, axis=-1, keepdims=False):
    """The lower middle value along an axis, and where it is."""
    order = np.argsort(input, axis=axis, kind="stable")
    middle = np.take(order, [(np.shape(input)[axis] - 1) // 2], axis=axis)
    values = np.take_along_axis(input, middle, axis)
    if keepdims:
        return values, middle
    return np.squeeze(values, axis), np.squeeze(middle, axis)


def sort(input_x, axis=-1, descending=False):
    """Values in order along an axis, and where they were."""
    order = np.argsort(-input_x if descending else input_x, axis=axis, kind="stable")
    return np.take_along_axis(input_x, order, axis), order.astype(np.int32)


def argsort(input, axis=-1, descending=False):
    return np.argsort(-input if descending else input, axis=axis, kind="stable").astype(np.int32)


def topk(input, k, dim=None, largest=True, sorted=True):
    """The k largest values along an axis, largest first, and where they were."""
    axis = -1 if dim is None else dim
    order = np.argsort(-input if largest else input, axis=axis, kind="stable")
    first = np.take(order, np.arange(k), axis=axis)
    return np.take_along_axis(input, first, axis), first.astype(np.int32)


def trace(input):
    return np.trace(input)


def count_nonzero(x, axis=None, keep_dims=False):
    return np.sum(x != 0, axis=axis, keepdims=keep_dims).astype(np.int32)


def cosine_similarity(x1, x2, dim=1, eps=1e-08):
    """The cosine of the angle between two families of vectors."""
    product = np.sum(x1 * x2, axis=dim)
    lengths = np.sqrt(np.sum(x1**2, axis=dim)) * np.sqrt(np.sum(x2**2, axis=dim))
    return product / np.maximum(lengths, eps)


def cdist(x1, x2, p=2.0):
    """The distance of every row of one array from every row of the other."""
    return np.linalg.norm(x1[..., :, None, :] - x2[..., None, :, :], p, -1)


def pairwise_distance(x1, x2, p=2.0, eps=1e-06):
    return np.sum(np.abs(x1 - x2 + eps) ** p, axis=-1) ** (1 / p)


def l2_normalize(x, axis=0, epsilon=1e-4):
    """x in length one along an axis."""
    return x / np.sqrt(np.maximum(np.sum(x**2, axis=axis, keepdims=True), epsilon))


def axes_of(axis):
    """The axes as NumPy takes them: for none, all."""
    if isinstance(axis, (tuple, list)):
        return tuple(axis) if len(axis) > 0 else None
    return axis


def reduce_sum(x, axis=None, keep_dims=False):
    return np.sum(x, axis=axes_of(axis), keepdims=keep_dims)


def reduce_mean(x, axis=None, keep_dims=False):
    return np.mean(x, axis=axes_of(axis), keepdims=keep_dims)


def reduce_max(x, axis=None, keep_dims=False):
    return np.max(x, axis=axes_of(axis), keepdims=keep_dims)


def reduce_min(x, axis=None, keep_dims=False):
    return np.min(x, axis=axes_of(axis), keepdims=keep_dims)


def reduce_prod(x, axis=None, keep_dims=False):
    return np.prod(x, axis=axes_of(axis), keepdims=keep_dims)


def argmax_with_value(x, axis=0, keep_dims=False):
    """Where the largest values along an axis are, and they themselves."""
    values, places = max(x, axis, keep_dims)
    return places.astype(np.int32), values


def argmin_with_value(x, axis=0, keep_dims=False):
    """Where the smallest values along an axis are, and they themselves."""
    values, places = min(x, axis, keep_dims)
    return places.astype(np.int32), values


def argmax_as(x, axis=-1, output_type=np.int32):
    return np.argmax(x, axis=axis).astype(output_type)


def argmin_as(x, axis=-1, output_type=np.int32):
    return np.argmin(x, axis=axis).astype(output_type)


def cumulative_sum(x, axis, exclusive=False, reverse=False):
    """Sums up to each place, from either end, with or without the place itself."""
    if reverse:
        x = np.flip(x, axis)
    out = np.cumsum(x, axis=axis)
    if exclusive:
        out = out - x
    return np.flip(out, axis) if reverse else out


def cumulative_product(x, axis, exclusive=False, reverse=False):
    """Products up to each place, from either end."""
    if reverse:
        x = np.flip(x, axis)
    out = np.cumprod(x, axis=axis)
    if exclusive:
        out = out / x
    return np.flip(out, axis) if reverse else out


def cummax(input, axis):
    """The largest values up to each place, and where they are."""
    places = first_places(input, np.maximum.accumulate(input, axis=axis), axis)
    return np.take_along_axis(input, places, axis), places


def cummin(input, axis):
    """The smallest values up to each place, and where they are."""
    places = first_places(input, np.minimum.accumulate(input, axis=axis), axis)
    return np.take_along_axis(input, places, axis), places


def first_places(input, extreme, axis):
    """Where each running extreme was met last."""
    count = np.indices(np.shape(input))[axis]
    return np.maximum.accumulate(np.where(input == extreme, count, 0), axis=axis)


def logcumsumexp(input, axis):
    """log(cumsum(exp(input))), without overflow."""
    top = np.max(input, axis=axis, keepdims=True)
    return top + np.log(np.cumsum(np.exp(input - top), axis=axis))


def nansum(input, axis=None, keepdims=False):
    return np.nansum(input, axis=axis, keepdims=keepdims)


def trapz(y, x=None, dx=1.0, dim=-1):
    return trapezoid(y, x, dx, dim)


def numel(input):
    return np.size(input)
