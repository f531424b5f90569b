"""Rules of the gamma and beta functions of scipy.special."""

import numpy as np
import scipy.special

from s2s_grad.rules.registry import constant, elementwise
from s2s_grad.runtime import cast, masked


@elementwise(scipy.special.gamma)
def gamma(x, *, out):
    return out * scipy.special.digamma(x)


@elementwise(scipy.special.rgamma)
def rgamma(x, *, out):
    return -out * scipy.special.digamma(x)


@elementwise(scipy.special.gammaln, scipy.special.loggamma)
def gammaln(x):
    return scipy.special.digamma(x)


@elementwise(scipy.special.digamma)
def digamma(x):
    return cast(scipy.special.polygamma(1, x), x)


@elementwise(scipy.special.polygamma, wrt=("x",))
def polygamma(n, x):
    return cast(scipy.special.polygamma(n + 1, x), x)


@elementwise(scipy.special.beta)
def beta(a, b, *, out):
    both = scipy.special.digamma(a + b)
    return (
        out * (scipy.special.digamma(a) - both),
        out * (scipy.special.digamma(b) - both),
    )


@elementwise(scipy.special.betaln)
def betaln(a, b):
    both = scipy.special.digamma(a + b)
    return scipy.special.digamma(a) - both, scipy.special.digamma(b) - both


@elementwise(scipy.special.gammainc, wrt=("x",))
def gammainc(a, x, *, out):
    return np.exp(-x + (a - 1) * np.log(x) - scipy.special.gammaln(cast(a, out)))


@elementwise(scipy.special.gammaincc, wrt=("x",))
def gammaincc(a, x, *, out):
    return -np.exp(-x + (a - 1) * np.log(x) - scipy.special.gammaln(cast(a, out)))


@elementwise(scipy.special.betainc, wrt=("x",))
def betainc(a, b, x, *, out):
    log_beta = cast(scipy.special.betaln(a, b), out)
    return np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - log_beta)


@elementwise(scipy.special.betaincc, wrt=("x",))
def betaincc(a, b, x, *, out):
    log_beta = cast(scipy.special.betaln(a, b), out)
    return -np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - log_beta)


# An inverse grows by one over the slope of the function.


@elementwise(scipy.special.gammaincinv, wrt=("y",))
def gammaincinv(a, y, *, out):
    return np.exp(out - (a - 1) * np.log(out) + scipy.special.gammaln(cast(a, out)))


@elementwise(scipy.special.gammainccinv, wrt=("y",))
def gammainccinv(a, y, *, out):
    return -np.exp(out - (a - 1) * np.log(out) + scipy.special.gammaln(cast(a, out)))


@elementwise(scipy.special.betaincinv, wrt=("y",))
def betaincinv(a, b, y, *, out):
    log_beta = cast(scipy.special.betaln(a, b), out)
    return np.exp((1 - a) * np.log(out) + (1 - b) * np.log1p(-out) + log_beta)


@elementwise(getattr(scipy.special, "betainccinv", None), wrt=("y",))
def betainccinv(a, b, y, *, out):
    log_beta = cast(scipy.special.betaln(a, b), out)
    return -np.exp((1 - a) * np.log(out) + (1 - b) * np.log1p(-out) + log_beta)


@elementwise(scipy.special.multigammaln, wrt=("a",))
def multigammaln(a, d):
    return np.sum(scipy.special.digamma(np.expand_dims(a, -1) - np.arange(d) / 2), axis=-1)


@elementwise(scipy.special.poch)
def poch(z, m, *, out):
    """gamma(z + m) / gamma(z)."""
    both = scipy.special.digamma(z + m)
    return out * (both - scipy.special.digamma(cast(z, out))), out * both


@elementwise(scipy.special.binom)
def binom(n, k, *, out):
    rest = scipy.special.digamma(n - k + 1)
    return (
        out * (scipy.special.digamma(n + 1) - rest),
        out * (rest - scipy.special.digamma(k + 1)),
    )


@elementwise(scipy.special.comb)
def comb(N, k, *, out):
    rest = scipy.special.digamma(N - k + 1)
    return (
        masked(out, scipy.special.digamma(N + 1) - rest),
        masked(out, rest - scipy.special.digamma(k + 1)),
    )


@elementwise(scipy.special.factorial)
def factorial(n, *, out):
    """gamma(n + 1), and 0 below 0."""
    return masked(out, scipy.special.digamma(n + 1))


@elementwise(scipy.special.zeta, wrt=("q",))
def zeta(x, q=1, *, out):
    """The sum of 1 / (q + k)**x over k."""
    return -x * scipy.special.zeta(x + 1, q)


constant(scipy.special.gammasgn)
