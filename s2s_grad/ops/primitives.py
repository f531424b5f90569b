"""MindSpore's operator classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from s2s_grad.functional import (
    indexing,
    products,
    reductions,
    shaping,
    state,
)
from s2s_grad.ops.operator import numpy_dtypes
from s2s_grad.ops.primitive import Primitive, plain
from s2s_grad.ops.table import PLAIN

for name, function in PLAIN.items():
    globals()[name] = plain(name, function)

Cast = plain("Cast", shaping.cast, exact=True)
Identity = plain("Identity", state.identity, exact=True)
StopGradient = plain("StopGradient", state.stop_gradient, exact=True)
Fill = plain("Fill", indexing.filled, makes=True)
Zeros = plain("Zeros", indexing.zeros, makes=True)
Ones = plain("Ones", indexing.ones, makes=True)
Range = plain("Range", np.arange, makes=True)
LinSpace = plain("LinSpace", indexing.linspace, makes=True)
Eye = plain("Eye", indexing.eye, makes=True)


def check_flags(operator, **flags):
    """Refuses flags that are no bools."""
    for name, flag in flags.items():
        if not isinstance(flag, bool):
            raise TypeError(
                f"For '{type(operator).__name__}', '{name}' must be bool, not {flag!r}."
            )


# ------------------------------------------------------------------ products


class MatMul(Primitive):
    """The product of two matrices, which may be turned over first."""

    def __init__(self, transpose_a=False, transpose_b=False):
        check_flags(self, transpose_a=transpose_a, transpose_b=transpose_b)
        self.transpose_a, self.transpose_b = transpose_a, transpose_b

    def construct(self, x, y):
        return products.matmul_transposed(x, y, self.transpose_a, self.transpose_b)

    def __source__(self):
        if self.transpose_a or self.transpose_b:
            return type(self).construct, self
        return np.matmul, None


class BatchMatMul(MatMul):
    """The products of two stacks of matrices, which may be turned over first."""


# ------------------------------------------------------------------ reductions


class Reduce(Primitive):
    """A reduction over the given axes, over all for none."""

    def __init__(self, keep_dims=False, skip_mode=False):
        check_flags(self, keep_dims=keep_dims)
        self.keep_dims = keep_dims


class ReduceSum(Reduce):
    """Sums."""

    def construct(self, x, axis=None):
        return reductions.reduce_sum(x, axis, self.keep_dims)


class ReduceMean(Reduce):
    """Means."""

    def construct(self, x, axis=None):
        return reductions.reduce_mean(x, axis, self.keep_dims)


class ReduceMax(Reduce):
    """Largest numbers."""

    def construct(self, x, axis=None):
        return reductions.reduce_max(x, axis, self.keep_dims)


class ReduceMin(Reduce):
    """Smallest numbers."""

    def construct(self, x, axis=None):
        return reductions.reduce_min(x, axis, self.keep_dims)


class ReduceProd(Reduce):
    """Products."""

    def construct(self, x, axis=None):
        return reductions.reduce_prod(x, axis, self.keep_dims)


class ReduceAll(Reduce):
    """Whether all are true."""

    def construct(self, x, axis=None):
        return reductions.all(x, reductions.axes_of(axis), self.keep_dims)


class ReduceAny(Reduce):
    """Whether one is true."""

    def construct(self, x, axis=None):
        return reductions.any(x, reductions.axes_of(axis), self.keep_dims)


class ArgMaxWithValue(Primitive):
    """Where the largest values along an axis are, and they themselves."""

    def __init__(self, axis=0, keep_dims=False):
        check_flags(self, keep_dims=keep_dims)
        self.axis, self.keep_dims = axis, keep_dims

    def construct(self, x):
        return reductions.argmax_with_value(x, self.axis, self.keep_dims)


class ArgMinWithValue(ArgMaxWithValue):
    """Where the smallest values along an axis are, and they themselves."""

    def construct(self, x):
        return reductions.argmin_with_value(x, self.axis, self.keep_dims)


class Argmax(Primitive):
    """Where the largest values along an axis are."""

    exact = True

    def __init__(self, axis=-1, output_type=np.int32):
        self.axis, self.output_type = axis, numpy_dtypes((output_type,))[0]

    def construct(self, x):
        return reductions.argmax_as(x, self.axis, self.output_type)


class Argmin(Argmax):
    """Where the smallest values along an axis are."""

    def construct(self, x):
        return reductions.argmin_as(x, self.axis, self.output_type)


class CumSum(Primitive):
    """Sums up to each place."""

    def __init__(self, exclusive=False, reverse=False):
        check_flags(self, exclusive=exclusive, reverse=reverse)
        self.exclusive, self.reverse = exclusive, reverse

    def construct(self, x, axis):
        return reductions.cumulative_sum(x, axis, self.exclusive, self.reverse)


class CumProd(CumSum):
    """Products up to each place."""

    def construct(self, x, axis):
        return reductions.cumulative_product(x, axis, self.exclusive, self.reverse)


class L2Normalize(Primitive):
    """x in length one along an axis."""

    def __init__(self, axis=0, epsilon=1e-4):
        self.axis, self.epsilon = axis, epsilon

    def construct(self, x):
        return reductions.l2_normalize(x, self.axis, self.epsilon)


class Sort(Primitive):
    """Values in order along an axis, and where they were."""

    def __init__(self, axis=-1, descending=False):
        check_flags(self, descending=descending)
        self.axis, self.descending = axis, descending

    def construct(self, x):
        return reductions.sort(x, self.axis, self.descending)


class TopK(Primitive):
    """The largest values along the last axis, and where they were."""

    def __init__(self, sorted=True):
        check_flags(self, sorted=sorted)

    def construct(self, x, k):
        return reductions.topk(x, k)


# ------------------------------------------------------------------ shape and order


class AlongAxis(Primitive):
    """An operator along one axis."""

    def __init__(self, axis=0):
        self.axis = axis


class Concat(AlongAxis):
    """Arrays one after the other."""

    def construct(self, xs):
        return np.concatenate(xs, axis=self.axis)


class Stack(AlongAxis):
    """Arrays side by side on a new axis."""

    def construct(self, xs):
        return np.stack(xs, axis=self.axis)


class Unstack(Primitive):
    """The slices along an axis."""

    def __init__(self, axis=0, num=None):
        self.axis = axis

    def construct(self, x):
        return shaping.unstack(x, self.axis)


class Split(Primitive):
    """As many pieces of one size."""

    def __init__(self, axis=0, output_num=1):
        self.axis, self.output_num = axis, output_num

    def construct(self, x):
        return shaping.split_evenly(x, self.axis, self.output_num)


class Squeeze(Primitive):
    """The axes of size 1 left out."""

    def __init__(self, axis: Any = ()):
        self.axis = None if axis == () else axis

    def construct(self, x):
        if self.axis is None:
            return np.squeeze(x)
        return np.squeeze(x, self.axis)


class ReverseV2(AlongAxis):
    """Turned around along some axes."""

    def construct(self, x):
        return np.flip(x, self.axis)


class Pad(Primitive):
    """x with margins of zeros."""

    def __init__(self, paddings):
        self.paddings = paddings

    def construct(self, x):
        return np.pad(x, self.paddings)


class OneHot(Primitive):
    """One value at the index and another elsewhere, along a new axis."""

    def __init__(self, axis=-1):
        self.axis = axis

    def construct(self, indices, depth, on_value, off_value):
        return indexing.one_hot(indices, depth, on_value, off_value, self.axis)


class Meshgrid(Primitive):
    """The coordinates of a grid."""

    def __init__(self, indexing="xy"):
        self.indexing = indexing

    def construct(self, inputs):
        return shaping.meshgrid_of(inputs, self.indexing)
