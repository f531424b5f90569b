"""Rules of functions that put arrays together, or take one apart."""

import numpy as np

from s2s_grad.rules.registry import adjoint, linear
from s2s_grad.runtime import (
    insert_adjoint,
    inserted_adjoint,
    join,
    pad_adjoint,
    padding_adjoint,
    positions,
    put_back,
    restack,
    split_like,
    split_like_hstack,
    trim_adjoint,
    unblock,
    unpack,
)

# Put together


@linear(np.concatenate)
def concatenate(arrays, axis=0, *, d_out):
    return split_like(d_out, arrays, axis)


@linear(np.stack)
def stack(arrays, axis=0, *, d_out):
    return unpack(np.moveaxis(d_out, axis, 0), arrays)


@linear(np.vstack)
def vstack(tup, *, d_out):
    return split_like(d_out, tup, 0)


@linear(np.hstack)
def hstack(tup, *, d_out):
    return split_like_hstack(d_out, tup)


@linear(np.dstack)
def dstack(tup, *, d_out):
    return split_like(d_out, tup, 2)


@linear(np.column_stack)
def column_stack(tup, *, d_out):
    return split_like(d_out, tup, 1)


@linear(np.block)
def block(arrays, *, d_out):
    return unblock(d_out, arrays)


@adjoint(np.append)
def append(arr, values, axis=None, *, d_out):
    parts = split_like(d_out, [arr, values], axis)
    return parts[0], parts[1]


@append.tangent
def _(arr, values, axis=None, *, arr_dot, values_dot):
    return np.append(arr_dot, values_dot, axis)


@linear(np.pad)
def pad(array, pad_width, mode="constant", *, d_out):
    return pad_adjoint(d_out, array, pad_width, mode)


pad.takes(mode=("constant", "edge", "reflect", "symmetric", "wrap"))


@adjoint(wrt=("array", "constant_values"), widens=pad)
def pad_with(array, pad_width, mode="constant", *, constant_values=0, d_out):
    return (
        pad_adjoint(d_out, array, pad_width, mode),
        padding_adjoint(d_out, array, pad_width, constant_values),
    )


@pad_with.tangent
def _(array, pad_width, mode="constant", *, constant_values=0, array_dot, constant_values_dot):
    return np.pad(array_dot, pad_width, mode, constant_values=constant_values_dot)


pad_with.takes(mode=("constant",))


@adjoint(np.insert, wrt=("arr", "values"))
def insert(arr, obj, values, axis=None, *, d_out):
    places = np.insert(positions(arr), obj, -1, axis)
    return insert_adjoint(d_out, arr, places), inserted_adjoint(d_out, arr, obj, values, axis)


# Taken apart


@linear(np.split, np.array_split)
def split(ary, indices_or_sections, axis=0, *, out, d_out):
    return join(d_out, out, axis)


@linear(np.vsplit)
def vsplit(ary, indices_or_sections, *, out, d_out):
    return join(d_out, out, 0)


@linear(np.hsplit)
def hsplit(ary, indices_or_sections, *, out, d_out):
    return join(d_out, out, np.ndim(ary) > 1)


@linear(np.dsplit)
def dsplit(ary, indices_or_sections, *, out, d_out):
    return join(d_out, out, 2)


@linear(getattr(np, "unstack", None))
def unstack(x, *, axis=0, out, d_out):
    return restack(d_out, out, axis)


@linear(np.delete)
def delete(arr, obj, axis=None, *, d_out):
    return put_back(d_out, arr, np.delete(positions(arr), obj, axis))


@linear(np.trim_zeros, data_dependent=True)
def trim_zeros(filt, trim="fb", *, d_out):
    return trim_adjoint(d_out, filt, trim)
