"""Rules of scipy.special, loaded once somebody has imported it."""

import numpy as np
from scipy import special

from s2s_grad.rules.registry import adjoint, constant, elementwise
from s2s_grad.runtime import cast, divide_or_zero, expand, scipy_special

# Sigmoids and logarithms


@elementwise(special.expit)
def expit(x, *, out):
    return out * (1 - out)


@elementwise(special.logit)
def logit(x):
    return 1 / (x * (1 - x))


@elementwise(special.log_expit)
def log_expit(x, *, out):
    return -np.expm1(out)


@elementwise(special.xlogy)
def xlogy(x, y, *, out):
    return np.log(cast(y, out)), divide_or_zero(x, y)


@elementwise(special.xlog1py)
def xlog1py(x, y, *, out):
    return np.log1p(cast(y, out)), divide_or_zero(x, 1 + y)


@elementwise(special.log1p)
def log1p(x):
    return 1 / (1 + x)


@elementwise(special.expm1)
def expm1(x, *, out):
    return out + 1


@elementwise(special.exp10)
def exp10(x, *, out):
    """2.302... is log(10)."""
    return out * 2.302585092994046


@elementwise(special.cbrt)
def cbrt(x, *, out):
    return 1 / (3 * out**2)


@elementwise(special.entr)
def entr(x):
    return -np.log(x) - 1


@elementwise(special.rel_entr)
def rel_entr(x, y):
    return np.log(x / y) + 1, -x / y


@elementwise(special.kl_div)
def kl_div(x, y):
    return np.log(x / y), 1 - x / y


@elementwise(special.huber, wrt=("r",))
def huber(delta, r):
    return np.clip(r, -delta, delta)


@adjoint(special.logsumexp)
def logsumexp(a, axis=None, *, keepdims=False, out, d_out):
    weight = np.exp(a - expand(out, np.shape(a), axis, keepdims))
    return expand(d_out, np.shape(a), axis, keepdims) * weight


@adjoint(special.softmax)
def softmax(x, axis=None, *, out, d_out):
    return out * (d_out - np.sum(d_out * out, axis=axis, keepdims=True))


@adjoint(special.log_softmax)
def log_softmax(x, axis=None, *, out, d_out):
    return d_out - np.exp(out) * np.sum(d_out, axis=axis, keepdims=True)


# Error functions. 1.128... is 2 / sqrt(pi), 0.886... is sqrt(pi) / 2, 0.398... is 1 / sqrt(2 pi),
# 2.506... is sqrt(2 pi).


@elementwise(special.erf)
def erf(x):
    return 1.1283791670955126 * np.exp(-(x**2))


@elementwise(special.erfc)
def erfc(x):
    return -1.1283791670955126 * np.exp(-(x**2))


@elementwise(special.erfcx)
def erfcx(x, *, out):
    return 2 * x * out - 1.1283791670955126


@elementwise(special.erfinv)
def erfinv(x, *, out):
    return 0.886226925452758 * np.exp(out**2)


@elementwise(special.erfcinv)
def erfcinv(x, *, out):
    return -0.886226925452758 * np.exp(out**2)


@elementwise(special.ndtr)
def ndtr(x):
    return 0.3989422804014327 * np.exp(-(x**2) / 2)


@elementwise(special.ndtri)
def ndtri(x, *, out):
    return 2.5066282746310002 * np.exp(out**2 / 2)


@elementwise(special.log_ndtr)
def log_ndtr(x, *, out):
    return 0.3989422804014327 * np.exp(-(x**2) / 2 - out)


@elementwise(special.dawsn)
def dawsn(x, *, out):
    return 1 - 2 * x * out


# Gamma functions


@elementwise(special.gamma)
def gamma(x, *, out):
    return out * scipy_special("digamma", x)


@elementwise(special.rgamma)
def rgamma(x, *, out):
    return -out * scipy_special("digamma", x)


@elementwise(special.gammaln, special.loggamma)
def gammaln(x):
    return scipy_special("digamma", x)


@elementwise(special.digamma)
def digamma(x):
    return scipy_special("polygamma", 1, x)


@elementwise(special.polygamma, wrt=("x",))
def polygamma(n, x):
    return scipy_special("polygamma", n + 1, x)


@elementwise(special.beta)
def beta(a, b, *, out):
    both = scipy_special("digamma", a + b)
    return (
        out * (scipy_special("digamma", a) - both),
        out * (scipy_special("digamma", b) - both),
    )


@elementwise(special.betaln)
def betaln(a, b):
    both = scipy_special("digamma", a + b)
    return scipy_special("digamma", a) - both, scipy_special("digamma", b) - both


@elementwise(special.gammainc, wrt=("x",))
def gammainc(a, x):
    return np.exp(-x + (a - 1) * np.log(x) - scipy_special("gammaln", a))


@elementwise(special.gammaincc, wrt=("x",))
def gammaincc(a, x):
    return -np.exp(-x + (a - 1) * np.log(x) - scipy_special("gammaln", a))


@elementwise(special.betainc, wrt=("x",))
def betainc(a, b, x):
    return np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - scipy_special("betaln", a, b))


# Bessel functions


@elementwise(special.j0)
def j0(x):
    return -scipy_special("j1", x)


@elementwise(special.j1)
def j1(x):
    return (scipy_special("j0", x) - scipy_special("jn", 2, x)) / 2


@elementwise(special.y0)
def y0(x):
    return -scipy_special("y1", x)


@elementwise(special.y1)
def y1(x):
    return (scipy_special("y0", x) - scipy_special("yn", 2, x)) / 2


@elementwise(special.jv, wrt=("x",))
def jv(v, x):
    return (scipy_special("jv", v - 1, x) - scipy_special("jv", v + 1, x)) / 2


@elementwise(special.yn, wrt=("x",))
def yn(n, x):
    return (scipy_special("yn", n - 1, x) - scipy_special("yn", n + 1, x)) / 2


@elementwise(special.iv, wrt=("x",))
def iv(v, x):
    return (scipy_special("iv", v - 1, x) + scipy_special("iv", v + 1, x)) / 2


@elementwise(special.kv, wrt=("x",))
def kv(v, x):
    return -(scipy_special("kv", v - 1, x) + scipy_special("kv", v + 1, x)) / 2


@elementwise(special.i0)
def i0(x):
    return scipy_special("i1", x)


@elementwise(special.i1)
def i1(x):
    return (scipy_special("i0", x) + scipy_special("iv", 2, x)) / 2


@elementwise(special.i0e)
def i0e(x, *, out):
    return scipy_special("i1e", x) - np.sign(x) * out


@elementwise(special.i1e)
def i1e(x, *, out):
    return (scipy_special("i0e", x) + scipy_special("ive", 2, x)) / 2 - np.sign(x) * out


@elementwise(special.k0)
def k0(x):
    return -scipy_special("k1", x)


@elementwise(special.k1)
def k1(x):
    return -(scipy_special("k0", x) + scipy_special("kn", 2, x)) / 2


# Integrals


@elementwise(special.exp1)
def exp1(x):
    return -np.exp(-x) / x


@elementwise(special.expi)
def expi(x):
    return np.exp(x) / x


@elementwise(special.expn, wrt=("x",))
def expn(n, x):
    return -scipy_special("expn", n - 1, x)


@elementwise(special.spence)
def spence(x):
    """The integral of log(t) / (1 - t) from 1 to x; its slope at 1 is -1."""
    return np.where(np.equal(x, 1), -1, divide_or_zero(np.log(x), 1 - x))


constant(special.factorial, special.comb, special.perm, special.gammasgn)
