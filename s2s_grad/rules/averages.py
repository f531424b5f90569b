"""The functions of the module statistics, loaded once somebody has used it."""

import statistics

import numpy as np

from s2s_grad.rules.registry import composite


@composite(statistics.mean)
def mean(data):
    return np.mean(data)


@composite(statistics.fmean)
def fmean(data, weights=None):
    return np.average(data, weights=weights)


@composite(statistics.geometric_mean)
def geometric_mean(data):
    return np.exp(np.mean(np.log(data)))


@composite(statistics.harmonic_mean)
def harmonic_mean(data, weights=None):
    return 1 / np.average(1 / np.asarray(data), weights=weights)


@composite(statistics.median)
def median(data):
    return np.median(data)


@composite(statistics.median_low)
def median_low(data):
    return np.quantile(data, 0.5, method="lower")


@composite(statistics.median_high)
def median_high(data):
    return np.quantile(data, 0.5, method="higher")


@composite(statistics.variance)
def variance(data, xbar=None):
    return np.var(data, ddof=1, mean=xbar)


@composite(statistics.pvariance)
def pvariance(data, mu=None):
    return np.var(data, mean=mu)


@composite(statistics.stdev)
def stdev(data, xbar=None):
    return np.std(data, ddof=1, mean=xbar)


@composite(statistics.pstdev)
def pstdev(data, mu=None):
    return np.std(data, mean=mu)


@composite(statistics.covariance)
def covariance(x, y, /):
    return np.cov(x, y)[0, 1]


@composite(statistics.correlation)
def correlation(x, y, /):
    return np.corrcoef(x, y)[0, 1]
