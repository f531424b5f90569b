"""Rules of np.emath: functions of real numbers that go on where the real numbers end."""

import numpy as np

from s2s_grad.rules.registry import adjoint
from s2s_grad.runtime import unbroadcast


@adjoint(np.emath.sqrt, data_dependent=True)
def complex_sqrt(x, *, out, d_out):
    return unbroadcast(d_out / (2 * out), x)


@complex_sqrt.tangent
def _(x, *, out, x_dot):
    return x_dot / (2 * out)


@adjoint(np.emath.log, data_dependent=True)
def complex_log(x, *, d_out):
    return unbroadcast(d_out / x, x)


@complex_log.tangent
def _(x, *, x_dot):
    return x_dot / x


@adjoint(np.emath.log2, data_dependent=True)
def complex_log2(x, *, d_out):
    return unbroadcast(d_out / (x * np.log(2)), x)


@complex_log2.tangent
def _(x, *, x_dot):
    return x_dot / (x * np.log(2))


@adjoint(np.emath.log10, data_dependent=True)
def complex_log10(x, *, d_out):
    return unbroadcast(d_out / (x * np.log(10)), x)


@complex_log10.tangent
def _(x, *, x_dot):
    return x_dot / (x * np.log(10))


@adjoint(np.emath.arcsin, data_dependent=True)
def complex_arcsin(x, *, d_out):
    return unbroadcast(d_out / np.emath.sqrt(1 - x**2), x)


@complex_arcsin.tangent
def _(x, *, x_dot):
    return x_dot / np.emath.sqrt(1 - x**2)


@adjoint(np.emath.arccos, data_dependent=True)
def complex_arccos(x, *, d_out):
    return unbroadcast(-d_out / np.emath.sqrt(1 - x**2), x)


@complex_arccos.tangent
def _(x, *, x_dot):
    return -x_dot / np.emath.sqrt(1 - x**2)


@adjoint(np.emath.arctanh, data_dependent=True)
def complex_arctanh(x, *, d_out):
    return unbroadcast(d_out / (1 - x**2), x)


@complex_arctanh.tangent
def _(x, *, x_dot):
    return x_dot / (1 - x**2)


@adjoint(np.emath.power, data_dependent=True)
def complex_power(x, p, *, out, d_out):
    return (
        unbroadcast(d_out * p * np.emath.power(x, p - 1), x),
        unbroadcast(d_out * np.emath.log(x) * out, p),
    )


@complex_power.tangent
def _(x, p, *, out, x_dot, p_dot):
    return x_dot * p * np.emath.power(x, p - 1) + p_dot * np.emath.log(x) * out
