"""Functions of NumPy that are described by other ones: the compiler looks through them."""

import builtins

import numpy as np

from s2s_grad.rules.registry import composite
from s2s_grad.runtime import stop_gradient

# Statistics


@composite(np.cov)
def cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None):
    """The covariances of the rows of `m` and `y`, or of their columns."""
    rows = variables(m, rowvar)
    if y is not None:
        rows = np.concatenate([rows, variables(y, rowvar)])
    if ddof is None:
        ddof = 0 if bias else 1
    if fweights is None and aweights is None:
        centred = rows - np.mean(rows, axis=1, keepdims=True)
        scaled, total = centred, rows.shape[1] - ddof
    else:
        weights = 1.0 if fweights is None else np.asarray(fweights)
        if aweights is not None:
            weights = weights * np.asarray(aweights)
        whole = np.sum(weights)
        centred = rows - (np.sum(rows * weights, axis=1) / whole)[:, None]
        scaled, total = centred * weights, whole - ddof
        if aweights is not None:
            total = whole - ddof * np.sum(weights * np.asarray(aweights)) / whole
    return np.squeeze(centred @ np.conj(scaled.T) / total)


@composite(np.histogram)
def histogram(a, bins=10, range=None, density=None, weights=None):
    """Counts do not move with `a`; sums of `weights` move with them, and edges with the range."""
    if isinstance(bins, int):
        low, high = (np.min(a), np.max(a)) if range is None else range
        edges = np.linspace(low, high, bins + 1)
    else:
        edges = np.asarray(bins)
    still, fixed = np.ravel(stop_gradient(a)), stop_gradient(edges)
    if weights is None:
        counts = np.histogram(still, fixed)[0]
    else:
        inside = (still >= fixed[0]) & (still <= fixed[-1])
        last = len(fixed) - 2
        places = np.minimum(np.searchsorted(fixed, still[inside], side="right") - 1, last)
        counts = np.bincount(places, np.ravel(weights)[inside], minlength=last + 1)
    if density:
        counts = counts / np.diff(edges) / np.sum(counts)
    return counts, edges


@composite(np.corrcoef)
def corrcoef(x, y=None, rowvar=True, *, dtype=None):
    """The correlations of the rows of `x` and `y`, or of their columns."""
    covariance = np.cov(x, y, rowvar)
    if np.ndim(covariance) == 0:
        return covariance / covariance
    deviation = np.sqrt(np.real(np.diag(covariance)))
    return covariance / deviation[:, None] / deviation


def variables(m, rowvar):
    """One row for each variable."""
    rows = np.atleast_2d(m)
    return rows.T if not rowvar and np.ndim(m) > 1 else rows


# Steps and curves


@composite(np.logspace)
def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    """Powers of `base` with evenly spaced exponents."""
    return np.power(base, np.linspace(start, stop, num, endpoint, axis=axis))


@composite(np.kaiser)
def kaiser(M, beta):
    """The Kaiser window of `M` points."""
    middle = (M - 1) / 2
    place = (np.arange(M) - middle) / (middle if M > 1 else 1)
    return np.i0(beta * np.sqrt(1 - place**2)) / np.i0(beta)


@composite(np.gradient)
def gradient(f, *varargs, axis=None, edge_order=1):
    """Slopes by differences of second order inside, and of `edge_order` at the edges."""
    if axis is None:
        axes = [i for i, _ in enumerate(np.shape(f))]
    else:
        axes = [axis] if isinstance(axis, int) else axis
    each = len(varargs) == len(axes)
    steps = [varargs[k] if each else (varargs or [1.0])[0] for k, _ in enumerate(axes)]
    slopes = [slope_along(f, i, step, edge_order) for i, step in zip(axes, steps)]
    return slopes[0] if len(axes) == 1 else tuple(slopes)


def slope_along(f, axis, step, edge_order):
    """The slopes of `f` along one axis, for steps of one width or places of any."""
    rows = np.moveaxis(f, axis, -1)
    if np.ndim(step) == 0:
        widths = step * np.ones(rows.shape[-1] - 1)
    else:
        widths = np.diff(step)
    secants = np.diff(rows) / widths
    left, right = widths[:-1], widths[1:]
    inner = (secants[..., :-1] * right + secants[..., 1:] * left) / (left + right)
    first, last = secants[..., :1], secants[..., -1:]
    if edge_order == 2:
        bend = np.diff(secants) / (left + right)
        first = first - bend[..., :1] * widths[0]
        last = last + bend[..., -1:] * widths[-1]
    return np.moveaxis(np.concatenate([first, inner, last], axis=-1), -1, axis)


@composite(np.interp)
def interp(x, xp, fp, left=None, right=None, period=None):
    """A piecewise linear curve, that is flat outside, or has other numbers there, or repeats."""
    if period is not None:
        x, xp = np.remainder(x, period), np.remainder(xp, period)
        order = np.argsort(xp)
        xp, fp = np.asarray(xp)[order], np.asarray(fp)[order]
        xp = np.concatenate([xp[-1:] - period, xp, xp[:1] + period])
        return np.interp(x, xp, np.concatenate([fp[-1:], fp, fp[:1]]))
    out = np.interp(x, xp, fp)
    if left is not None:
        out = np.where(np.less(x, xp[0]), left, out)
    if right is not None:
        out = np.where(np.greater(x, xp[-1]), right, out)
    return out


# Polynomials


@composite(np.poly)
def poly(seq_of_zeros):
    """The coefficients of the polynomial with these roots, or of a matrix's characteristic one."""
    zeros = np.linalg.eigvals(seq_of_zeros) if np.ndim(seq_of_zeros) == 2 else seq_of_zeros
    coefficients = np.ones(1)
    for zero in zeros:
        coefficients = np.convolve(coefficients, np.array([1.0, -zero]))
    return np.real(coefficients) if np.ndim(seq_of_zeros) == 2 else coefficients


@composite(np.polydiv)
def polydiv(u, v):
    """The quotient and the remainder of two polynomials."""
    scale = 1.0 / v[0]
    work = 1.0 * np.asarray(u)
    quotient = np.zeros(builtins.max(len(u) - len(v) + 1, 1))
    for k in range(len(u) - len(v) + 1):
        quotient[k] = scale * work[k]
        work[k : k + len(v)] -= quotient[k] * np.asarray(v)
    rest = np.copy(work)
    while len(rest) > 1 and np.allclose(rest[0], 0, rtol=1e-14):
        rest = rest[1:]
    return quotient, rest


# Functions that are handed functions


@composite(np.apply_along_axis)
def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    """`func1d` of each row of `arr` along `axis`."""
    rows = np.moveaxis(arr, axis, -1)
    flat = np.reshape(rows, (-1, rows.shape[-1]))
    first = func1d(flat[0], *args, **kwargs)
    results = np.zeros_like(np.repeat(np.expand_dims(first, 0), len(flat), axis=0))
    for i in range(len(flat)):
        results[i] = func1d(flat[i], *args, **kwargs)
    whole = np.reshape(results, rows.shape[:-1] + np.shape(first))
    return np.moveaxis(whole, -1, axis) if np.ndim(first) == 1 else whole


@composite(np.apply_over_axes)
def apply_over_axes(func, a, axes):
    """`func` over one axis after the other; the axes are kept."""
    for axis in [axes] if isinstance(axes, int) else axes:
        value = func(a, axis)
        a = value if np.ndim(value) == np.ndim(a) else np.expand_dims(value, axis)
    return a


@composite(np.piecewise)
def piecewise(x, condlist, funclist, *args, **kw):
    """Where a condition holds, its function of the numbers there; a last function for the rest."""
    out = np.zeros_like(x)
    if len(funclist) > len(condlist):
        condlist = [*condlist, ~np.any(condlist, axis=0)]
    for condition, func in zip(condlist, funclist):
        out[condition] = func(x[condition], *args, **kw) if callable(func) else func
    return out


@composite(np.vectorize)
def vectorize(pyfunc, *args):
    """`pyfunc` of each number of arrays that are broadcast against each other."""
    wide = np.broadcast_arrays(*args)
    flat = [np.ravel(part) for part in wide]
    first = pyfunc(*[part[0] for part in flat])
    results = np.zeros_like(np.repeat(first, len(flat[0])))
    for i in range(len(results)):
        results[i] = pyfunc(*[part[i] for part in flat])
    return np.reshape(results, wide[0].shape)


# Spelled otherwise


@composite(getattr(np, "row_stack", None))
def row_stack(tup, *, dtype=None, casting="same_kind"):
    return np.vstack(tup)


@composite(np.sort_complex)
def sort_complex(a):
    return np.sort(a).astype(np.complex128)
