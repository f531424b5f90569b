"""Functions without a derivative: what they return does not move with their arguments."""

import builtins
import math
import operator

import numpy as np

from s2s_grad import runtime
from s2s_grad.rules.registry import adjoint, constant

# Questions

constant(
    np.equal,
    np.not_equal,
    np.less,
    np.less_equal,
    np.greater,
    np.greater_equal,
    np.logical_and,
    np.logical_or,
    np.logical_xor,
    np.logical_not,
    np.isnan,
    np.isfinite,
    np.isinf,
    np.isneginf,
    np.isposinf,
    np.isreal,
    np.iscomplex,
    np.isrealobj,
    np.iscomplexobj,
    np.isscalar,
    np.iterable,
    np.isclose,
    np.allclose,
    np.array_equal,
    np.array_equiv,
    np.all,
    np.any,
    np.isin,
    np.signbit,
    np.isdtype if hasattr(np, "isdtype") else None,
    np.issubdtype,
    np.can_cast,
    np.shares_memory,
    np.may_share_memory,
    np.count_nonzero,
    math.isnan,
    math.isinf,
    math.isfinite,
    math.isclose,
    builtins.all,
    builtins.any,
    builtins.isinstance,
    builtins.issubclass,
    builtins.hasattr,
    builtins.callable,
    builtins.bool,
    operator.is_,
    operator.is_not,
    operator.not_,
    operator.truth,
    np.isnat,
    np.isfortran,
    operator.contains,
)

# Steps

constant(
    np.floor,
    np.ceil,
    np.trunc,
    np.fix,
    np.rint,
    np.round,
    np.around,
    np.floor_divide,
    np.spacing,
    math.ulp,
    math.floor,
    math.ceil,
    math.trunc,
    builtins.round,
    builtins.int,
    operator.index,
)

# Whole numbers

constant(
    np.bitwise_and,
    np.bitwise_or,
    np.bitwise_xor,
    np.invert,
    np.left_shift,
    np.right_shift,
    np.gcd,
    np.lcm,
    math.gcd,
    math.lcm,
    math.factorial,
    math.comb,
    math.perm,
    math.isqrt,
    operator.lshift,
    operator.rshift,
    operator.inv,
    operator.and_,
    operator.or_,
    operator.xor,
    operator.invert,
    np.int8,
    np.int16,
    np.int32,
    np.int64,
    np.uint8,
    np.uint16,
    np.uint32,
    np.uint64,
    np.intp,
    np.bool_,
    builtins.bin,
    builtins.hex,
    builtins.oct,
    builtins.ord,
    builtins.chr,
)

# Places

constant(
    np.argmax,
    np.argmin,
    np.nanargmax,
    np.nanargmin,
    np.argsort,
    np.argpartition,
    np.lexsort,
    np.searchsorted,
    np.digitize,
    np.unravel_index,
    np.ravel_multi_index,
    np.indices,
    np.ix_,
    np.triu_indices,
    np.tril_indices,
    np.triu_indices_from,
    np.tril_indices_from,
    np.diag_indices,
    np.diag_indices_from,
    np.mask_indices,
)

# Shapes and kinds

constant(
    np.shape,
    np.size,
    np.ndim,
    np.broadcast_shapes,
    np.result_type,
    np.promote_types,
    np.min_scalar_type,
    np.dtype,
    np.finfo,
    np.iinfo,
    builtins.len,
    builtins.type,
    builtins.id,
    builtins.hash,
)

# New arrays that hold none of the arguments' numbers

constant(
    np.zeros,
    np.ones,
    np.empty,
    np.zeros_like,
    np.ones_like,
    np.empty_like,
    np.eye,
    np.identity,
    np.tri,
    np.hamming,
    np.hanning,
    np.blackman,
    np.bartlett,
    builtins.range,
    builtins.slice,
    np.linalg.matrix_rank,
)

# Text and the screen

constant(
    np.array2string,
    np.array_repr,
    np.array_str,
    np.format_float_positional,
    np.format_float_scientific,
    np.set_printoptions,
    np.errstate,
    builtins.print,
    builtins.str,
    builtins.repr,
    builtins.format,
    builtins.ascii,
)

# The shape of these is decided by values

constant(
    np.nonzero,
    np.argwhere,
    np.flatnonzero,
    data_dependent=True,
)

# Functions that may be called where nothing depends on what is differentiated


@adjoint(
    np.histogram2d,
    np.histogramdd,
    np.histogram_bin_edges,
    np.setdiff1d,
    np.setxor1d,
    np.intersect1d,
    np.union1d,
    np.fromiter,
    np.frombuffer,
    np.load,
    np.loadtxt,
    np.genfromtxt,
    np.packbits,
    np.unpackbits,
    np.einsum_path,
    wrt=(),
)
def undifferentiated(*args, **kwargs):
    return ()


undifferentiated.data_dependent = True

constant(runtime.stop_gradient, runtime.points, runtime.resize_weights, runtime.along_axis)
constant(runtime.check_apart, runtime.check_view, runtime.check_whole)
