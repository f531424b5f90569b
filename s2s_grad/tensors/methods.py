"""The methods of a Tensor: which function of bare arrays stands behind each name."""

import numpy as np

from s2s_grad.functional import (
    activations,
    indexing,
    matrices,
    products,
    reductions,
    segments,
    shaping,
    special,
)


def to(x, *args, dtype=None, **_):
    """x in another dtype; a device is passed over."""
    wanted = dtype if dtype is not None else args[0]
    return x if isinstance(wanted, str) else x.astype(wanted)


def as_float(x):
    return x.astype(np.float32)


def as_half(x):
    return x.astype(np.float16)


def as_double(x):
    return x.astype(np.float64)


def as_int(x):
    return x.astype(np.int32)


def as_long(x):
    return x.astype(np.int64)


def as_bool(x):
    return x.astype(np.bool_)


def type_as(x, other):
    return x.astype(other.dtype)


def asnumpy(x):
    """The bare array, which is a constant to a derivative."""
    return x


asnumpy.__s2s_constant__ = True  # type: ignore[attr-defined]


def expand(x, *sizes):
    return shaping.broadcast_to(x, sizes[0] if isinstance(sizes[0], (tuple, list)) else sizes)


def permute(x, *axis):
    return x.transpose(*axis)


def split(x, split_size_or_sections, axis=0):
    return shaping.split(x, split_size_or_sections, axis)


def new_zeros(x, size, dtype=None):
    return np.zeros(size, x.dtype if dtype is None else dtype)


def new_ones(x, size, dtype=None):
    return np.ones(size, x.dtype if dtype is None else dtype)


def select(x, axis, index):
    """The slice at a place along an axis."""
    return np.take(x, index, axis=axis)


def unfold(x, dimension, size, step):
    """Windows of a size along an axis, as a new last axis."""
    moved = np.moveaxis(x, dimension, -1)
    starts = np.arange(0, np.shape(moved)[-1] - size + 1, step)
    return np.moveaxis(moved[..., starts[:, None] + np.arange(size)], -2, dimension)


#: Methods that an ndarray lacks, or has with another meaning that programs hardly ever want.
TENSOR_METHODS = {
    # one number at a time
    "abs": np.abs,
    "absolute": np.abs,
    "acos": np.arccos,
    "acosh": np.arccosh,
    "arccos": np.arccos,
    "arcsin": np.arcsin,
    "arctan": np.arctan,
    "asin": np.arcsin,
    "asinh": np.arcsinh,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "atanh": np.arctanh,
    "ceil": np.ceil,
    "cos": np.cos,
    "cosh": np.cosh,
    "exp": np.exp,
    "expm1": np.expm1,
    "floor": np.floor,
    "isfinite": np.isfinite,
    "isinf": np.isinf,
    "isnan": np.isnan,
    "log": np.log,
    "log10": np.log10,
    "log1p": np.log1p,
    "log2": np.log2,
    "logical_not": np.logical_not,
    "neg": np.negative,
    "negative": np.negative,
    "reciprocal": np.reciprocal,
    "rsqrt": activations.rsqrt,
    "sigmoid": activations.sigmoid,
    "sign": np.sign,
    "sin": np.sin,
    "sinh": np.sinh,
    "sqrt": np.sqrt,
    "square": np.square,
    "tan": np.tan,
    "tanh": np.tanh,
    "trunc": np.trunc,
    "erf": activations.erf,
    "erfc": activations.erfc,
    "relu": activations.relu,
    "hardshrink": activations.hardshrink,
    "inv": activations.inv,
    "heaviside": np.heaviside,
    "float_power": np.float_power,
    "clamp": activations.clamp,
    # two operands
    "add": np.add,
    "addcdiv": activations.addcdiv,
    "addcmul": activations.addcmul,
    "div": np.divide,
    "divide": np.divide,
    "eq": np.equal,
    "equal": np.equal,
    "floor_divide": np.floor_divide,
    "fmod": np.fmod,
    "ge": np.greater_equal,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "gt": np.greater,
    "hypot": np.hypot,
    "le": np.less_equal,
    "lerp": activations.lerp,
    "less": np.less,
    "less_equal": np.less_equal,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_xor": np.logical_xor,
    "lt": np.less,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "mul": np.multiply,
    "multiply": np.multiply,
    "ne": np.not_equal,
    "not_equal": np.not_equal,
    "pow": np.power,
    "remainder": np.remainder,
    "sub": np.subtract,
    "subtract": np.subtract,
    "true_divide": np.divide,
    "xlogy": activations.xlogy,
    # products
    "addmm": products.addmm,
    "baddbmm": products.baddbmm,
    "bmm": np.matmul,
    "inner": np.inner,
    "matmul": np.matmul,
    "mm": np.matmul,
    "mv": np.matmul,
    "outer": np.outer,
    # axes taken together
    "amax": reductions.amax,
    "amin": reductions.amin,
    "cosine_similarity": reductions.cosine_similarity,
    "count_nonzero": reductions.count_nonzero,
    "log_softmax": activations.log_softmax,
    "logsumexp": reductions.logsumexp,
    "median": reductions.median,
    "norm": reductions.norm,
    "softmax": activations.softmax,
    "topk": reductions.topk,
    # shape, order and dtype
    "asnumpy": asnumpy,
    "bool": as_bool,
    "broadcast_to": shaping.broadcast_to,
    "chunk": shaping.chunk,
    "diag": np.diag,
    "double": as_double,
    "expand": expand,
    "expand_as": shaping.expand_as,
    "expand_dims": np.expand_dims,
    "flip": shaping.flip,
    "fliplr": np.fliplr,
    "flipud": np.flipud,
    "float": as_float,
    "half": as_half,
    "int": as_int,
    "long": as_long,
    "movedim": np.moveaxis,
    "moveaxis": np.moveaxis,
    "new_ones": new_ones,
    "new_zeros": new_zeros,
    "numpy": asnumpy,
    "permute": permute,
    "repeat_interleave": shaping.repeat_interleave,
    "reshape_as": shaping.view_as,
    "roll": np.roll,
    "rot90": np.rot90,
    "split": split,
    "t": np.transpose,
    "type": shaping.cast,
    "swapdims": np.swapaxes,
    "tile": np.tile,
    "to": to,
    "tril": shaping.tril,
    "triu": shaping.triu,
    "type_as": type_as,
    "unbind": shaping.unstack,
    "unsqueeze": np.expand_dims,
    "view": shaping.view,
    "view_as": shaping.view_as,
    # places
    "gather": indexing.gather,
    "gather_elements": indexing.gather_elements,
    "gather_nd": indexing.gather_nd,
    "index_add": indexing.index_add,
    "index_select": indexing.index_select,
    "masked_fill": indexing.masked_fill,
    "masked_select": indexing.masked_select,
    "scatter": indexing.scatter,
    "argwhere": np.argwhere,
    "narrow": indexing.narrow,
    # matrices
    "addmv": products.addmv,
    "addr": products.addr,
    "cholesky": np.linalg.cholesky,
    "cross": np.cross,
    "det": np.linalg.det,
    "ger": products.ger,
    "inverse": np.linalg.inv,
    "kron": np.kron,
    "logdet": matrices.logdet,
    "matrix_power": np.linalg.matrix_power,
    "renorm": matrices.renorm,
    "slogdet": np.linalg.slogdet,
    # more of one number or two
    "bitwise_and": np.bitwise_and,
    "bitwise_or": np.bitwise_or,
    "bitwise_xor": np.bitwise_xor,
    "deg2rad": np.deg2rad,
    "diff": np.diff,
    "digamma": special.digamma,
    "fmax": np.fmax,
    "fmin": np.fmin,
    "i0": np.i0,
    "isclose": np.isclose,
    "ldexp": np.ldexp,
    "lgamma": special.lgamma,
    "logaddexp": np.logaddexp,
    "logit": activations.logit,
    "nextafter": np.nextafter,
    "rad2deg": np.rad2deg,
    "sgn": np.sign,
    "signbit": np.signbit,
    "sinc": np.sinc,
    "xdivy": activations.xdivy,
    # more over axes
    "bincount": np.bincount,
    "cov": np.cov,
    "cummax": reductions.cummax,
    "cummin": reductions.cummin,
    "logcumsumexp": reductions.logcumsumexp,
    "nanmean": np.nanmean,
    "nansum": reductions.nansum,
    "quantile": np.quantile,
    # more places
    "hsplit": shaping.hsplit,
    "index_fill": segments.index_fill,
    "masked_scatter": segments.masked_scatter,
    "scatter_add": segments.scatter_add,
    "select": select,
    "tensor_scatter_add": indexing.tensor_scatter_add,
    "tensor_split": shaping.tensor_split,
    "unfold": unfold,
    "unsorted_segment_sum": indexing.unsorted_segment_sum,
    "vsplit": shaping.vsplit,
}

#: Results keep the dtype they were cast to.
CASTS = frozenset(
    ("astype", "to", "type", "type_as", "float", "half", "double", "int", "long", "bool", "copy")
)

#: Other words that MindSpore has for NumPy's keywords.
KEYWORDS = {"keep_dims": "keepdims", "keepdim": "keepdims", "dim": "axis"}


def reduction(name):
    """An ndarray method that takes the axis, and then whether to keep it."""
    found = getattr(np.ndarray, name)

    def method(x, axis=None, *args, **kwargs):
        kwargs = {KEYWORDS.get(key, key): value for key, value in kwargs.items()}
        axis = kwargs.pop("axis", axis)
        if args and isinstance(args[0], bool):
            kwargs["keepdims"], args = args[0], args[1:]
        kwargs = {key: value for key, value in kwargs.items() if value is not None}
        return found(x, tuple(axis) if isinstance(axis, list) else axis, *args, **kwargs)

    method.__doc__ = found.__doc__
    return method


def spread(name):
    """`std` or `var`, which take the axis, the freedom lost, and whether to keep the axis."""
    found = getattr(np, name)

    def method(x, axis=None, ddof=0, keepdims=False):
        return found(x, axis=axis, ddof=int(ddof), keepdims=keepdims)

    return method


def with_return(name):
    """`max` or `min`; with `return_indices`, values and where they are."""
    found = reduction(name)

    def method(x, axis=None, *args, return_indices=False, **kwargs):
        if return_indices:
            return getattr(reductions, name)(x, axis, *args, **kwargs)
        return found(x, axis, *args, **kwargs)

    return method


def argsort(x, axis=-1, descending=False):
    return reductions.argsort(x, axis, descending)


def flatten(x, order="C", *, start_dim=0, end_dim=-1):
    """All axes as one, or those from `start_dim` to `end_dim`."""
    if start_dim == 0 and end_dim == -1:
        return x.flatten(order)
    return shaping.flatten(x, order, start_dim, end_dim)


def fill(x, value):
    return np.full_like(x, value)


#: Methods that an ndarray has too; in compiled code they are the ndarray's.
EAGER_METHODS = {
    **{name: reduction(name) for name in ("sum", "mean", "prod", "all", "any")},
    **{name: reduction(name) for name in ("argmax", "argmin", "cumsum", "cumprod")},
    **{name: with_return(name) for name in ("max", "min")},
    **{name: spread(name) for name in ("std", "var")},
    **{
        name: getattr(np.ndarray, name)
        for name in (
            *("astype", "clip", "conj", "copy", "diagonal", "ravel", "repeat", "reshape"),
            *("round", "searchsorted", "squeeze", "swapaxes", "take", "trace", "transpose"),
            *("choose", "ptp", "dot"),
        )
        if hasattr(np.ndarray, name)
    },
    "argsort": argsort,
    "fill": fill,
    "flatten": flatten,
    "nonzero": np.argwhere,
    "sort": reductions.sort,
}
