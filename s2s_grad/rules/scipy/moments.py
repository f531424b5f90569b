"""Means and moments of scipy.stats, in terms of NumPy."""

import numpy as np
import scipy.special
import scipy.stats

from s2s_grad.rules.registry import composite


@composite(scipy.stats.gmean)
def gmean(a, axis=0, weights=None):
    """The geometric mean."""
    return np.exp(np.average(np.log(a), axis=axis, weights=weights))


@composite(scipy.stats.hmean)
def hmean(a, axis=0, weights=None):
    """The harmonic mean."""
    return 1 / np.average(1 / np.asarray(a), axis=axis, weights=weights)


@composite(scipy.stats.zscore)
def zscore(a, axis=0, ddof=0):
    """The distance from the mean, in standard deviations."""
    center = np.mean(a, axis=axis, keepdims=True)
    return (a - center) / np.std(a, axis=axis, ddof=ddof, keepdims=True)


@composite(scipy.stats.sem)
def sem(a, axis=0, ddof=1):
    """The standard error of the mean."""
    count = np.size(a) if axis is None else np.shape(a)[axis]
    return np.std(a, axis=axis, ddof=ddof) / np.sqrt(count)


@composite(scipy.stats.variation)
def variation(a, axis=0, *, ddof=0):
    """The standard deviation divided by the mean."""
    return np.std(a, axis=axis, ddof=ddof) / np.mean(a, axis=axis)


def central(a, order, axis):
    """The mean of a power of the distance from the mean."""
    return np.mean((a - np.mean(a, axis=axis, keepdims=True)) ** order, axis=axis)


@composite(scipy.stats.skew)
def skew(a, axis=0):
    """The third moment, in standard deviations."""
    return central(a, 3, axis) / central(a, 2, axis) ** 1.5


@composite(scipy.stats.kurtosis)
def kurtosis(a, axis=0, fisher=True):
    """The fourth moment, in standard deviations; with `fisher`, 0 for a normal distribution."""
    plain = central(a, 4, axis) / central(a, 2, axis) ** 2
    return plain - 3 if fisher else plain


@composite(scipy.stats.entropy)
def entropy(pk, qk=None, base=None, axis=0):
    """The entropy of probabilities, or how far they are from others; both are normalised."""
    p = pk / np.sum(pk, axis=axis, keepdims=True)
    if qk is None:
        parts = scipy.special.entr(p)
    else:
        parts = scipy.special.rel_entr(p, qk / np.sum(qk, axis=axis, keepdims=True))
    total = np.sum(parts, axis=axis)
    return total if base is None else total / np.log(base)
