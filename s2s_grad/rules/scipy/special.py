"""Rules of scipy.special, loaded once somebody has imported it."""

import numpy as np
import scipy.special

from s2s_grad.rules.registry import adjoint, elementwise
from s2s_grad.runtime import cast, divide_or_zero, expand, unbroadcast

# Sigmoids and logarithms


@elementwise(scipy.special.expit)
def expit(x, *, out):
    return out * (1 - out)


@elementwise(scipy.special.logit)
def logit(x):
    return 1 / (x * (1 - x))


@elementwise(scipy.special.log_expit)
def log_expit(x, *, out):
    return -np.expm1(out)


@elementwise(scipy.special.xlogy)
def xlogy(x, y, *, out):
    return np.log(cast(y, out)), divide_or_zero(x, y)


@elementwise(scipy.special.xlog1py)
def xlog1py(x, y, *, out):
    return np.log1p(cast(y, out)), divide_or_zero(x, 1 + y)


@elementwise(scipy.special.log1p)
def log1p(x):
    return 1 / (1 + x)


@elementwise(scipy.special.expm1)
def expm1(x, *, out):
    return out + 1


@elementwise(scipy.special.exp10)
def exp10(x, *, out):
    """2.302... is log(10)."""
    return out * 2.302585092994046


@elementwise(scipy.special.cbrt)
def cbrt(x, *, out):
    return 1 / (3 * out**2)


@elementwise(scipy.special.entr)
def entr(x):
    return -np.log(x) - 1


@elementwise(scipy.special.rel_entr)
def rel_entr(x, y):
    return np.log(x / y) + 1, -x / y


@elementwise(scipy.special.kl_div)
def kl_div(x, y):
    return np.log(x / y), 1 - x / y


@elementwise(scipy.special.huber)
def huber(delta, r):
    return np.maximum(np.abs(r) - delta, 0), np.clip(r, -delta, delta)


@elementwise(scipy.special.pseudo_huber)
def pseudo_huber(delta, r, *, out):
    root = np.hypot(1, r / delta)
    return 2 * out / delta - r**2 / (delta * root), r / root


@elementwise(scipy.special.boxcox)
def boxcox(x, lmbda, *, out):
    """(x**lmbda - 1) / lmbda, and log(x) where lmbda is 0."""
    log = np.log(cast(x, out))
    moving = divide_or_zero(np.power(x, lmbda) * log - out, lmbda)
    return (
        np.power(x, lmbda - 1),
        np.where(np.equal(lmbda, 0), log**2 / 2, moving),
    )


@elementwise(scipy.special.boxcox1p, wrt=("x",))
def boxcox1p(x, lmbda):
    return np.power(1 + x, lmbda - 1)


@elementwise(scipy.special.inv_boxcox, wrt=("y",))
def inv_boxcox(y, lmbda, *, out):
    return np.power(out, 1 - lmbda)


@elementwise(scipy.special.inv_boxcox1p, wrt=("y",))
def inv_boxcox1p(y, lmbda, *, out):
    return np.power(1 + out, 1 - lmbda)


@elementwise(scipy.special.cosm1)
def cosm1(x):
    return -np.sin(x)


@elementwise(scipy.special.powm1)
def powm1(x, y, *, out):
    return y * np.power(x, y - 1), np.log(cast(x, out)) * (out + 1)


# 0.0174... is pi / 180


@elementwise(scipy.special.sindg)
def sindg(x):
    return 0.017453292519943295 * scipy.special.cosdg(x)


@elementwise(scipy.special.cosdg)
def cosdg(x):
    return -0.017453292519943295 * scipy.special.sindg(x)


@elementwise(scipy.special.tandg)
def tandg(x, *, out):
    return 0.017453292519943295 * (1 + out**2)


@elementwise(scipy.special.cotdg)
def cotdg(x, *, out):
    return -0.017453292519943295 * (1 + out**2)


@adjoint(scipy.special.logsumexp)
def logsumexp(a, axis=None, *, keepdims=False, out, d_out):
    """A slice that is -inf throughout has no gradient: NaN comes out."""
    weight = np.exp(a - expand(out, np.shape(a), axis, keepdims))
    return expand(d_out, np.shape(a), axis, keepdims) * weight


@logsumexp.tangent
def _(a, axis=None, *, keepdims=False, out, a_dot):
    weight = np.exp(a - expand(out, np.shape(a), axis, keepdims))
    return np.sum(weight * a_dot, axis, keepdims=keepdims)


@adjoint(wrt=("a", "b"), widens=logsumexp)
def logsumexp_weighted(a, axis=None, b=1, keepdims=False, *, out, d_out):
    both = a + np.zeros_like(b)
    weight = np.exp(both - expand(out, np.shape(both), axis, keepdims))
    share = expand(d_out, np.shape(both), axis, keepdims) * weight
    return unbroadcast(share * b, a), unbroadcast(share, b)


@logsumexp_weighted.tangent
def _(a, axis=None, b=1, keepdims=False, *, out, a_dot, b_dot):
    both = a + np.zeros_like(b)
    weight = np.exp(both - expand(out, np.shape(both), axis, keepdims))
    return np.sum(weight * (b * a_dot + b_dot), axis, keepdims=keepdims)


@adjoint(scipy.special.softmax)
def softmax(x, axis=None, *, out, d_out):
    return out * (d_out - np.sum(d_out * out, axis=axis, keepdims=True))


@softmax.tangent
def _(x, axis=None, *, out, x_dot):
    return out * (x_dot - np.sum(out * x_dot, axis=axis, keepdims=True))


@adjoint(scipy.special.log_softmax)
def log_softmax(x, axis=None, *, out, d_out):
    return d_out - np.exp(out) * np.sum(d_out, axis=axis, keepdims=True)


@log_softmax.tangent
def _(x, axis=None, *, out, x_dot):
    return x_dot - np.sum(np.exp(out) * x_dot, axis=axis, keepdims=True)


# Error functions. 1.128... is 2 / sqrt(pi), 0.886... is sqrt(pi) / 2, 0.398... is 1 / sqrt(2 pi),
# 2.506... is sqrt(2 pi).


@elementwise(scipy.special.erf)
def erf(x):
    return 1.1283791670955126 * np.exp(-(x**2))


@elementwise(scipy.special.erfc)
def erfc(x):
    return -1.1283791670955126 * np.exp(-(x**2))


@elementwise(scipy.special.erfcx)
def erfcx(x, *, out):
    return 2 * x * out - 1.1283791670955126


@elementwise(scipy.special.erfinv)
def erfinv(x, *, out):
    return 0.886226925452758 * np.exp(out**2)


@elementwise(scipy.special.erfcinv)
def erfcinv(x, *, out):
    return -0.886226925452758 * np.exp(out**2)


@elementwise(scipy.special.ndtr)
def ndtr(x):
    return 0.3989422804014327 * np.exp(-(x**2) / 2)


@elementwise(scipy.special.ndtri)
def ndtri(x, *, out):
    return 2.5066282746310002 * np.exp(out**2 / 2)


@elementwise(scipy.special.log_ndtr)
def log_ndtr(x, *, out):
    return 0.3989422804014327 * np.exp(-(x**2) / 2 - out)


@elementwise(scipy.special.dawsn)
def dawsn(x, *, out):
    return 1 - 2 * x * out


@adjoint(scipy.special.wofz)
def wofz(z, *, out, d_out):
    """The result is complex even for a real number."""
    return unbroadcast(d_out * (1.1283791670955126j - 2 * z * out), z)


@wofz.tangent
def _(z, *, out, z_dot):
    return (1.1283791670955126j - 2 * z * out) * z_dot


@elementwise(scipy.special.owens_t)
def owens_t(h, a, *, out):
    """0.199... is 1 / (2 sqrt(2 pi)), 0.159... is 1 / (2 pi), 0.707... is sqrt(1 / 2)."""
    square = cast(h, out) ** 2
    part = scipy.special.erf(a * h * 0.7071067811865476)
    return (
        -0.19947114020071635 * np.exp(-square / 2) * part,
        0.15915494309189535 * np.exp(-square * (1 + a**2) / 2) / (1 + a**2),
    )
