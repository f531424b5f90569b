"""Rules of distributions of vectors in scipy.stats, and of the counts below a bound."""

import numpy as np
import scipy.special
import scipy.stats

from s2s_grad.rules.registry import adjoint, elementwise
from s2s_grad.runtime import dirichlet_adjoint, normal_entropy_adjoint, normal_vector_adjoint

# Only the lower triangle of a covariance matrix is read.


@adjoint(scipy.stats.multivariate_normal.logpdf, wrt=("x", "mean", "cov"))
def normal_vector(x, mean=None, cov=1, *, d_out):
    parts = normal_vector_adjoint(d_out, x, mean, cov)
    return parts[0], parts[1], parts[2]


@adjoint(scipy.stats.multivariate_normal.pdf, wrt=("x", "mean", "cov"))
def normal_vector_density(x, mean=None, cov=1, *, out, d_out):
    parts = normal_vector_adjoint(d_out * out, x, mean, cov)
    return parts[0], parts[1], parts[2]


@adjoint(scipy.stats.multivariate_normal.entropy, wrt=("cov",))
def normal_vector_entropy(mean=None, cov=1, *, d_out):
    return normal_entropy_adjoint(d_out, cov)


@adjoint(scipy.stats.dirichlet.logpdf)
def dirichlet(x, alpha, *, d_out):
    parts = dirichlet_adjoint(d_out, x, alpha)
    change = scipy.special.digamma(np.sum(alpha)) - scipy.special.digamma(alpha)
    return parts[0], parts[1] + np.sum(d_out) * change


@adjoint(scipy.stats.dirichlet.pdf)
def dirichlet_density(x, alpha, *, out, d_out):
    parts = dirichlet_adjoint(d_out * out, x, alpha)
    change = scipy.special.digamma(np.sum(alpha)) - scipy.special.digamma(alpha)
    return parts[0], parts[1] + np.sum(d_out * out) * change


# The sum of the masses up to k shrinks by the last of them as the mean grows.


@elementwise(scipy.stats.poisson.cdf, wrt=("mu",))
def poisson_below(k, mu, loc=0):
    return -scipy.stats.poisson.pmf(np.floor(k), mu, loc)


@elementwise(scipy.stats.poisson.sf, wrt=("mu",))
def poisson_above(k, mu, loc=0):
    return scipy.stats.poisson.pmf(np.floor(k), mu, loc)


@elementwise(scipy.stats.bernoulli.cdf, wrt=("p",))
def bernoulli_below(k, p, loc=0):
    return np.where(np.equal(np.floor(k), loc), -1, 0)
