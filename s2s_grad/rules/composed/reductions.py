"""Reductions with `where`, `initial`, `dtype` and their like, by the plain ones."""

import numpy as np

from s2s_grad.rules.registry import composite


@composite(np.mean)
def mean(a, axis=None, dtype=None, *, keepdims=False, where=True):
    """The mean of the numbers where `where` holds."""
    total = np.sum(a, axis, dtype, keepdims=keepdims, where=where)
    return total / np.sum(np.broadcast_to(where, np.shape(a)), axis=axis, keepdims=keepdims)


@composite(np.var)
def var(
    a, axis=None, dtype=None, ddof=0, *, keepdims=False, where=True, mean=None, correction=None
):
    """The variance of the numbers where `where` holds, about a mean that may be given."""
    a = np.asarray(a, dtype=dtype)
    ddof = ddof if correction is None else correction
    middle = np.mean(a, axis, keepdims=True, where=where) if mean is None else mean
    total = np.sum(np.abs(a - middle) ** 2, axis, keepdims=keepdims, where=where)
    count = np.sum(np.broadcast_to(where, np.shape(a)), axis=axis, keepdims=keepdims)
    return total / (count - ddof)


@composite(np.std)
def std(
    a, axis=None, dtype=None, ddof=0, *, keepdims=False, where=True, mean=None, correction=None
):
    """Where nothing varies the slope is 0."""
    ddof = ddof if correction is None else correction
    variance = np.var(a, axis, dtype, ddof=ddof, keepdims=keepdims, where=where, mean=mean)
    return np.where(variance > 0, np.sqrt(np.where(variance > 0, variance, 1)), 0)


@composite(np.max, np.amax)
def max(a, axis=None, *, keepdims=False, initial=None, where=True):
    """The largest number where `where` holds, and `initial`."""
    numbers = a if where is True else np.where(where, a, -np.inf)
    found = np.max(numbers, axis, keepdims=keepdims)
    return found if initial is None else np.maximum(found, initial)


@composite(np.min, np.amin)
def min(a, axis=None, *, keepdims=False, initial=None, where=True):
    """The smallest number where `where` holds, and `initial`."""
    numbers = a if where is True else np.where(where, a, np.inf)
    found = np.min(numbers, axis, keepdims=keepdims)
    return found if initial is None else np.minimum(found, initial)


@composite(np.prod)
def prod(a, axis=None, dtype=None, *, keepdims=False, initial=1, where=True):
    """The product of the numbers where `where` holds, and of `initial`."""
    numbers = np.asarray(a if where is True else np.where(where, a, 1), dtype=dtype)
    return np.prod(numbers, axis, keepdims=keepdims) * initial


@composite(np.nansum)
def nansum(a, axis=None, dtype=None, *, keepdims=False, initial=0, where=True):
    numbers = np.where(np.isnan(a), 0, a)
    return np.sum(numbers, axis, dtype, keepdims=keepdims, initial=initial, where=where)


@composite(np.nanprod)
def nanprod(a, axis=None, dtype=None, *, keepdims=False, initial=1, where=True):
    numbers = np.where(np.isnan(a) | np.logical_not(where), 1, a)
    return np.prod(np.asarray(numbers, dtype=dtype), axis, keepdims=keepdims) * initial


@composite(np.nanmax)
def nanmax(a, axis=None, *, keepdims=False, initial=None, where=True):
    found = np.max(
        np.where(np.isnan(a) | np.logical_not(where), -np.inf, a), axis, keepdims=keepdims
    )
    return found if initial is None else np.maximum(found, initial)


@composite(np.nanmin)
def nanmin(a, axis=None, *, keepdims=False, initial=None, where=True):
    found = np.min(
        np.where(np.isnan(a) | np.logical_not(where), np.inf, a), axis, keepdims=keepdims
    )
    return found if initial is None else np.minimum(found, initial)


@composite(np.nanmean)
def nanmean(a, axis=None, dtype=None, *, keepdims=False, where=True):
    kept = ~np.isnan(a) & where
    return np.mean(np.where(kept, a, 0), axis, dtype, keepdims=keepdims, where=kept)


@composite(np.nanvar)
def nanvar(
    a, axis=None, dtype=None, ddof=0, *, keepdims=False, where=True, mean=None, correction=None
):
    kept = ~np.isnan(a) & where
    ddof = ddof if correction is None else correction
    numbers = np.where(kept, a, 0)
    return np.var(numbers, axis, dtype, ddof=ddof, keepdims=keepdims, where=kept, mean=mean)


@composite(np.nanstd)
def nanstd(
    a, axis=None, dtype=None, ddof=0, *, keepdims=False, where=True, mean=None, correction=None
):
    kept = ~np.isnan(a) & where
    ddof = ddof if correction is None else correction
    numbers = np.where(kept, a, 0)
    return np.std(numbers, axis, dtype, ddof=ddof, keepdims=keepdims, where=kept, mean=mean)


# Running totals


@composite(np.cumsum)
def cumsum(a, axis=None, dtype=None):
    return np.cumsum(np.asarray(a, dtype=dtype), axis)


@composite(np.cumprod)
def cumprod(a, axis=None, dtype=None):
    return np.cumprod(np.asarray(a, dtype=dtype), axis)


@composite(np.nancumsum)
def nancumsum(a, axis=None, dtype=None):
    return np.cumsum(np.asarray(np.where(np.isnan(a), 0, a), dtype=dtype), axis)


@composite(np.nancumprod)
def nancumprod(a, axis=None, dtype=None):
    return np.cumprod(np.asarray(np.where(np.isnan(a), 1, a), dtype=dtype), axis)


@composite(getattr(np, "cumulative_sum", None))
def cumulative_sum(x, *, axis=None, dtype=None, include_initial=False):
    along = 0 if axis is None else axis
    totals = np.cumsum(np.asarray(x, dtype=dtype), along)
    if include_initial:
        totals = np.concatenate([np.zeros_like(np.take(totals, [0], along)), totals], along)
    return totals


@composite(getattr(np, "cumulative_prod", None))
def cumulative_prod(x, *, axis=None, dtype=None, include_initial=False):
    along = 0 if axis is None else axis
    totals = np.cumprod(np.asarray(x, dtype=dtype), along)
    if include_initial:
        totals = np.concatenate([np.ones_like(np.take(totals, [0], along)), totals], along)
    return totals
