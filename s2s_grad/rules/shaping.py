"""Rules of functions that move numbers to other places, and change none."""

import numpy as np

from s2s_grad.rules.registry import adjoint, linear
from s2s_grad.runtime import (
    diag_adjoint,
    diagonal_adjoint,
    inverse_axes,
    meshgrid_adjoint,
    mT,
    positions,
    put_back,
    repeat_adjoint,
    roll_back,
    tile_adjoint,
    trace_adjoint,
    unbroadcast,
    unbroadcast_each,
)

# The same numbers in another shape


@linear(np.reshape)
def reshape(a, shape, *, d_out):
    return np.reshape(d_out, np.shape(a))


@reshape.shape
def _(a, shape, *_):
    return shape


@linear(widens=reshape)
def reshape_in_order(a, shape, order="C", *, d_out):
    return put_back(d_out, a, np.reshape(positions(a), shape, order=order))


@linear(np.ndarray.reshape)
def reshape_method(a, *shape, d_out):
    return np.reshape(d_out, np.shape(a))


@reshape_method.shape
def _(a, *shape):
    return shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape


@linear(widens=reshape_method)
def reshape_method_in_order(a, *shape, order="C", d_out):
    return put_back(d_out, a, positions(a).reshape(*shape, order=order))


@linear(np.ravel, np.ndarray.flatten)
def ravel(a, *, d_out):
    return np.reshape(d_out, np.shape(a))


@linear(widens=ravel)
def ravel_in_order(a, order="C", *, d_out):
    return put_back(d_out, a, np.ravel(positions(a), order))


@linear(np.squeeze)
def squeeze(a, axis=None, *, d_out):
    return np.reshape(d_out, np.shape(a))


@linear(np.expand_dims)
def expand_dims(a, axis, *, d_out):
    return np.reshape(d_out, np.shape(a))


@linear(np.atleast_1d, np.atleast_2d, np.atleast_3d)
def atleast_1d(x, *, d_out):
    return unbroadcast(np.reshape(d_out, np.shape(x)), x)


@linear(np.transpose)
def transpose(a, *, d_out):
    return np.transpose(d_out)


@linear(widens=transpose)
def transpose_axes(a, axes=None, *, d_out):
    return np.transpose(d_out, inverse_axes(axes))


@linear(np.ndarray.transpose)
def transpose_method(a, *axes, d_out):
    return np.transpose(d_out, inverse_axes(axes))


@linear(mT, getattr(np, "matrix_transpose", None))
def matrix_transpose(x, *, d_out):
    return mT(d_out)


@linear(getattr(np.linalg, "matrix_transpose", None))
def linalg_matrix_transpose(x, *, d_out):
    return mT(d_out)


@linear(np.swapaxes)
def swapaxes(a, axis1, axis2, *, d_out):
    return np.swapaxes(d_out, axis1, axis2)


@linear(np.moveaxis)
def moveaxis(a, source, destination, *, d_out):
    return np.moveaxis(d_out, destination, source)


@linear(np.rollaxis)
def rollaxis(a, axis, start=0, *, d_out):
    return put_back(d_out, a, np.rollaxis(positions(a), axis, start))


# The same numbers in another order


@linear(np.flip)
def flip(m, axis=None, *, d_out):
    return np.flip(d_out, axis)


@linear(np.fliplr)
def fliplr(m, *, d_out):
    return np.fliplr(d_out)


@linear(np.flipud)
def flipud(m, *, d_out):
    return np.flipud(d_out)


@linear(np.roll)
def roll(a, shift, axis=None, *, d_out):
    return roll_back(d_out, shift, axis)


@linear(np.rot90)
def rot90(m, k=1, axes=(0, 1), *, d_out):
    return np.rot90(d_out, -k, axes)


# Repeated


@linear(np.broadcast_to)
def broadcast_to(array, shape, *, d_out):
    return unbroadcast(d_out, array)


@adjoint(np.broadcast_arrays, wrt=("args",))
def broadcast_arrays(*args, d_out):
    return unbroadcast_each(d_out, args)


@linear(np.tile)
def tile(A, reps, *, d_out):
    return tile_adjoint(d_out, A, reps)


@linear(np.repeat)
def repeat(a, repeats, axis=None, *, d_out):
    return repeat_adjoint(d_out, a, repeats, axis)


@linear(np.resize)
def resize(a, new_shape, *, d_out):
    return put_back(d_out, a, np.resize(positions(a), new_shape))


@adjoint(np.meshgrid, wrt=("xi",))
def meshgrid(*xi, indexing="xy", d_out):
    return meshgrid_adjoint(d_out, xi, indexing)


# Triangles and diagonals


@linear(np.tril)
def tril(m, k=0, *, d_out):
    return np.tril(d_out, k)


@linear(np.triu)
def triu(m, k=0, *, d_out):
    return np.triu(d_out, k)


@linear(np.diag)
def diag(v, k=0, *, d_out):
    return diag_adjoint(d_out, v, k)


@linear(np.diagflat)
def diagflat(v, k=0, *, d_out):
    return unbroadcast(np.reshape(np.diagonal(d_out, k), np.shape(v)), v)


@linear(np.diagonal)
def diagonal(a, offset=0, axis1=0, axis2=1, *, d_out):
    return diagonal_adjoint(d_out, a, offset, axis1, axis2)


@linear(getattr(np.linalg, "diagonal", None))
def linalg_diagonal(x, *, offset=0, d_out):
    return diagonal_adjoint(d_out, x, offset, -2, -1)


@linear(np.trace)
def trace(a, offset=0, axis1=0, axis2=1, *, d_out):
    return trace_adjoint(d_out, a, offset, axis1, axis2)


@linear(getattr(np.linalg, "trace", None))
def linalg_trace(x, *, offset=0, d_out):
    return trace_adjoint(d_out, x, offset, -2, -1)
