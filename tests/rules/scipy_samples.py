"""Arguments at which each rule of SciPy's functions is checked."""

import numpy as np
from scipy import fft, linalg, ndimage, signal, sparse, special, stats

from s2s_grad.rules.scipy.densities import CONTINUOUS
from tests.rules.samples import (
    PAIRS,
    SHAPES,
    generator,
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

# scipy.linalg

for function in [
    linalg.inv, linalg.det, linalg.pinv, linalg.expm, linalg.sinhm, linalg.coshm, linalg.cosm,
    linalg.sinm, linalg.lu, linalg.lu_factor, linalg.polar, linalg.qr, linalg.svd, linalg.eigvals,
]:  # fmt: skip
    sample(function, square() / 3)
for function in [
    linalg.sqrtm, linalg.pinvh, linalg.eigvalsh, linalg.cholesky,
    linalg.cho_factor, linalg.tanm, linalg.tanhm,
]:  # fmt: skip
    sample(function, symmetric() / 3)
sample(linalg.logm, np.diag([1.0, 2.0, 3.0]) + symmetric() / 50)
for power in [0.5, -1.3]:
    sample(linalg.fractional_matrix_power, symmetric(), power)
sample(linalg.pinv, normal(4, 3))
sample(linalg.pinvh, symmetric(), lower=False)
for options in [{}, {"transposed": True}, {"assume_a": "gen"}]:
    sample(linalg.solve, square(), normal(3), **options)
    sample(linalg.solve, square(), normal(3, 2), **options)
for options in [{"assume_a": "pos"}, {"assume_a": "sym", "lower": True}]:
    sample(linalg.solve, symmetric(), normal(3), **options)
    sample(linalg.solve, symmetric(), normal(3, 2), **options)
for options in [
    {}, {"lower": True}, {"trans": 1}, {"trans": "T", "lower": True}, {"unit_diagonal": True},
    {"unit_diagonal": True, "lower": True, "trans": 1},
]:  # fmt: skip
    sample(linalg.solve_triangular, square(), normal(3, 2), **options)
    sample(linalg.solve_triangular, square(), normal(3), **options)
for right in [(5,), (5, 2)]:
    sample(
        linalg.solve_banded, (1, 2), normal(4, 5) + np.array([[0], [0], [9], [0]]), normal(*right)
    )
    for lower in [False, True]:
        ab = positive(3, 5) + np.array([[9], [0], [0]])
        sample(linalg.solveh_banded, ab if lower else ab[::-1].copy(), normal(*right), lower=lower)
sample(linalg.lstsq, normal(5, 3), normal(5), parts=[0])
for options in [{}, {"ord": 1}, {"axis": 0}, {"ord": "nuc"}, {"axis": 1, "keepdims": True}]:
    sample(linalg.norm, normal(2, 3), **options)
for lower in [False, True]:
    sample(linalg.cholesky, symmetric(), lower=lower)
    sample(linalg.cho_factor, symmetric(), lower=lower)
    sample(linalg.cho_solve, (square(), lower), normal(3))
    sample(linalg.cho_solve, (square(), lower), normal(3, 2))
    # the signs of the vectors jump from matrix to matrix
    sample(linalg.eigh, symmetric(), lower=lower, parts=[0])
    sample(linalg.eigh, symmetric(), lower=lower, eigvals_only=True)
    sample(linalg.eigh, symmetric(), np.eye(3) + symmetric() / 20, lower=lower)
    sample(linalg.eigvalsh, symmetric(), lower=lower)
for trans in [0, 1]:
    for right in [(3,), (3, 2)]:
        sample(linalg.lu_solve, (square(), np.array([1, 2, 2], np.int32)), normal(*right), trans)
sample(linalg.lu, square(), permute_l=True)
sample(linalg.polar, normal(4, 3))
sample(linalg.polar, normal(3, 4), side="left")
sample(linalg.qr, normal(4, 3), mode="economic")
sample(linalg.qr, normal(4, 3), mode="r")
sample(linalg.qr, normal(4, 3), parts=[1])
sample(linalg.eigh_tridiagonal, positive(4), normal(3), parts=[0])
sample(linalg.eigh_tridiagonal, positive(4), normal(3), eigvals_only=True)
sample(linalg.eigvalsh_tridiagonal, positive(4), normal(3))
sample(linalg.eig, symmetric() + normal(3, 3) / 20, parts=[0])
sample(linalg.svd, normal(4, 3), full_matrices=False)
sample(linalg.svd, normal(4, 3), compute_uv=False)
sample(linalg.svdvals, normal(3, 4))
sample(linalg.solve_sylvester, square(), square(), normal(3, 3))
sample(linalg.solve_continuous_lyapunov, square(), normal(3, 3))
sample(linalg.solve_discrete_lyapunov, square() / 9, normal(3, 3))
sample(linalg.block_diag, normal(2, 3), normal(1, 2), normal(2))
sample(linalg.toeplitz, normal(4))
sample(linalg.toeplitz, normal(4), normal(3))
sample(linalg.circulant, normal(4))
sample(linalg.hankel, normal(4))
sample(linalg.hankel, normal(4), normal(3))

# scipy.stats

SHAPES_OF = {
    "t": (3.5,), "gamma": (1.7,), "invgamma": (2.5,), "chi2": (3.5,), "beta": (1.7, 2.3),
    "lognorm": (0.7,), "pareto": (2.5,), "weibull_min": (1.5,), "truncnorm": (-1.0, 2.0),
    "vonmises": (1.3,), "wrapcauchy": (0.4,),
}  # fmt: skip


def inside(*shape):
    """Random numbers between 0.15 and 0.85."""
    return generator.uniform(0.15, 0.85, shape)


for distribution in CONTINUOUS:
    shapes = SHAPES_OF.get(distribution.name, ())
    start = 1.0 if distribution is stats.pareto else 0.0
    for text in ["logpdf", "pdf", "cdf", "sf", "logcdf", "logsf"]:
        function = getattr(distribution, text)
        sample(function, start + inside(2, 3), *shapes)
        sample(function, start + inside(3), *shapes, -0.05, 1.1)
        low, wide = -inside(3) / 10, 1 + inside(2, 1) / 9
        sample(function, start + inside(2, 3), *shapes, loc=low, scale=wide)
    for text in ["logpdf", "pdf"]:
        moved = [shape + inside(3) / 9 for shape in shapes]
        sample(getattr(distribution, text), start + inside(2, 3), *moved)
    for text in ["ppf", "isf"]:
        if distribution not in (stats.vonmises, stats.wrapcauchy) or text == "ppf":
            sample(getattr(distribution, text), inside(3), *shapes)
            sample(getattr(distribution, text), inside(3), *shapes, inside(3), 1.1)
for distribution in [stats.vonmises, stats.wrapcauchy]:
    sample(distribution.isf, inside(3), *SHAPES_OF[distribution.name])
for text in ["logpmf", "pmf"]:
    sample(getattr(stats.poisson, text), np.array([0, 2, 5]), positive(2, 3))
    sample(getattr(stats.poisson, text), 3, positive(3), 1)
    sample(getattr(stats.bernoulli, text), np.array([0, 1]), inside(2))
    sample(getattr(stats.binom, text), np.array([0, 2, 5]), 5, inside(3))
    sample(getattr(stats.geom, text), np.array([1, 2, 5]), inside(3))
    sample(getattr(stats.nbinom, text), np.array([0, 2, 5]), positive(3), inside(3))
    sample(getattr(stats.poisson, text), 3, 1.3)
for text in ["cdf", "sf"]:
    sample(getattr(stats.poisson, text), np.array([0, 2, 5]), positive(2, 3))
sample(stats.bernoulli.cdf, np.array([-1, 0, 1]), inside(3))
for text in ["logpdf", "pdf"]:
    function = getattr(stats.multivariate_normal, text)
    sample(function, normal(3))
    sample(function, normal(3), normal(3), 1.3)
    sample(function, normal(3), normal(3), positive(3))
    sample(function, normal(3), normal(3), symmetric())
    sample(function, normal(2, 4, 3), normal(3), symmetric())
    sample(function, normal(4, 3), None, symmetric())
    function = getattr(stats.dirichlet, text)
    points = stats.dirichlet.rvs([2.0, 2.0, 3.0], 4, generator)
    sample(function, points[0, :2], positive(3))
    sample(function, points[:, :2].T, positive(3))
sample(stats.multivariate_normal.entropy, None, symmetric())

# scipy.fft

for norm in [None, "ortho", "forward"]:
    for n in [None, 4, 7]:
        for function in [fft.fft, fft.ifft, fft.rfft]:
            sample(function, normal(5), n, norm=norm)
            sample(function, normal(6, 2), n, axis=0, norm=norm)
        sample(fft.irfft, whole(normal(4)), n, norm=norm)
        for function in [fft.dct, fft.idct, fft.dst, fft.idst]:
            for kind in [1, 2, 3, 4]:
                sample(function, normal(5), kind, n, norm=norm)
                sample(function, normal(6, 2), kind, n, axis=0, norm=norm)
    for function in [fft.dctn, fft.idctn, fft.dstn, fft.idstn]:
        sample(function, normal(3, 4), norm=norm)
        sample(function, normal(3, 4), axes=[1], norm=norm)
for function in [fft.fft2, fft.ifft2, fft.fftn, fft.ifftn, fft.rfft2, fft.rfftn]:
    sample(function, normal(3, 4, 5))
    sample(function, normal(3, 4), norm="ortho")
sample(fft.irfft2, whole(normal(2, 3, 4)))
sample(fft.irfftn, whole(normal(2, 3, 4)))
sample(fft.fftshift, normal(5))
sample(fft.ifftshift, normal(4, 5), axes=1)

# scipy.signal

for mode in ["full", "same", "valid"]:
    for left, right in [((5,), (3,)), ((3,), (6,)), ((4, 5), (2, 3)), ((2, 2), (3, 5))]:
        for function in [signal.convolve, signal.fftconvolve, signal.correlate]:
            sample(function, normal(*left), normal(*right), mode)
    for left, right in [((4, 5), (2, 3)), ((2, 2), (3, 5))]:
        sample(signal.convolve2d, normal(*left), normal(*right), mode)
        sample(signal.correlate2d, normal(*left), normal(*right), mode)
    sample(signal.oaconvolve, normal(5), normal(3), mode)
    sample(signal.correlate, whole(normal(5)), whole(normal(3)), mode)
    sample(signal.convolve, whole(normal(5)), normal(3), mode)
sample(signal.lfilter, normal(3), np.array([1.5, -0.4, 0.1]), normal(6))
sample(signal.lfilter, normal(2), np.array([1.5, -0.4, 0.1]), normal(6, 2), axis=0)
sections = [[0.2, 0.3, 0.1, 1.0, -0.5, 0.2], [0.5, 0.1, 0.0, 1.0, 0.3, 0.1]]
sample(signal.sosfilt, sections, normal(6))
sample(signal.sosfilt, sections, normal(6, 2), axis=0)
sample(signal.detrend, normal(6))
sample(signal.detrend, normal(6, 2), axis=0, type="constant")
sample(signal.hilbert, normal(6))
sample(signal.hilbert, normal(5, 2), axis=0)

# scipy.ndimage

for mode in ["reflect", "mirror", "nearest", "wrap", "constant"]:
    for origin in [0, -1]:
        sample(ndimage.correlate, normal(4, 5), normal(3, 3), mode=mode, origin=origin)
        sample(ndimage.convolve, normal(4, 5), normal(3, 2), mode=mode, origin=origin)
        sample(ndimage.correlate1d, normal(4, 5), normal(2), mode=mode, origin=origin)
        sample(ndimage.convolve1d, normal(4, 5), normal(3), 0, mode=mode, origin=origin)
        sample(ndimage.uniform_filter1d, normal(6), 3, mode=mode, origin=origin)
        sample(ndimage.uniform_filter, normal(4, 5), 2, mode=mode, origin=origin)
    sample(ndimage.gaussian_filter1d, normal(7, 2), 0.6, axis=0, mode=mode)
    sample(ndimage.gaussian_filter1d, normal(7), 0.6, order=1, mode=mode)
    sample(ndimage.gaussian_filter, normal(7, 6), 0.5, mode=mode)
sample(ndimage.correlate, normal(4), normal(3), mode="constant", cval=1.5)
sample(ndimage.gaussian_filter, normal(7, 6), (0.5, 0.7), order=(0, 1), mode=["wrap", "nearest"])
for mode in ["constant", "nearest"]:
    places = generator.uniform(-0.9, 4.9, (2, 7))
    sample(ndimage.map_coordinates, normal(4, 5), places, order=1, mode=mode)
    sample(ndimage.map_coordinates, normal(5), positive(1, 2, 3), order=1, mode=mode)

# scipy.sparse.linalg

matrix = sparse.csc_matrix(np.array([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0], [0.5, 0.0, 4.0]]))
sample(sparse.linalg.spsolve, matrix, normal(3))
sample(sparse.linalg.spsolve, matrix, normal(3, 2))
sample(sparse.linalg.expm_multiply, matrix, normal(3))
