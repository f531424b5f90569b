"""Arguments at which each rule is checked: `SAMPLES` holds (function, args, kwargs, parts)."""

import builtins
import math

import numpy as np

from s2s_grad import runtime
from s2s_grad.functional import special as error_functions

SAMPLES = []
NUMPY_2 = np.lib.NumpyVersion(np.__version__) >= "2.1.0"
generator = np.random.default_rng(7)


def sample(function, *args, parts=None, **kwargs):
    """Have the rule of `function` checked at these arguments, by some `parts` of its result."""
    if function is not None:
        SAMPLES.append((function, args, kwargs, parts))


def normal(*shape):
    """Random numbers of either sign, none closer to 0 than 0.2."""
    numbers = generator.standard_normal(shape)
    return numbers + 0.2 * np.sign(numbers)


def positive(*shape):
    """Random numbers between 0.3 and 1.9."""
    return generator.uniform(0.3, 1.9, shape)


def unit(*shape):
    """Random numbers between -0.9 and 0.9, none closer to 0 than 0.05."""
    numbers = generator.uniform(-0.8, 0.8, shape)
    return numbers + 0.05 * np.sign(numbers)


def above_one(*shape):
    """Random numbers between 1.2 and 3."""
    return generator.uniform(1.2, 3.0, shape)


def whole(numbers):
    """As complex numbers."""
    return numbers + 1j * normal(*np.shape(numbers))


SHAPES = [(), (1,), (0,), (3,), (2, 3), (2, 1, 3)]
PAIRS = [
    ((), (3,)),
    ((3,), ()),
    ((2, 3), (3,)),
    ((3,), (2, 3)),
    ((2, 1), (1, 3)),
    ((1,), (2, 3)),
    ((2, 3), (2, 3)),
    ((0, 3), (3,)),
    ((1, 1), (0,)),
    ((2, 1, 3), (4, 1)),
]

# Elementwise, one argument: everywhere, where positive, within (-1, 1), above 1

EVERYWHERE = [
    np.negative, np.positive, np.square, np.exp, np.exp2, np.expm1, np.sin, np.cos, np.tan,
    np.arctan, np.sinh, np.cosh, np.tanh, np.arcsinh, np.sinc, np.deg2rad, np.rad2deg, np.abs,
    np.fabs, np.reciprocal, np.cbrt, np.radians, np.degrees, np.nan_to_num,
    np.real, np.conj, np.real_if_close, np.copy,
    np.angle, np.imag,
]  # fmt: skip
POSITIVE = [
    np.log, np.log2, np.log10, np.log1p, np.sqrt,
]  # fmt: skip
WITHIN_ONE = [np.arcsin, np.arccos, np.arctanh]
for function in EVERYWHERE:
    for shape in SHAPES:
        sample(function, normal(*shape))
for function in POSITIVE:
    for shape in SHAPES:
        sample(function, positive(*shape))
for function in WITHIN_ONE:
    for shape in SHAPES:
        sample(function, unit(*shape))
for shape in SHAPES:
    sample(np.arccosh, above_one(*shape))

# Complex arguments

for function in [
    np.negative, np.square, np.exp, np.expm1, np.sin, np.cos, np.tan, np.sinh, np.cosh, np.tanh,
    np.log, np.sqrt, np.reciprocal, np.abs, np.real, np.imag, np.conj, np.angle, np.arctan,
]:  # fmt: skip
    sample(function, whole(positive(2, 3)))
for function in [np.add, np.subtract, np.multiply, np.divide, np.power]:
    sample(function, whole(positive(2, 3)), positive(3))
    sample(function, positive(3), whole(positive(2, 3)))

# Elementwise, two arguments

for function in [
    np.add, np.subtract, np.multiply, np.divide, np.maximum, np.minimum, np.fmax, np.fmin,
    np.hypot, np.arctan2, np.logaddexp, np.logaddexp2, np.copysign,
]:  # fmt: skip
    for left, right in PAIRS:
        sample(function, normal(*left), normal(*right))
    sample(function, normal(2, 3), 0.7)
    sample(function, 0.7, normal(2, 3))
    sample(function, normal(3), np.array([1, -2, 3]))
for function in [
    np.power, np.float_power,
]:  # fmt: skip
    for left, right in PAIRS:
        sample(function, positive(*left), positive(*right))
    sample(function, positive(2, 3), 0.7)
    sample(function, 1.7, positive(3))
for function in [np.remainder, np.fmod]:
    for left, right in PAIRS:
        sample(function, 5 + unit(*left) / 10, 1.5 + unit(*right) / 20)
for exponent in [0, 1, 2, 3, -1]:
    sample(np.power, normal(2, 3), exponent)
sample(np.power, positive(2, 3), 2.0)
sample(np.power, np.array([0.0, 1.0, -2.0]), 2)
sample(np.power, normal(3), np.array([0, 1, 2]))
sample(np.heaviside, normal(2, 3), positive(3))
sample(np.heaviside, np.array([0.0, 1.0, -1.0])[:0], positive(1))
sample(np.ldexp, normal(3), np.array([1, 2, -3]))
sample(np.modf, normal(2, 3))
sample(np.divmod, positive(2, 3), positive(3))
sample(np.unwrap, np.cumsum(normal(5) * 2))

# Selections

sample(np.clip, normal(4, 3), -0.5, 0.5)
sample(np.clip, normal(4, 3), normal(3) - 1, 1.0)
sample(np.clip, normal(4, 3), None, positive(4, 1))
sample(np.clip, normal(4, 3), normal(3), normal(4, 1))
if NUMPY_2:
    sample(np.clip, normal(4), min=-0.5, max=0.7)
sample(np.ndarray.clip, normal(4), -0.5, 0.7)
sample(np.ndarray.clip, normal(4), max=0.7)
sample(np.where, np.array([True, False, True]), normal(2, 3), normal(3))
sample(np.where, np.array([[True], [False]]), 0.5, normal(3))
sample(np.where, True, normal(3), normal(2, 3))
sample(np.select, [normal(4) > 0, normal(4) > 0], [normal(4), normal(4)], 0.5)
sample(np.choose, np.array([0, 1, 1]), [normal(3), normal(3)])

# Reductions

AXES = [{}, {"axis": 0}, {"axis": -1}, {"axis": (0, 2)}, {"axis": 1, "keepdims": True}]
for function in [
    np.sum, np.mean, np.max, np.amax, np.min, np.amin, np.prod, np.var, np.std, np.nansum,
    np.nanmean, np.nanmax, np.nanmin, np.nanprod, np.nanvar, np.nanstd, np.ptp, np.median,
    np.average,
]:  # fmt: skip
    for options in AXES:
        sample(function, normal(2, 3, 2), **options)
    sample(function, normal(5))
    sample(function, normal(2, 3), keepdims=True)
for function in [np.sum, np.mean, np.max, np.min, np.prod]:
    sample(function, np.array(0.7))
sample(np.sum, normal(0))
sample(np.sum, normal(0, 3), axis=0)
sample(np.prod, normal(0, 3), axis=0)
sample(np.sum, normal(2, 3), dtype=np.float64)
sample(np.sum, normal(2, 3), where=np.array([True, False, True]))
sample(np.sum, normal(2, 3), initial=2.0)
sample(np.mean, normal(2, 3), dtype=np.float64)
sample(np.prod, np.array([0.0, 2.0, 3.0]))
sample(np.prod, np.array([[0.0, 2.0, 0.0], [1.0, 2.0, 0.0]]), axis=1)
sample(np.var, normal(2, 3), ddof=1)
sample(np.std, normal(2, 3), ddof=1, axis=0)
sample(np.average, normal(2, 3), weights=positive(2, 3))
sample(np.average, normal(2, 3), axis=1, weights=positive(3))
sample(np.average, normal(2, 3), axis=0, weights=positive(2))
sample(np.quantile, normal(7), 0.3)
sample(np.quantile, normal(4, 3), [0.1, 0.5], axis=0)
sample(np.percentile, normal(4, 3), 25, axis=1)
for function in [np.add.reduce, np.multiply.reduce, np.maximum.reduce, np.minimum.reduce]:
    sample(function, normal(3, 2))
for function in [np.cumsum, np.cumprod, np.nancumsum]:
    sample(function, normal(5))
    sample(function, normal(2, 3))
    sample(function, normal(2, 3), axis=0)
    sample(function, normal(2, 3, 2), axis=-2)
sample(np.cumprod, np.array([2.0, 0.0, 3.0, 0.0]))
sample(np.add.accumulate, normal(3, 2))
sample(getattr(np, "cumulative_sum", None), normal(4))
sample(getattr(np, "cumulative_prod", None), normal(4))
sample(np.diff, normal(5))
sample(np.diff, normal(5, 3), n=2, axis=0)
sample(np.ediff1d, normal(2, 3))
trapezoid = getattr(np, "trapezoid", None) or np.trapz
sample(trapezoid, normal(5))
sample(trapezoid, normal(5), dx=0.3)
sample(trapezoid, normal(4, 5), np.cumsum(positive(5)))
sample(trapezoid, normal(4, 5), np.cumsum(positive(4)), axis=0)
sample(trapezoid, normal(2, 3), np.cumsum(positive(2, 3), axis=1))
for options in AXES[:3] + [{"keepdims": True}]:
    sample(np.linalg.norm, normal(2, 3), **options)
for order in [1, 2, 3, np.inf, -np.inf]:
    sample(np.linalg.norm, normal(5), order)
    sample(np.linalg.norm, normal(3, 4), order, axis=1)
for order in ["fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf]:
    sample(np.linalg.norm, normal(3, 4), order)
sample(np.linalg.norm, whole(normal(3)))
sample(getattr(np.linalg, "vector_norm", None), normal(2, 3), ord=3)
sample(getattr(np.linalg, "vector_norm", None), normal(2, 3), axis=1)
sample(getattr(np.linalg, "matrix_norm", None), normal(2, 3))

# Products

MATRICES = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 4)),
    ((5, 2, 3), (5, 3, 4)),
    ((5, 2, 3), (3, 4)),
    ((2, 3), (5, 3, 4)),
    ((5, 2, 3), (3,)),
    ((3,), (5, 3, 2)),
    ((1, 2, 3), (5, 3, 4)),
    ((2, 0), (0, 3)),
    ((4, 1, 2, 3), (5, 3, 2)),
]
for left, right in MATRICES:
    sample(np.matmul, normal(*left), normal(*right))
    sample(np.dot, normal(*left), normal(*right))
sample(np.matmul, whole(normal(2, 3)), normal(3, 2))
sample(np.dot, normal(2, 3), 0.5)
sample(np.dot, 0.5, normal(3))
for left, right in [((3,), (3,)), ((2, 3), (4, 3)), ((2, 3), (3,)), ((3,), (2, 3)), ((), (3,))]:
    sample(np.inner, normal(*left), normal(*right))
sample(np.vdot, normal(3), normal(3))
sample(np.vdot, normal(2, 3), normal(2, 3))
sample(np.vdot, whole(normal(3)), whole(normal(3)))
sample(np.outer, normal(3), normal(2))
sample(np.outer, normal(2, 2), normal(3))
sample(np.multiply.outer, normal(2, 2), normal(3))
sample(np.tensordot, normal(2, 3, 4), normal(3, 4, 5))
sample(np.tensordot, normal(2, 3), normal(3, 4), 1)
sample(np.tensordot, normal(2, 3), normal(4), 0)
sample(np.tensordot, normal(2, 3, 4), normal(4, 5, 2), ([0, 2], [2, 0]))
sample(np.tensordot, normal(2, 3, 4), normal(4, 5), (-1, 0))
for text, *shapes in [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("ij,jk", (2, 3), (3, 4)),
    ("ji,jk", (3, 2), (3, 4)),
    ("ii", (3, 3)),
    ("ii->i", (3, 3)),
    ("ij->", (2, 3)),
    ("ij->ji", (2, 3)),
    ("...ij,...jk->...ik", (5, 2, 3), (3, 4)),
    ("...i,i", (2, 3), (3,)),
    ("bi,ij,bj->b", (4, 2), (2, 3), (4, 3)),
    ("i,i,i->", (3,), (3,), (3,)),
    ("ij,k->j", (2, 3), (4,)),
    ("iij->j", (3, 3, 2)),
    ("ij,ij->ij", (2, 1), (2, 3)),
    (" i j -> j ", (2, 3)),
    ("i,j->ij", (2,), (3,)),
    (",i->i", (), (3,)),
]:
    sample(np.einsum, text, *[normal(*shape) for shape in shapes])
sample(np.einsum, "ij,jk->ik", normal(2, 3), normal(3, 2), optimize=True)
sample(np.kron, normal(2, 3), normal(3, 2))
sample(np.kron, normal(3), normal(2))
sample(np.kron, normal(3), normal(2, 2))
sample(np.cross, normal(3), normal(3))
sample(np.cross, normal(4, 3), normal(3))
sample(np.cross, normal(3, 4), normal(3, 4), axis=0)
sample(getattr(np, "vecdot", None), normal(2, 3), normal(3))
sample(getattr(np.linalg, "vecdot", None), normal(2, 3), normal(2, 3))
sample(getattr(np, "matvec", None), normal(5, 2, 3), normal(3))
sample(getattr(np, "vecmat", None), normal(2), normal(5, 2, 3))
sample(np.linalg.multi_dot, [normal(2, 3), normal(3, 4), normal(4, 2)])
sample(np.linalg.multi_dot, [normal(3), normal(3, 4), normal(4)])
for n in [0, 1, 2, 3, -1, -2]:
    sample(np.linalg.matrix_power, normal(3, 3) + 3 * np.eye(3), n)
for mode in ["full", "same", "valid"]:
    for left, right in [(5, 3), (3, 5), (4, 4), (5, 2), (2, 5), (6, 3), (3, 6)]:
        sample(np.convolve, normal(left), normal(right), mode)
        sample(np.correlate, normal(left), normal(right), mode)

# Shaping

sample(np.reshape, normal(2, 3), (3, 2))
sample(np.reshape, normal(2, 3), -1, order="F")
sample(np.ndarray.reshape, normal(2, 3), 3, 2)
sample(np.ndarray.reshape, normal(2, 3), (3, 2))
sample(np.ndarray.reshape, normal(2, 3), 3, 2, order="F")
sample(np.ravel, normal(2, 3))
sample(np.ravel, normal(2, 3), order="F")
sample(np.ndarray.flatten, normal(2, 3))
sample(np.squeeze, normal(2, 1, 3))
sample(np.squeeze, normal(2, 1, 3), axis=1)
sample(np.expand_dims, normal(2, 3), 1)
sample(np.expand_dims, normal(2, 3), axis=(0, -1))
for function in [np.atleast_1d, np.atleast_2d, np.atleast_3d]:
    sample(function, normal())
    sample(function, normal(3))
sample(np.transpose, normal(2, 3, 4))
sample(np.transpose, normal(2, 3, 4), (2, 0, 1))
sample(np.transpose, normal(2, 3, 4), axes=(-1, 0, 1))
sample(np.ndarray.transpose, normal(2, 3, 4), 2, 0, 1)
sample(np.ndarray.transpose, normal(2, 3))
sample(np.ndarray.transpose, normal(2, 3, 4), (2, 0, 1))
sample(runtime.mT, normal(2, 3, 4))
sample(getattr(np.linalg, "matrix_transpose", None), normal(2, 3, 4))
sample(getattr(np, "matrix_transpose", None), normal(2, 3, 4))
sample(np.swapaxes, normal(2, 3, 4), 0, -1)
sample(np.moveaxis, normal(2, 3, 4), 0, -1)
sample(np.moveaxis, normal(2, 3, 4), [0, 1], [-1, -2])
sample(np.rollaxis, normal(2, 3, 4), 2)
sample(np.flip, normal(2, 3))
sample(np.flip, normal(2, 3), axis=1)
sample(np.fliplr, normal(2, 3))
sample(np.flipud, normal(2, 3))
sample(np.roll, normal(5), 2)
sample(np.roll, normal(2, 3), 1, axis=1)
sample(np.roll, normal(2, 3), (1, 2), axis=(0, 1))
sample(np.roll, normal(2, 3), -4)
sample(np.rot90, normal(2, 3))
sample(np.rot90, normal(2, 3, 4), k=3, axes=(1, 2))
sample(np.broadcast_to, normal(3), (2, 3))
sample(np.broadcast_to, 0.5, (2, 3))
sample(np.broadcast_arrays, normal(3), normal(2, 1))
sample(np.tile, normal(3), 2)
sample(np.tile, normal(2, 3), (2, 1, 2))
sample(np.tile, normal(2, 3), 2)
sample(np.repeat, normal(2, 3), 2)
sample(np.repeat, normal(2, 3), 0)
sample(np.repeat, normal(2, 3), 2, axis=0)
sample(np.repeat, normal(2, 3), [1, 2, 0], axis=1)
sample(np.resize, normal(3), (2, 4))
sample(np.meshgrid, normal(3), normal(2))
sample(np.meshgrid, normal(3), normal(2), normal(4), indexing="ij")
sample(np.meshgrid, normal(3), normal(2), normal(4))
sample(np.concatenate, [normal(2, 3), normal(1, 3)])
sample(np.concatenate, (normal(2, 3), normal(2, 1)), axis=1)
sample(np.concatenate, (normal(2, 3), normal(2)), axis=None)
sample(np.stack, [normal(3), normal(3)])
sample(np.stack, [normal(2, 3), normal(2, 3)], axis=-1)
sample(np.stack, [0.5, 0.7])
sample(np.vstack, [normal(3), normal(2, 3)])
sample(np.hstack, [normal(3), normal(2)])
sample(np.hstack, [normal(2, 3), normal(2, 1)])
sample(np.hstack, [0.5, normal(2)])
sample(np.dstack, [normal(3), normal(3)])
sample(np.dstack, [normal(2, 3), normal(2, 3)])
sample(np.column_stack, [normal(3), normal(3, 2)])
sample(np.block, [[normal(2, 2), normal(2, 1)], [normal(1, 2), normal(1, 1)]])
sample(np.append, normal(3), normal(2))
sample(np.append, normal(3), 0.5)
sample(np.append, normal(2, 3), normal(1, 3), axis=0)
sample(np.pad, normal(3), 2)
sample(np.pad, normal(2, 3), ((1, 0), (2, 1)))
sample(np.pad, normal(4), (2, 1), constant_values=1.5)
for mode in ["edge", "reflect", "symmetric", "wrap"]:
    sample(np.pad, normal(4, 3), 2, mode)
sample(np.insert, normal(4), 1, 0.5)
sample(np.insert, normal(4), [1, 3], normal(2))
sample(np.insert, normal(2, 3), 1, normal(2), axis=1)
sample(np.delete, normal(4), 1)
sample(np.delete, normal(2, 3), [0, 2], axis=1)
sample(np.trim_zeros, np.array([0.0, 0.0, 1.0, 2.0, 0.0])[2:4])
sample(np.split, normal(6), 3)
sample(np.split, normal(4, 6), [1, 4], axis=1)
sample(np.array_split, normal(5), 2)
sample(np.vsplit, normal(4, 2), 2)
sample(np.hsplit, normal(2, 4), 2)
sample(np.hsplit, normal(4), 2)
sample(np.dsplit, normal(1, 2, 4), 2)
sample(getattr(np, "unstack", None), normal(2, 3), axis=1)
sample(np.tril, normal(3, 3))
sample(np.tril, normal(2, 3, 4), k=1)
sample(np.triu, normal(3, 4), -1)
sample(np.diag, normal(3))
sample(np.diag, normal(3), 1)
sample(np.diag, normal(3, 4), -1)
sample(np.diagflat, normal(2, 2), 1)
sample(np.diagonal, normal(3, 4))
sample(np.diagonal, normal(2, 3, 4), 1, 1, 2)
sample(getattr(np.linalg, "diagonal", None), normal(2, 3, 3))
sample(np.trace, normal(3, 3))
sample(np.trace, normal(2, 3, 4), 1, 1, 2)
sample(getattr(np.linalg, "trace", None), normal(2, 3, 3))
sample(np.array, normal(2, 3))
sample(np.array, [0.5, 0.7])
sample(np.array, [[0.5, 0.7], [0.1, 1.5]])
sample(np.array, [normal(2), normal(2)])
sample(np.array, [0.5, 2])
sample(np.array, [0.5, 0.7], dtype=np.float64)
sample(np.asarray, normal(2))
sample(np.asarray, [0.5, normal()])
sample(np.asarray, normal(2), dtype=np.float64)
sample(np.asarray_chkfinite, normal(2))
sample(np.ascontiguousarray, normal(2, 3))
sample(np.copy, normal(2, 3))
sample(np.ndarray.astype, normal(3), np.float64)
sample(getattr(np, "astype", None), normal(3), np.float64)
sample(np.float64, 0.5)
sample(builtins.float, normal())
sample(np.complex128, 0.5)
sample(builtins.complex, 0.5, 0.7)
sample(np.ndarray.item, np.array([0.7]))
sample(np.ndarray.item, normal(2, 3), 4)
sample(np.ndarray.item, normal(2, 3), 1, 2)
sample(np.ndarray.tolist, normal(2, 3))
sample(np.full, (2, 3), 0.5)
sample(np.full, (2, 3), normal(3))
sample(np.full_like, np.zeros((2, 3)), 0.5)
sample(np.linspace, 0.5, 2.5, 7)
sample(np.linspace, 0.5, 2.5, num=4, endpoint=False)
sample(np.linspace, normal(2), normal(2), 4, axis=1)
sample(np.arange, 0.5, 3.2, 0.5)
sample(np.unique, np.array([0.3, 0.1, 0.5]))
sample(runtime.unbroadcast, normal(2, 3), normal(3))
sample(runtime.expand, normal(3), (2, 3), 0)
sample(runtime.expand, normal(), (2, 3))
sample(runtime.spread, normal(3), normal(2, 3))
sample(runtime.spread, 0.5, normal(3))
sample(runtime.side_by_side, [normal(2), normal(2), normal(2)], normal(3))
sample(runtime.side_by_side_adjoint, normal(2, 3), [normal(2), normal(2), normal(2)])
sample(runtime.put_back, normal(3), normal(2, 3), np.array([0, 4, 4]))
sample(runtime.scatter, np.zeros((2, 3)), 1, normal(3))
sample(runtime.last_written, normal(3), np.array([0, 2, 0]))
for repeated in [np.array([0, 2, 0]), (np.array([1, 2, 1]), np.array([0, 1, 0]))]:
    sample(runtime.added_at, normal(3, 2), repeated, normal(*np.zeros((3, 2))[repeated].shape))
    sample(runtime.replaced_at, normal(3, 2), repeated, normal(*np.zeros((3, 2))[repeated].shape))
    sample(runtime.kept_at, normal(3, 2), repeated)
sample(runtime.replaced_at, normal(3, 2), 1, normal(2))
sample(runtime.kept_at, normal(3, 2), 1)
sample(runtime.sigmoid, 3 * normal(2, 3))
sample(runtime.copied, normal(3, 2))
sample(runtime.cast, normal(3), np.zeros(3))
sample(runtime.fitted, normal(3), np.zeros(3))
sample(runtime.reverse_cumsum, normal(2, 3), (2, 3), 1)
sample(runtime.reverse_cumsum, normal(6), (2, 3))
sample(runtime.diff_adjoint, normal(3), 2)
sample(runtime.roll_back, normal(2, 3), (1, 2), (0, 1))
sample(runtime.split_like, normal(3, 2), [np.zeros((2, 2)), np.zeros(2)])
sample(runtime.split_like, normal(3), [np.zeros((1, 2)), 0.5], None)
sample(runtime.unpack, normal(2, 3), [np.zeros(3), [0.0, 0.0, 0.0]])
sample(runtime.direction, whole(normal(3)))
sample(runtime.unit, whole(normal(2, 3)), positive(2), 1)
sample(runtime.repeat_adjoint, normal(6), np.zeros(3), 2)
sample(runtime.repeat_adjoint, normal(2, 3), np.zeros((2, 2)), [1, 2], 1)
sample(runtime.unsort, normal(4, 3), normal(4, 3), normal(4, 3), 0)
sample(runtime.unsort, normal(6), np.arange(6.0).reshape(2, 3)[::-1], np.arange(6.0), None)
sample(runtime.fft_adjoint, whole(normal(5)), np.zeros(3))
sample(runtime.rfft_adjoint, whole(normal(3)), np.zeros(5))
sample(runtime.irfft_adjoint, normal(5), whole(np.zeros(3)))
sample(runtime.rfftn_adjoint, whole(normal(4, 3)), np.zeros((4, 5)))
sample(runtime.irfftn_adjoint, normal(4, 5), whole(np.zeros((4, 3))))
sample(runtime.gradient_adjoint, normal(5), np.zeros(5), (0.3,))
sample(runtime.einsum_adjoints, normal(2, 4), "ij,jk->ik", [normal(2, 3), normal(3, 4)])
sample(runtime.einsum_adjoints, normal(), "ij,ji,ii", [normal(3, 3), normal(3, 3), normal(3, 3)])
sample(runtime.product_of_others, np.array([0.0, 2.0, 3.0, 0.0]))
sample(runtime.product_of_others, normal(2, 3), 1)
sample(runtime.reciprocal_gaps, np.array([[0.3, 1.0, 2.5], [0.1, 0.7, 3.0]]))
sample(runtime.divide_or_zero, normal(2, 3), normal(3))
sample(runtime.log_or_zero, positive(3))
sample(runtime.masked, positive(3), normal(3))
sample(runtime.quotient, positive(2, 3), positive(3))
sample(error_functions.erf, normal(3))
sample(error_functions.erfc, normal(3))
sample(error_functions.lgamma, positive(3))
for exponent in [1, 2, 3]:
    sample(runtime.power_slope, normal(3), exponent)
sample(runtime.power_slope, positive(2, 3), normal(3))
sample(runtime.direction, normal(3))
sample(runtime.unit, normal(2, 3), positive(2), 1)
for left, right in MATRICES[:8]:
    x, y = np.zeros(left), np.zeros(right)
    sample(runtime.matmul_left, normal(*np.shape(x @ y)), x, y + normal(*right))
    sample(runtime.matmul_right, normal(*np.shape(x @ y)), x + normal(*left), y)
    d = normal(*np.shape(np.dot(x, y)))
    sample(runtime.dot_left, d, x, y + normal(*right))
    sample(runtime.dot_right, d, x + normal(*left), y)
sample(runtime.inner_left, normal(2, 4), np.zeros((2, 3)), normal(4, 3))
sample(runtime.inner_right, normal(2, 4), normal(2, 3), np.zeros((4, 3)))
sample(runtime.tensordot_left, normal(2, 5), np.zeros((2, 3, 4)), normal(3, 4, 5))
sample(runtime.tensordot_right, normal(2, 5), normal(2, 3, 4), np.zeros((3, 4, 5)))
sample(runtime.kron_left, normal(6), np.zeros(3), normal(2))
sample(runtime.kron_right, normal(6), normal(3), np.zeros(2))
sample(runtime.cross_left, normal(4, 3), np.zeros((4, 3)), normal(3))
sample(runtime.cross_right, normal(4, 3), normal(4, 3), np.zeros(3))
sample(runtime.convolve_left, normal(7), np.zeros(5), normal(3))
sample(runtime.convolve_right, normal(7), normal(5), np.zeros(3))

# Indexing

sample(np.take, normal(5), [0, 2, 2])
sample(np.take, normal(2, 3), np.array([[1, 0], [2, 2]]), axis=1)
sample(np.take, normal(2, 3), 4)
sample(np.take, normal(5), [0, 7], mode="wrap")
sample(np.take_along_axis, normal(2, 3), np.array([[0, 2], [1, 1]]), axis=1)
sample(np.compress, [True, False, True], normal(3))
sample(np.ndarray.compress, normal(2, 3), [True, False, True], axis=1)
sample(np.extract, np.array([True, False, True]), normal(3))
sample(np.lib.stride_tricks.sliding_window_view, normal(5), 3)
sample(np.lib.stride_tricks.sliding_window_view, normal(4, 5), (2, 3))
sample(np.sort, normal(7))
sample(np.sort, normal(4, 3), axis=0)
sample(np.sort, normal(4, 3), axis=None)
sample(np.partition, normal(9), 3)
sample(np.interp, unit(6), np.array([-0.7, -0.1, 0.4, 0.8]), normal(4))
sample(np.interp, 0.3, np.array([-0.7, -0.1, 0.4, 0.8]), normal(4))
sample(np.bincount, np.array([0, 2, 2, 1]), normal(4), minlength=5)
sample(np.bincount, np.array([0, 2, 2, 1]), weights=normal(4))
sample(np.polyval, normal(4), normal(2, 3))
sample(np.polyval, normal(1), normal(3))
sample(np.polyval, normal(4), 0.5)
sample(np.gradient, normal(5))
sample(np.gradient, normal(5), 0.3)
sample(np.gradient, normal(4, 5))
sample(np.gradient, normal(4, 5), axis=1)
sample(np.gradient, normal(4, 5), 0.3, 0.5)
sample(np.gradient, normal(4), np.array([0.0, 0.3, 0.7, 1.5]))
sample(np.vander, normal(3))
sample(np.vander, normal(3), 4, increasing=True)

sample(np.polyfit, normal(5), normal(5), 2)
sample(np.polynomial.polynomial.polyval, normal(3), normal(4))
sample(np.polynomial.chebyshev.chebval, unit(3), normal(4))
sample(np.polynomial.legendre.legval, unit(2, 3), normal(4))
sample(np.polymul, normal(3), normal(4))
sample(np.nextafter, normal(3), 9.0)
sample(np.polyadd, normal(3), normal(4))
sample(np.polysub, normal(4), normal(3))
sample(np.polyder, normal(4))
sample(np.polyder, normal(5), 2)
sample(np.polyint, normal(4))
sample(np.frexp, positive(4))
sample(np.logspace, 0.1, 1.2, 5)
sample(np.geomspace, 0.1, 1.2, 5)
sample(np.cov, normal(3, 5))
sample(np.cov, normal(5))
sample(np.corrcoef, normal(3, 5))
sample(np.add.reduceat, normal(6), [0, 2, 4])
sample(np.add.reduceat, normal(2, 6), [0, 4, 2], axis=1)
sample(np.nanmedian, normal(5))
sample(np.nanmedian, normal(3, 5), axis=1)
sample(np.nanquantile, normal(3, 5), 0.3, axis=0)
sample(np.nanpercentile, normal(3, 5), 30)
sample(np.nancumprod, normal(3, 4), axis=1)
sample(np.roots, np.array([1.0, -6.0, 11.0, -6.5]))
sample(np.roots, whole(normal(4)))
for method in ["linear", "lower", "hazen", "weibull", "midpoint", "interpolated_inverted_cdf"]:
    for quantile in [np.quantile, np.nanquantile]:
        sample(quantile, normal(7), 0.31, method=method)
        sample(quantile, normal(4, 7), [0.11, 0.53], axis=1, method=method)
    for quantile in [np.percentile, np.nanpercentile]:
        sample(quantile, normal(7), 31.0, method=method, keepdims=True)

# Linear algebra


def square(*batch):
    """A well-conditioned matrix."""
    return normal(*batch, 3, 3) + 3 * np.eye(3)


def symmetric(*batch):
    """A symmetric positive definite matrix with distinct eigenvalues."""
    matrix = normal(*batch, 3, 3) / 4
    return matrix @ np.swapaxes(matrix, -1, -2) + np.diag([1.0, 2.0, 3.5])


for batch in [(), (2,)]:
    sample(np.linalg.inv, square(*batch))
    sample(np.linalg.det, square(*batch))
    sample(np.linalg.slogdet, square(*batch))
    sample(np.linalg.cholesky, symmetric(*batch))
    sample(np.linalg.eigh, symmetric(*batch))
    sample(np.linalg.eigh, symmetric(*batch), UPLO="U")
    sample(np.linalg.eigvalsh, symmetric(*batch))
    sample(np.linalg.svd, normal(*batch, 4, 3), full_matrices=False)
    sample(np.linalg.svd, normal(*batch, 3, 4), full_matrices=False)
    sample(np.linalg.svd, square(*batch))
    sample(np.linalg.svd, normal(*batch, 3, 4), compute_uv=False)
    sample(getattr(np.linalg, "svdvals", None), normal(*batch, 3, 4))
    sample(np.linalg.qr, normal(*batch, 4, 3))
    sample(np.linalg.qr, normal(*batch, 3, 3))
    sample(np.linalg.pinv, normal(*batch, 4, 3))
    sample(np.linalg.pinv, normal(*batch, 3, 4))
    sample(np.linalg.solve, square(*batch), normal(*batch, 3, 2))
    if not batch or NUMPY_2:  # NumPy 1 took a vector for a matrix here, and a matrix for vectors
        sample(np.linalg.solve, square(*batch), normal(3, 2))
        sample(np.linalg.solve, square(*batch), normal(3))
sample(np.linalg.qr, normal(4, 3), mode="r")
sample(np.linalg.cond, square())
sample(getattr(np.linalg, "matmul", None), normal(2, 3), normal(3))
sample(np.linalg.lstsq, normal(5, 3), normal(5), None, parts=[0])
sample(np.linalg.lstsq, normal(5, 3), normal(5, 2), None, parts=[0])
sample(np.linalg.lstsq, normal(3, 5), normal(3), None, parts=[0])
sample(np.linalg.det, np.array([[1.0, 2.0], [2.0, 4.0]]))
sample(np.linalg.det, np.array([[1.0, 2.0, 0.5], [2.0, 4.0, 1.0], [0.1, 0.2, 0.4]]))
sample(np.linalg.eig, symmetric() + normal(3, 3) / 20)
sample(np.linalg.eigvals, square())
sample(np.linalg.eigvals, np.array([[0.5, 2.0, 0.1], [-2.0, 0.4, 0.2], [0.3, 0.2, 1.5]]))
sample(np.linalg.tensorinv, normal(2, 3, 6) + 2 * np.eye(6).reshape(2, 3, 6))
sample(np.linalg.tensorsolve, np.eye(6).reshape(2, 3, 6) * 2 + normal(2, 3, 6) / 9, normal(2, 3))
sample(np.linalg.inv, whole(square()))
sample(np.linalg.solve, whole(square()), whole(normal(3)))

# Fourier transforms

for norm in [None, "ortho", "forward"]:
    for n in [None, 4, 7]:
        for function in [np.fft.fft, np.fft.ifft, np.fft.rfft]:
            sample(function, normal(5), n, norm=norm)
            sample(function, normal(6, 2), n, axis=0, norm=norm)
        sample(np.fft.irfft, whole(normal(4)), n, norm=norm)
        sample(np.fft.fft, whole(normal(5)), n, norm=norm)
for function in [np.fft.fft2, np.fft.ifft2, np.fft.fftn, np.fft.ifftn, np.fft.rfft2, np.fft.rfftn]:
    sample(function, normal(3, 4, 5))
    sample(function, normal(3, 4), norm="ortho")
sample(np.fft.irfft2, whole(normal(2, 3, 4)))
sample(np.fft.irfftn, whole(normal(2, 3, 4)))
sample(np.fft.irfft2, whole(normal(2, 3, 4)), (5, 5))
sample(np.fft.irfft2, whole(normal(2, 3, 4)), (2, 4))
sample(np.fft.fftshift, normal(5))
sample(np.fft.ifftshift, normal(4, 5), axes=1)

# Python's own numbers

for function in [
    math.exp, math.sin, math.cos, math.tan, math.sinh, math.cosh, math.tanh, math.atan, math.asinh,
    math.expm1, math.sqrt, math.log, math.log2, math.log10, math.log1p, math.radians, math.degrees,
    math.fabs, math.erf, math.erfc, math.gamma, math.lgamma, builtins.abs, math.cbrt, math.exp2,
]:  # fmt: skip
    sample(function, 0.7)
for function in [math.asin, math.acos, math.atanh]:
    sample(function, 0.3)
for function in [math.erf, math.lgamma, builtins.abs]:
    sample(function, -0.7)
sample(math.acosh, 1.7)
sample(math.log, 0.7, 3.0)
for function in [math.pow, math.atan2, math.fmod, math.remainder, math.copysign, builtins.pow]:
    sample(function, 1.7, 0.4)
sample(math.ldexp, 0.3, 2)
sample(math.modf, 1.7)
sample(math.hypot, 0.3, 0.4, 1.2)
sample(math.dist, [0.3, 0.4], [1.0, 2.0])
sample(math.prod, [0.3, 0.0, 1.2])
sample(math.fsum, [0.3, 0.4])
sample(builtins.divmod, 1.7, 0.4)
sample(builtins.sum, [0.3, 0.4])
sample(builtins.sum, [normal(3), normal(3)])
sample(builtins.sum, normal(3, 2))
sample(builtins.sum, [0.3, 0.4], 0.5)
sample(builtins.max, 0.3, 0.4)
sample(builtins.max, [0.3, 0.4, -2.0])
sample(builtins.min, 0.3, 0.4, -2.0)
sample(builtins.max, 0.3, 0.4, -2.0)
sample(builtins.min, 0.3, 0.4)
sample(np.i0, normal(3))

# Beyond the real numbers

for function in [np.emath.sqrt, np.emath.log, np.emath.log2, np.emath.log10, np.emath.arcsin,
                 np.emath.arccos, np.emath.arctanh]:  # fmt: skip
    sample(function, np.array([0.3, -1.7]))
    sample(function, unit(3) ** 2)
sample(np.emath.power, np.array([0.3, -1.7]), 1.5)
sample(np.emath.power, positive(3), positive(2, 3))
sample(np.sign, whole(normal(3)))
sample(np.sign, normal(3))
sample(math.prod, [0.3, 0.7, 1.2], start=2.0)

# Windows that slide over images

for options in [((1, 1), (1, 1)), ((2, 1), (1, 2))]:
    sample(runtime.conv, normal(2, 3, 5, 6), normal(4, 3, 3, 2), *options)
    sample(runtime.conv, normal(2, 4, 5, 6), normal(6, 2, 3, 2), *options, 2)
sample(runtime.conv, normal(2, 3, 5), normal(4, 3, 1), (1,), (1,))
sample(runtime.conv, normal(1, 2, 3, 4, 3), normal(2, 2, 2, 2, 2), (1, 2, 1), (1, 1, 1))
image, weight, d_image = normal(2, 3, 5, 6), normal(4, 3, 3, 2), normal(2, 4, 2, 5)
sample(runtime.conv_left, d_image, (2, 3, 5, 6), weight, (2, 1), (1, 1))
sample(runtime.conv_right, d_image, image, weight, (2, 1), (1, 1))
kernel, stride = (3, 2), (1, 2)
sample(runtime.window_max, image, kernel, stride)
sample(runtime.window_sum, image, kernel, stride)
best = runtime.window_max(image, kernel, stride)
sample(runtime.window_max_left, normal(*best.shape), image, best, kernel, stride)
sample(runtime.window_pick, normal(*image.shape), image, best, kernel, stride)
sample(runtime.window_spread, normal(*best.shape), image, kernel, stride)
for batch in [(), (2,)]:
    x = square(*batch)
    sample(runtime.det_adjoint, normal(*batch), x, np.linalg.det(x))

# Helpers of gradients of gradients

sample(runtime.unsort, normal(4, 3), normal(4, 3), np.sort(normal(4, 3), axis=0), 0)
sample(runtime.quantile_adjoint, normal(2, 3), normal(3, 7), np.array([0.1, 0.6]), 1)
sample(runtime.quantile_adjoint, normal(3), normal(3, 7), 0.3, 1, False, "hazen")
sample(runtime.repeat_adjoint, normal(2, 6), np.zeros((2, 3)), 2, 1)
sample(runtime.repeat_adjoint, normal(3), np.zeros(2), np.array([1, 2]))
sample(runtime.fft_adjoint, whole(normal(7)), np.zeros(5, complex))
sample(runtime.fftn_adjoint, normal(2, 3), np.zeros((2, 3)))
sample(runtime.rfft_adjoint, whole(normal(4)), np.zeros(6))
for n in [5, 6]:
    sample(runtime.irfft_adjoint, normal(n), np.zeros(4, complex))
for mode in ["full", "same", "valid"]:
    d = normal(np.size(np.correlate(np.zeros(5), np.zeros(3), mode)))
    sample(runtime.correlate_left, d, np.zeros(5), normal(3), mode)
    sample(runtime.correlate_right, d, normal(5), np.zeros(3), mode)
