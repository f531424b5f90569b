"""Rules of functions that pick numbers by place, by order, or from between two places."""

import numpy as np

from s2s_grad.rules.registry import adjoint, linear
from s2s_grad.runtime import (
    bincount_adjoint,
    choose_adjoint,
    gradient_adjoint,
    interp_x,
    interp_xp_fp,
    polyval_coefficients,
    polyval_slope,
    positions,
    put_back,
    select_adjoint,
    select_default,
    take_along_places,
    unbroadcast,
    unsort,
    vander_adjoint,
    windows,
)


@linear(np.take)
def take(a, indices, axis=None, *, d_out):
    return put_back(d_out, a, np.take(positions(a), indices, axis))


@linear(widens=take)
def take_in_mode(a, indices, axis=None, *, mode="raise", d_out):
    return put_back(d_out, a, np.take(positions(a), indices, axis, mode=mode))


@linear(np.take_along_axis)
def take_along_axis(arr, indices, axis=-1, *, d_out):
    return put_back(d_out, arr, take_along_places(arr, indices, axis))


@adjoint(np.compress, wrt=("a",))
def compress(condition, a, axis=None, *, d_out):
    return put_back(d_out, a, np.compress(condition, positions(a), axis))


@linear(np.ndarray.compress)
def compress_method(a, condition, axis=None, *, d_out):
    return put_back(d_out, a, np.compress(condition, positions(a), axis))


@adjoint(np.extract, wrt=("arr",))
def extract(condition, arr, *, d_out):
    return put_back(d_out, arr, np.extract(condition, positions(arr)))


@adjoint(np.choose, wrt=("choices",))
def choose(a, choices, *, d_out):
    return choose_adjoint(d_out, a, choices)


@adjoint(np.select, wrt=("choicelist", "default"))
def select(condlist, choicelist, default=0, *, d_out):
    return (
        select_adjoint(d_out, condlist, choicelist),
        select_default(d_out, condlist, default),
    )


@adjoint(np.lib.stride_tricks.sliding_window_view, wrt=("x",))
def sliding_window_view(x, window_shape, axis=None, *, d_out):
    return put_back(d_out, x, windows(positions(x), window_shape, axis))


@adjoint(np.sort)
def sort(a, axis=-1, *, out, d_out):
    return unsort(d_out, a, out, axis)


@adjoint(np.partition, wrt=("a",))
def partition(a, kth, axis=-1, *, out, d_out):
    return unsort(d_out, a, out, axis)


@adjoint(np.interp)
def interp(x, xp, fp, *, d_out):
    return (
        interp_x(d_out, x, xp, fp),
        interp_xp_fp(d_out, x, xp, fp)[0],
        interp_xp_fp(d_out, x, xp, fp)[1],
    )


@adjoint(np.bincount, wrt=("weights",))
def bincount(x, weights, minlength=0, *, d_out):
    return bincount_adjoint(d_out, x, weights)


@adjoint(np.polyval)
def polyval(p, x, *, d_out):
    return polyval_coefficients(d_out, p, x), unbroadcast(d_out * polyval_slope(p, x), x)


@adjoint(np.polyfit, wrt=("y",))
def polyfit(x, y, deg, *, d_out):
    """The coefficients are linear in the values that are fitted."""
    return unbroadcast(np.linalg.pinv(np.vander(x, deg + 1)).T @ d_out, y)


@polyfit.tangent
def _(x, y, deg, *, y_dot):
    return np.polyfit(x, y_dot, deg)


@adjoint(np.roots, data_dependent=True)
def roots(p, *, out, d_out):
    """A root moves against the value that its coefficient adds, divided by the slope there."""
    return unbroadcast(-(d_out / np.polyval(np.polyder(p), out)) @ np.vander(out, len(p)), p)


@roots.tangent
def _(p, *, out, p_dot):
    return -np.polyval(p_dot, out) / np.polyval(np.polyder(p), out)


@linear(np.gradient)
def gradient(f, *varargs, axis=None, d_out):
    return gradient_adjoint(d_out, f, varargs, axis)


@adjoint(np.vander, wrt=("x",))
def vander(x, N=None, increasing=False, *, d_out):
    return vander_adjoint(d_out, x, increasing)
