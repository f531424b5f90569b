"""Rules of scipy.special for functions given by an integral or a series."""

import numpy as np
import scipy.special

from s2s_grad.rules.registry import adjoint, elementwise
from s2s_grad.runtime import cast, divide_or_zero, unbroadcast


@elementwise(scipy.special.exp1)
def exp1(x):
    return -np.exp(-x) / x


@elementwise(scipy.special.expi)
def expi(x):
    return np.exp(x) / x


@elementwise(scipy.special.expn, wrt=("x",))
def expn(n, x):
    return -scipy.special.expn(n - 1, x)


@elementwise(scipy.special.exprel)
def exprel(x):
    """The series of (exp(x) - 1) / x, one term on."""
    return scipy.special.hyp1f1(2, 3, x) / 2


@elementwise(scipy.special.spence)
def spence(x):
    """The integral of log(t) / (1 - t) from 1 to x; its slope at 1 is -1."""
    return np.where(np.equal(x, 1), -1, divide_or_zero(np.log(x), 1 - x))


@adjoint(scipy.special.fresnel)
def fresnel(z, *, d_out):
    angle = 1.5707963267948966 * z**2
    return unbroadcast(d_out[0] * np.sin(angle) + d_out[1] * np.cos(angle), z)


@adjoint(scipy.special.sici)
def sici(x, *, d_out):
    """sin(0) / 0 is 1; np.sinc takes its argument in units of pi."""
    return unbroadcast(d_out[0] * np.sinc(x / np.pi) + d_out[1] * np.cos(x) / x, x)


@adjoint(scipy.special.shichi)
def shichi(x, *, d_out):
    return unbroadcast(d_out[0] * np.sinh(x) / x + d_out[1] * np.cosh(x) / x, x)


@adjoint(scipy.special.lambertw, wrt=("z",))
def lambertw(z, k=0, tol=1e-8, *, out, d_out):
    """out * exp(out) is z; the result is complex even for a real number."""
    return unbroadcast(d_out * np.exp(-out) / (1 + out), z)


# Elliptic integrals by their parameter m; 0.392... is pi / 8.


@elementwise(scipy.special.ellipk)
def ellipk(m, *, out):
    """The slope of the formula is 0 / 0 at 0, and pi / 8 in truth."""
    slope = divide_or_zero(scipy.special.ellipe(m) / (1 - m) - out, 2 * m)
    return np.where(np.equal(m, 0), 0.39269908169872414, slope)


@elementwise(scipy.special.ellipe)
def ellipe(m, *, out):
    slope = divide_or_zero(out - scipy.special.ellipk(m), 2 * m)
    return np.where(np.equal(m, 0), -0.39269908169872414, slope)


@elementwise(scipy.special.ellipkinc, wrt=("phi",))
def ellipkinc(phi, m):
    return 1 / np.sqrt(1 - m * np.sin(phi) ** 2)


@elementwise(scipy.special.ellipeinc, wrt=("phi",))
def ellipeinc(phi, m):
    return np.sqrt(1 - m * np.sin(phi) ** 2)


# Hypergeometric functions by their last argument


@elementwise(scipy.special.hyp0f1, wrt=("z",))
def hyp0f1(v, z):
    return scipy.special.hyp0f1(v + 1, z) / v


@elementwise(scipy.special.hyp1f1, wrt=("x",))
def hyp1f1(a, b, x):
    return a / b * scipy.special.hyp1f1(a + 1, b + 1, x)


@elementwise(scipy.special.hyp2f1, wrt=("z",))
def hyp2f1(a, b, c, z):
    return a * b / c * scipy.special.hyp2f1(a + 1, b + 1, c + 1, z)


@elementwise(scipy.special.hyperu, wrt=("x",))
def hyperu(a, b, x):
    return -a * scipy.special.hyperu(a + 1, b + 1, x)


# Older names of distribution functions


@elementwise(scipy.special.stdtr, wrt=("t",))
def stdtr(df, t, *, out):
    """The density of Student's t; 0.564... is 1 / sqrt(pi)."""
    half = cast(df, out) / 2
    ratio = scipy.special.gammaln(half + 0.5) - scipy.special.gammaln(half)
    kernel = np.exp(ratio - (half + 0.5) * np.log1p(t**2 / df))
    return 0.5641895835477563 * kernel / np.sqrt(2 * half)


@elementwise(scipy.special.chdtr, wrt=("x",))
def chdtr(v, x, *, out):
    half = cast(v, out) / 2
    return np.exp(-x / 2 + (half - 1) * np.log(x / 2) - scipy.special.gammaln(half)) / 2


@elementwise(scipy.special.chdtrc, wrt=("x",))
def chdtrc(v, x, *, out):
    half = cast(v, out) / 2
    return -np.exp(-x / 2 + (half - 1) * np.log(x / 2) - scipy.special.gammaln(half)) / 2
