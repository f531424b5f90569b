"""Rules of the runtime helpers themselves, so that generated code can be differentiated again."""

import numpy as np

from s2s_grad.rules.registry import adjoint, constant, elementwise, linear
from s2s_grad.runtime import (
    added_at,
    between,
    cast,
    clipped_above,
    clipped_below,
    convolve_left,
    convolve_right,
    copied,
    correlate_left,
    correlate_right,
    count,
    cross_left,
    cross_right,
    diff_adjoint,
    direction,
    direction_adjoint,
    divide_or_zero,
    dot_left,
    dot_right,
    expand,
    fft_adjoint,
    fftn_adjoint,
    fitted,
    inner_left,
    inner_right,
    inverse_axes,
    irfft_adjoint,
    kept_at,
    kron_left,
    kron_right,
    last_written,
    log_or_zero,
    masked,
    matmul_left,
    matmul_right,
    positions,
    power_slope,
    precision,
    put_back,
    quantile_adjoint,
    quantile_tangent,
    quotient,
    refuse_phases,
    rejoin,
    repack,
    repeat_adjoint,
    replaced_at,
    reverse_cumsum,
    rfft_adjoint,
    roll_back,
    scatter,
    share,
    shares,
    side_by_side,
    side_by_side_adjoint,
    split_like,
    spread,
    take_along_places,
    tensordot_left,
    tensordot_right,
    unbroadcast,
    unexpand,
    unit,
    unit_at,
    unpack,
    unsort,
    zero_array,
    zeros_like,
)


@adjoint(unbroadcast, wrt=("d",))
def unbroadcast_again(d, x, *, d_out):
    return unbroadcast(np.broadcast_to(d_out, np.broadcast_shapes(np.shape(d_out), np.shape(d))), d)


@unbroadcast_again.tangent
def _(d, x, *, d_dot):
    return unbroadcast(d_dot, x)


@linear(spread)
def spread_again(d, x, *, d_out):
    return unbroadcast(d_out, d)


@linear(expand)
def expand_again(d, shape, axis=None, keepdims=False, *, d_out):
    return unexpand(d_out, d, axis, keepdims)


@linear(put_back)
def put_back_again(d, x, places, *, d_out):
    return unbroadcast(np.reshape(np.ravel(d_out)[places], np.shape(d)), d)


@adjoint(scatter, wrt=("d",))
def scatter_again(x, index, d, *, d_out):
    return unbroadcast(d_out[index], d)


@scatter_again.tangent
def _(x, index, d, *, d_dot):
    return scatter(x, index, d_dot)


@adjoint(last_written, wrt=("d",))
def last_written_again(d, index, *, d_out):
    return scatter(d, index, last_written(np.ones_like(d), index) * d_out)


@last_written_again.tangent
def _(d, index, *, d_dot):
    return last_written(d_dot, index)


@elementwise(cast, wrt=("d",))
def cast_again(d, x):
    return 1


@linear(reverse_cumsum)
def reverse_cumsum_again(d, shape, axis=None, *, d_out):
    return np.reshape(np.cumsum(d_out, axis), np.shape(d))


@linear(diff_adjoint)
def diff_again(d, n=1, axis=-1, *, d_out):
    return np.diff(d_out, n, axis)


@linear(roll_back)
def roll_back_again(d, shift, axis=None, *, d_out):
    return np.roll(d_out, shift, axis)


@linear(split_like)
def split_like_again(d, arrays, axis=0, *, d_out):
    return rejoin(d_out, d, arrays, axis)


@linear(unpack)
def unpack_again(d, x, *, d_out):
    return unbroadcast(repack(d_out, x), d)


@elementwise(divide_or_zero)
def divide_or_zero_again(x, y):
    return divide_or_zero(1, y), -divide_or_zero(x, y**2)


@elementwise(log_or_zero)
def log_or_zero_again(x):
    return divide_or_zero(1, x)


@elementwise(power_slope)
def power_slope_again(x, y):
    """Where `y` is 0 the slope is 0 for every `x`."""
    return masked(y, power_slope(x, y - 1)), (1 + y * log_or_zero(x)) * np.power(x, y - 1)


@adjoint(direction)
def direction_again(x, *, d_out):
    return direction_adjoint(d_out, x)


@direction_again.tangent
def _(x, *, x_dot):
    """The phase turns by what is across; the map is its own adjoint."""
    return direction_adjoint(x_dot, x)


@adjoint(unit, wrt=("x", "norm"))
def unit_again(x, norm, axis=None, keepdims=False, *, d_out):
    length = expand(norm, np.shape(x), axis, keepdims)
    return (
        np.conj(divide_or_zero(d_out, length)),
        unexpand(-d_out * divide_or_zero(np.conj(x), length**2), norm, axis, keepdims),
    )


# What a product gives to one factor is a product of the gradient with the other factor.


@adjoint(matmul_left, wrt=("d", "y"))
def matmul_left_again(d, x, y, *, d_out):
    return d_out @ y, matmul_right(d, d_out, y)


@adjoint(matmul_right, wrt=("d", "x"))
def matmul_right_again(d, x, y, *, d_out):
    return x @ d_out, matmul_left(d, x, d_out)


@adjoint(dot_left, wrt=("d", "y"))
def dot_left_again(d, x, y, *, d_out):
    return np.dot(d_out, y), dot_right(d, d_out, y)


@adjoint(dot_right, wrt=("d", "x"))
def dot_right_again(d, x, y, *, d_out):
    return np.dot(x, d_out), dot_left(d, x, d_out)


@adjoint(inner_left, wrt=("d", "y"))
def inner_left_again(d, x, y, *, d_out):
    return np.inner(d_out, y), inner_right(d, d_out, y)


@adjoint(inner_right, wrt=("d", "x"))
def inner_right_again(d, x, y, *, d_out):
    return np.inner(x, d_out), inner_left(d, x, d_out)


@adjoint(tensordot_left, wrt=("d", "y"))
def tensordot_left_again(d, x, y, axes=2, *, d_out):
    return np.tensordot(d_out, y, axes), tensordot_right(d, d_out, y, axes)


@adjoint(tensordot_right, wrt=("d", "x"))
def tensordot_right_again(d, x, y, axes=2, *, d_out):
    return np.tensordot(x, d_out, axes), tensordot_left(d, x, d_out, axes)


@adjoint(kron_left, wrt=("d", "y"))
def kron_left_again(d, x, y, *, d_out):
    return np.kron(d_out, y), kron_right(d, d_out, y)


@adjoint(kron_right, wrt=("d", "x"))
def kron_right_again(d, x, y, *, d_out):
    return np.kron(x, d_out), kron_left(d, x, d_out)


@adjoint(cross_left, wrt=("d", "y"))
def cross_left_again(d, x, y, axis=-1, *, d_out):
    return np.cross(d_out, y, axis=axis), cross_right(d, d_out, y, axis)


@adjoint(cross_right, wrt=("d", "x"))
def cross_right_again(d, x, y, axis=-1, *, d_out):
    return np.cross(x, d_out, axis=axis), cross_left(d, x, d_out, axis)


@adjoint(convolve_left, wrt=("d", "y"))
def convolve_left_again(d, x, y, mode="full", *, d_out):
    return np.convolve(d_out, y, mode), convolve_right(d, d_out, y, mode)


@adjoint(convolve_right, wrt=("d", "x"))
def convolve_right_again(d, x, y, mode="full", *, d_out):
    return np.convolve(x, d_out, mode), convolve_left(d, x, d_out, mode)


constant(
    between,
    clipped_above,
    clipped_below,
    count,
    inverse_axes,
    positions,
    share,
    shares,
    take_along_places,
    zeros_like,
    precision,
)


@linear(fitted)
def fitted_again(d, x, *, d_out):
    return fitted(d_out, d)


@elementwise(masked)
def masked_again(d, slope):
    return np.where(np.equal(d, 0), 0, slope), d


@elementwise(quotient)
def quotient_again(d, y):
    return np.where(np.equal(d, 0), 0, divide_or_zero(1, y)), -quotient(d, y**2)


@adjoint(added_at, wrt=("x", "d"))
def added_at_again(x, index, d, *, d_out):
    return d_out, unbroadcast(d_out[index], d)


@adjoint(replaced_at, wrt=("x", "d"))
def replaced_at_again(x, index, d, *, d_out):
    return replaced_at(d_out, index, 0), unbroadcast(kept_at(d_out, index), d)


@linear(kept_at)
def kept_at_again(d, index, *, d_out):
    return replaced_at(np.zeros_like(d), index, d_out)


@linear(copied)
def copied_again(d, *, d_out):
    return d_out


@linear(side_by_side)
def side_by_side_again(columns, x, *, d_out):
    return side_by_side_adjoint(d_out, columns)


@linear(side_by_side_adjoint)
def side_by_side_adjoint_again(d, columns, *, d_out):
    return np.reshape(np.stack(d_out, -1), np.shape(d))


constant(unit_at)


# What is put in order comes back by the same places.


@adjoint(unsort, wrt=("d",))
def unsort_again(d, x, out, axis=-1, *, d_out):
    return unsort(d_out, out, x, axis)


@unsort_again.tangent
def _(d, x, out, axis=-1, *, d_dot):
    return unsort(d_dot, x, out, axis)


@adjoint(quantile_adjoint, wrt=("d",))
def quantile_again(d, x, q, axis=None, keepdims=False, method="linear", *, d_out):
    return quantile_tangent(d_out, 0.0, x, q, axis, d, method)


@quantile_again.tangent
def _(d, x, q, axis=None, keepdims=False, method="linear", *, d_dot):
    return quantile_adjoint(d_dot, x, q, axis, keepdims, method)


@linear(repeat_adjoint)
def repeat_again(d, x, repeats, axis=None, *, d_out):
    return unbroadcast(np.repeat(d_out, repeats, axis), d)


@linear(fft_adjoint)
def fft_again(d, x, axis=-1, *, d_out):
    return fft_adjoint(d_out, d, axis)


@linear(fftn_adjoint)
def fftn_again(d, x, *, d_out):
    return unbroadcast(d_out, d)


@linear(rfft_adjoint)
def rfft_again(d, x, n=None, axis=-1, norm=None, *, d_out):
    return np.fft.rfft(d_out, n, axis, norm)


@linear(irfft_adjoint)
def irfft_again(d, x, axis=-1, norm=None, *, d_out):
    return np.fft.irfft(d_out, np.shape(d)[axis], axis, norm)


@adjoint(correlate_left, wrt=("d", "y"))
def correlate_left_again(d, x, y, mode="valid", *, d_out):
    return np.correlate(d_out, y, mode), correlate_right(d, d_out, y, mode)


@correlate_left_again.tangent
def _(d, x, y, mode="valid", *, d_dot, y_dot):
    return correlate_left(d_dot, x, y, mode) + correlate_left(d, x, y_dot, mode)


@adjoint(correlate_right, wrt=("d", "x"))
def correlate_right_again(d, x, y, mode="valid", *, d_out):
    return np.correlate(x, d_out, mode), correlate_left(d, x, d_out, mode)


@correlate_right_again.tangent
def _(d, x, y, mode="valid", *, d_dot, x_dot):
    return correlate_right(d_dot, x, y, mode) + correlate_right(d, x_dot, y, mode)


constant(zero_array, refuse_phases)
