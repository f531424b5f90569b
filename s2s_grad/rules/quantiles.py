"""Rules of medians, percentiles and quantiles, by every method that takes no weights."""

import numpy as np

from s2s_grad.rules.registry import adjoint
from s2s_grad.runtime import (
    nanquantile_adjoint,
    nanquantile_tangent,
    quantile_adjoint,
    quantile_level_adjoint,
    quantile_tangent,
)


@adjoint(np.median)
def median(a, axis=None, *, keepdims=False, d_out):
    return quantile_adjoint(d_out, a, 0.5, axis, keepdims)


@median.tangent
def _(a, axis=None, *, keepdims=False, out, a_dot):
    return quantile_tangent(a_dot, 0.0, a, 0.5, axis, out)


@adjoint(np.quantile)
def quantile(a, q, axis=None, *, keepdims=False, d_out):
    return quantile_adjoint(d_out, a, q, axis, keepdims), quantile_level_adjoint(d_out, a, q, axis)


@quantile.tangent
def _(a, q, axis=None, *, keepdims=False, out, a_dot, q_dot):
    return quantile_tangent(a_dot, q_dot, a, q, axis, out)


@adjoint(wrt=("a", "q"), widens=quantile)
def quantile_by(a, q, axis=None, *, method="linear", keepdims=False, d_out):
    return (
        quantile_adjoint(d_out, a, q, axis, keepdims, method),
        quantile_level_adjoint(d_out, a, q, axis, method),
    )


@quantile_by.tangent
def _(a, q, axis=None, *, method="linear", keepdims=False, out, a_dot, q_dot):
    return quantile_tangent(a_dot, q_dot, a, q, axis, out, method)


@adjoint(np.percentile)
def percentile(a, q, axis=None, *, keepdims=False, d_out):
    level = np.divide(q, 100)
    return (
        quantile_adjoint(d_out, a, level, axis, keepdims),
        quantile_level_adjoint(np.divide(d_out, 100), a, level, axis),
    )


@percentile.tangent
def _(a, q, axis=None, *, keepdims=False, out, a_dot, q_dot):
    return quantile_tangent(a_dot, np.divide(q_dot, 100), a, np.divide(q, 100), axis, out)


@adjoint(wrt=("a", "q"), widens=percentile)
def percentile_by(a, q, axis=None, *, method="linear", keepdims=False, d_out):
    level = np.divide(q, 100)
    return (
        quantile_adjoint(d_out, a, level, axis, keepdims, method),
        quantile_level_adjoint(np.divide(d_out, 100), a, level, axis, method),
    )


@percentile_by.tangent
def _(a, q, axis=None, *, method="linear", keepdims=False, out, a_dot, q_dot):
    return quantile_tangent(a_dot, np.divide(q_dot, 100), a, np.divide(q, 100), axis, out, method)


@adjoint(np.nanmedian)
def nanmedian(a, axis=None, *, keepdims=False, d_out):
    return nanquantile_adjoint(d_out, a, 0.5, axis, keepdims)


@nanmedian.tangent
def _(a, axis=None, *, keepdims=False, out, a_dot):
    return nanquantile_tangent(a_dot, a, 0.5, axis, out)


@adjoint(np.nanquantile, wrt=("a",))
def nanquantile(a, q, axis=None, *, keepdims=False, d_out):
    return nanquantile_adjoint(d_out, a, q, axis, keepdims)


@nanquantile.tangent
def _(a, q, axis=None, *, keepdims=False, out, a_dot):
    return nanquantile_tangent(a_dot, a, q, axis, out)


@adjoint(wrt=("a",), widens=nanquantile)
def nanquantile_by(a, q, axis=None, *, method="linear", keepdims=False, d_out):
    return nanquantile_adjoint(d_out, a, q, axis, keepdims, method)


@nanquantile_by.tangent
def _(a, q, axis=None, *, method="linear", keepdims=False, out, a_dot):
    return nanquantile_tangent(a_dot, a, q, axis, out, method)


@adjoint(np.nanpercentile, wrt=("a",))
def nanpercentile(a, q, axis=None, *, keepdims=False, d_out):
    return nanquantile_adjoint(d_out, a, np.divide(q, 100), axis, keepdims)


@nanpercentile.tangent
def _(a, q, axis=None, *, keepdims=False, out, a_dot):
    return nanquantile_tangent(a_dot, a, np.divide(q, 100), axis, out)


@adjoint(wrt=("a",), widens=nanpercentile)
def nanpercentile_by(a, q, axis=None, *, method="linear", keepdims=False, d_out):
    return nanquantile_adjoint(d_out, a, np.divide(q, 100), axis, keepdims, method)


@nanpercentile_by.tangent
def _(a, q, axis=None, *, method="linear", keepdims=False, out, a_dot):
    return nanquantile_tangent(a_dot, a, np.divide(q, 100), axis, out, method)
