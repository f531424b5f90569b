"""Forward mode of the rules whose gradient is a helper of the runtime."""

import numpy as np

from s2s_grad.rules import (
    choices,
    elementwise,
    indexing,
    joining,
    making,
    python,
    reductions,
    shaping,
    special,
)
from s2s_grad.runtime import (
    arange_tangent,
    average_weights,
    average_weights_tangent,
    corrcoef_tangent,
    cov_tangent,
    cumprod_tangent,
    divide_or_zero,
    extremum_tangent,
    i0_slope,
    interp_tangent,
    nan_count,
    nan_deviation,
    norm_adjoint,
    picked,
    polyval_slope,
    product_of_others,
    shares,
    sort_tangent,
    total_over,
    unit,
    windows,
)

# Linear in the heights and in the places.
reductions.trapezoid.multilinear = True


@choices.angle.tangent
def _(z, *, z_dot):
    return np.imag(divide_or_zero(z_dot, z))


@elementwise.frexp.tangent
def _(x, *, out, x_dot):
    return np.ldexp(x_dot, np.negative(out[1])), np.zeros_like(out[1])


@indexing.compress.tangent
def _(condition, a, axis=None, *, a_dot):
    return np.compress(condition, a_dot, axis)


@indexing.extract.tangent
def _(condition, arr, *, arr_dot):
    return np.extract(condition, arr_dot)


@indexing.choose.tangent
def _(a, choices, *, choices_dot):
    return np.choose(a, choices_dot)


@indexing.select.tangent
def _(condlist, choicelist, default=0, *, choicelist_dot, default_dot):
    return np.select(condlist, choicelist_dot, default_dot)


@indexing.sliding_window_view.tangent
def _(x, window_shape, axis=None, *, x_dot):
    return windows(x_dot, window_shape, axis)


@indexing.sort.tangent
def _(a, axis=-1, *, out, a_dot):
    return sort_tangent(a_dot, a, out, axis)


@indexing.partition.tangent
def _(a, kth, axis=-1, *, out, a_dot):
    return sort_tangent(a_dot, a, out, axis)


@indexing.interp.tangent
def _(x, xp, fp, *, x_dot, xp_dot, fp_dot):
    return interp_tangent(x, xp, fp, x_dot, xp_dot, fp_dot)


@indexing.bincount.tangent
def _(x, weights, minlength=0, *, weights_dot):
    return np.bincount(x, weights_dot, minlength)


@indexing.polyval.tangent
def _(p, x, *, p_dot, x_dot):
    return np.polyval(p_dot, x) + polyval_slope(p, x) * x_dot


@indexing.vander.tangent
def _(x, N=None, increasing=False, *, out, x_dot):
    powers = np.arange(np.shape(out)[1]) if increasing else np.arange(np.shape(out)[1])[::-1]
    return powers * np.power(x[:, None], np.maximum(powers - 1, 0)) * x_dot[:, None]


@joining.insert.tangent
def _(arr, obj, values, axis=None, *, arr_dot, values_dot):
    return np.insert(arr_dot, obj, values_dot, axis)


@making.python_complex.tangent
def _(real=0, imag=0, *, real_dot, imag_dot):
    return real_dot + 1j * imag_dot


@making.arange.tangent
def _(start, stop=None, step=1, dtype=None, *, out, start_dot, stop_dot, step_dot):
    """A lone argument is the end, and moves nothing."""
    return arange_tangent(start_dot, stop, step_dot, out)


@making.unique.tangent
def _(ar, *, ar_dot):
    return picked(ar_dot, np.unique(ar, return_index=True)[1])


@making.logspace.tangent
def _(start, stop, num=50, endpoint=True, base=10.0, *, out, start_dot, stop_dot):
    return out * np.log(base) * np.linspace(start_dot, stop_dot, num, endpoint)


@making.geomspace.tangent
def _(start, stop, num=50, endpoint=True, *, out, start_dot, stop_dot):
    return out * np.linspace(start_dot / start, stop_dot / stop, num, endpoint)


@python.builtin_sum_from.tangent
def _(iterable, start=0, *, iterable_dot, start_dot):
    return sum(iterable_dot, start_dot)


@python.builtin_max_of_many.tangent
def _(*args, out, args_dot):
    return extremum_tangent(args, args_dot, out)


@python.builtin_min_of_many.tangent
def _(*args, out, args_dot):
    return extremum_tangent(args, args_dot, out)


@python.builtin_prod.tangent
def _(iterable, *, iterable_dot):
    return np.sum(np.multiply(product_of_others(iterable), iterable_dot))


@python.builtin_hypot.tangent
def _(*coordinates, out, coordinates_dot):
    return np.sum(np.multiply(unit(coordinates, out), coordinates_dot))


@python.dist.tangent
def _(p, q, *, out, p_dot, q_dot):
    return divide_or_zero(np.dot(np.subtract(p, q), np.subtract(p_dot, q_dot)), out)


@reductions.average_weighted.tangent
def _(a, axis=None, weights=None, *, keepdims=False, out, a_dot, weights_dot):
    return np.sum(
        average_weights(a, axis, weights) * a_dot, axis, keepdims=keepdims
    ) + average_weights_tangent(a, axis, weights, out, weights_dot, keepdims)


@reductions.nanvar.tangent
def _(a, axis=None, *, ddof=0, keepdims=False, a_dot):
    moved = np.where(np.isnan(a), 0, nan_deviation(a, axis) * a_dot)
    return 2 * np.sum(moved / (nan_count(a, axis) - ddof), axis, keepdims=keepdims)


@reductions.nanstd.tangent
def _(a, axis=None, *, ddof=0, keepdims=False, out, a_dot):
    moved = np.where(np.isnan(a), 0, nan_deviation(a, axis) * a_dot)
    total = np.sum(moved / (nan_count(a, axis) - ddof), axis, keepdims=keepdims)
    return divide_or_zero(total, out)


@reductions.maximum_reduce.tangent
def _(array, axis=0, *, keepdims=False, out, array_dot):
    return np.sum(shares(array, out, axis, keepdims) * array_dot, axis, keepdims=keepdims)


@reductions.ptp.tangent
def _(a, axis=None, *, keepdims=False, a_dot):
    top = shares(a, np.max(a, axis, keepdims=keepdims), axis, keepdims)
    bottom = shares(a, np.min(a, axis, keepdims=keepdims), axis, keepdims)
    return np.sum((top - bottom) * a_dot, axis, keepdims=keepdims)


@reductions.multiply_reduce.tangent
def _(array, axis=0, *, keepdims=False, array_dot):
    return np.sum(product_of_others(array, axis) * array_dot, axis, keepdims=keepdims)


@reductions.nanprod.tangent
def _(a, axis=None, *, keepdims=False, a_dot):
    others = product_of_others(np.where(np.isnan(a), 1, a), axis)
    return np.sum(np.where(np.isnan(a), 0, others * a_dot), axis, keepdims=keepdims)


@reductions.cumprod.tangent
def _(a, axis=None, *, a_dot):
    return cumprod_tangent(a_dot, a, axis)


@reductions.cumulative_prod.tangent
def _(x, *, axis=None, x_dot):
    return cumprod_tangent(x_dot, x, axis)


@reductions.norm.tangent
def _(x, *, axis=None, keepdims=False, out, x_dot):
    slope = unit(x, out, axis, keepdims)
    return np.real(np.sum(slope * x_dot, axis, keepdims=keepdims))


@reductions.norm_of_order.tangent
def _(x, ord=None, axis=None, keepdims=False, *, out, x_dot):
    slope = norm_adjoint(np.ones_like(out), x, ord, axis, keepdims, out)
    return np.real(total_over(slope * x_dot, axis, keepdims))


@reductions.vector_norm.tangent
def _(x, *, axis=None, keepdims=False, ord=2, out, x_dot):
    slope = norm_adjoint(np.ones_like(out), x, ord, axis, keepdims, out, True)
    return np.real(total_over(slope * x_dot, axis, keepdims))


@reductions.cov.tangent
def _(m, *, m_dot):
    return cov_tangent(m_dot, m)


@reductions.corrcoef.tangent
def _(x, *, out, x_dot):
    return corrcoef_tangent(x_dot, x, out)


@reductions.nancumprod.tangent
def _(a, axis=None, *, a_dot):
    still = np.where(np.isnan(a), 0, a_dot)
    return cumprod_tangent(still, np.where(np.isnan(a), 1, a), axis)


@shaping.broadcast_arrays.tangent
def _(*args, args_dot):
    return np.broadcast_arrays(*args_dot)


@shaping.meshgrid.tangent
def _(*xi, indexing="xy", xi_dot):
    return np.meshgrid(*xi_dot, indexing=indexing)


@special.i0.tangent
def _(x, *, x_dot):
    return i0_slope(x) * x_dot
