"""Rules of functions that make arrays of numbers, and change their dtype."""

import builtins

import numpy as np

from s2s_grad.rules.registry import adjoint, linear
from s2s_grad.runtime import (
    arange_start,
    arange_step,
    cast_back,
    linspace_start,
    linspace_stop,
    positions,
    put_back,
    unbroadcast,
    unpack,
    zeros_like,
)

# New arrays


@linear(np.array)
def array(object, *, d_out):
    return unpack(d_out, object)


@linear(widens=array)
def array_of_dtype(object, dtype=None, *, copy=True, order="K", ndmin=0, d_out):
    return cast_back(d_out, object, dtype)


@linear(np.asarray, np.asanyarray, np.ascontiguousarray, np.asfortranarray)
def asarray(a, *, d_out):
    return unpack(d_out, a)


@linear(widens=asarray)
def asarray_of_dtype(a, dtype=None, *, order=None, d_out):
    return cast_back(d_out, a, dtype)


@linear(np.asarray_chkfinite, np.require)
def asarray_chkfinite(a, dtype=None, *, d_out):
    return cast_back(d_out, a, dtype)


@linear(np.copy)
def copy(a, *, d_out):
    return unpack(d_out, a)


@linear(np.ndarray.astype, getattr(np, "astype", None))
def astype(x, dtype, *, copy=True, d_out):
    return cast_back(d_out, x, dtype)


@linear(np.float64, np.float32, np.float16, np.longdouble, builtins.float)
def to_float(x=0.0, *, d_out):
    return unpack(np.reshape(d_out, np.shape(x)), x)


@linear(np.complex128, np.complex64)
def to_complex(x=0.0, *, d_out):
    return unpack(np.reshape(d_out, np.shape(x)), x)


@adjoint(builtins.complex)
def python_complex(real=0, imag=0, *, d_out):
    return unbroadcast(d_out, real), unbroadcast(1j * d_out, imag)


@linear(np.ndarray.item)
def item(x, *args, d_out):
    return put_back(d_out, x, positions(x).item(*args))


@linear(np.ndarray.tolist)
def tolist(x, *, d_out):
    return unpack(np.asarray(d_out), x)


@adjoint(np.full, wrt=("fill_value",))
def full(shape, fill_value, dtype=None, *, d_out):
    return cast_back(d_out, fill_value, dtype)


@full.tangent
def _(shape, fill_value, dtype=None, *, fill_value_dot):
    return np.full(shape, fill_value_dot, dtype)


@adjoint(np.full_like, wrt=("fill_value",))
def full_like(a, fill_value, dtype=None, *, shape=None, d_out):
    return unbroadcast(d_out, fill_value)


@full_like.tangent
def _(a, fill_value, dtype=None, *, shape=None, fill_value_dot):
    return np.full_like(a, fill_value_dot, dtype, shape=shape)


@adjoint(np.linspace, wrt=("start", "stop"))
def linspace(start, stop, num=50, endpoint=True, *, axis=0, d_out):
    return (
        linspace_start(d_out, start, num, endpoint, axis),
        linspace_stop(d_out, stop, num, endpoint, axis),
    )


@linspace.tangent
def _(start, stop, num=50, endpoint=True, *, axis=0, start_dot, stop_dot):
    return np.linspace(start_dot, stop_dot, num, endpoint=endpoint, axis=axis)


@adjoint(np.arange, wrt=("start", "stop", "step"))
def arange(start, stop=None, step=1, dtype=None, *, d_out):
    return arange_start(d_out, start, stop), zeros_like(stop), arange_step(d_out, step)


@adjoint(np.unique, data_dependent=True)
def unique(ar, *, d_out):
    """Of equal numbers the first gets the gradient."""
    return put_back(d_out, ar, np.unique(ar, return_index=True)[1])


@adjoint(np.logspace, wrt=("start", "stop"))
def logspace(start, stop, num=50, endpoint=True, base=10.0, *, out, d_out):
    d_power = d_out * out * np.log(base)
    return (
        linspace_start(d_power, start, num, endpoint),
        linspace_stop(d_power, stop, num, endpoint),
    )


@adjoint(np.geomspace, wrt=("start", "stop"))
def geomspace(start, stop, num=50, endpoint=True, *, out, d_out):
    return (
        linspace_start(d_out * out, start, num, endpoint) / start,
        linspace_stop(d_out * out, stop, num, endpoint) / stop,
    )
