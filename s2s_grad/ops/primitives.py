"""MindSpore's operator classes: an object of each stands for a function with its options."""

from __future__ import annotations

import functools

import numpy as np

from s2s_grad.functional import (
    activations,
    indexing,
    losses,
    norms,
    products,
    random,
    reductions,
    shaping,
    state,
    windows,
)
from s2s_grad.ops.operator import operator, stateful
from s2s_grad.ops.table import PLAIN


class Primitive:
    """An operator with its options set; `__source__` is the function of bare arrays."""

    exact = False
    makes = False

    def __init__(self, function, **options):
        self.function = functools.partial(function, **options) if options else function
        named = functools.update_wrapper(functools.partial(self.function), function)
        self.eager = operator(named, self.exact, self.makes)

    def __call__(self, *args, **kwargs):
        return self.eager(*args, **kwargs)

    def __source__(self):
        return self.function, None

    def __repr__(self):
        return f"Prim[{type(self).__name__}]"

    @property
    def name(self):
        """The name of the operator."""
        return type(self).__name__

    def shard(self, *strategies):
        """The operator itself: nothing is distributed."""
        return self

    def add_prim_attr(self, name, value):
        """The operator itself: attributes have no effect."""
        return self

    def set_device(self, device_target):
        """The operator itself."""
        return self


def plain(name, function, exact=False, makes=False):
    """A class without options."""

    def __init__(self):
        Primitive.__init__(self, function)

    doc = function.__doc__ or name
    members = {"__init__": __init__, "exact": exact, "makes": makes, "__doc__": doc}
    return type(name, (Primitive,), members)


def options(name, function, *names, exact=False, **defaults):
    """A class whose options are keyword arguments of the function."""
    order = (*names, *defaults)

    def __init__(self, *args, **kwargs):
        chosen = {**defaults, **dict(zip(order, args)), **kwargs}
        Primitive.__init__(self, function, **chosen)

    doc = function.__doc__ or name
    return type(name, (Primitive,), {"__init__": __init__, "exact": exact, "__doc__": doc})


for name, function in PLAIN.items():
    globals()[name] = plain(name, function)

Cast = plain("Cast", shaping.cast, exact=True)
Identity = plain("Identity", state.identity, exact=True)
StopGradient = plain("StopGradient", state.stop_gradient, exact=True)
Shape = plain("Shape", np.shape)
Rank = plain("Rank", np.ndim)
Size = plain("Size", np.size)
Fill = plain("Fill", indexing.filled, makes=True)
Zeros = plain("Zeros", indexing.zeros, makes=True)
Ones = plain("Ones", indexing.ones, makes=True)
Range = plain("Range", np.arange, makes=True)
LinSpace = plain("LinSpace", indexing.linspace, makes=True)
Eye = plain("Eye", indexing.eye, makes=True)
OneHot = options("OneHot", indexing.one_hot, axis=-1)

ArgMaxWithValue = options("ArgMaxWithValue", reductions.argmax_with_value, axis=0, keep_dims=False)
ArgMinWithValue = options("ArgMinWithValue", reductions.argmin_with_value, axis=0, keep_dims=False)
Argmax = options("Argmax", reductions.argmax_as, axis=-1, output_type=np.int32, exact=True)
Argmin = options("Argmin", reductions.argmin_as, axis=-1, output_type=np.int32, exact=True)
Concat = options("Concat", np.concatenate, axis=0)
CumSum = options("CumSum", reductions.cumulative_sum, exclusive=False, reverse=False)
CumProd = options("CumProd", reductions.cumulative_product, exclusive=False, reverse=False)
KLDivLoss = options("KLDivLoss", losses.kl_div, reduction="mean")
BinaryCrossEntropy = options("BinaryCrossEntropy", losses.binary_cross_entropy, reduction="mean")
BCEWithLogitsLoss = options(
    "BCEWithLogitsLoss", losses.binary_cross_entropy_with_logits, reduction="mean"
)
L2Normalize = options("L2Normalize", reductions.l2_normalize, axis=0, epsilon=1e-4)
LayerNorm = options(
    "LayerNorm", norms.layer_norm_parts, begin_norm_axis=1, begin_params_axis=1, epsilon=1e-7
)
LogSoftmax = options("LogSoftmax", activations.log_softmax, axis=-1)
Pad = options("Pad", np.pad, "pad_width")
ReduceAll = options("ReduceAll", reductions.all, keep_dims=False)
ReduceAny = options("ReduceAny", reductions.any, keep_dims=False)
ReverseV2 = options("ReverseV2", np.flip, "axis")
SmoothL1Loss = options("SmoothL1Loss", losses.smooth_l1_loss, beta=1.0, reduction="none")
SoftmaxCrossEntropyWithLogits = plain(
    "SoftmaxCrossEntropyWithLogits", losses.softmax_cross_entropy_and_slope
)
Softmax = options("Softmax", activations.softmax, axis=-1)
Split = options("Split", shaping.split_evenly, axis=0, output_num=1)
Stack = options("Stack", np.stack, axis=0)
Sort = options("Sort", reductions.sort, axis=-1, descending=False)
TopK = options("TopK", reductions.topk, sorted=True)
Unstack = options("Unstack", shaping.unstack, axis=0)
StandardNormal = options("StandardNormal", random.standard_normal, seed=0)
Meshgrid = options("Meshgrid", shaping.meshgrid_of, indexing="xy")
StandardNormal.makes = True


class Dropout(Primitive):
    """A share of the numbers kept and scaled up, and which ones they were."""

    def __init__(self, keep_prob=0.5, Seed0=0, Seed1=0):
        super().__init__(random.dropout_and_mask, keep_prob=keep_prob)


class MatMul(Primitive):
    """The product of two matrices, which may be turned over first."""

    def __init__(self, transpose_a=False, transpose_b=False):
        if not isinstance(transpose_a, bool) or not isinstance(transpose_b, bool):
            raise TypeError(f"For '{type(self).__name__}', the flags must be bool.")
        if transpose_a or transpose_b:
            super().__init__(
                products.matmul_transposed, transpose_a=transpose_a, transpose_b=transpose_b
            )
        else:
            super().__init__(np.matmul)


class BatchMatMul(MatMul):
    """The products of two stacks of matrices, which may be turned over first."""


class Reduce(Primitive):
    """A reduction over the given axes, over all for none."""

    reduction = staticmethod(reductions.reduce_sum)

    def __init__(self, keep_dims=False, skip_mode=False):
        if not isinstance(keep_dims, bool):
            raise TypeError(f"For '{type(self).__name__}', 'keep_dims' must be bool.")
        super().__init__(self.reduction, keep_dims=keep_dims)


class ReduceSum(Reduce):
    """Sums."""


class ReduceMean(Reduce):
    """Means."""

    reduction = staticmethod(reductions.reduce_mean)


class ReduceMax(Reduce):
    """Largest numbers."""

    reduction = staticmethod(reductions.reduce_max)


class ReduceMin(Reduce):
    """Smallest numbers."""

    reduction = staticmethod(reductions.reduce_min)


class ReduceProd(Reduce):
    """Products."""

    reduction = staticmethod(reductions.reduce_prod)


class Squeeze(Primitive):
    """The axes of size 1 left out."""

    def __init__(self, axis=()):
        if axis == ():
            super().__init__(np.squeeze)
        else:
            super().__init__(np.squeeze, axis=axis)


class Assign(Primitive):
    """Writes into a Parameter."""

    def __init__(self):
        self.function = state.assign
        self.eager = stateful(state.assign)


class AssignAdd(Assign):
    """Adds to a Parameter."""

    def __init__(self):
        self.function = state.assign_add
        self.eager = stateful(state.assign_add)


class AssignSub(Assign):
    """Subtracts from a Parameter."""

    def __init__(self):
        self.function = state.assign_sub
        self.eager = stateful(state.assign_sub)


class Conv2D(Primitive):
    """The convolution of images with a weight."""

    def __init__(
        self,
        out_channel,
        kernel_size,
        mode=1,
        pad_mode="valid",
        pad=0,
        stride=1,
        dilation=1,
        group=1,
        data_format="NCHW",
    ):
        super().__init__(
            windows.conv2d,
            stride=stride,
            pad_mode=pad_mode,
            padding=pad,
            dilation=dilation,
            groups=group,
        )


class MaxPool(Primitive):
    """The largest number of each window."""

    def __init__(self, kernel_size=1, strides=1, pad_mode="valid", data_format="NCHW"):
        super().__init__(
            windows.max_pool2d,
            kernel_size=kernel_size,
            stride=strides,
            pad_mode=pad_mode.lower(),
        )


class AvgPool(Primitive):
    """The mean of each window."""

    def __init__(self, kernel_size=1, strides=1, pad_mode="valid", data_format="NCHW"):
        super().__init__(
            windows.avg_pool2d,
            kernel_size=kernel_size,
            stride=strides,
            pad_mode=pad_mode.lower(),
        )


class Print(Primitive):
    """Prints its arguments."""

    def __init__(self):
        self.function = print
        self.eager = print


class Depend(Primitive):
    """The first argument; the second has been computed by then anyway."""

    def __init__(self):
        super().__init__(state.first)
