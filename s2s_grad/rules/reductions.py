"""Rules of sums, means, extrema and running totals."""

import numpy as np

from s2s_grad.rules.registry import adjoint, linear
from s2s_grad.runtime import (
    average_weights,
    average_weights_adjoint,
    corrcoef_adjoint,
    count,
    cov_adjoint,
    cumprod_adjoint,
    diff_adjoint,
    divide_or_zero,
    expand,
    nan_count,
    nan_deviation,
    norm_adjoint,
    product_of_others,
    reduceat_adjoint,
    reverse_cumsum,
    shares,
    trapezoid_left,
    trapezoid_right,
    unbroadcast,
    unit,
)


@linear(np.sum)
def sum(a, axis=None, *, keepdims=False, d_out):
    return expand(d_out, np.shape(a), axis, keepdims)


@linear(widens=sum)
def sum_where(a, axis=None, dtype=None, *, keepdims=False, initial=0, where=True, d_out):
    return unbroadcast(np.where(where, expand(d_out, np.shape(a), axis, keepdims), 0), a)


@sum_where.tangent
def _(a, axis=None, dtype=None, *, keepdims=False, initial=0, where=True, a_dot):
    return np.sum(a_dot, axis, dtype, keepdims=keepdims, where=where)


@linear(np.add.reduce)
def add_reduce(array, axis=0, *, keepdims=False, d_out):
    return expand(d_out, np.shape(array), axis, keepdims)


@linear(np.nansum)
def nansum(a, axis=None, *, keepdims=False, d_out):
    return np.where(np.isnan(a), 0, expand(d_out, np.shape(a), axis, keepdims))


@linear(np.mean)
def mean(a, axis=None, *, keepdims=False, d_out):
    return expand(d_out, np.shape(a), axis, keepdims) / count(a, axis)


@linear(widens=mean)
def mean_dtype(a, axis=None, dtype=None, *, keepdims=False, d_out):
    return unbroadcast(expand(d_out, np.shape(a), axis, keepdims) / count(a, axis), a)


@linear(np.nanmean)
def nanmean(a, axis=None, *, keepdims=False, d_out):
    share = expand(d_out, np.shape(a), axis, keepdims) / nan_count(a, axis)
    return unbroadcast(np.where(np.isnan(a), 0, share), a)


@nanmean.tangent
def _(a, axis=None, *, keepdims=False, a_dot):
    return np.sum(np.where(np.isnan(a), 0, a_dot) / nan_count(a, axis), axis, keepdims=keepdims)


@adjoint(np.average)
def average(a, axis=None, *, keepdims=False, d_out):
    return expand(d_out, np.shape(a), axis, keepdims) / count(a, axis)


@average.tangent
def _(a, axis=None, *, keepdims=False, a_dot):
    return np.mean(a_dot, axis, keepdims=keepdims)


@adjoint(wrt=("a", "weights"), widens=average)
def average_weighted(a, axis=None, weights=None, *, keepdims=False, out, d_out):
    return (
        expand(d_out, np.shape(a), axis, keepdims) * average_weights(a, axis, weights),
        average_weights_adjoint(d_out, a, axis, weights, out, keepdims),
    )


@adjoint(np.var)
def var(a, axis=None, *, ddof=0, keepdims=False, d_out):
    deviation = np.conj(a - np.mean(a, axis, keepdims=True))
    return 2 * expand(d_out, np.shape(a), axis, keepdims) * deviation / (count(a, axis) - ddof)


@var.tangent
def _(a, axis=None, *, ddof=0, keepdims=False, a_dot):
    deviation = np.conj(a - np.mean(a, axis, keepdims=True))
    total = np.sum(np.real(deviation * a_dot), axis, keepdims=keepdims)
    return 2 * total / (count(a, axis) - ddof)


@adjoint(np.std)
def std(a, axis=None, *, ddof=0, keepdims=False, out, d_out):
    """Where nothing varies the slope is 0."""
    deviation = np.conj(a - np.mean(a, axis, keepdims=True))
    d_variance = divide_or_zero(d_out, out)
    return expand(d_variance, np.shape(a), axis, keepdims) * deviation / (count(a, axis) - ddof)


@std.tangent
def _(a, axis=None, *, ddof=0, keepdims=False, out, a_dot):
    deviation = np.conj(a - np.mean(a, axis, keepdims=True))
    total = np.sum(np.real(deviation * a_dot), axis, keepdims=keepdims)
    return divide_or_zero(total, out) / (count(a, axis) - ddof)


@adjoint(np.nanvar)
def nanvar(a, axis=None, *, ddof=0, keepdims=False, d_out):
    return (
        2
        * expand(d_out, np.shape(a), axis, keepdims)
        * nan_deviation(a, axis)
        / (nan_count(a, axis) - ddof)
    )


@adjoint(np.nanstd)
def nanstd(a, axis=None, *, ddof=0, keepdims=False, out, d_out):
    return (
        expand(divide_or_zero(d_out, out), np.shape(a), axis, keepdims)
        * nan_deviation(a, axis)
        / (nan_count(a, axis) - ddof)
    )


@adjoint(np.max, np.amax, np.min, np.amin, np.nanmax, np.nanmin)
def max(a, axis=None, *, keepdims=False, out, d_out):
    """A tie is shared evenly."""
    return expand(d_out, np.shape(a), axis, keepdims) * shares(a, out, axis, keepdims)


@max.tangent
def _(a, axis=None, *, keepdims=False, out, a_dot):
    return np.sum(a_dot * shares(a, out, axis, keepdims), axis, keepdims=keepdims)


@adjoint(np.maximum.reduce, np.minimum.reduce)
def maximum_reduce(array, axis=0, *, keepdims=False, out, d_out):
    return expand(d_out, np.shape(array), axis, keepdims) * shares(array, out, axis, keepdims)


@adjoint(np.ptp)
def ptp(a, axis=None, *, keepdims=False, d_out):
    top = shares(a, np.max(a, axis, keepdims=keepdims), axis, keepdims)
    bottom = shares(a, np.min(a, axis, keepdims=keepdims), axis, keepdims)
    return expand(d_out, np.shape(a), axis, keepdims) * (top - bottom)


@adjoint(np.prod)
def prod(a, axis=None, *, keepdims=False, d_out):
    return expand(d_out, np.shape(a), axis, keepdims) * product_of_others(a, axis)


@prod.tangent
def _(a, axis=None, *, keepdims=False, a_dot):
    return np.sum(a_dot * product_of_others(a, axis), axis, keepdims=keepdims)


@adjoint(np.multiply.reduce)
def multiply_reduce(array, axis=0, *, keepdims=False, d_out):
    return expand(d_out, np.shape(array), axis, keepdims) * product_of_others(array, axis)


@adjoint(np.nanprod)
def nanprod(a, axis=None, *, keepdims=False, d_out):
    others = product_of_others(np.where(np.isnan(a), 1, a), axis)
    return expand(d_out, np.shape(a), axis, keepdims) * np.where(np.isnan(a), 0, others)


@linear(np.cumsum)
def cumsum(a, axis=None, *, d_out):
    return reverse_cumsum(d_out, np.shape(a), axis)


@linear(np.add.accumulate)
def add_accumulate(array, axis=0, *, d_out):
    return reverse_cumsum(d_out, np.shape(array), axis)


@linear(getattr(np, "cumulative_sum", None))
def cumulative_sum(x, *, axis=None, d_out):
    return reverse_cumsum(d_out, np.shape(x), axis)


@linear(np.nancumsum)
def nancumsum(a, axis=None, *, d_out):
    return np.where(np.isnan(a), 0, reverse_cumsum(d_out, np.shape(a), axis))


@adjoint(np.cumprod)
def cumprod(a, axis=None, *, out, d_out):
    return cumprod_adjoint(d_out, a, out, axis)


@adjoint(getattr(np, "cumulative_prod", None))
def cumulative_prod(x, *, axis=None, out, d_out):
    return cumprod_adjoint(d_out, x, out, axis)


@linear(np.diff)
def diff(a, n=1, axis=-1, *, d_out):
    return diff_adjoint(d_out, n, axis)


@linear(np.ediff1d)
def ediff1d(ary, *, d_out):
    return np.reshape(diff_adjoint(d_out), np.shape(ary))


@adjoint(getattr(np, "trapezoid", None), getattr(np, "trapz", None))
def trapezoid(y, x=None, dx=1.0, axis=-1, *, d_out):
    return (
        trapezoid_left(d_out, y, x, dx, axis),
        trapezoid_right(d_out, y, x, axis),
    )


@adjoint(np.linalg.norm)
def norm(x, *, axis=None, keepdims=False, out, d_out):
    """At the origin the slope is 0."""
    return expand(d_out, np.shape(x), axis, keepdims) * unit(x, out, axis, keepdims)


@adjoint(wrt=("x",), widens=norm)
def norm_of_order(x, ord=None, axis=None, keepdims=False, *, out, d_out):
    return norm_adjoint(d_out, x, ord, axis, keepdims, out)


@adjoint(getattr(np.linalg, "vector_norm", None), wrt=("x",))
def vector_norm(x, *, axis=None, keepdims=False, ord=2, out, d_out):
    return norm_adjoint(d_out, x, ord, axis, keepdims, out, vector=True)


@adjoint(np.cov)
def cov(m, *, d_out):
    return cov_adjoint(d_out, m)


@adjoint(np.corrcoef)
def corrcoef(x, *, out, d_out):
    return corrcoef_adjoint(d_out, x, out)


@linear(np.add.reduceat)
def add_reduceat(array, indices, axis=0, *, d_out):
    return reduceat_adjoint(d_out, array, indices, axis)


@adjoint(np.nancumprod)
def nancumprod(a, axis=None, *, out, d_out):
    filled = np.where(np.isnan(a), 1, a)
    return np.where(np.isnan(a), 0, cumprod_adjoint(d_out, filled, out, axis))
