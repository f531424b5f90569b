"""Rules of the Bessel functions of scipy.special."""

import numpy as np
import scipy.special

from s2s_grad.rules.registry import adjoint, elementwise
from s2s_grad.runtime import cast, unbroadcast


@elementwise(scipy.special.j0)
def j0(x):
    return -scipy.special.j1(x)


@elementwise(scipy.special.j1)
def j1(x):
    return (scipy.special.j0(x) - scipy.special.jn(2, x)) / 2


@elementwise(scipy.special.y0)
def y0(x):
    return -scipy.special.y1(x)


@elementwise(scipy.special.y1)
def y1(x, *, out):
    return scipy.special.y0(x) - out / x


@elementwise(scipy.special.jv, wrt=("x",))
def jv(v, x):
    return (scipy.special.jv(v - 1, x) - scipy.special.jv(v + 1, x)) / 2


@elementwise(scipy.special.yn, wrt=("x",))
def yn(n, x):
    return (scipy.special.yn(n - 1, x) - scipy.special.yn(n + 1, x)) / 2


@elementwise(scipy.special.iv, wrt=("x",))
def iv(v, x):
    return (scipy.special.iv(v - 1, x) + scipy.special.iv(v + 1, x)) / 2


@elementwise(scipy.special.kv, wrt=("x",))
def kv(v, x):
    return -(scipy.special.kv(v - 1, x) + scipy.special.kv(v + 1, x)) / 2


@elementwise(scipy.special.i0)
def i0(x):
    return scipy.special.i1(x)


@elementwise(scipy.special.i1)
def i1(x):
    return (scipy.special.i0(x) + scipy.special.iv(2, x)) / 2


@elementwise(scipy.special.i0e)
def i0e(x, *, out):
    return scipy.special.i1e(x) - np.sign(x) * out


@elementwise(scipy.special.i1e)
def i1e(x, *, out):
    return (scipy.special.i0e(x) + scipy.special.ive(2, x)) / 2 - np.sign(x) * out


@elementwise(scipy.special.k0)
def k0(x):
    return -scipy.special.k1(x)


@elementwise(scipy.special.k1)
def k1(x, *, out):
    return -scipy.special.k0(x) - out / x


@elementwise(scipy.special.ive, wrt=("z",))
def ive(v, z, *, out):
    both = scipy.special.ive(v - 1, z) + scipy.special.ive(v + 1, z)
    return both / 2 - np.sign(z) * out


@elementwise(scipy.special.kve, wrt=("z",))
def kve(v, z, *, out):
    return out - (scipy.special.kve(v - 1, z) + scipy.special.kve(v + 1, z)) / 2


@elementwise(scipy.special.k0e)
def k0e(x, *, out):
    return out - scipy.special.k1e(x)


@elementwise(scipy.special.k1e)
def k1e(x, *, out):
    return out - scipy.special.k0e(x) - out / x


@elementwise(scipy.special.yv, wrt=("z",))
def yv(v, z):
    return (scipy.special.yv(v - 1, z) - scipy.special.yv(v + 1, z)) / 2


@elementwise(scipy.special.kn, wrt=("x",))
def kn(n, x):
    return cast(-(scipy.special.kv(n - 1, x) + scipy.special.kv(n + 1, x)) / 2, x)


@adjoint(scipy.special.hankel1, wrt=("z",))
def hankel1(v, z, *, d_out):
    slope = (scipy.special.hankel1(v - 1, z) - scipy.special.hankel1(v + 1, z)) / 2
    return unbroadcast(d_out * slope, z)


@adjoint(scipy.special.hankel2, wrt=("z",))
def hankel2(v, z, *, d_out):
    slope = (scipy.special.hankel2(v - 1, z) - scipy.special.hankel2(v + 1, z)) / 2
    return unbroadcast(d_out * slope, z)


@elementwise(scipy.special.spherical_jn, wrt=("z",))
def spherical_jn(n, z):
    return scipy.special.spherical_jn(n, z, True)


@elementwise(scipy.special.spherical_yn, wrt=("z",))
def spherical_yn(n, z):
    return scipy.special.spherical_yn(n, z, True)


@elementwise(scipy.special.spherical_in, wrt=("z",))
def spherical_in(n, z):
    return scipy.special.spherical_in(n, z, True)


@elementwise(scipy.special.spherical_kn, wrt=("z",))
def spherical_kn(n, z):
    return scipy.special.spherical_kn(n, z, True)


@adjoint(scipy.special.airy)
def airy(z, *, out, d_out):
    """Ai, Ai', Bi and Bi' at once; w'' is z w."""
    first = d_out[0] * out[1] + d_out[1] * z * out[0]
    return unbroadcast(first + d_out[2] * out[3] + d_out[3] * z * out[2], z)
