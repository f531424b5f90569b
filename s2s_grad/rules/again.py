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
    fitted,
    inner_left,
    inner_right,
    inverse_axes,
    kept_at,
    kron_left,
    kron_right,
    log_or_zero,
    masked,
    matmul_left,
    matmul_right,
    positions,
    power_slope,
    precision,
    put_back,
    quotient,
    rejoin,
    repack,
    replaced_at,
    reverse_cumsum,
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
