"""MindSpore's functions; where the meaning is NumPy's, NumPy's own."""

import importlib
import types
from typing import Any

import numpy as np

from s2s_grad import runtime
from s2s_grad.functional import (
    activations,
    control,
    creation,
    indexing,
    losses,
    matrices,
    norms,
    pooling,
    products,
    random,
    reductions,
    resizing,
    segments,
    shaping,
    special,
    state,
    windows,
)
from s2s_grad.ops.operator import operator, stateful
from s2s_grad.tensor import is_tensor, tensor

# The same meaning under the same name.
abs, exp, expm1, log, log1p = np.abs, np.exp, np.expm1, np.log, np.log1p
log2, log10, exp2, sqrt, square, cbrt = np.log2, np.log10, np.exp2, np.sqrt, np.square, np.cbrt
sin, cos, tan, sinh, cosh, tanh = np.sin, np.cos, np.tan, np.sinh, np.cosh, np.tanh
floor, ceil, round, trunc, sign, rint = np.floor, np.ceil, np.round, np.trunc, np.sign, np.rint
negative, reciprocal, sinc = np.negative, np.reciprocal, np.sinc
maximum, minimum, fmax, fmin = np.maximum, np.minimum, np.fmax, np.fmin
hypot, fmod, logaddexp, logaddexp2 = np.hypot, np.fmod, np.logaddexp, np.logaddexp2
floor_divide, remainder, multiply, subtract = (
    np.floor_divide,
    np.remainder,
    np.multiply,
    np.subtract,
)
add, power, copysign, heaviside, float_power = (
    np.add,
    np.power,
    np.copysign,
    np.heaviside,
    np.float_power,
)
equal, not_equal, less, less_equal = np.equal, np.not_equal, np.less, np.less_equal
greater, greater_equal = np.greater, np.greater_equal
logical_and, logical_or, logical_not = np.logical_and, np.logical_or, np.logical_not
logical_xor, isnan, isinf, isfinite = np.logical_xor, np.isnan, np.isinf, np.isfinite
bitwise_and, bitwise_or, bitwise_xor = np.bitwise_and, np.bitwise_or, np.bitwise_xor
matmul, outer, inner, kron, cross, vdot = np.matmul, np.outer, np.inner, np.kron, np.cross, np.vdot
transpose, expand_dims, squeeze, swapaxes = np.transpose, np.expand_dims, np.squeeze, np.swapaxes
moveaxis, roll, rot90, fliplr, flipud = np.moveaxis, np.roll, np.rot90, np.fliplr, np.flipud
zeros_like, ones_like, full_like, diff = np.zeros_like, np.ones_like, np.full_like, np.diff
vstack, hstack, dstack, column_stack = np.vstack, np.hstack, np.dstack, np.column_stack
ravel, einsum, nan_to_num, isclose, conj = np.ravel, np.einsum, np.nan_to_num, np.isclose, np.conj
angle, real, imag, deg2rad, rad2deg = np.angle, np.real, np.imag, np.deg2rad, np.rad2deg
shape, rank, size, searchsorted = np.shape, np.ndim, np.size, np.searchsorted
bincount, histc, unique, allclose = np.bincount, np.histogram, np.unique, np.allclose

atleast_1d, atleast_2d, atleast_3d = np.atleast_1d, np.atleast_2d, np.atleast_3d
gcd, lcm, ldexp, nextafter, positive = np.gcd, np.lcm, np.ldexp, np.nextafter, np.positive
nanmean, nanmedian, quantile, nanquantile = np.nanmean, np.nanmedian, np.quantile, np.nanquantile
signbit, cov, i0 = np.signbit, np.cov, np.i0

# Control flow runs on Tensors as it stands.
while_loop, fori_loop, scan = control.while_loop, control.fori_loop, control.scan
cond = control.cond

# The same meaning under another name.
asin = arcsin = np.arcsin
acos = arccos = np.arccos
atan = arctan = np.arctan
asinh = arcsinh = np.arcsinh
acosh = arccosh = np.arccosh
atanh = arctanh = np.arctanh
atan2 = arctan2 = np.arctan2
bessel_i0 = np.i0
sgn, truncate_mod = np.sign, np.fmod
sub, mul, div, divide, true_divide, pow = (
    *(np.subtract, np.multiply, np.divide, np.divide, np.divide),
    np.power,
)
neg, absolute, floor_div, mod, floor_mod = (
    *(np.negative, np.abs, np.floor_divide, np.remainder, np.remainder),
)
ne, eq, lt, le, gt, ge = (
    *(np.not_equal, np.equal, np.less, np.less_equal, np.greater, np.greater_equal),
)
swapdims, real_div, fix = np.swapaxes, np.divide, np.trunc
cholesky, inverse, det, slogdet = (
    *(np.linalg.cholesky, np.linalg.inv, np.linalg.det, np.linalg.slogdet),
)
matrix_inverse = np.linalg.inv


def offer(module, **options):
    """Offers the functions that a module defines."""
    for name, function in vars(module).items():
        if isinstance(function, types.FunctionType) and function.__module__ == module.__name__:
            globals()[name] = operator(function, **options)


digamma, conv = operator(special.digamma), operator(runtime.conv)
for family in (activations, reductions, shaping, indexing, products, losses, norms):
    offer(family)
for family in (windows, pooling, matrices, segments, resizing):
    offer(family)
for family in (creation, random):
    offer(family, makes=True)

sum = operator(reductions.sum, exact=False)
cast = operator(shaping.cast, exact=True)
gelu = operator(activations.gelu)
concat, pixel_shuffle = globals()["cat"], globals()["pixel_shuffle"]
hard_sigmoid, sigmoid_, swish = (globals()[n] for n in ("hardsigmoid", "sigmoid", "silu"))
logsigmoid = globals()["log_sigmoid"]
unbind = globals()["unstack"]
batch_matmul, tensordot = globals()["bmm"], globals()["tensor_dot"]
reduce_sum, reduce_mean = sum, globals()["mean"]
scatter_update = globals()["tensor_scatter_update"]
range = globals()["arange"]
col2im, inplace_add = globals()["fold"], globals()["index_add"]
linear = globals()["dense"]
clip = globals()["clamp"]

qr = np.linalg.qr
scalar_to_tensor = tensor
print_ = print
deepcopy = operator(np.copy)

stop_gradient = operator(state.stop_gradient, exact=True)
assign, assign_add, assign_sub = (
    *(stateful(state.assign), stateful(state.assign_add), stateful(state.assign_sub)),
)

__all__ = ["is_tensor", "tensor"]

#: Names that the package itself offers.
TRANSFORMS = (
    *("grad", "value_and_grad", "get_grad", "GradOperation", "jvp", "vjp", "vmap"),
    *("jacrev", "jacfwd", "derivative", "jet", "linearize", "recompute"),
    *("HookBackward", "InsertGradientOf"),
)
COMPOSITES = ("HyperMap", "Map", "MultitypeFuncGraph", "partial")
#: Modules of MindSpore whose names are all here.
OLD_MODULES = ("functional", "operations", "function", "auto_generate")


def __getattr__(name) -> Any:
    """A name that is only loaded when it is asked for: a primitive class, a transform."""
    if name in OLD_MODULES:
        return importlib.import_module(__name__)
    if name.startswith("__"):
        raise AttributeError(name)
    if name == "composite":
        return importlib.import_module(f"{__name__}.composite")
    places = [f"{__name__}.primitives", f"{__name__}.networks"]
    if name in TRANSFORMS:
        places = ["s2s_grad"]
    elif name in COMPOSITES:
        places = [f"{__name__}.composite"]
    for place in places:
        found = getattr(importlib.import_module(place), name, None)
        if found is not None:
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
