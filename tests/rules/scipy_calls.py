"""Calls of SciPy's functions that are described by others; they join the CALLS of NumPy."""

import numpy as np

from tests.rules.calls import call
from tests.rules.samples import normal, positive, symmetric

# scipy.integrate

call("scipy.integrate.trapezoid", "integrate.trapezoid(x)")
call("scipy.integrate.trapezoid", "integrate.trapezoid(x, y, axis=0)", normal(3, 2), normal(3))
call("scipy.integrate.trapezoid", "integrate.trapezoid(x, dx=0.3)")
for count in [2, 3, 4, 5, 6]:
    call("scipy.integrate.simpson", "integrate.simpson(x)", normal(count))
    call("scipy.integrate.simpson", "integrate.simpson(x, dx=0.3, axis=0)", normal(count, 2))
    call(
        "scipy.integrate.simpson",
        "integrate.simpson(x, x=y)",
        normal(2, count),
        np.cumsum(positive(count)),
    )
call("scipy.integrate.cumulative_trapezoid", "integrate.cumulative_trapezoid(x)")
call("scipy.integrate.cumulative_trapezoid", "integrate.cumulative_trapezoid(x, dx=0.2, axis=0)")
call(
    "scipy.integrate.cumulative_trapezoid",
    "integrate.cumulative_trapezoid(x, y, initial=0)",
    normal(2, 4),
    np.cumsum(positive(4)),
)

# scipy.ndimage

call("scipy.ndimage.sobel", "ndimage.sobel(x)", normal(4, 5))
call("scipy.ndimage.sobel", "ndimage.sobel(x, axis=0, mode='nearest')", normal(4, 5))
call("scipy.ndimage.prewitt", "ndimage.prewitt(x, 0)", normal(4, 5))
call("scipy.ndimage.laplace", "ndimage.laplace(x, mode='wrap')", normal(4, 5))

# scipy.stats

call("scipy.stats.gmean", "stats.gmean(x, axis=1)", positive(2, 3))
call("scipy.stats.hmean", "stats.hmean(x)", positive(2, 3))
call("scipy.stats.zscore", "stats.zscore(x, axis=1, ddof=1)")
call("scipy.stats.sem", "stats.sem(x, axis=None)")
call("scipy.stats.variation", "stats.variation(x)", positive(4, 2))
call("scipy.stats.skew", "stats.skew(x)", normal(5))
call("scipy.stats.kurtosis", "stats.kurtosis(x, axis=1)", normal(2, 5))
call("scipy.stats.kurtosis", "stats.kurtosis(x, fisher=False)", normal(5))
call("scipy.stats.entropy", "stats.entropy(x)", positive(4))
call("scipy.stats.entropy", "stats.entropy(x, y, base=2)", positive(4), positive(4))

# scipy.spatial.distance

call("scipy.spatial.distance.euclidean", "distance.euclidean(x, y)", normal(3), normal(3))
call("scipy.spatial.distance.sqeuclidean", "distance.sqeuclidean(x, y)", normal(3), normal(3))
call("scipy.spatial.distance.cityblock", "distance.cityblock(x, y)", normal(3), normal(3))
call("scipy.spatial.distance.cosine", "distance.cosine(x, y)", normal(3), normal(3))
for metric in ["euclidean", "sqeuclidean", "cityblock"]:
    call(
        "scipy.spatial.distance.cdist",
        f"distance.cdist(x, y, '{metric}')",
        normal(2, 3),
        normal(4, 3),
    )
    call("scipy.spatial.distance.pdist", f"distance.pdist(x, '{metric}')", normal(4, 3))

# scipy.linalg

call("scipy.linalg.eigh", "linalg.eigh(x)[1] ** 2", symmetric())
call("scipy.linalg.eigh", "linalg.eigh(x, lower=False)[1] ** 2", symmetric())
call("scipy.linalg.eig", "np.abs(linalg.eig(x)[1]) ** 2", symmetric())
call("scipy.linalg.cho_solve", "linalg.cho_solve(linalg.cho_factor(x), y)", symmetric(), normal(3))
call("scipy.linalg.lu_solve", "linalg.lu_solve(linalg.lu_factor(x), y)", symmetric(), normal(3))
