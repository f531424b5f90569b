"""Rules of smooth functions that work on each number by itself."""

import builtins
import math

import numpy as np

from s2s_grad.rules.registry import adjoint, elementwise, linear
from s2s_grad.runtime import (
    divide_or_zero,
    log_or_zero,
    power_slope,
    sinc_slope,
    unbroadcast,
)

# Arithmetic


@elementwise(np.add)
def add(x, y):
    return 1, 1


@elementwise(np.subtract)
def subtract(x, y):
    return 1, -1


@elementwise(np.multiply)
def multiply(x, y):
    return y, x


@elementwise(np.divide)
def divide(x, y):
    return 1 / y, -x / y**2


@elementwise(np.negative)
def negative(x):
    return -1


@elementwise(np.positive)
def positive(x):
    return 1


@elementwise(np.power, np.float_power, math.pow)
def power(x, y, *, out):
    return power_slope(x, y), log_or_zero(x) * out


@elementwise(builtins.pow)
def builtin_pow(base, exp, *, out):
    return power_slope(base, exp), log_or_zero(base) * out


@elementwise(np.remainder)
def remainder(x, y):
    return 1, -(x // y)


@elementwise(np.fmod, math.fmod, math.remainder)
def fmod(x, y, *, out):
    """The whole number of times that `y` was taken off is read back from `out`."""
    return 1, np.rint((out - x) / y)


@adjoint(np.divmod, builtins.divmod)
def divmod(x, y, *, out, d_out):
    return unbroadcast(d_out[1], x), unbroadcast(-d_out[1] * out[0], y)


@divmod.tangent
def _(x, y, *, out, x_dot, y_dot):
    return np.zeros_like(out[0]), x_dot - out[0] * y_dot


@elementwise(np.reciprocal)
def reciprocal(x, *, out):
    return -(out**2)


@elementwise(np.square)
def square(x):
    return 2 * x


@elementwise(np.sqrt, math.sqrt)
def sqrt(x, *, out):
    return 1 / (2 * out)


@elementwise(np.cbrt, getattr(math, "cbrt", None))
def cbrt(x, *, out):
    return 1 / (3 * out**2)


@elementwise(np.hypot)
def hypot(x, y, *, out):
    """At the origin the slope is 0, as for a norm."""
    return divide_or_zero(x, out), divide_or_zero(y, out)


@adjoint(np.frexp, math.frexp)
def frexp(x, *, out, d_out):
    """The mantissa is `x` divided by a power of two."""
    return unbroadcast(np.ldexp(d_out[0], np.negative(out[1])), x)


# Exponentials and logarithms. The logarithms of 2 and 10 stand as plain floats, which leave
# float32 alone; np.log(2) would not.


@elementwise(np.exp, math.exp)
def exp(x, *, out):
    return out


@elementwise(np.exp2, getattr(math, "exp2", None))
def exp2(x, *, out):
    """0.693... is log(2)."""
    return out * 0.6931471805599453


@elementwise(np.expm1, math.expm1)
def expm1(x, *, out):
    return out + 1


@elementwise(np.log)
def log(x):
    return 1 / x


@elementwise(math.log)
def natural_log(x):
    return 1 / x


@elementwise(wrt=("x", "base"), widens=natural_log)
def log_to_base(x, base, *, out):
    return 1 / (x * np.log(base)), -out / (base * np.log(base))


@elementwise(np.log2, math.log2)
def log2(x):
    """0.693... is log(2)."""
    return 1 / (x * 0.6931471805599453)


@elementwise(np.log10, math.log10)
def log10(x):
    """2.302... is log(10)."""
    return 1 / (x * 2.302585092994046)


@elementwise(np.log1p, math.log1p)
def log1p(x):
    return 1 / (1 + x)


@elementwise(np.logaddexp)
def logaddexp(x, y, *, out):
    return np.exp(x - out), np.exp(y - out)


@elementwise(np.logaddexp2)
def logaddexp2(x, y, *, out):
    return np.exp2(x - out), np.exp2(y - out)


# Trigonometry


@elementwise(np.sin, math.sin)
def sin(x):
    return np.cos(x)


@elementwise(np.cos, math.cos)
def cos(x):
    return -np.sin(x)


@elementwise(np.tan, math.tan)
def tan(x, *, out):
    return 1 + out**2


@elementwise(np.arcsin, math.asin)
def arcsin(x):
    return 1 / np.sqrt(1 - x**2)


@elementwise(np.arccos, math.acos)
def arccos(x):
    return -1 / np.sqrt(1 - x**2)


@elementwise(np.arctan, math.atan)
def arctan(x):
    return 1 / (1 + x**2)


@elementwise(np.arctan2, math.atan2)
def arctan2(y, x):
    """At the origin there is no slope: NaN."""
    return x / (x**2 + y**2), -y / (x**2 + y**2)


@elementwise(np.sinh, math.sinh)
def sinh(x):
    return np.cosh(x)


@elementwise(np.cosh, math.cosh)
def cosh(x):
    return np.sinh(x)


@elementwise(np.tanh, math.tanh)
def tanh(x, *, out):
    return 1 - out**2


@elementwise(np.arcsinh, math.asinh)
def arcsinh(x):
    return 1 / np.sqrt(x**2 + 1)


@elementwise(np.arccosh, math.acosh)
def arccosh(x):
    """Two roots, so that a complex `x` stays on its branch."""
    return 1 / (np.sqrt(x - 1) * np.sqrt(x + 1))


@elementwise(np.arctanh, math.atanh)
def arctanh(x):
    return 1 / (1 - x**2)


@elementwise(np.sinc)
def sinc(x, *, out):
    return sinc_slope(x, out)


@linear(np.unwrap)
def unwrap(p, discont=None, axis=-1, *, period=6.283185307179586, d_out):
    """Whole periods are added, which do not move with `p`."""
    return d_out


@elementwise(np.deg2rad, np.radians, math.radians)
def deg2rad(x):
    return np.pi / 180


@elementwise(np.rad2deg, np.degrees, math.degrees)
def rad2deg(x):
    return 180 / np.pi
