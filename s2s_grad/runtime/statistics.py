"""Adjoints of the log-densities of vectors."""

import numpy as np

from s2s_grad.runtime.linalg import one_triangle
from s2s_grad.runtime.shapes import unbroadcast


def normal_vector_adjoint(d, x, mean, cov):
    """(gradient for x, mean, cov) of scipy.stats.multivariate_normal.logpdf."""
    step = np.asarray(x) - (0 if mean is None else mean)
    d = np.asarray(d)
    if np.ndim(cov) == 2:
        weighted, d_cov = with_covariance(d, step, np.asarray(cov))
    elif np.ndim(d) and d.shape == step.shape:  # numbers, each a vector of length 1
        weighted, d_cov = with_variances(d, step[..., None], cov)
        weighted = weighted[..., 0]
    else:
        weighted, d_cov = with_variances(d, step, cov)
    d_mean = None if mean is None else unbroadcast(weighted, mean)
    return unbroadcast(-weighted, x), d_mean, unbroadcast(d_cov, cov)


def with_covariance(d, step, cov):
    """(gradient for the mean before summing, for the lower triangle of the matrix)."""
    size = len(cov)
    if step.shape[-1:] != (size,):
        raise NotImplementedError("the log-density of numbers under a covariance matrix")
    whole = np.tril(cov) + np.tril(cov, -1).T
    pull = np.linalg.solve(whole, step[..., None])[..., 0]
    weighted = d[..., None] * pull
    pairs = np.reshape(weighted, (-1, size)).T @ np.reshape(pull, (-1, size))
    return weighted, one_triangle((pairs - np.sum(d) * np.linalg.inv(whole)) / 2)


def with_variances(d, step, cov):
    """(gradient for the mean before summing, for one variance or one of each entry)."""
    pull = step / cov
    weighted = d[..., None] * pull
    return weighted, unbroadcast((weighted * pull - d[..., None] / cov) / 2, np.asarray(cov))


def normal_entropy_adjoint(d, cov):
    """The gradient of the entropy of a normal distribution, half its log-determinant."""
    if np.ndim(cov) < 2:
        return unbroadcast(d / (2 * np.asarray(cov)), cov)
    lower = np.tril(cov)
    return d * one_triangle(np.linalg.inv(lower + np.tril(lower, -1).T)) / 2


def dirichlet_adjoint(d, x, alpha):
    """(gradient for x, what the logarithms of x give to alpha) of a Dirichlet log-density."""
    x, alpha = np.asarray(x), np.asarray(alpha)
    completed = len(x) == len(alpha) - 1
    whole = np.concatenate([x, 1 - np.sum(x, 0, keepdims=True)]) if completed else x
    d_whole = d * ((alpha - 1) / whole.T).T
    d_x = d_whole[:-1] - d_whole[-1:] if completed else d_whole
    d_alpha = (d * np.log(whole)).reshape(len(alpha), -1).sum(axis=1)
    return unbroadcast(d_x, x), unbroadcast(d_alpha, alpha)
