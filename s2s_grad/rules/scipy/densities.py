"""Rules of the log-densities of scipy.stats: for the standard distribution at z, per scale."""

import numpy as np
import scipy.special
from scipy import stats

from s2s_grad.rules.scipy.distributions import for_all, log_density, log_mass

CONTINUOUS = (
    stats.norm, stats.halfnorm, stats.t, stats.cauchy, stats.halfcauchy, stats.laplace,
    stats.logistic, stats.expon, stats.uniform, stats.gamma, stats.invgamma, stats.chi2,
    stats.beta, stats.lognorm, stats.pareto, stats.weibull_min, stats.rayleigh, stats.gumbel_r,
    stats.gumbel_l, stats.truncnorm, stats.vonmises, stats.wrapcauchy,
)  # fmt: skip


# Distributions on the whole line


@log_density(stats.norm)
def norm(x, loc=0, scale=1):
    z = (x - loc) / scale
    return -z / scale, z / scale, (z**2 - 1) / scale


@log_density(stats.t)
def t(x, df, loc=0, scale=1):
    z = (x - loc) / scale
    slope = -(df + 1) * z / (df + z**2) / scale
    change = scipy.special.digamma((df + 1) / 2) - scipy.special.digamma(df / 2)
    moved = change - np.log1p(z**2 / df) + ((df + 1) * z**2 / (df + z**2) - 1) / df
    return slope, moved / 2, -slope, -z * slope - 1 / scale


@log_density(stats.cauchy)
def cauchy(x, loc=0, scale=1):
    z = (x - loc) / scale
    slope = -2 * z / (1 + z**2) / scale
    return slope, -slope, -z * slope - 1 / scale


@log_density(stats.laplace)
def laplace(x, loc=0, scale=1):
    z = (x - loc) / scale
    return -np.sign(z) / scale, np.sign(z) / scale, (np.abs(z) - 1) / scale


@log_density(stats.logistic)
def logistic(x, loc=0, scale=1):
    z = (x - loc) / scale
    slope = -np.tanh(z / 2) / scale
    return slope, -slope, -z * slope - 1 / scale


@log_density(stats.gumbel_r)
def gumbel_r(x, loc=0, scale=1):
    z = (x - loc) / scale
    slope = np.expm1(-z) / scale
    return slope, -slope, -z * slope - 1 / scale


@log_density(stats.gumbel_l)
def gumbel_l(x, loc=0, scale=1):
    z = (x - loc) / scale
    slope = -np.expm1(z) / scale
    return slope, -slope, -z * slope - 1 / scale


@log_density(stats.vonmises)
def vonmises(x, kappa, loc=0, scale=1):
    z = (x - loc) / scale
    slope = -kappa * np.sin(z) / scale
    mean = scipy.special.i1e(kappa) / scipy.special.i0e(kappa)
    return slope, np.cos(z) - mean, -slope, -z * slope - 1 / scale


# Distributions on a part of the line


@log_density(stats.halfnorm, bounded=True)
def halfnorm(x, loc=0, scale=1):
    z = (x - loc) / scale
    return -z / scale, z / scale, (z**2 - 1) / scale


@log_density(stats.halfcauchy, bounded=True)
def halfcauchy(x, loc=0, scale=1):
    z = (x - loc) / scale
    slope = -2 * z / (1 + z**2) / scale
    return slope, -slope, -z * slope - 1 / scale


@log_density(stats.expon, bounded=True)
def expon(x, loc=0, scale=1):
    z = (x - loc) / scale
    return -1 / scale + 0 * z, 1 / scale + 0 * z, (z - 1) / scale


@log_density(stats.uniform, bounded=True)
def uniform(x, loc=0, scale=1):
    z = (x - loc) / scale
    return 0 * z, 0 * z, -1 / scale + 0 * z


@log_density(stats.gamma, bounded=True)
def gamma(x, a, loc=0, scale=1):
    z = (x - loc) / scale
    slope = ((a - 1) / z - 1) / scale
    return slope, np.log(z) - scipy.special.digamma(a), -slope, -z * slope - 1 / scale


@log_density(stats.invgamma, bounded=True)
def invgamma(x, a, loc=0, scale=1):
    z = (x - loc) / scale
    slope = (1 / z - (a + 1)) / z / scale
    return slope, -np.log(z) - scipy.special.digamma(a), -slope, -z * slope - 1 / scale


@log_density(stats.chi2, bounded=True)
def chi2(x, df, loc=0, scale=1):
    z = (x - loc) / scale
    slope = ((df - 2) / z - 1) / 2 / scale
    moved = (np.log(z / 2) - scipy.special.digamma(df / 2)) / 2
    return slope, moved, -slope, -z * slope - 1 / scale


@log_density(stats.beta, bounded=True)
def beta(x, a, b, loc=0, scale=1):
    z = (x - loc) / scale
    slope = ((a - 1) / z - (b - 1) / (1 - z)) / scale
    both = scipy.special.digamma(a + b)
    return (
        slope,
        np.log(z) - scipy.special.digamma(a) + both,
        np.log1p(-z) - scipy.special.digamma(b) + both,
        -slope,
        -z * slope - 1 / scale,
    )


@log_density(stats.lognorm, bounded=True)
def lognorm(x, s, loc=0, scale=1):
    z = (x - loc) / scale
    slope = -(1 + np.log(z) / s**2) / z / scale
    return slope, (np.log(z) ** 2 / s**2 - 1) / s, -slope, -z * slope - 1 / scale


@log_density(stats.pareto, bounded=True)
def pareto(x, b, loc=0, scale=1):
    z = (x - loc) / scale
    slope = -(b + 1) / z / scale
    return slope, 1 / b - np.log(z), -slope, -z * slope - 1 / scale


@log_density(stats.weibull_min, bounded=True)
def weibull_min(x, c, loc=0, scale=1):
    z = (x - loc) / scale
    power = np.power(z, c)
    slope = (c - 1 - c * power) / z / scale
    return slope, 1 / c + (1 - power) * np.log(z), -slope, -z * slope - 1 / scale


@log_density(stats.rayleigh, bounded=True)
def rayleigh(x, loc=0, scale=1):
    z = (x - loc) / scale
    slope = (1 / z - z) / scale
    return slope, -slope, -z * slope - 1 / scale


@log_density(stats.truncnorm, bounded=True)
def truncnorm(x, a, b, loc=0, scale=1):
    """The density at a bound says how the mass between them changes."""
    z = (x - loc) / scale
    return (
        -z / scale,
        scipy.stats.truncnorm.pdf(a, a, b) + 0 * z,
        -scipy.stats.truncnorm.pdf(b, a, b) + 0 * z,
        z / scale,
        (z**2 - 1) / scale,
    )


@log_density(stats.wrapcauchy, bounded=True)
def wrapcauchy(x, c, loc=0, scale=1):
    z = (x - loc) / scale
    below = 1 + c**2 - 2 * c * np.cos(z)
    slope = -2 * c * np.sin(z) / below / scale
    moved = 2 * (np.cos(z) - c) / below - 2 * c / (1 - c**2)
    return slope, moved, -slope, -z * slope - 1 / scale


# What every distribution has: the slope of a distribution function is the density.


@for_all("cdf", CONTINUOUS)
def cdf(x, shapes, loc=0, scale=1, *, owner):
    slope = owner.pdf(x, *shapes, loc, scale)
    return slope, -slope, -slope * (x - loc) / scale


@for_all("sf", CONTINUOUS)
def sf(x, shapes, loc=0, scale=1, *, owner):
    slope = -owner.pdf(x, *shapes, loc, scale)
    return slope, -slope, -slope * (x - loc) / scale


@for_all("logcdf", CONTINUOUS)
def logcdf(x, shapes, loc=0, scale=1, *, owner, out):
    slope = np.exp(owner.logpdf(x, *shapes, loc, scale) - out)
    return slope, -slope, -slope * (x - loc) / scale


@for_all("logsf", CONTINUOUS)
def logsf(x, shapes, loc=0, scale=1, *, owner, out):
    slope = -np.exp(owner.logpdf(x, *shapes, loc, scale) - out)
    return slope, -slope, -slope * (x - loc) / scale


@for_all("ppf", CONTINUOUS)
def ppf(q, shapes, loc=0, scale=1, *, owner, out):
    return 1 / owner.pdf(out, *shapes, loc, scale), 1 + 0 * out, (out - loc) / scale


@for_all("isf", CONTINUOUS)
def isf(q, shapes, loc=0, scale=1, *, owner, out):
    return -1 / owner.pdf(out, *shapes, loc, scale), 1 + 0 * out, (out - loc) / scale


# Distributions of counts


@log_mass(stats.poisson, ("mu",))
def poisson(k, mu, loc=0):
    return (k - loc) / mu - 1


@log_mass(stats.bernoulli, ("p",))
def bernoulli(k, p, loc=0):
    return (k - loc - p) / (p * (1 - p))


@log_mass(stats.binom, ("p",))
def binom(k, n, p, loc=0):
    return (k - loc - n * p) / (p * (1 - p))


@log_mass(stats.geom, ("p",))
def geom(k, p, loc=0):
    return 1 / p - (k - loc - 1) / (1 - p)


@log_mass(stats.nbinom, ("n", "p"))
def nbinom(k, n, p, loc=0):
    change = scipy.special.digamma(k - loc + n) - scipy.special.digamma(n)
    return change + np.log(p), n / p - (k - loc) / (1 - p)
