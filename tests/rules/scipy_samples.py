"""Arguments at which each rule of SciPy's functions is checked."""

import numpy as np
from scipy import linalg, special

from tests.rules.samples import (
    PAIRS,
    SHAPES,
    normal,
    positive,
    sample,
    square,
    symmetric,
    unit,
    whole,
)

# scipy.special: everywhere, where positive, within (-1, 1), between 0 and 1

EVERYWHERE = [
    special.expit, special.log_expit, special.expm1, special.exp10, special.cbrt, special.erf,
    special.erfc, special.erfcx, special.ndtr, special.log_ndtr, special.dawsn, special.j0,
    special.j1, special.i0, special.i1, special.i0e, special.i1e, special.expi, special.exprel,
    special.cosm1, special.sindg, special.cosdg, special.tandg, special.cotdg, special.wofz,
    special.ellipe,
]  # fmt: skip
POSITIVE = [
    special.gamma, special.rgamma, special.gammaln, special.digamma, special.y0, special.y1,
    special.k0, special.k1, special.k0e, special.k1e, special.exp1, special.entr, special.log1p,
    special.spence, special.loggamma, special.factorial, special.lambertw,
]  # fmt: skip
for function in EVERYWHERE:
    for shape in SHAPES:
        if function is not special.ellipe:
            sample(function, normal(*shape))
for function in POSITIVE:
    for shape in SHAPES:
        sample(function, positive(*shape))
for shape in SHAPES:
    sample(special.erfinv, unit(*shape))
    sample(special.logit, unit(*shape) ** 2)
    sample(special.ndtri, unit(*shape) ** 2)
    sample(special.erfcinv, 1 + unit(*shape))
    sample(special.ellipk, unit(*shape))
    sample(special.ellipe, unit(*shape))
    sample(special.fresnel, normal(*shape))
    sample(special.sici, normal(*shape))
    sample(special.shichi, normal(*shape))
    sample(special.airy, normal(*shape))
sample(special.spence, np.array([0.5, 1.0, 1.5]))
sample(special.ellipk, np.array([-0.5, 0.5]))
sample(special.gamma, np.array([-0.5, -1.3]))
sample(special.gammaln, np.array([-0.5, -1.3]))
sample(special.digamma, np.array([-0.5, -1.3]))
for function in [
    special.beta, special.betaln, special.xlogy, special.xlog1py, special.rel_entr, special.kl_div,
    special.poch, special.boxcox, special.powm1, special.pseudo_huber, special.owens_t,
]:  # fmt: skip
    for left, right in PAIRS:
        sample(function, positive(*left), positive(*right))
    sample(function, positive(2, 3), 0.7)
    sample(function, 1.7, positive(3))
for left, right in PAIRS:
    sample(special.binom, 2 + positive(*left), positive(*right))
    sample(special.comb, 2 + positive(*left), positive(*right))
    sample(special.huber, positive(*left), normal(*right))
sample(special.comb, np.array([1.5, 4.5]), 3)
sample(special.huber, 0.5, normal(4))
sample(special.boxcox, positive(3), 0)
sample(special.boxcox1p, positive(3), 0.7)
sample(special.inv_boxcox, positive(3), 0.7)
sample(special.inv_boxcox, positive(3), 0)
sample(special.inv_boxcox1p, positive(3), 0.7)
for order in [0, 1, 3]:
    sample(special.polygamma, order, positive(2, 3))
sample(special.gammainc, 1.5, positive(3))
sample(special.gammaincc, np.array([1.5, 0.3, 2.0]), positive(2, 3))
sample(special.gammaincinv, 1.5, unit(3) ** 2)
sample(special.gammainccinv, 1.5, unit(3) ** 2)
sample(special.betainc, 1.5, 2.5, unit(3) ** 2)
sample(special.betaincc, 1.5, 2.5, unit(3) ** 2)
sample(special.betaincinv, 1.5, 2.5, unit(3) ** 2)
sample(getattr(special, "betainccinv", None), 1.5, 2.5, unit(3) ** 2)
sample(special.multigammaln, 2 + positive(3), 2)
sample(special.multigammaln, 3.5, 4)
sample(special.zeta, 2.5, positive(3))
for function in [special.jv, special.yv, special.iv, special.kv, special.hankel1, special.hankel2]:
    sample(function, 1.5, positive(2, 3))
    sample(function, 0, positive(3))
    sample(function, np.array([0.5, 1.0, 2.0]), positive(3))
for function in [special.yn, special.kn]:
    sample(function, 0, positive(3))
    sample(function, 2, positive(3))
sample(special.ive, 1.5, positive(3))
sample(special.ive, 2, normal(3))
sample(special.kve, 1.5, positive(3))
for function in [
    special.spherical_jn, special.spherical_yn, special.spherical_in, special.spherical_kn,
]:  # fmt: skip
    sample(function, 2, positive(3))
    sample(function, 0, positive(3))
sample(special.expn, 2, positive(3))
sample(special.ellipkinc, unit(3), 0.4)
sample(special.ellipeinc, unit(3), 0.4)
sample(special.hyp0f1, 1.3, normal(3))
sample(special.hyp1f1, 1.3, 2.2, normal(3))
sample(special.hyp2f1, 1.3, 0.4, 2.2, unit(3))
sample(special.hyperu, 1.3, 2.2, positive(3))
sample(special.stdtr, 3.0, normal(3))
sample(special.chdtr, 3.0, positive(3))
sample(special.chdtrc, 3.0, positive(3))
for function in [special.wofz, special.erf, special.dawsn, special.loggamma, special.gamma]:
    sample(function, whole(positive(3)) / 2)
sample(special.jv, 1.5, whole(positive(3)))
for function in [special.logsumexp, special.softmax, special.log_softmax]:
    sample(function, normal(2, 3))
    sample(function, normal(2, 3), axis=1)
    sample(function, normal(2, 3, 2), axis=(0, 2))
sample(special.logsumexp, normal(2, 3), axis=1, keepdims=True)
sample(special.logsumexp, normal(2, 3), b=positive(3))
sample(special.logsumexp, normal(3), axis=0, b=positive(2, 3))
sample(special.logsumexp, normal(2, 3), axis=1, b=positive(2, 3), keepdims=True)

# SciPy's linear algebra

sample(linalg.inv, square())
sample(linalg.det, square())
sample(linalg.solve, square(), normal(3))
sample(linalg.solve, square(), normal(3, 2))
for options in [{}, {"lower": True}, {"trans": 1}, {"trans": "T", "lower": True}]:
    sample(linalg.solve_triangular, square(), normal(3, 2), **options)
    sample(linalg.solve_triangular, square(), normal(3), **options)
for lower in [False, True]:
    sample(linalg.cholesky, symmetric(), lower=lower)
    sample(linalg.cho_solve, (square(), lower), normal(3))
    sample(linalg.cho_solve, (square(), lower), normal(3, 2))
sample(linalg.expm, normal(3, 3))
sample(linalg.eigh, symmetric(), parts=[0])
sample(linalg.eigvalsh, symmetric())
sample(linalg.svdvals, normal(3, 4))
sample(linalg.block_diag, normal(2, 3), normal(1, 2), normal(2))
sample(linalg.toeplitz, normal(4))
