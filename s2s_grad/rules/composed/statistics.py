"""Covariances, correlations, histograms and weighted averages."""

import numpy as np

from s2s_grad.rules.registry import composite
from s2s_grad.runtime import stop_gradient


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


@composite(np.average)
def average(a, axis=None, weights=None, returned=False, *, keepdims=False):
    """A weighted average, and the sum of its weights."""
    mean = np.average(a, axis, weights, keepdims=keepdims)
    if not returned:
        return mean
    if weights is None:
        return mean, np.zeros_like(mean) + np.size(a) / np.size(mean)
    if np.shape(weights) == np.shape(a):
        return mean, np.sum(weights, axis=axis, keepdims=keepdims)
    return mean, np.zeros_like(mean) + np.sum(weights)
